"""How wide a drawing is, and how much room words take in it.

A page holds each chart twice, wide and narrow, and shows the one that fits; so words are at least
12 CSS pixels high on a phone, and neither is scrolled. Papers take the wide one.
"""

from dataclasses import dataclass

#: Widths of characters in parts of the size, on the safe side of Inter, Liberation and Noto Sans.
_NARROW, _SMALL, _LARGE, _BROAD = 0.36, 0.59, 0.72, 0.93
_NARROW_ONES = frozenset("fijlrtI .,:;'’|!()[]-/")
_BROAD_ONES = frozenset("mwMW@%—…")


@dataclass(frozen=True)
class Size:
    """`name` tells the two drawings of one chart apart; `text` is the height of its words."""

    name: str
    width: int
    text: int

    @property
    def line(self) -> int:
        """From one line of text to the next."""
        return self.text + 4

    @property
    def is_narrow(self) -> bool:
        return self.width < 600


WIDE = Size("wide", 900, 16)
NARROW = Size("narrow", 360, 15)


def width_of(text: str, size: float) -> float:
    """How long the text may be at most."""
    return size * sum(map(_width, text))


def _width(char: str) -> float:
    if char in _NARROW_ONES:
        return _NARROW
    if char in _BROAD_ONES:
        return _BROAD
    return _SMALL if char.islower() else 0.62 if char.isdigit() else _LARGE


def wrapped(text: str, size: float, room: float, most: int) -> list[str]:
    """The text in lines that fit the room, `most` at most; what does not fit ends in "…"."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most:
        lines[most - 1 :] = [" ".join(lines[most - 1 :])]
    return [_cut(line, size, room) for line in lines] or [""]


def _cut(text: str, size: float, room: float) -> str:
    if width_of(text, size) <= room:
        return text
    kept = text
    while kept and width_of(f"{kept}…", size) > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"
