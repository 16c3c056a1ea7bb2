"""The few kinds of block of which an index is made, whatever it is written in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

#: What XML cannot hold, and so neither Word: pasted control characters, halves of characters.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Link:
    """Words that lead to a file of the pack, to a place in the index, or to a web page."""

    words: str
    href: str


Cell: TypeAlias = str | Link


@dataclass(frozen=True)
class Heading:
    level: int
    text: str
    anchor: str = ""


@dataclass(frozen=True)
class Text:
    text: str


@dataclass(frozen=True)
class Facts:
    """What is known of one thing: a label and its value each."""

    rows: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True)
class Table:
    """The first cell of a row is its heading. `widths`: of the columns, in hundredths.

    `right`: the places of columns of numbers, which stand to the right.
    """

    caption: str
    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]
    right: tuple[int, ...] = ()

    @property
    def is_short(self) -> bool:
        """So short that it stands on one page of a paper."""
        return len(self.rows) <= 8


@dataclass(frozen=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True)
class Contents:
    """Where the parts of the document begin."""

    links: tuple[Link, ...]


@dataclass(frozen=True)
class Legend:
    """Each label with its colour ("#00703c") and its meaning."""

    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Picture:
    """`description` stands in the place of the picture for those who do not see it."""

    title: str
    description: str
    svg: str


Block: TypeAlias = Heading | Text | Facts | Table | Bullets | Contents | Legend | Picture


def facts(*rows: tuple[str, Cell]) -> Facts:
    """Those that have a value."""
    return Facts(tuple((label, value) for label, value in rows if words_of(value)))


def words_of(cell: Cell) -> str:
    return writable(cell.words if isinstance(cell, Link) else cell)


def writable(text: str) -> str:
    return _UNWRITABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def lines(parts: Sequence[str]) -> str:
    """Those that say something, each on a line of its own."""
    return "\n".join(part for part in parts if part)
