"""How a page shows what was typed: each field with its name, in the order of the form."""

import re
from dataclasses import dataclass

from scr_tracker.unsaved import HIDDEN, Unsaved

_DATE_PART = re.compile(r"_(day|month|year)$")


@dataclass
class Line:
    label: str
    value: str


def lines_of(post: Unsaved) -> list[Line]:
    """What was typed or chosen; day, month and year are one line."""
    lines: dict[str, Line] = {}
    for name, values in post.fields:
        value = "\n".join(filter(str.strip, values))
        if name in HIDDEN or not value:
            continue
        base = _DATE_PART.sub("", name)
        if base in lines:
            lines[base].value += f" {value}"
        else:
            lines[base] = Line(label_of(base), value)
    return list(lines.values())


def label_of(name: str) -> str:
    """Of a field whose form is not at hand."""
    return name.rpartition("-")[2].replace("_", " ").strip().capitalize()
