"""The PDF is one that a screen reader reads: PDF/UA-1, checked by two that did not write it."""

import io

import pikepdf
import pytest
import typst
from pdfua import validate

from documents import pdf
from documents.blocks import Heading, Picture
from documents.report.writers import FORMATS
from tests.documents.read_back import pages_of_pdf, words_of_pdf
from tests.documents.reports import report
from tests.documents.tagged import complaints, elements


@pytest.fixture(scope="module")
def content():
    return FORMATS["pdf"].write(report(12))


def test_nothing_speaks_against_it(content):
    assert complaints(content) == []


def test_a_checker_of_another_hand_finds_nothing(content, tmp_path):
    (tmp_path / "report.pdf").write_bytes(content)
    found = validate(str(tmp_path / "report.pdf"))
    assert [finding for outcome in found.outcomes for finding in outcome.findings] == []
    judged = {outcome.rule_id for outcome in found.outcomes if not outcome.skipped_reason}
    assert len(judged) >= 11, "most of its rules could judge"


def broken(content, change):
    document = pikepdf.open(io.BytesIO(content))
    change(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def first(document, tag):
    kids = document.Root.StructTreeRoot.K
    return next(element for found, element, _ in elements(kids) if found == tag)


def untag_a_page(document):
    page = document.pages[0]
    told = [
        (operands, operator)
        for operands, operator in pikepdf.parse_content_stream(page)
        if str(operator) not in ("BDC", "EMC", "BMC")
    ]
    page.Contents = document.make_stream(pikepdf.unparse_content_stream(told))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda document: document.Root.__delattr__("Lang"), "7.2: no language"),
        (lambda document: document.Root.__delattr__("ViewerPreferences"), "7.1: the title is"),
        (lambda document: document.Root.__delattr__("Outlines"), "7.4: no bookmarks"),
        (lambda document: document.Root.__delattr__("Metadata"), "5: no PDF/UA identifier"),
        (lambda document: first(document, "/Figure").__delattr__("Alt"), "7.3: /Figure has no"),
        (lambda document: setattr(first(document, "/H1"), "S", pikepdf.Name.H3), "7.4.2"),
        (lambda document: setattr(first(document, "/TR"), "S", pikepdf.Name.Div), "7.2: /TH"),
        (lambda document: first(document, "/TH").__delattr__("A"), "7.5: a heading of a table"),
        (untag_a_page, "7.1: page 1 shows what is neither tagged nor decoration"),
    ],
    ids=range(9),
)
def test_what_is_broken_is_found(content, change, said):
    assert any(found.startswith(said) for found in complaints(broken(content, change)))


def test_title_language_and_maker_are_said(content):
    document = pikepdf.open(io.BytesIO(content))
    assert str(document.Root.Lang) == "en-GB"
    assert document.Root.ViewerPreferences.DisplayDocTitle is True
    with document.open_metadata() as about:
        assert about["dc:title"] == "Board report of the children’s partnership"
        assert about["dc:creator"] == ["Morgan Hale, Partnership manager"]
        assert about["xmp:CreateDate"] == "2026-11-02T09:30:00Z"
        assert about["pdfuaid:part"] == "1"


def test_marking_and_number_stand_on_every_page(content):
    pages = pages_of_pdf(content)
    many = len(pages)
    assert many > 3
    assert [
        page.count("OFFICIAL-SENSITIVE") - (place == 0) for place, page in enumerate(pages)
    ] == ([2] * many)
    assert [f"Page {place} of {many}" in page for place, page in enumerate(pages, 1)] == [
        True
    ] * many


def test_headings_lead_through_it_as_bookmarks(content):
    with pikepdf.open(io.BytesIO(content)).open_outline() as outline:
        (title,) = outline.root
        assert title.title == "Board report of the children’s partnership"
        assert [each.title for each in title.children] == [
            "Summary",
            "Progress",
            "Recommendations",
            "Actions",
            "What the words and colours mean",
        ]
        recommendations = title.children[2].children
        assert [each.title for each in recommendations[:2]] == [
            "CLARE 1a: Overdue",
            "CLARE 2a: Overdue",
        ]
        assert len(recommendations) == 12


def test_a_table_has_headings_and_repeats_them_on_each_page():
    content = FORMATS["pdf"].write(report(40))
    document = pikepdf.open(io.BytesIO(content))
    found = elements(document.Root.StructTreeRoot.K)
    tables = [element for tag, element, _ in found if tag == "/Table"]
    heads = [sum(tag == "/TH" for tag, *_ in elements(table.K)) for table in tables]
    assert heads == [2, 3, 6, 2]
    printed = [page for page in pages_of_pdf(content) if "Days late" in page]
    assert len(printed) > 3


def test_a_picture_says_what_it_shows(content):
    document = pikepdf.open(io.BytesIO(content))
    kids = document.Root.StructTreeRoot.K
    said = [str(element.Alt) for tag, element, _ in elements(kids) if tag == "/Figure"]
    assert said == [
        "A bar in three parts: a quarter signed off, just under half in progress, the rest late."
    ]


def test_a_picture_without_words_is_refused_by_typst_itself():
    block = Picture("Progress", "", report().sections[1].blocks[0].svg)
    blocks = [Heading(1, "T"), block]
    with pytest.raises(typst.TypstError, match="missing alt text"):
        pdf.write("T", "OFFICIAL", blocks, "A", report().made_at)


def test_the_same_report_makes_the_same_bytes(content):
    assert FORMATS["pdf"].write(report(12)) == content


def test_text_is_never_read_as_markup():
    said = words_of_pdf(FORMATS["pdf"].write(report(title="#panic() *a* $x$ @b")))
    assert said.count("#panic() *a* $x$ @b") == 1
