"""Rows of a Word table, written as XML at once.

Cell by cell through python-docx, a list of 600 actions took two seconds; so it takes a tenth.
"""

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from documents.blocks import Cell, words_of

SHADE = "E8EFF0"
#: English Metric Units in a twentieth of a point, in which Word counts widths.
TWENTIETH = 635
_ROW = "<w:trPr><w:cantSplit/></w:trPr>"
_HEADING = '<w:trPr><w:cantSplit/><w:tblHeader w:val="true"/></w:trPr>'
_SPACE, _RIGHT = '<w:spacing w:after="40"/>', '<w:jc w:val="right"/>'
_SHADED = f'<w:shd w:val="clear" w:color="auto" w:fill="{SHADE}"/>'


def row(
    cells: Sequence[Cell],
    widths: Sequence[int],
    right: Sequence[int] = (),
    *,
    size: float | None = None,
    is_heading: bool = False,
    has_next: bool = False,
) -> Any:
    """It stands on one page. The first cell is bold, all are in a heading: that is told to screen
    readers, and printed again on each page. `right`: the places of cells that stand to the right;
    `size`: of the text, in points; `has_next`: it shares its page with the next row."""
    look = f'<w:sz w:val="{round(2 * size)}"/>' if size else ""
    kept = "<w:keepNext/>" if has_next else ""
    written = "".join(
        _cell(
            words_of(value),
            width // TWENTIETH,
            look="<w:b/>" + look if is_heading or place == 0 else look,
            placed=f"{kept}{_SPACE}{_RIGHT if place in right else ''}",
            shaded=is_heading,
        )
        for place, (value, width) in enumerate(zip(cells, widths, strict=True))
    )
    return parse_xml(f"<w:tr {nsdecls('w')}>{_HEADING if is_heading else _ROW}{written}</w:tr>")


def _cell(text: str, width: int, *, look: str, placed: str, shaded: bool) -> str:
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{_SHADED if shaded else ""}</w:tcPr>'
        f"<w:p><w:pPr>{placed}</w:pPr>"
        f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{_text(text)}</w:r></w:p></w:tc>"
    )


def _text(text: str) -> str:
    """Line ends and tabs are elements of their own."""
    lines = (
        "<w:tab/>".join(
            f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in line.split("\t")
        )
        for line in text.split("\n")
    )
    return "<w:br/>".join(lines)
