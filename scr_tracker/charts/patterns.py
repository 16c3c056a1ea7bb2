"""Patterns and markers as paths, so that each tells its part apart where no colour is seen."""

from types import MappingProxyType

#: Side of a tile, in units of the drawing.
TILE = 12

#: Strokes of one tile, and how wide they are. They meet at the edges of the next tile.
TILES: MappingProxyType[str, tuple[str, float]] = MappingProxyType(
    {
        "solid": ("", 0),
        "grid": ("M6 0V12M0 6H12", 1.5),
        "diagonal": ("M-3 3L3 -3M0 12L12 0M9 15L15 9", 2),
        "dots": ("M3 3h.01M9 9h.01", 3.5),
        "crosses": ("M0 0L12 12M12 0L0 12", 1.5),
        "horizontal": ("M0 3H12M0 9H12", 2),
        "vertical": ("M3 0V12M9 0V12", 2),
        "rings": ("M9 6A3 3 0 1 1 3 6A3 3 0 1 1 9 6Z", 1.5),
    }
)

#: Outlines around 0, 0; those of `OPEN_MARKERS` have no inside.
MARKERS: MappingProxyType[str, str] = MappingProxyType(
    {
        "circle": "M5 0A5 5 0 1 1 -5 0A5 5 0 1 1 5 0Z",
        "square": "M-4.5 -4.5H4.5V4.5H-4.5Z",
        "triangle": "M0 -5.5L5.5 4.5H-5.5Z",
        "diamond": "M0 -6.5L6.5 0L0 6.5L-6.5 0Z",
        "down": "M0 5.5L5.5 -4.5H-5.5Z",
        "ring": "M4.5 0A4.5 4.5 0 1 1 -4.5 0A4.5 4.5 0 1 1 4.5 0Z",
        "plus": "M0 -6V6M-6 0H6",
        "star": "M-5 -5L5 5M5 -5L-5 5",
    }
)
OPEN_MARKERS = frozenset({"ring", "plus", "star"})
