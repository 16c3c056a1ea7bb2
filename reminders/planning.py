"""The nightly plan: who is told of what today. Everything due is looked at, never one day only."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from reminders import ledger, news, policies
from reminders.audiences import Reach
from reminders.ledger import Line
from reminders.lines import lines_of
from reminders.models import Night, Reminder
from reminders.personal import Rhythms
from reminders.policies import Policies, morning_of
from reminders.sources import SOURCES, Due, Source

#: Things looked at together: memory stays the same however many there are.
CHUNK = 1000


@dataclass
class Plan:
    """What a run added. `lines` and `news` are filled by a dry run only, which writes nothing.

    `news`: person → keys of the notices that would join their mail.
    """

    today: date
    is_dry_run: bool = False
    added: int = 0
    waiting: int = 0
    lines: list[Line] = field(default_factory=list)
    news: dict[int, list[int]] = field(default_factory=dict)

    def take(self, lines: list[Line]) -> None:
        served = ledger.served(self.today, {line.recipient.pk for line in lines})
        now = [line for line in lines if line.recipient.pk not in served]
        self.waiting += len(lines) - len(now)
        if self.is_dry_run:
            self.lines += now
            self.added += len(now)
        elif now:
            self.added += ledger.add(now, self.today)


class _Run:
    """What is read once for all chunks of a run."""

    def __init__(self, terms: Policies) -> None:
        self.terms, self.today = terms, terms.today
        self.sending = terms.sending
        self.is_everywhere = len(self.sending) == len(terms.by_partnership)
        self.rhythms = Rhythms(self.today)
        self.since = self.today - timedelta(days=terms.longest_stand)
        self.last_digests = ledger.last_digests(self.since, self.today + timedelta(days=1))

    def due(self, source: Source) -> "QuerySet[Any]":
        """What of the source may have reached a step, where mails go today."""
        rows = source.due_by(self.today + timedelta(days=self.terms.days_ahead))
        return rows if self.is_everywhere else source.within(rows, self.sending)

    def new_lines(self, dues: list[Due]) -> list[Line]:
        """Lines that the ledger does not hold, and digests that have not gone this week."""
        reach = Reach(dues, self.today, self.today)
        rows = Reminder.objects.filter(item_id__in=[due.item_id for due in dues])
        known = ledger.identities(rows, self.since)
        return [
            line
            for due in dues
            for line in lines_of(due, reach, self.terms[due.partnership_id], self.rhythms)
            if line.identity not in known and not self._has_gone(line)
        ]

    def _has_gone(self, line: Line) -> bool:
        """The digest of this week is out: what came late since then waits for the next."""
        if line.audience != Reminder.Audience.MANAGER:
            return False
        place = line.due.partnership_id
        last = self.last_digests.get((line.recipient.pk, place))
        return last is not None and last >= self.terms[place].digest_day


def plan(today: date, *, dry_run: bool = False, terms: Policies | None = None) -> Plan:
    """Put into the ledger everything that is due to be said today and was not said before.

    A rerun adds nothing, two runs at once add each row once, and a run that was missed or broken
    off is made good by the next. `waiting` counts lines of people whose mail of the day is out.
    Partnerships that are quiet today are left alone. `terms`: in place of those that are saved.
    """
    result = Plan(today, dry_run)
    run = _Run(terms or policies.read(today))
    if run.sending:
        for source in SOURCES.values():
            for dues in chunks(source, run.due(source)):
                result.take(run.new_lines(dues))
    beside = run.rhythms.beside_only(run.terms)
    if dry_run:
        mailed = {line.recipient.pk for line in result.lines}
        found = news.would_join(run.terms, max(timezone.now(), morning_of(today)), beside, mailed)
        served = ledger.served(today, found)
        result.news = {pk: keys for pk, keys in found.items() if pk not in served}
    else:
        news.join(run.terms, timezone.now(), beside)
        ledger.release(today)
        Night.objects.bulk_create([Night(day=today)], ignore_conflicts=True)
    return result


def chunks(source: Source, rows: "QuerySet[Any]", size: int = CHUNK) -> Iterator[list[Due]]:
    """The rows by key, `size` at a time: the columns that are asked for, and no long text."""
    rows, last = source.columns(rows).order_by("pk"), 0
    while chunk := [Due._make(row) for row in rows.filter(pk__gt=last)[:size]]:
        yield chunk
        if len(chunk) < size:
            return
        last = chunk[-1].pk
