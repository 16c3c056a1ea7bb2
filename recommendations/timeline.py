"""The timeline of an action: what happened, who did it, when. Newest first.

Rooms further right add their own entries: they `register` a source in `AppConfig.ready()`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils import timezone

from recommendations.models import Action, BulkChange, ProgressUpdate
from recommendations.status import WITHOUT_EVIDENCE, Status
from scr_tracker.words import long_day

if TYPE_CHECKING:
    from agencies.access import Person


class Detail(NamedTuple):
    """One of several things that an entry tells of together; `more_url`: of the record of it."""

    at: datetime
    title: str
    text: str = ""
    url: str = ""
    more_url: str = ""


@dataclass(frozen=True)
class Entry:
    """One event, recorded `at`. `on` is the day of the thing itself, which may be another.

    What happened together may be one entry: `details` are opened on demand, called `more`.
    """

    at: datetime
    title: str
    by: str = ""
    role: str = ""
    text: str = ""
    on: date | None = None
    url: str = ""
    details: tuple[Detail, ...] = ()
    more: str = ""

    @property
    def day(self) -> date:
        return self.on or timezone.localdate(self.at)

    @property
    def is_recorded_later(self) -> bool:
        return self.day != timezone.localdate(self.at)


Source = Callable[[Action, "Person"], list[Entry]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a source of entries. It returns only what the person may see."""
    if source not in _sources:
        _sources.append(source)


def timeline(action: Action, user: "Person") -> list[Entry]:
    """All entries of all sources: the last recorded first, whatever day they are about.

    So what is new stands at the top, also where it is about an old day. The action is read
    `with_making`, its updates `with_bareness`.
    """
    entries = [entry for source in (*_OWN, *_sources) for entry in source(action, user)]
    return sorted(entries, key=lambda entry: (entry.at, entry.day), reverse=True)


def _updates(action: Action, user: "Person") -> list[Entry]:
    return [
        Entry(
            at=row.recorded_at,
            title=_said(row),
            by=row.recorded_by_name,
            role=row.recorded_by_role,
            text=row.note,
            on=row.happened_on,
        )
        for row in action.updates.all()
    ]


def _said(update: ProgressUpdate) -> str:
    if not update.has_moved:
        return "Update"
    if update.is_taken_back:
        return "Verification taken back"
    if update.is_bare:  # type: ignore[attr-defined]  # annotated
        return WITHOUT_EVIDENCE
    return f"Status set to {Status(update.status_after).label.lower()}"


def _date_changes(action: Action, user: "Person") -> list[Entry]:
    return [
        Entry(
            at=row.recorded_at,
            title=f"Due date moved from {long_day(row.old_due_on)} to {long_day(row.new_due_on)}"
            if row.old_due_on
            else f"Due date set to {long_day(row.new_due_on)}",
            by=row.recorded_by_name,
            role=row.recorded_by_role,
            text=f"{row.reason}\nAgreed by: {row.agreed_by}",
        )
        for row in action.date_changes.all()
    ]


def _bulk_changes(action: Action, user: "Person") -> list[Entry]:
    """Owner or lead agency, changed together with others'. A due date has an entry of its own."""
    return [
        Entry(
            at=row.change.recorded_at,
            title=f"{row.change.get_what_display()} changed from {row.before} to {row.after}",
            by=row.change.recorded_by_name,
            role=row.change.recorded_by_role,
            text=row.change.reason,
        )
        for row in action.bulk_rows.all()  # those that were changed
        if row.change.what != BulkChange.What.DUE
    ]


def _requests(action: Action, user: "Person") -> list[Entry]:
    entries = []
    for row in action.extension_requests.all():
        entries.append(
            Entry(
                at=row.recorded_at,
                title=f"More time asked for, until {long_day(row.asked_due_on)}",
                by=row.recorded_by_name,
                role=row.recorded_by_role,
                text=row.reason,
            )
        )
        if row.decided_at and row.decided_by:
            entries.append(
                Entry(
                    at=row.decided_at,
                    title=f"Request for more time {row.get_decision_display().lower()}",
                    by=row.decided_by.name,
                    text=row.decision_note,
                )
            )
    return entries


def _creation(action: Any, user: "Person") -> list[Entry]:
    """The row brings it along (`with_making`)."""
    title = "Next occurrence made" if action.previous_id else "Action added"
    by = action.made_by_name or ""
    return [Entry(at=action.made_at, title=title, by=by)] if action.made_at else []


_OWN: tuple[Source, ...] = (_updates, _date_changes, _bulk_changes, _requests, _creation)
