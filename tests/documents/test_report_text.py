"""No text that somebody pasted stops a format, and none is lost that the format can hold."""

import io

import pytest
from docx import Document
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from documents import pdf
from documents.report.model import (
    Bullets,
    Column,
    Entries,
    Entry,
    Figure,
    Meaning,
    Paragraph,
    Report,
    Section,
    Table,
)
from documents.report.writers import FORMATS
from tests.documents.drawn_reports import REPORTS
from tests.documents.read_back import cells_of_excel, words_of_html, words_of_pdf, words_of_word
from tests.documents.reports import report

#: What people paste: control characters, halves of characters, pictures, other scripts, joiners.
PASTED = [
    "\x00\x01\x0b\x0c\x1f\x7f",
    "\ud800 \udfff \ufffe \uffff",
    "😀 👩‍👩‍👧 ❤️ 🇬🇧 1️⃣",
    "漢字 かな 한글 ไทย हिन्दी ዐማርኛ",
    "عربى עברית \u202eright to left",
    "a\u0301\u0301 \u200b\u200d\ufe0f\u00ad\ufeff\u2060",
    "=1+1",
    "#let x = 1; $a$ *b* _c_ @ref <label> [x] \\ // /* `raw` ```",
    "<script>alert(1)</script>&amp;<b>",
    "https://example.org/" + "a" * 300,
    "x" * 5000,
    "line\r\nline\rline\n\n\nline\tend",
    "_x0041_ _x005F_ '@SUM(A1)",
    "\U0010ffff\ue000",
    "",
    " ",
]


def holding(text) -> Report:
    """The text wherever a report has one."""
    columns = (Column(text), Column("B"))
    blocks = (
        Paragraph(text),
        Bullets((text, text)),
        Table(text, text, columns, ((text, text), ("b", "c")), text),
        Entries(text, text, text, text, (Entry(text, text, text, text, (Figure(text, text),)),)),
    )
    return report(
        title=f"Report {text}",
        covers=text,
        made_by=text,
        meeting=text,
        legend=(Meaning(text, "#00703c", text),),
        sections=(Section("a", text, blocks),),
    )


@pytest.mark.parametrize("text", PASTED, ids=range(len(PASTED)))
@pytest.mark.parametrize("key", FORMATS)
def test_what_people_paste_stops_no_format(key, text):
    assert len(FORMATS[key].write(holding(text))) > 1000


@pytest.mark.long
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(REPORTS)
def test_any_report_is_written_in_every_format(drawn):
    for each in FORMATS.values():
        assert len(each.write(drawn)) > 1000


@settings(max_examples=80, deadline=None)
@given(st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=60))
@example("_x0041_")
@example("=HYPERLINK('a')")
def test_excel_holds_a_text_letter_by_letter(text):
    section = Section("a", "A", (Table("T", "Table", (Column("A"),), ((text,),)),))
    content = FORMATS["xlsx"].write(report(sections=(section,)))
    assert cells_of_excel(content)["T"][3] == [text]


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=60))
def test_word_and_html_hold_a_text_letter_by_letter(text):
    made = report(sections=(Section("a", "A", (Paragraph(f"From {text} to end"),)),))
    document = Document(io.BytesIO(FORMATS["docx"].write(made)))
    assert [p.text for p in document.paragraphs if p.text.startswith("From")] == [
        f"From {text} to end"
    ]
    assert f"From {text} to end" in words_of_html(FORMATS["html"].write(made))


def test_a_sign_that_no_typeface_shows_is_named_in_the_pdf():
    made = report(sections=(Section("a", "A", (Paragraph("Well done 🎉, 李!"),)),))
    said = words_of_pdf(FORMATS["pdf"].write(made))
    assert "Well done [party popper], [cjk unified ideograph-674e]!" in said
    assert "🎉" in words_of_word(FORMATS["docx"].write(made))


def test_letters_of_europe_and_arabic_stay_as_they_are():
    made = report(sections=(Section("a", "A", (Paragraph("Žofie Łuczak Ελένη Жук – “é” €5"),)),))
    assert "Žofie Łuczak Ελένη Жук – “é” €5" in words_of_pdf(FORMATS["pdf"].write(made))
    assert pdf._displayable("ع")


def test_what_is_longer_than_a_cell_of_excel_says_that_it_was_cut():
    long = "é" * 32_768
    section = Section("a", "A", (Table("T", "Table", (Column("A"),), ((long,), (long[1:],))),))
    rows = cells_of_excel(FORMATS["xlsx"].write(report(sections=(section,))))["T"]
    assert rows[3:] == [["é" * 32_766 + "…"], ["é" * 32_767]]
