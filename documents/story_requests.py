"""Evidence that was asked for as blocks: what, of whom, by when, and what became of it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from documents.blocks import Block, Heading, Table, Text, lines
from documents.contents import Part
from documents.story_words import by_on, day
from evidence.request_states import is_late, state_of_request
from scr_tracker.words import days_late

HEAD = ("Asked", "Of", "What is wanted", "By when", "State", "What has happened")
WIDTHS = (14, 12, 26, 11, 12, 25)


def requests(part: Part, today: date) -> Iterator[Block]:
    yield Heading(3, "Evidence asked for")
    if not part.requests:
        yield Text("No request for evidence that can be shown.")
        return
    items = {item.evidence.pk: item.evidence.title for item in part.items}
    seen = {action.pk: action.reference for action in part.actions}
    rows = tuple(_request(row, items, seen, today) for row in part.requests)
    yield Table(f"Evidence asked for on {part.recommendation.reference}", HEAD, WIDTHS, rows)


def _request(row: Any, items: dict[int, str], seen: dict[int, str], today: date) -> tuple[str, ...]:
    """The action and the item are named where the reader may see them."""
    about = seen.get(row.action_id, "")
    late = days_late(row.due_on, today).capitalize() if is_late(row, today) else ""
    return (
        by_on(row.recorded_by_name, row.recorded_at),
        row.agency.name,
        lines([f"For {about}" if about else "", row.wanted]),
        lines([day(row.due_on), late]),
        state_of_request(row).label,
        lines([_event(event, items) for event in row.all_events[1:]]),
    )


def _event(event: Any, items: dict[int, str]) -> str:
    title = items.get(event.evidence_id, "")
    said = f"{event.title}{f' with “{title}”' if title else ''}"
    said = f"{said}, {by_on(event.recorded_by_name, event.recorded_at)}"
    return f"{said}: {event.note}" if event.note else said
