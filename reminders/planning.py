"""The nightly plan: who is told of what today. Everything due is looked at, never one day only."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from reminders import ledger
from reminders.audiences import told_of
from reminders.ledger import Line
from reminders.models import Mail, Reminder
from reminders.schedule import DAYS_AHEAD, step_reached
from reminders.sources import SOURCES, Due, Source

#: Things looked at together: memory stays the same however many there are.
CHUNK = 1000
#: (recipient, partnership): the digests that go out.
Digests = set[tuple[int, int]]


@dataclass
class Plan:
    """What a run added. `lines` is filled by a dry run only, which writes nothing."""

    today: date
    is_dry_run: bool = False
    added: int = 0
    waiting: int = 0
    lines: list[Line] = field(default_factory=list)

    def take(self, lines: list[Line]) -> None:
        served = ledger.served(self.today, {line.recipient.pk for line in lines})
        now = [line for line in lines if line.recipient.pk not in served]
        self.waiting += len(lines) - len(now)
        if self.is_dry_run:
            self.lines += now
            self.added += len(now)
        elif now:
            self.added += ledger.add(now, self.today)


def plan(today: date, *, dry_run: bool = False) -> Plan:
    """Put into the ledger everything that is due to be said today and was not said before.

    A rerun adds nothing, two runs at once add each row once, and a run that was missed or broken
    off is made good by the next. `waiting` counts lines of people whose mail of the day is out.
    """
    run = Plan(today, dry_run)
    digests = _standing_digests(today)
    for source in SOURCES.values():
        for dues in chunks(source, source.due_by(today + timedelta(days=DAYS_AHEAD))):
            lines = new_lines(dues, today)
            run.take(lines)
            digests |= {
                (line.recipient.pk, line.due.partnership_id)
                for line in lines
                if line.audience == Reminder.Audience.MANAGER
            }
    listed = {(line.recipient.pk, line.due.item_id) for line in run.lines if not _is_own(line)}
    for source in SOURCES.values():
        for dues in chunks(source, _late_in(digests, source, today)):
            run.take(_repeats(dues, digests, listed.union(_listed(dues, today)), today))
    if not dry_run:
        ledger.release(today)
    return run


def chunks(source: Source, rows: "QuerySet[Any]", size: int = CHUNK) -> Iterator[list[Due]]:
    """The rows by key, `size` at a time: the columns that are asked for, and no long text."""
    rows, last = source.columns(rows).order_by("pk"), 0
    while chunk := [Due._make(row) for row in rows.filter(pk__gt=last)[:size]]:
        yield chunk
        if len(chunk) < size:
            return
        last = chunk[-1].pk


def new_lines(dues: list[Due], today: date) -> list[Line]:
    """Lines of the things that the ledger does not hold: owners and leads, and the digest."""
    told = told_of(dues)
    rows = Reminder.objects.filter(item_id__in=[due.item_id for due in dues])
    known = ledger.identities(rows, today)
    lines = []
    for due in dues:
        step = step_reached(due.due_on, today)
        if step is None:
            continue
        audiences = [(Reminder.Audience.OWNER, told[due.item_id].owners)]
        if step > 0 and not SOURCES[due.kind].is_the_managers:
            audiences.append((Reminder.Audience.MANAGER, told[due.item_id].managers))
        lines += [
            Line(user, due, audience.value, step)
            for audience, users in audiences
            for user in users.values()
        ]
    return [line for line in lines if line.identity not in known]


def _standing_digests(today: date) -> Digests:
    """Digests that an earlier run began today and that have not gone out."""
    rows = Reminder.objects.filter(
        mail__day=today,
        mail__state=Mail.State.PLANNED,
        audience=Reminder.Audience.MANAGER,
        is_repeat=False,
    )
    return set(rows.order_by().values_list("recipient_id", "partnership_id").distinct())


def _late_in(digests: Digests, source: Source, today: date) -> "QuerySet[Any]":
    """What is overdue in the partnerships whose digests go out, of a kind that stands in them."""
    if source.is_the_managers:
        return source.rows().none()
    late = source.due_by(today - timedelta(days=1))
    return source.within(late, {partnership_id for _, partnership_id in digests})


def _listed(dues: list[Due], today: date) -> set[tuple[int, UUID]]:
    """(person, thing): what digests of the day hold already."""
    rows = Reminder.objects.filter(
        item_id__in=[due.item_id for due in dues],
        audience=Reminder.Audience.MANAGER,
        mail__day=today,
        mail__state=Mail.State.PLANNED,
    )
    return set(rows.order_by().values_list("recipient_id", "item_id"))


def _repeats(
    dues: list[Due], digests: Digests, listed: set[tuple[int, UUID]], today: date
) -> list[Line]:
    """What a digest lists beside the things that made it go out: all else that is overdue."""
    told = told_of(dues)
    return [
        Line(user, due, Reminder.Audience.MANAGER.value, step, is_repeat=True)
        for due in dues
        for step in [step_reached(due.due_on, today)]
        if step is not None
        for user in told[due.item_id].managers.values()
        if (user.pk, due.partnership_id) in digests and (user.pk, due.item_id) not in listed
    ]


def _is_own(line: Line) -> bool:
    return line.audience == Reminder.Audience.OWNER
