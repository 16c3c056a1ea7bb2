"""What the four formats say, read by other libraries than those that wrote them."""

import io
import re

import pypdfium2
from docx import Document
from lxml import html
from python_calamine import CalamineWorkbook

#: The lines above and below: the marking alone, and the title with the number of the page.
MARGINS = r"^OFFICIAL\S* | OFFICIAL\S* \S[^·]{0,80} Page \d+ of \d+$"


def words_of_html(content):
    page = html.document_fromstring(content)
    for each in page.xpath("//style|//title"):
        each.drop_tree()
    return flat(page.text_content())


def words_of_pdf(content):
    """Without what stands above and below each page, where a sentence goes on on the next one."""
    return flat(" ".join(re.sub(MARGINS, "", page) for page in pages_of_pdf(content)))


def pages_of_pdf(content):
    return [flat(page.get_textpage().get_text_range()) for page in pypdfium2.PdfDocument(content)]


def words_of_word(content):
    document = Document(io.BytesIO(content))
    return flat(" ".join(node.text or "" for node in document.element.body.iter() if is_text(node)))


def is_text(node):
    return node.tag.endswith("}t")


def cells_of_excel(content):
    """Each sheet's rows, typed, with what is empty as ""."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def flat(text):
    return re.sub(r"\s+", " ", text.replace("\u00ad", "").replace("\ufffe", "")).strip()
