"""Writes blocks as a tagged PDF (PDF/UA-1); typst does the layout (`typst/document.typ`).

Typst refuses what no typeface at hand can show, as a reader would find an empty box there. Such a
character is written by its Unicode name in brackets: "[grinning face]".
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import fontpkg_inter
import typst

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
    words_of,
    writable,
)
from documents.widths import fit

PAGES = Path(__file__).parent / "typst"
FONTS = typst.Fonts(
    include_system_fonts=False, font_paths=[Path(fontpkg_inter.__file__).parent / "files"]
)
STANDARDS = ["ua-1"]
#: Points between the margins, and of text in tables.
ROOM, TABLE_SIZE = 493.0, 8.5
#: Dots an inch: what Word prints well.
SHARP = 200
#: Not among letters of Europe and the signs of its texts, which the typeface has, each of them.
_LATIN, _GREEK_AND_CYRILLIC = "\u0020-\u007e\u00a1-\u024f", "\u0370-\u0377\u0400-\u045f"
_OTHER = re.compile(f"[^\n\t{_LATIN}{_GREEK_AND_CYRILLIC}\u2010-\u2027\u20ac]")
#: What has no place to break would run out of its cell.
_LONG = re.compile(r"[^\s\u200b]{24}(?=[^\s\u200b])")


def write(title: str, marking: str, blocks: Iterable[Block], author: str, at: datetime) -> bytes:
    """The same blocks, title and moment make the same bytes."""
    data = {
        "title": title,
        "marking": marking,
        "author": author,
        "at": _parts(at),
        "blocks": [_told(block) for block in blocks],
    }
    return _compiled(_shown(data, _displayable))


def picture(svg: str) -> bytes:
    """A drawing as PNG, for what cannot hold it as it is."""
    drawn = _compile("picture.typ", {"svg": writable(svg)}, format="png", ppi=SHARP)
    return bytes(drawn)


def _compiled(data: Any) -> bytes:
    try:
        return _compile("document.typ", data, pdf_standards=STANDARDS)
    except typst.TypstError:
        # A sequence that cannot be shown though each of its characters can.
        return _compile("document.typ", _shown(data, lambda _: False), pdf_standards=STANDARDS)


def _compile(name: str, data: Any, **options: Any) -> bytes:
    inputs = {"data": json.dumps(data)}
    made = typst.compile(PAGES / name, sys_inputs=inputs, font_paths=FONTS, **options)
    if not isinstance(made, bytes):  # a list, of a drawing of several pages
        raise ValueError("a drawing takes one page")
    return made


def _parts(at: datetime) -> list[int]:
    return list(at.astimezone(UTC).timetuple()[:6])


def _told(block: Block) -> dict[str, Any]:
    return {"is": type(block).__name__.lower(), **_TOLD[type(block)](block)}


def _table(block: Table) -> dict[str, Any]:
    found = fit(block, ROOM, TABLE_SIZE)
    return {
        "caption": block.caption,
        "head": block.head,
        "widths": found.shares,
        "size": found.size,
        "short": block.is_short,
        "right": block.right,
        "rows": [[words_of(cell) for cell in row] for row in block.rows],
    }


_TOLD: dict[type[Any], Callable[[Any], dict[str, Any]]] = {
    Heading: lambda block: {"level": block.level, "text": block.text},
    Text: lambda block: {"text": block.text},
    Facts: lambda block: {"rows": [[label, words_of(value)] for label, value in block.rows]},
    Table: _table,
    Bullets: lambda block: {"items": block.items},
    Contents: lambda block: {},
    Legend: lambda block: {"rows": block.rows},
    Picture: lambda block: {
        "title": block.title,
        "description": block.description,
        "svg": block.svg,
    },
}


def _shown(value: Any, may: Callable[[str], bool]) -> Any:
    """The data with every text as it can be shown; drawings too, which hold text."""
    if isinstance(value, dict):
        return {
            key: _text(each, may) if key == "svg" else _shown(each, may)
            for key, each in value.items()
        }
    if isinstance(value, list | tuple):
        return [_shown(each, may) for each in value]
    return _LONG.sub("\\g<0>\u200b", _text(value, may)) if isinstance(value, str) else value


def _text(text: str, may: Callable[[str], bool]) -> str:
    said = writable(text)
    shown = _OTHER.sub(lambda found: found[0] if may(found[0]) else _named(found[0]), said)
    # Of signs that only change their neighbours nothing is left, and a heading may not be empty.
    return "–" if said and not shown.strip() else shown


def _named(character: str) -> str:
    if unicodedata.category(character) in ("Cf", "Mn", "Me", "Cc"):
        return ""  # it only changes how its neighbours look
    name = unicodedata.name(character, f"U+{ord(character):04X}")
    return f"[{name.lower()}]"


@lru_cache(maxsize=4096)
def _displayable(character: str) -> bool:
    try:
        _compile("character.typ", {"text": character}, pdf_standards=STANDARDS)
    except typst.TypstError:
        return False
    return True
