"""What a part of a chart looks like: a colour, and a pattern that tells it apart without one.

The colours stand out by 3 to 1 from white as well as from a dark page, so that one drawing serves
both. Patterns go by what a part means, so whoever chooses other colours keeps them.
"""

from dataclasses import dataclass, replace
from types import MappingProxyType

from scr_tracker.contrast import PAPER, ink_on


@dataclass(frozen=True)
class Look:
    """`pattern` names one of `patterns.TILES`, drawn in `ink` over the colour.

    `dash` and `marker` are those of a line: lengths of strokes and gaps, and one of
    `patterns.MARKERS`.
    """

    colour: str
    pattern: str = "solid"
    ink: str = PAPER
    dash: str = ""
    marker: str = "circle"

    def coloured(self, colour: str) -> "Look":
        """The same in another colour, with the ink that reads on it."""
        return replace(self, colour=colour, ink=ink_on(colour))


_GREEN, _TEAL, _BLUE, _GREY = "#0f7a52", "#158187", "#2f72b3", "#707375"
_RED, _AMBER, _ORANGE, _PURPLE = "#ca3535", "#9a6700", "#bc4c00", "#7d54c8"

_DONE = Look(_GREEN, "solid", marker="circle")
_CLAIMED = Look(_TEAL, "grid", dash="8 4", marker="square")
_MOVING = Look(_BLUE, "diagonal", dash="2 4", marker="diamond")
_LATE = Look(_RED, "crosses", dash="12 4", marker="triangle")
_STOPPED = Look(_ORANGE, "horizontal", dash="8 3 2 3", marker="down")
_IDLE = Look(_GREY, "dots", dash="2 2", marker="ring")
_CLOSED = Look("#5f6366", "vertical", dash="5 5", marker="plus")
_ELSEWHERE = Look(_PURPLE, "rings", dash="12 3 2 3 2 3", marker="star")

#: Of each progress and rating, each age of what is late or span until what comes, each level and
#: strength.
BY_KEY: MappingProxyType[str, Look] = MappingProxyType(
    {
        "signed_off": _DONE,
        "complete": _DONE,
        "verified": _DONE,
        "actions_complete": _CLAIMED,
        "completed": _CLAIMED,
        "awaiting_verification": replace(_CLAIMED, colour=_PURPLE),
        "in_progress": _MOVING,
        "on_track": _MOVING,
        "not_started": _IDLE,
        "at_risk": replace(_IDLE, colour=_AMBER),
        "overdue": _LATE,
        "not_accepted": _STOPPED,
        "on_hold": _STOPPED,
        "closed_not_implemented": _CLOSED,
        "withdrawn": _CLOSED,
        "awaiting_another_body": _ELSEWHERE,
        "age_1": replace(_IDLE, colour=_AMBER),
        "age_2": _STOPPED,
        "age_3": replace(_MOVING, colour=_RED),
        "age_4": Look("#b5458f", "crosses", marker="triangle"),
        "ahead_1": Look(_BLUE, "solid"),
        "ahead_2": replace(_CLAIMED, pattern="diagonal"),
        "ahead_3": _IDLE,
        "output": _IDLE,
        "quality": _MOVING,
        "outcome": _DONE,
        "weaker": _IDLE,
        "intermediate": _MOVING,
        "stronger": _DONE,
    }
)
#: For what has no meaning of its own, one after the other: agencies, themes.
SERIES: tuple[Look, ...] = (
    Look(_BLUE, "solid", marker="circle"),
    Look(_ORANGE, "diagonal", dash="8 4", marker="square"),
    Look(_TEAL, "dots", dash="2 3", marker="triangle"),
    Look(_PURPLE, "horizontal", dash="12 4", marker="diamond"),
    Look(_RED, "grid", dash="8 3 2 3", marker="down"),
    Look(_AMBER, "vertical", dash="5 5", marker="ring"),
    Look("#b5458f", "crosses", dash="2 2", marker="plus"),
    Look(_GREY, "rings", dash="12 3 2 3 2 3", marker="star"),
)


def look_of(key: str, place: int = 0) -> Look:
    """By what the part means; by its place among its like where the key means nothing here."""
    return BY_KEY.get(key) or SERIES[place % len(SERIES)]
