"""The web page of a report, opened from a folder: axe finds nothing, and it prints its marking."""

import io

import pypdfium2
import pytest

from documents.report.writers import FORMATS
from tests.browser.conftest import SIZES
from tests.browser.test_accessibility import problems
from tests.documents.reports import report

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(browser, tmp_path):
    path = tmp_path / "report.html"
    path.write_bytes(FORMATS["html"].write(report(8)))
    context = browser.new_context()
    page = context.new_page()
    page.goto(path.as_uri())
    yield page
    context.close()


@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_in_a_report_opened_from_a_folder(opened, size):
    opened.set_viewport_size(SIZES[size])
    assert problems(opened, f"report at {size}") == []


def test_its_picture_is_drawn(opened):
    assert opened.evaluate("document.querySelector('figure img').naturalWidth") == 1000


def test_its_marking_stands_on_every_printed_page(opened):
    printed = pypdfium2.PdfDocument(io.BytesIO(opened.pdf(format="A4")))
    pages = [page.get_textpage().get_text_range() for page in printed]
    assert len(pages) > 2
    # The first page shows it as a band and among the facts, the last as a band.
    more = [2] + [0] * (len(pages) - 2) + [1]
    counts = [page.count("OFFICIAL-SENSITIVE") for page in pages]
    assert counts == [2 + each for each in more]
