"""What is kept of a report is its text: it comes back as it was, or not at all."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings

from documents.report.model import Chart, Column, Figure, Kind, Meaning, Table
from documents.report.stored import UnknownSchema, from_json, to_json
from documents.report.writers import FORMATS
from tests.documents.drawn_reports import REPORTS
from tests.documents.reports import BAR, report


@settings(max_examples=150, deadline=None)
@given(REPORTS)
def test_a_report_comes_back_as_it_was(drawn):
    text = to_json(drawn)
    assert from_json(text) == drawn
    assert to_json(from_json(text)) == text
    assert text.isascii()


def test_types_come_back_too():
    back = from_json(to_json(report(7)))
    assert back == report(7)
    chart = back.sections[1].blocks[0]
    assert isinstance(chart, Chart)
    assert [type(column.kind) for column in chart.table.columns] == [Kind] * 3
    assert type(back.as_at) is date
    assert back.made_at == datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


def test_a_number_in_words_stays_words():
    """ "12" and 12, a date and how it is written, are four things."""
    row = ("12", 12, Decimal("12.50"), date(2026, 1, 2), "2026-01-02")
    kinds = (Kind.TEXT, Kind.NUMBER, Kind.NUMBER, Kind.DATE, Kind.TEXT)
    columns = tuple(Column(kind, kind) for kind in kinds)
    table = Table("T", "Table", columns, (row,))
    section = report().sections[0].__class__("key", "Heading", (table,))
    back = from_json(to_json(report(sections=(section,))))
    assert repr(back.sections[0].blocks[0].rows) == repr((row,))


@pytest.mark.parametrize("key", FORMATS)
def test_a_text_of_the_first_schema_is_written_in_every_format(key):
    """Kept as it was on the day on which packs began. Later programs read it: never change it."""
    kept = from_json((Path(__file__).parent / "kept" / "schema_1.json").read_text())
    assert (kept.title, kept.as_at) == (
        "Board report of the children’s partnership",
        date(2026, 11, 2),
    )
    assert [section.key for section in kept.sections] == [
        *("summary", "progress", "recommendations", "actions"),
    ]
    assert kept.sections[3].blocks[0].rows[1][4:] == (date(2026, 11, 1), None)
    assert len(FORMATS[key].write(kept)) > 1000


def test_a_text_of_a_later_program_is_refused_by_name():
    later = json.loads(to_json(report())) | {"schema": 2}
    with pytest.raises(UnknownSchema):
        from_json(json.dumps(later))


@pytest.mark.parametrize(
    "held",
    [
        {"is": "Figure", "label": "a", "value": 1},
        {"is": "Popen", "args": ["ls"]},
        {"is": "Report", "title": "T"},
        "Report",
    ],
)
def test_what_is_no_report_is_refused(held):
    with pytest.raises((ValueError, TypeError)):
        from_json(json.dumps({"schema": 1, "report": held}))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.NUMBER, "12"),
        (Kind.NUMBER, True),
        (Kind.NUMBER, 1.5),
        (Kind.PERCENT, date(2026, 1, 2)),
        (Kind.DATE, "2026-01-02"),
        (Kind.DATE, datetime(2026, 1, 2, tzinfo=UTC)),
        (Kind.TEXT, 12),
    ],
)
def test_a_cell_holds_what_its_column_says(kind, value):
    assert Table("T", "Table", (Column("A", kind),), ((None,),)).rows == ((None,),)
    with pytest.raises(ValueError, match="is no"):
        Table("T", "Table", (Column("A", kind),), ((value,),))


def test_a_picture_is_told_in_words_and_a_report_has_a_title():
    table = Table("T", "Table", (Column("A"),), ())
    with pytest.raises(ValueError, match="in words"):
        Chart("Progress", " \n", BAR, table)
    with pytest.raises(ValueError, match="title"):
        report(title=" ")


def test_a_row_is_as_long_as_the_heading():
    with pytest.raises(ValueError, match="argument 2 is"):
        Table("T", "Table", (Column("A"),), (("a", "b"),))


@pytest.mark.parametrize("colour", ["red", "#FFF", "#00703C", "#00703c;x", ""])
def test_a_colour_is_six_digits(colour):
    with pytest.raises(ValueError, match="no colour"):
        Meaning("Overdue", colour, "Late")


def test_a_figure_is_frozen():
    with pytest.raises(AttributeError):
        Figure("a", 1).value = 2
