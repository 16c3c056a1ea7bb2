"""Writes blocks as a Word file: real headings, tables with a heading row, a marked page."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from io import BytesIO
from typing import IO, Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt, RGBColor

from documents import pdf
from documents.blocks import (
    Block,
    Bullets,
    Contents,
    Facts,
    Heading,
    Legend,
    Picture,
    Table,
    Text,
    writable,
)
from documents.widths import Fit, fit
from documents.word_rows import row

LANGUAGE = "en-GB"
FONT = "Arial"
SIZES = {"Title": 22, "Heading 1": 18, "Heading 2": 15, "Heading 3": 12, "Heading 4": 11}
#: Centimetres.
A4 = (21, 29.7)
MARGIN = 1.8
FOOT, FOOT_FROM_EDGE = 2.6, 0.9
#: Points, of text in tables.
TABLE_SIZE = 9.5
FACTS = Fit((20, 80), TABLE_SIZE)


def write(
    out: IO[bytes],
    title: str,
    marking: str,
    blocks: Iterable[Block],
    author: str,
    at: datetime,
    *,
    is_upright: bool = False,
) -> None:
    """On A4, on its side unless told otherwise: the tables of an index are wide."""
    document = Document()
    _properties(document, title, marking, author, at)
    _styles(document)
    _page(document.sections[0], title, marking, is_upright=is_upright)
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


def _page(section: Any, title: str, marking: str, *, is_upright: bool) -> None:
    """The marking above and below every page."""
    width, height = A4 if is_upright else reversed(A4)
    section.page_width, section.page_height = Cm(width), Cm(height)
    section.orientation = WD_ORIENT.PORTRAIT if is_upright else WD_ORIENT.LANDSCAPE
    section.left_margin = section.right_margin = Cm(MARGIN)
    section.top_margin, section.bottom_margin = Cm(2), Cm(FOOT)
    section.footer_distance = Cm(FOOT_FROM_EDGE)
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
    _WRITERS[type(block)](document, block)


def _heading(document: Any, block: Heading) -> None:
    document.add_heading(writable(block.text), level=block.level)


def _text(document: Any, block: Text) -> None:
    document.add_paragraph(writable(block.text))


def _bullets(document: Any, block: Bullets) -> None:
    for item in block.items:
        document.add_paragraph(writable(item), style="List Bullet")


def _contents(document: Any, block: Contents) -> None:
    """Nothing: Word lists the headings beside the text; a list of pages would be out of date."""


def _legend(document: Any, block: Legend) -> None:
    """A square of its colour stands before each word."""
    rows = tuple((label, meaning) for label, _, meaning in block.rows)
    table = _table(document, Table("Legend", ("Word", "Meaning"), (30, 70), rows))
    for line, (label, colour, _) in zip(table.rows[1:], block.rows, strict=True):
        paragraph = line.cells[0].paragraphs[0]
        paragraph.clear()
        square = paragraph.add_run("\u25a0 ")
        square.font.color.rgb = RGBColor.from_string(colour.lstrip("#").upper())
        paragraph.add_run(writable(label)).bold = True


def _picture(document: Any, block: Picture) -> None:
    caption = document.add_paragraph()
    caption.add_run(writable(block.title)).bold = True
    caption.paragraph_format.keep_with_next = True
    drawn = BytesIO(pdf.picture(block.svg))
    shape = document.add_picture(drawn, width=_between_margins(document))
    for side in ("distT", "distB", "distL", "distR"):
        shape._inline.set(side, "0")
    shape._inline.docPr.set("title", writable(block.title))
    shape._inline.docPr.set("descr", writable(block.description))


def _facts(document: Any, block: Facts) -> None:
    table, widths = _grid(document, FACTS)
    for line in block.rows:
        table._tbl.append(row(line, widths))
    document.add_paragraph()


def _table(document: Any, block: Table) -> Any:
    caption = document.add_paragraph()
    caption.add_run(writable(block.caption)).bold = True
    caption.paragraph_format.keep_with_next = True
    found = fit(block, Emu(_between_margins(document)).pt, TABLE_SIZE)
    table, widths = _grid(document, found)
    _describe(table, block.caption)
    heading = row(block.head, widths, block.right, size=found.size, is_heading=True, has_next=True)
    table._tbl.append(heading)
    together = len(block.rows) - 1 if block.is_short else 0
    for place, line in enumerate(block.rows):
        has_next = place < together
        table._tbl.append(row(line, widths, block.right, size=found.size, has_next=has_next))
    document.add_paragraph()
    return table


def _between_margins(document: Any) -> int:
    section = document.sections[0]
    return int(section.page_width - section.left_margin - section.right_margin)


def _grid(document: Any, found: Fit) -> tuple[Any, list[int]]:
    """A table without rows yet, and the widths of its columns: each cell says them once more, as
    programs differ in which of them they read."""
    table = document.add_table(rows=0, cols=len(found.shares))
    table.style = "Table Grid"
    table.autofit = False
    widths = found.edges(_between_margins(document))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    return table, widths


def _describe(table: Any, caption: str) -> None:
    element = OxmlElement("w:tblCaption")
    element.set(qn("w:val"), writable(caption))
    table._tbl.tblPr.append(element)


_WRITERS: dict[type[Any], Callable[[Any, Any], None]] = {
    Heading: _heading,
    Text: _text,
    Facts: _facts,
    Table: _table,
    Bullets: _bullets,
    Contents: _contents,
    Legend: _legend,
    Picture: _picture,
}
