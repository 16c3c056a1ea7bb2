"""Writes an index as a Word file: real headings, tables with a heading row, a marked page."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import IO, Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from documents.blocks import Block, Cell, Facts, Heading, Table, Text, words_of, writable

LANGUAGE = "en-GB"
FONT = "Arial"
SIZES = {"Title": 22, "Heading 1": 18, "Heading 2": 15, "Heading 3": 12, "Heading 4": 11}
SHADE = "E8EFF0"
#: Centimetres.
BETWEEN_MARGINS = 26.1


def write(
    out: IO[bytes], title: str, marking: str, blocks: Iterable[Block], author: str, at: datetime
) -> None:
    document = Document()
    _properties(document, title, marking, author, at)
    _styles(document)
    _page(document.sections[0], title, marking)
    for block in blocks:
        _add(document, block)
    document.save(out)


def _properties(document: Any, title: str, marking: str, author: str, at: datetime) -> None:
    """Title and language are what a screen reader says first; nothing names the maker's machine."""
    own, moment = document.core_properties, at.astimezone(UTC).replace(tzinfo=None)
    own.title, own.subject = writable(title)[:255], marking
    own.author = own.last_modified_by = writable(author)[:255]
    own.language, own.comments, own.keywords = LANGUAGE, "", marking
    own.created = own.modified = moment


def _styles(document: Any) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(10)
    normal.paragraph_format.space_after = Pt(6)
    for style in document.styles.element.iter(qn("w:lang")):
        style.set(qn("w:val"), LANGUAGE)
    for name, size in SIZES.items():
        style = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.color.rgb = RGBColor(0x0B, 0x0C, 0x0C)
        fonts = style.element.rPr.rFonts
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)


def _page(section: Any, title: str, marking: str) -> None:
    """A4 on its side, as its tables are wide; the marking above and below every page."""
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.orientation = 1
    section.left_margin = section.right_margin = Cm((29.7 - BETWEEN_MARGINS) / 2)
    section.top_margin = section.bottom_margin = Cm(2)
    for place in (section.header, section.footer):
        line = place.paragraphs[0]
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.add_run(marking).bold = True
    foot = section.footer.add_paragraph(f"{writable(title)} · page ")
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _field(foot, "PAGE")
    foot.add_run(" of ")
    _field(foot, "NUMPAGES")


def _field(paragraph: Any, code: str) -> None:
    """A number that Word works out: `w:fldSimple`."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _add(document: Any, block: Block) -> None:
    if isinstance(block, Heading):
        document.add_heading(writable(block.text), level=block.level)
    elif isinstance(block, Text):
        document.add_paragraph(writable(block.text))
    elif isinstance(block, Facts):
        _facts(document, block)
    else:
        _table(document, block)


def _facts(document: Any, block: Facts) -> None:
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for label, value in block.rows:
        cells = table.add_row().cells
        _fill(cells[0], label, bold=True)
        _fill(cells[1], value)
    _widths(table, (20, 80))
    document.add_paragraph()


def _table(document: Any, block: Table) -> None:
    caption = document.add_paragraph()
    caption.add_run(writable(block.caption)).bold = True
    caption.paragraph_format.keep_with_next = True
    table = document.add_table(rows=1, cols=len(block.head))
    table.style = "Table Grid"
    _describe(table, block.caption)
    for cell, text in zip(table.rows[0].cells, block.head, strict=True):
        _fill(cell, text, bold=True)
        _shade(cell)
    _repeat(table.rows[0])
    for row in block.rows:
        cells = table.add_row().cells
        for place, value in enumerate(row):
            _fill(cells[place], value, bold=place == 0)
    _widths(table, block.widths)
    document.add_paragraph()


def _fill(cell: Any, value: Cell, *, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(2)
    paragraph.add_run(words_of(value)).bold = bold


def _widths(table: Any, hundredths: tuple[int, ...]) -> None:
    """Said of the columns and of each cell: programs differ in which of them they read."""
    table.autofit = False
    widths = [Cm(BETWEEN_MARGINS * each / 100) for each in hundredths]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def _shade(cell: Any) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", SHADE)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _repeat(row: Any) -> None:
    """The heading row: told to screen readers, and printed again on each page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _describe(table: Any, caption: str) -> None:
    element = OxmlElement("w:tblCaption")
    element.set(qn("w:val"), writable(caption))
    table._tbl.tblPr.append(element)
