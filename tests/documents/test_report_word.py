"""The Word file: real headings, tables with headings, words beside pictures, a marked page."""

import io
import shutil
import subprocess

import pytest
from docx import Document
from docx.oxml.ns import qn

from documents.report.writers import FORMATS
from tests.documents.read_back import pages_of_pdf
from tests.documents.reports import report


@pytest.fixture(scope="module")
def content():
    return FORMATS["docx"].write(report(12))


@pytest.fixture
def document(content):
    return Document(io.BytesIO(content))


def test_headings_are_headings(document):
    found = [(p.style.name, p.text) for p in document.paragraphs if p.style.name[:7] == "Heading"]
    assert found[:6] == [
        ("Heading 1", "Board report of the children’s partnership"),
        ("Heading 2", "Summary"),
        ("Heading 2", "Progress"),
        ("Heading 2", "Recommendations"),
        ("Heading 3", "CLARE 1a: Overdue"),
        ("Heading 3", "CLARE 2a: Overdue"),
    ]
    assert [text for name, text in found[-2:]] == ["Actions", "What the words and colours mean"]
    assert len(found) == 4 + 12 + 2


def test_each_table_but_the_facts_has_a_heading_row_and_a_caption(document):
    _facts, *tables = document.tables
    captions = [table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) for table in tables]
    assert captions == [
        "Figures at a glance",
        "Recommendations by progress",
        "Each action, with its due date",
        "Legend",
    ]
    repeated = [table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in tables]
    assert repeated == [True] * 4


def test_a_picture_says_what_it_shows(document):
    (picture,) = document.inline_shapes
    assert picture._inline.docPr.get("descr") == (
        "A bar in three parts: a quarter signed off, just under half in progress, the rest late."
    )
    assert picture._inline.docPr.get("title") == "Recommendations by progress"


def test_it_is_upright_marked_and_in_english(document):
    (section,) = document.sections
    assert section.page_height > section.page_width
    assert section.header.paragraphs[0].text == "OFFICIAL-SENSITIVE"
    assert section.footer.paragraphs[0].text == "OFFICIAL-SENSITIVE"
    own = document.core_properties
    assert (own.title, own.language) == ("Board report of the children’s partnership", "en-GB")
    assert own.author == "Morgan Hale, Partnership manager"


def test_a_colour_of_the_legend_stands_beside_its_word(document):
    cells = [row.cells[0].paragraphs[0] for row in document.tables[-1].rows[1:]]
    assert [(str(p.runs[0].font.color.rgb), p.runs[1].text) for p in cells] == [
        ("B10E1E", "Overdue"),
        ("1D70B8", "In progress"),
        ("00703C", "Signed off"),
    ]


def test_libreoffice_opens_it_and_prints_the_marking_on_each_page(content, tmp_path):
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    (tmp_path / "report.docx").write_bytes(content)
    own = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [program, own, "--headless", "--convert-to", "pdf", "--outdir", tmp_path]
    subprocess.run([*command, tmp_path / "report.docx"], check=True, capture_output=True)
    pages = pages_of_pdf((tmp_path / "report.pdf").read_bytes())
    many = len(pages)
    assert many > 3
    counts = [page.count("OFFICIAL-SENSITIVE") for page in pages]
    assert counts == [3] + [2] * (many - 1)
    assert [f"page {place} of {many}" in page for place, page in enumerate(pages, 1)] == [
        True
    ] * many
    assert sum(page.count("CLARE 12a: Overdue") for page in pages) == 1
