"""How well two colours can be told apart: the contrast ratio of WCAG 2.2, from 1 to 21.

https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
"""

from functools import lru_cache
from math import floor

#: The text of the pages, and what it stands on.
INK, PAPER = "#0b0c0c", "#ffffff"
#: The least ratio of a text to its background, and of what is drawn to what is around it.
TEXT, GRAPHIC = 4.5, 3.0


@lru_cache(maxsize=1000)
def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb", from 0 to 1."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(colour: str) -> str:
    """Black or white: whichever reads better on the colour."""
    return max(PAPER, INK, key=lambda ink: ratio(ink, colour))


def shown(contrast: float) -> str:
    """ "4.49", never rounded up to what would be enough."""
    return f"{floor(contrast * 100) / 100:.2f}"
