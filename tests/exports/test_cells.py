"""What people typed arrives in both files as text, whatever a spreadsheet would make of it."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scr_tracker.exports import Column, Table, csv_file, excel
from scr_tracker.exports.cells import LONGEST, is_formula, plain, writable
from scr_tracker.exports.tables import Printed
from tests.exports.files import sheets_of

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\ufeff=1", "\uff1d1"]
NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


def printed(*values):
    columns = [Column(f"Column {n}", lambda row, n=n: row[n]) for n in range(len(values))]
    return Printed(Table("Things", columns, [values]), date(2026, 11, 2), NOW, "http://x/")


def in_csv(*values):
    text = "".join(csv_file.lines(printed(*values)))
    _, row = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    return row[: len(values)]


def in_excel(*values):
    file = io.BytesIO()
    excel.write(printed(*values), file)
    return sheets_of(file.getvalue())[1][1]


@pytest.mark.parametrize("text", FORMULAS)
def test_csv_makes_text_of_what_would_run(text):
    assert in_csv(text) == [f"'{text}"]


@pytest.mark.parametrize("text", ["1=1", "a@b.test", "3-4", "", "'=1", "Ask: =why"])
def test_csv_leaves_other_text_as_it_is(text):
    assert in_csv(text) == [text]


@pytest.mark.parametrize("text", FORMULAS)
def test_excel_holds_it_as_text_that_stays_text_when_it_is_edited(text):
    """`quotePrefix` is what Excel notes of a cell that was typed with an apostrophe."""
    import zipfile

    file = io.BytesIO()
    excel.write(printed(text, "plain"), file)
    with zipfile.ZipFile(file) as parts:
        sheet = parts.read("xl/worksheets/sheet2.xml").decode()
        styles = parts.read("xl/styles.xml").decode()
    assert ("<f>" in sheet, sheet.count('t="inlineStr"')) == (False, 4)
    assert styles.count('quotePrefix="1"') == 1
    read = sheets_of(file.getvalue())[1][1][0]
    assert read.replace("\r", "\n").strip() == text.replace("\r", "\n").strip()


def test_numbers_and_days_are_typed_in_excel_and_plain_in_csv():
    values = (5, Decimal("1.50"), 0.25, True, False, None, date(2026, 11, 2), NOW, -3)
    assert in_csv(*values) == [
        *("5", "1.5", "0.25", "Yes", "No", "", "2026-11-02", "2026-11-02 09:30", "-3"),
    ]
    read = in_excel(*values)
    assert read == [
        5,
        1.5,
        0.25,
        "Yes",
        "No",
        "",
        date(2026, 11, 2),
        datetime(2026, 11, 2, 9, 30),
        -3,
    ]
    assert [type(value) for value in read[:3]] == [float, float, float]


def test_moments_are_those_of_london_in_summer():
    summer = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert in_csv(summer) == ["2026-07-02 00:30"]
    assert in_excel(summer) == [datetime(2026, 7, 2, 0, 30)]


def test_what_excel_has_no_number_or_day_for_is_text():
    long, old = 12345678901234567890, date(1899, 12, 31)
    assert in_excel(long, old, "007", "1e5", "1.10") == [
        *(str(long), "1899-12-31", "007", "1e5", "1.10"),
    ]


@pytest.mark.parametrize(
    "character", ["\0", "\x01", "\x0b", "\x1f", "\x85", "\ufffe", "\uffff", "\ud800"]
)
def test_what_no_file_may_hold_is_marked_where_it_stood(character):
    text = f"a{character}b"
    expected = "a\x85b" if character == "\x85" else "a\ufffdb"
    assert (in_csv(text), in_excel(text)) == ([expected], [expected])


def test_lines_quotes_and_separators_stay_in_their_cell():
    text = 'first\nsecond, "third"; \u2028 fourth\tfifth'
    assert (in_csv(text), in_excel(text)) == ([text], [text])


def test_text_that_looks_like_xml_or_an_escape_is_text():
    for text in ("<b>&amp;</b>", "_x0041_", "</t></is></c>"):
        assert in_excel(text) == [text]
    assert in_excel("<r><t>red</t></r>") == ["\u200b<r><t>red</t></r>"]
    assert in_excel("<r></t></is></c><c><f>1+1</f></c></r>")[0].endswith("</r>")


def test_a_web_address_is_no_link_and_needs_no_room():
    assert in_excel("https://example.org/" + "a" * 3000) == ["https://example.org/" + "a" * 3000]


@pytest.mark.parametrize("letter", ["a", "é", "😀"])
def test_a_text_longer_than_a_cell_is_cut_and_says_so(letter):
    whole = letter * (LONGEST // len(letter.encode("utf-16-le")) * 2)
    assert writable(whole) == whole
    cut = writable(letter * 40_000)
    assert cut.endswith("… [cut: the whole has 40,000 characters]")
    assert 0 <= LONGEST - len(cut.encode("utf-16-le")) // 2 <= 2
    assert (in_csv(letter * 40_000), in_excel(letter * 40_000)) == ([cut], [cut])
    longest = in_csv("=" + "a" * 40_000)[0]
    assert (len(longest), longest[:2]) == (LONGEST, "'=")


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_any_text_comes_back_from_both_files(text):
    expected = writable(text)
    (read,) = in_csv(text)
    assert read == plain(text)
    assert read.removeprefix("'" if is_formula(expected) else "") == expected
    (found,) = in_excel(text, "end")[:1]
    same = expected.replace("\r\n", "\n").replace("\r", "\n")
    if expected.startswith("<r>"):
        same = "\u200b" + same
    assert found.replace("\r\n", "\n").replace("\r", "\n") == same
