"""What a drawing is made of, in units that are CSS pixels where it is shown at full size."""

from dataclasses import dataclass
from typing import TypeAlias

from scr_tracker.charts.looks import Look

Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A filled rectangle. With an address it is a link to the `rows` rows that it stands for.

    `words` say what it is: "3 overdue, Health".
    """

    x: float
    y: float
    width: float
    height: float
    look: Look
    words: str = ""
    url: str = ""
    rows: int = 0


@dataclass(frozen=True)
class Words:
    """A line of text; `y` is its base line, `anchor` is "start", "middle" or "end"."""

    x: float
    y: float
    text: str
    size: float
    anchor: str = "start"
    is_bold: bool = False


@dataclass(frozen=True)
class Rule:
    """A straight line of the frame: an axis, or a fainter one that the eye follows to it."""

    x1: float
    y1: float
    x2: float
    y2: float
    is_faint: bool = False


@dataclass(frozen=True)
class Trace:
    """A line through points, in a look's colour and dash."""

    points: tuple[Point, ...]
    look: Look


@dataclass(frozen=True)
class Marker:
    x: float
    y: float
    look: Look


Shape: TypeAlias = Box | Words | Rule | Trace | Marker


@dataclass(frozen=True)
class Drawing:
    height: float
    shapes: tuple[Shape, ...]

    @property
    def patterned(self) -> tuple[Look, ...]:
        """The looks whose pattern is drawn somewhere, each once."""
        looks = (shape.look for shape in self.shapes if isinstance(shape, Box))
        return tuple(dict.fromkeys(look for look in looks if look.pattern != "solid"))
