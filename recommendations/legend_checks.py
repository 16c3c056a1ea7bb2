"""What a partnership's legend must be like, and why not where it is not.

The page and the service ask the same. Ratios are those of WCAG 2.2: 4.5 to 1 for the words on a
colour, 3 to 1 for the colour itself on the white of a page.
"""

import re
from collections.abc import Iterable, Iterator

from recommendations.legend import KINDS, Entry
from scr_tracker.contrast import GRAPHIC, PAPER, TEXT, ratio, shown
from scr_tracker.errors import InvalidTransition

LONGEST_LABEL, LONGEST_MEANING = 40, 300
HEX = re.compile(r"#[0-9a-f]{6}")


def field_of(entry: Entry, part: str) -> str:
    """The form field of a part of the entry: "rating_overdue_label"."""
    return f"{entry.kind}_{entry.key}_{part}"


def refusals(entries: Iterable[Entry]) -> list[InvalidTransition]:
    """All that stands against the legend, in its order, each with its form field."""
    rows = list(entries)
    wrong = [refusal for entry in rows for refusal in _of_entry(entry)]
    return wrong + [refusal for kind in KINDS for refusal in _same_labels(rows, kind)]


def _of_entry(entry: Entry) -> Iterator[InvalidTransition]:
    name = str(KINDS[entry.kind](entry.key).label)
    if not entry.label:
        yield InvalidTransition(f"Enter a label for “{name}”", field_of(entry, "label"))
    if len(entry.label) > LONGEST_LABEL:
        message = f"The label of “{name}” must be {LONGEST_LABEL} characters or fewer"
        yield InvalidTransition(message, field_of(entry, "label"))
    if not entry.meaning:
        yield InvalidTransition(f"Enter what “{name}” means", field_of(entry, "meaning"))
    if len(entry.meaning) > LONGEST_MEANING:
        message = f"What “{name}” means must be {LONGEST_MEANING} characters or fewer"
        yield InvalidTransition(message, field_of(entry, "meaning"))
    yield from _of_colour(entry, name)


def _of_colour(entry: Entry, name: str) -> Iterator[InvalidTransition]:
    field = field_of(entry, "colour")
    if not HEX.fullmatch(entry.colour):
        message = f"Enter the colour of “{name}” as # and six of 0 to 9 and a to f, like #00703c"
        yield InvalidTransition(message, field)
        return
    words = ratio(entry.text_colour, entry.colour)
    if words < TEXT:
        message = (
            f"Words on the colour of “{name}” have a contrast of {shown(words)} to 1, black or "
            f"white. They need {TEXT} to 1. Choose a lighter or a darker colour"
        )
        yield InvalidTransition(message, field)
    page = ratio(entry.colour, PAPER)
    if page < GRAPHIC and not entry.has_border:
        message = (
            f"The colour of “{name}” has a contrast of {shown(page)} to 1 to the page. It needs "
            f"{GRAPHIC:g} to 1. Choose a darker colour, or give it a border"
        )
        yield InvalidTransition(message, field)


def _same_labels(rows: Iterable[Entry], kind: str) -> Iterator[InvalidTransition]:
    first: dict[str, Entry] = {}
    for entry in (row for row in rows if row.kind == kind and row.label):
        other = first.setdefault(entry.label.casefold(), entry)
        if other is not entry:
            name = KINDS[kind](other.key).label
            message = f"“{entry.label}” is the label of “{name}” already"
            yield InvalidTransition(message, field_of(entry, "label"))
