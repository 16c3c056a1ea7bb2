"""What a person's calendar holds: what they owe now, and for a while what they no longer do.

Each time that a calendar is read, what is owed is compared with what was last published, and what
differs is noted in the same step: a new date or name raises the sequence, and what is done,
withdrawn, no longer theirs or no longer seen is cancelled, with what it last said and without why.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from agencies import access
from agencies.models import User
from recommendations.models import Review
from reminders import sources
from reminders.audiences import owes
from reminders.models import CalendarEntry
from reminders.models.calendar import Printed
from reminders.sources import SOURCES, Due, Source
from scr_tracker.versions import locked

#: How long a cancelled event is published: longer than any program waits to look again.
CANCELLED_FOR = timedelta(days=30)
#: What of an entry may change.
CHANGING = ["name", "due_on", "marking", "sequence", "is_in_feed", "changed_at", "cancelled_at"]


def owed_by(user: User) -> list[Due]:
    """Everything that the person owes and sees, of every kind, in one query."""
    dues = sources.read({kind: _perhaps_owed(source, user) for kind, source in SOURCES.items()})
    return [due for due in dues if owes(user, due) and not due.is_barred_to(user.pk)]


def _perhaps_owed(source: Source, user: User) -> "QuerySet[Any]":
    """The rows among which are those that `owes` says yes to: no whole partnership is read."""
    rows = source.due_by(date.max, source.visible_to(user))
    if source.agency is None:
        return source.within(rows, access.partnership_ids(user, "manager"))
    led = [pk for ids in access.led_agencies(user).values() for pk in ids]
    mine = Q(**{f"{source.agency}__in": led})
    return rows.filter(mine | Q(**{source.owner: user.pk}) if source.owner else mine)


def settle(entry: CalendarEntry, printed: Printed | None, now: datetime) -> bool:
    """Bring the entry to what is so now; None where it is no longer owed. Whether that is new."""
    if printed is None:
        if entry.cancelled_at:
            return False
        entry.cancelled_at = now
    else:
        if entry.printed == printed and not entry.cancelled_at:
            return False
        entry.name, entry.due_on, entry.marking = printed
        entry.cancelled_at = None
    entry.sequence, entry.changed_at = entry.sequence + 1, now
    return True


@dataclass
class Edition:
    """Entries as they are published now; which of them are `new`, and which have `changed`."""

    entries: list[CalendarEntry] = field(default_factory=list)
    new: list[CalendarEntry] = field(default_factory=list)
    changed: list[CalendarEntry] = field(default_factory=list)

    def take(self, entry: CalendarEntry, *, is_changed: bool) -> None:
        self.entries.append(entry)
        if entry._state.adding:
            self.new.append(entry)
        elif is_changed:
            self.changed.append(entry)

    def save(self) -> None:
        CalendarEntry.objects.bulk_create(self.new)
        CalendarEntry.objects.bulk_update(self.changed, CHANGING, batch_size=500)


def publish(user: User, now: datetime) -> list[CalendarEntry]:
    """The feed: what the person owes, and what was cancelled of late, by date."""
    entries = _published(user, lambda: _feed(user, now))
    recent = (e for e in entries if e.cancelled_at is None or e.cancelled_at > now - CANCELLED_FOR)
    return sorted(recent, key=lambda entry: (entry.due_on, entry.name, entry.item_id))


def publish_one(user: User, kind: str, item_id: UUID, now: datetime) -> CalendarEntry | None:
    """A thing that is still owed, as a single event, for anybody who sees it; else None.

    What they do not owe themselves leaves their feed, which would cancel it again.
    """
    entries = _published(user, lambda: _single(user, kind, item_id, now))
    return entries[0] if entries else None


def _published(user: User, edit: Callable[[], Edition]) -> list[CalendarEntry]:
    """What `edit` finds, noted where it is news: of two readers at once the second looks again."""
    edition = edit()
    if edition.new or edition.changed:
        with transaction.atomic():
            locked(User.objects.filter(pk=user.pk)).get()
            edition = edit()
            edition.save()
    return edition.entries


def _feed(user: User, now: datetime) -> Edition:
    owed = {(due.kind, due.item_id): (due, said) for due, said in _printed(owed_by(user))}
    known = {(entry.kind, entry.item_id): entry for entry in _known(user)}
    edition = Edition()
    for key, entry in known.items():
        if key in owed or entry.is_in_feed:
            printed = owed[key][1] if key in owed else None
            is_changed = settle(entry, printed, now) or not entry.is_in_feed
            entry.is_in_feed = True
            edition.take(entry, is_changed=is_changed)
    for key in owed.keys() - known.keys():
        entry = _entry(user, *owed[key], now)
        entry.is_in_feed = True
        edition.take(entry, is_changed=True)
    return edition


def _single(user: User, kind: str, item_id: UUID, now: datetime) -> Edition:
    source, edition = SOURCES[kind], Edition()
    rows = source.due_by(date.max, source.visible_to(user)).filter(public_id=item_id)
    for due in sources.read({kind: rows}):
        [(due, printed)] = _printed([due])
        known = next(_known(user, kind=kind, item_id=item_id), None)
        entry = known or _entry(user, due, printed, now)
        was_in_feed, entry.is_in_feed = entry.is_in_feed, entry.is_in_feed and owes(user, due)
        is_changed = settle(entry, printed, now) or entry.is_in_feed != was_in_feed
        edition.take(entry, is_changed=is_changed)
    return edition


def _printed(dues: list[Due]) -> list[tuple[Due, Printed]]:
    """Each thing with what is printed of it: no pseudonym; one question for all reviews."""
    reviews = Review.objects.only("marking", "reference").in_bulk({due.review_id for due in dues})
    return [(due, _as_printed(due, reviews[due.review_id])) for due in dues]


def _as_printed(due: Due, review: Review) -> Printed:
    name = due._replace(review=review.called(with_pseudonym=False)).name
    return Printed(name, due.due_on, review.get_marking_display())


def _known(user: User, **which: Any) -> Iterator[CalendarEntry]:
    """Entries of earlier editions, each with its person."""
    for entry in CalendarEntry.objects.filter(user=user, **which):
        entry.user = user
        yield entry


def _entry(user: User, due: Due, printed: Printed, now: datetime) -> CalendarEntry:
    which = {"kind": due.kind, "item_id": due.item_id, "page_id": due.page_id}
    moments = {"created_at": now, "changed_at": now}
    return CalendarEntry(user=user, **which, **printed._asdict(), **moments)
