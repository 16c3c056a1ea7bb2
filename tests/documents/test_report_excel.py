"""The workbook, read by another library: one sheet a table, typed, with its filter and headings."""

import io
import re
import zipfile
from datetime import date, timedelta
from decimal import Decimal

import pytest

from documents.report.model import Column, Figure, Figures, Kind, Section, Table
from documents.report.sheets import Names
from documents.report.writers import FORMATS
from tests.documents.read_back import cells_of_excel
from tests.documents.reports import AS_AT, WORDING, report


@pytest.fixture(scope="module")
def content():
    return FORMATS["xlsx"].write(report(12))


@pytest.fixture
def sheets(content):
    return cells_of_excel(content)


def with_table(*columns, rows):
    section = Section("a", "A", (Table("T", "Table", columns, rows),))
    return FORMATS["xlsx"].write(report(sections=(section,)))


def test_a_sheet_for_each_table_after_the_one_that_says_what_it_is(sheets):
    assert list(sheets) == ["About", "Summary", "Progress", "Recommendations", "Actions"]
    about = [[cell for cell in row if cell != ""] for row in sheets["About"]]
    assert about[0] == ["Board report of the children’s partnership"]
    assert about[2:9] == [
        ["Partnership", "Solent Safeguarding Children Partnership"],
        ["Marking", "OFFICIAL-SENSITIVE"],
        ["As at", "2 November 2026"],
        ["Period", "1 August 2026 to 2 November 2026"],
        ["Covers", "All reviews"],
        ["For", "Serious Incident Learning Group, 4 November 2026"],
        ["Made", "2 November 2026 at 9:30am by Morgan Hale, Partnership manager"],
    ]
    assert ["Actions", "Each action, with its due date"] in about
    assert ["Overdue", "The due date has passed and the work is not done."] in about


def test_dates_are_dates_and_numbers_are_numbers(sheets):
    rows = sheets["Actions"]
    assert rows[:3] == [
        ["Each action, with its due date"] + [""] * 5,
        ["OFFICIAL-SENSITIVE · as at 2 November 2026"] + [""] * 5,
        ["Reference", "Action", "Lead agency", "Rating", "Due", "Days late"],
    ]
    assert len(rows) == 3 + 36
    assert rows[3][4:] == [AS_AT, 0]
    assert rows[7][4:] == [AS_AT - timedelta(days=4), 4]
    assert rows[9][4:] == ["", ""]
    assert type(rows[7][4]) is date


def test_entries_are_a_table_too(sheets):
    rows = sheets["Recommendations"]
    assert rows[2] == [
        *("Reference", "State", "In a sentence", "Wording", "Agencies", "Actions", "Next date"),
    ]
    said = "Overdue: Children and Families Service’s action 1a.3 is 1 days late."
    agencies = "Children and Families Service and Community Health Trust"
    later = AS_AT + timedelta(days=1)
    text = f"{WORDING} It concerns Children and Families Service first, by case 1."
    assert rows[3] == ["CLARE 1a", "Overdue", said, text, agencies, 3, later]


def test_figures_keep_their_kind(sheets):
    assert sheets["Summary"][3:] == [
        ["Recommendations", 12],
        ["Oldest claim", date(2026, 9, 14)],
        ["Position", "No response yet"],
        ["Forum", ""],
    ]


def test_a_percent_is_a_share_of_one(sheets):
    assert [row[2] for row in sheets["Progress"][3:]] == [0.25, 0.45, 0.3]


def test_parts_of_a_number_are_kept():
    content = with_table(
        Column("A", Kind.NUMBER), Column("B", Kind.PERCENT), rows=((Decimal("12.5"), Decimal(7)),)
    )
    assert cells_of_excel(content)["T"][3] == [12.5, 0.07]


def test_each_table_is_one_to_excel_with_filter_and_frozen_heading(content):
    files = zipfile.ZipFile(io.BytesIO(content))
    tables = [files.read(f"xl/tables/table{number}.xml").decode() for number in range(1, 5)]
    refs = [re.search(r'<autoFilter ref="([^"]+)"', table)[1] for table in tables]
    assert refs == ["A3:B7", "A3:C6", "A3:G15", "A3:F39"]
    for number in range(2, 6):
        page = files.read(f"xl/worksheets/sheet{number}.xml").decode()
        assert 'ySplit="3"' in page
        assert 'state="frozen"' in page
        assert page.count("OFFICIAL-SENSITIVE") == 2  # above and below each printed page


def test_no_text_is_a_formula():
    text = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0")
    columns = tuple(Column(f"C{place}") for place in range(len(text)))
    content = with_table(*columns, rows=(text,))
    assert cells_of_excel(content)["T"][3] == [*text[:4], "=1", text[5]]
    page = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet2.xml").decode()
    assert "<f>" not in page
    styles = zipfile.ZipFile(io.BytesIO(content)).read("xl/styles.xml").decode()
    assert styles.count('quotePrefix="1"') == 1


def test_an_empty_table_has_its_headings():
    content = with_table(Column("A"), Column("a"), Column(""), rows=())
    assert cells_of_excel(content)["T"][2] == ["A", "a (2)", "Column"]


def test_a_day_before_excels_first_is_written_in_words():
    content = with_table(Column("A", Kind.DATE), rows=((date(1899, 12, 31),), (date(1900, 3, 1),)))
    assert cells_of_excel(content)["T"][3:] == [["31 December 1899"], [date(1900, 3, 1)]]


@pytest.mark.parametrize(
    ("wanted", "got"),
    [
        (["Actions", "ACTIONS", "actions"], ["Actions", "ACTIONS (2)", "actions (3)"]),
        (["about", "History", "'x'"], ["about (2)", "History (2)", "x"]),
        (["a/b\\c*d?e:f[g]h"], ["a b c d e f g h"]),
        (["", " \n", "\x00"], ["Table", "Table (2)", "\ufffd"]),
        (["x" * 40, "x" * 40], ["x" * 31, "x" * 27 + " (2)"]),
        (["😀" * 20], ["😀" * 15]),
    ],
)
def test_names_of_sheets_are_what_excel_takes_and_differ(wanted, got):
    names = Names(["About", "History"])
    assert [names.free(each) for each in wanted] == got


def test_two_blocks_of_one_name_are_two_sheets():
    blocks = (Figures("Same", "One", (Figure("a", 1),)), Figures("Same", "Two", (Figure("b", 2),)))
    content = FORMATS["xlsx"].write(report(sections=(Section("a", "A", blocks),)))
    assert [rows[0][0] for rows in cells_of_excel(content).values()][1:] == ["One", "Two"]
