"""The legend inside a drawing, so that a picture taken out of its page still explains itself."""

from collections.abc import Sequence

from scr_tracker.charts.looks import Look
from scr_tracker.charts.shapes import Box, Shape, Words
from scr_tracker.charts.sizes import Size, width_of

SWATCH, SWATCH_HEIGHT, GAP = 24, 16, 24


def legend(
    items: Sequence[tuple[str, Look]], size: Size, top: float
) -> tuple[tuple[Shape, ...], float]:
    """Swatches with their words, in as many lines as they need; the shapes, and where they end."""
    shapes: list[Shape] = []
    x, y = 0.0, top
    row = max(size.line, SWATCH_HEIGHT) + 6
    for label, look in items:
        length = SWATCH + 6 + width_of(label, size.text)
        if x and x + length > size.width:
            x, y = 0.0, y + row
        shapes.append(Box(x + 1, y + 1, SWATCH, SWATCH_HEIGHT, look))
        shapes.append(Words(x + SWATCH + 8, y + 1 + SWATCH_HEIGHT * 0.85, label, size.text))
        x += length + GAP
    return tuple(shapes), y + row if items else top
