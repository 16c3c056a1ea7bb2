"""What goes out next, by the same rule as the plan: per day and person, for the outbox."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from agencies.models import Partnership, User
from agencies.queries import shown_name
from reminders import ledger, sources
from reminders.audiences import Told, told_of
from reminders.letters import counts_in_words
from reminders.models import Reminder
from reminders.schedule import DAYS_AHEAD, next_day, step_reached
from reminders.sources import SOURCES, Due

if TYPE_CHECKING:
    from agencies.access import Person

#: How far the outbox looks ahead, in days.
DAYS = 14
#: Things named in a list before "and 12 more".
NAMED = 4


@dataclass(frozen=True)
class Coming:
    """One mail to be: the day, the person, and what it will be about as things stand.

    `own` is told to owners and leads; a digest lists everything `late` on that day beside it.
    """

    day: date
    recipient: User
    own: list[Due]
    late: list[Due]

    @property
    def name(self) -> str:
        """As the partnership knows the person."""
        return str(self.recipient.shown_name)  # type: ignore[attr-defined]  # annotated

    @cached_property
    def items(self) -> list[Due]:
        """Each once, the longest overdue first."""
        overdue = self.late[: bisect_left(self.late, (self.day,))]
        return sorted({*self.own, *overdue})

    @property
    def named(self) -> list[Due]:
        """The first: the longest overdue."""
        return self.items[:NAMED]

    @property
    def more(self) -> int:
        return max(0, len(self.items) - NAMED)

    @property
    def about(self) -> str:
        return counts_in_words((due.item_id, due.kind, due.due_on < self.day) for due in self.items)


class _Forecast:
    """Collects who in the partnership is told of what on which day."""

    def __init__(self, first: date, last: date, known: set[ledger.Identity]) -> None:
        self.first, self.last, self.known = first, last, known
        self.people: dict[int, User] = {}
        self.own: dict[tuple[date, int], list[Due]] = defaultdict(list)
        self.digests: set[tuple[date, int]] = set()
        self.late: dict[int, list[Due]] = defaultdict(list)

    def look(self, due: Due, told: Told) -> None:
        self.people |= told.owners | told.managers
        is_in_digests = not SOURCES[due.kind].is_the_managers
        for user_id in told.managers if is_in_digests else ():
            self.late[user_id].append(due)
        for day, step in steps_between(due.due_on, self.first, self.last):
            for user_id in told.owners:
                if self._is_new(user_id, due, Reminder.Audience.OWNER, step):
                    self.own[day, user_id].append(due)
            for user_id in told.managers if step > 0 and is_in_digests else ():
                if self._is_new(user_id, due, Reminder.Audience.MANAGER, step):
                    self.digests.add((day, user_id))

    def _is_new(self, user_id: int, due: Due, audience: str, step: int) -> bool:
        return ledger.identity_of(user_id, due, audience, step) not in self.known

    def rows(self) -> list[Coming]:
        rows = [
            Coming(
                day,
                self.people[user_id],
                own=self.own.get((day, user_id), []),
                late=self.late[user_id] if (day, user_id) in self.digests else [],
            )
            for day, user_id in self.own.keys() | self.digests
        ]
        return sorted(rows, key=lambda row: (row.day, row.name, row.recipient.pk))


def coming(partnership: Partnership, user: "Person", today: date) -> list[Coming]:
    """The mails of the next days about what this person may see of the partnership.

    Starts with tomorrow's run: what today's run has planned stands in the ledger. However many
    things there are, and of how many kinds, the questions are as many: nothing is asked for each.
    """
    first, last = today + timedelta(days=1), today + timedelta(days=DAYS)
    dues = _due(partnership, user, last + timedelta(days=DAYS_AHEAD))
    people = User.objects.annotate(shown_name=shown_name("pk", partnership))
    told = told_of(dues, people)
    known = ledger.identities(Reminder.objects.filter(partnership=partnership), first)
    forecast = _Forecast(first, last, known)
    for due in dues:
        forecast.look(due, told[due.item_id])
    return forecast.rows()


def _due(partnership: Partnership, user: "Person", until: date) -> list[Due]:
    """What is owed by then that the person may see, the longest overdue first."""
    rows = {
        kind: source.within(source.due_by(until, source.visible_to(user)), [partnership.pk])
        for kind, source in SOURCES.items()
    }
    return sorted(sources.read(rows))


def steps_between(due_on: date, first: date, last: date) -> Iterator[tuple[date, int]]:
    """What the runs of these days find: the step standing on the first, then each new one."""
    step = step_reached(due_on, first)
    if step is not None:
        yield first, step
    day = next_day(due_on, first)
    while day <= last:
        yield day, (day - due_on).days
        day = next_day(due_on, day)
