"""Columns are as wide as their words, so that none breaks on paper, and tables are equally wide."""

import io

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from documents.blocks import Table
from documents.report import model
from documents.report.writers import FORMATS
from documents.widths import BESIDE, LONGEST, fit
from scr_tracker.charts.sizes import width_of
from tests.documents.read_back import pages_of_pdf
from tests.documents.reports import report

HEAD = ("Reference", "About", "Agency", "Recorded", "From", "To", "Days", "Agreed by", "Written")
ROW = (
    "CLARE 1a.9",
    "Brief officers and staff face to face on what a PPN1 must hold",
    "Children’s Services",
    "16 Oct 2026",
    "16 Oct 2026",
    "16 Nov 2026",
    "31",
    "Partnership manager",
    "Two districts could not free officers before the end of the month.",
)
ROOM = 493.0


def table_of(head, row, widths=None):
    return Table("Moved", head, widths or (10,) * len(head), (row,))


def broken(table, found):
    """Words that do not fit their column."""
    columns = zip(*(table.head, *table.rows), found.shares, strict=True)
    return [
        word
        for *texts, share in columns
        for text in texts
        for word in text.split()
        if width_of(word, found.size) + BESIDE > share * ROOM / 100 + 0.01
    ]


@pytest.mark.parametrize("widths", [(10,) * 9, (13, 26, 13, 14, 14, 14, 8, 14, 30)])
def test_no_word_breaks_in_a_table_of_nine_columns(widths):
    table = table_of(HEAD, ROW, widths)
    assert broken(table, fit(table, ROOM, 9)) == []


def test_dates_and_references_stay_on_one_line_where_there_is_room():
    table = table_of(HEAD[:4], ROW[:4], (2, 50, 10, 2))
    found = fit(table, ROOM, 9)
    first, *_, last = (share * ROOM / 100 - BESIDE for share in found.shares)
    assert first >= width_of("CLARE 1a.9", 9)
    assert last >= width_of("16 Oct 2026", 9)


def test_text_is_smaller_where_a_table_has_many_columns():
    few, many = table_of(("Theme", "All"), ("Housing", "3")), table_of(HEAD + HEAD, ROW + ROW)
    assert fit(few, ROOM, 9).size == 9
    assert fit(many, ROOM, 9).size == 7


def test_a_column_without_words_takes_what_was_wanted():
    table = table_of(("A", "B"), ("a", "b"), (30, 70))
    assert fit(table, ROOM, 9).shares == (30, 70)


CELLS = st.text(max_size=40)


@given(st.lists(st.tuples(CELLS, CELLS, st.integers(1, 99)), min_size=1, max_size=14))
def test_any_table_fills_its_room(columns):
    head, row, widths = zip(*columns, strict=True)
    found = fit(table_of(head, row, widths), ROOM, 9)
    assert min(found.shares) > 0
    assert sum(found.shares) == pytest.approx(100)
    assert sum(found.edges(6264000)) == 6264000


def test_a_word_without_end_leaves_room_to_the_others():
    found = fit(table_of(("A", "B"), ("x" * 5000, "Recorded")), ROOM, 9)
    assert found.shares[0] * ROOM / 100 >= width_of("x" * LONGEST, 9)
    assert found.shares[1] * ROOM / 100 >= width_of("Recorded", 9)


def reported(head, rows, before=0):
    columns = tuple(model.Column(text) for text in head)
    said = tuple(model.Paragraph(f"Line {number}.") for number in range(before))
    table = model.Table("T", "What moved", columns, tuple(rows))
    return report(sections=(model.Section("a", "A", (*said, table)),))


def test_the_pdf_breaks_no_word_of_a_wide_table():
    pages = " ".join(pages_of_pdf(FORMATS["pdf"].write(reported(HEAD, [ROW]))))
    words = {word for text in (*HEAD, *ROW) for word in text.split()}
    assert words - set(pages.split()) == set()


@pytest.mark.parametrize("before", [24, 27, 30, 33])
def test_the_pdf_keeps_a_short_table_on_one_page(before):
    rows = [(f"First {number}", "b") for number in range(8)]
    pages = pages_of_pdf(FORMATS["pdf"].write(reported(("A", "B"), rows, before)))
    (page,) = (page for page in pages if "What moved" in page)
    assert [f"First {number}" in page for number in range(8)] == [True] * 8


def test_the_pdf_loses_nothing_of_a_short_table_with_high_rows():
    rows = [(f"First {number}", "often " * 900 + f"Last {number}") for number in range(4)]
    said = " ".join(pages_of_pdf(FORMATS["pdf"].write(reported(("A", "B"), rows))))
    assert [f"Last {number}" in said for number in range(4)] == [True] * 4
    assert said.count("often") == 3600


@pytest.fixture(scope="module")
def tables():
    rows = [ROW] * 3
    _facts, *found = Document(io.BytesIO(FORMATS["docx"].write(reported(HEAD, rows)))).tables
    return found


def test_rows_of_a_word_table_stand_on_one_page(tables):
    rows = [row._tr.trPr.find(qn("w:cantSplit")) is not None for row in tables[0].rows]
    assert rows == [True] * 4


def test_a_short_word_table_is_kept_together(tables):
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in tables[0].rows]
    assert kept == [True, True, True, None]


def test_word_tables_are_equally_wide():
    _facts, *found = Document(io.BytesIO(FORMATS["docx"].write(report(12)))).tables
    wide = {sum(cell.width for cell in table.rows[0].cells) for table in found}
    assert max(wide) - min(wide) < 9 * 635, "a twentieth of a point a column"
