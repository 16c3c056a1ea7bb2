"""What of a mail still holds at the moment of sending, and why the rest does not."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from agencies.models import User
from reminders import sources
from reminders.audiences import manages, owes, reaching_nobody
from reminders.models import Mail, Reminder
from reminders.sources import SOURCES, Due, Why
from scr_tracker.words import long_day

Audience = Reminder.Audience


@dataclass
class Verdict:
    """The rows that go, and the reason in words for each that does not, by row id.

    `standing_in`: rows that go to a manager because they reach no owner or agency lead.
    """

    kept: list[Reminder] = field(default_factory=list)
    dropped: dict[int, str] = field(default_factory=dict)
    standing_in: set[int] = field(default_factory=set)

    def why(self, row: Reminder) -> Why:
        if row.audience == Audience.MANAGER:
            return Why.DIGEST
        return Why.STANDING_IN if row.pk in self.standing_in else Why.OWN


@dataclass
class _Now:
    """The things of a mail as they are now: those still due, and those that the person sees."""

    due: dict[UUID, Due]
    visible: set[UUID]
    ended: dict[UUID, str]


def evaluate(mail: Mail) -> Verdict:
    """Look at the mail's rows as things are now: state, due date, sight, role, account.

    Asks about the recipient alone, however many others are told of the same; and of a manager who
    stands in, whether somebody is there by now. Every kind is read in the same questions.
    """
    planned = mail.reminders.filter(state=Reminder.State.PLANNED).select_related(
        "partnership", "recommendation__review", "action"
    )
    rows = list(planned.order_by("due_on", "pk"))
    recipient = User.objects.get(pk=mail.recipient_id)
    now = _look(rows, recipient)
    stood_in_for = _stood_in_for(rows, recipient, now)
    verdict = Verdict()
    for row in rows:
        is_standing_in = row.item_id in stood_in_for and row.audience == Audience.OWNER
        if reason := _reason(row, recipient, now, is_standing_in):
            verdict.dropped[row.pk] = reason
            continue
        verdict.kept.append(row)
        if is_standing_in:
            verdict.standing_in.add(row.pk)
    _drop_idle_digests(verdict)
    return verdict


def _look(rows: Iterable[Reminder], recipient: User) -> _Now:
    ids: dict[str, set[UUID]] = defaultdict(set)
    for row in rows:
        ids[row.kind].add(row.item_id)
    waiting = {k: SOURCES[k].waiting(_these(SOURCES[k].rows(), ids[k])) for k in ids}
    visible = {k: _these(SOURCES[k].visible_to(recipient), ids[k]) for k in ids}
    due = {each.item_id: each for each in sources.read(waiting)}
    return _Now(
        due=due,
        visible=set(sources.read_ids(visible)),
        ended={
            item.public_id: SOURCES[kind].ended(item)
            for kind, items in ids.items()
            if items - due.keys()
            for item in _these(SOURCES[kind].rows(), items - due.keys())
        },
    )


def _these(rows: "QuerySet[Any]", item_ids: Iterable[UUID]) -> "QuerySet[Any]":
    return rows.filter(public_id__in=item_ids)


def _stood_in_for(rows: Iterable[Reminder], recipient: User, now: _Now) -> set[UUID]:
    """What is told to the recipient as manager, because it reaches no owner or lead."""
    told = {row.item_id for row in rows if row.audience == Audience.OWNER}
    in_doubt = [
        due
        for item_id, due in now.due.items()
        if item_id in told & now.visible
        and not owes(recipient, due)
        and manages(recipient, due.partnership_id)
    ]
    return reaching_nobody(in_doubt)


def _reason(row: Reminder, recipient: User, now: _Now, is_standing_in: bool) -> str:
    """Why the row is dropped, for people; "" where it still holds."""
    due = now.due.get(row.item_id)
    if not recipient.is_active:
        return "The recipient’s account is closed."
    if due is None:
        return now.ended.get(row.item_id, "It is no longer there.")
    if due.due_on != row.due_on:
        return f"The due date moved {_from_to(row.due_on, due.due_on)}."
    if due.item_id not in now.visible:
        return "The recipient may no longer see it."
    if row.audience == Audience.MANAGER:
        is_manager = manages(recipient, due.partnership_id)
        return "" if is_manager else "The recipient no longer manages the partnership."
    if not is_standing_in and not owes(recipient, due):
        return "The recipient no longer owns it or leads for its agency."
    return ""


def _drop_idle_digests(verdict: Verdict) -> None:
    """A digest goes out for what is newly late; without that, nothing is listed again."""
    moved = {row.partnership_id for row in verdict.kept if _opens_digest(row)}
    idle = [row for row in verdict.kept if row.is_repeat and row.partnership_id not in moved]
    for row in idle:
        verdict.dropped[row.pk] = "Nothing is newly late in this partnership any more."
    verdict.kept = [row for row in verdict.kept if row.pk not in verdict.dropped]


def _opens_digest(row: Reminder) -> bool:
    return row.audience == Audience.MANAGER and not row.is_repeat


def _from_to(old: date, new: date | None) -> str:
    return f"from {long_day(old)} to {long_day(new) if new else 'no date'}"
