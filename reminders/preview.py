"""What goes out next, by the same rule as the plan: per day and person, for the outbox."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from agencies.models import Partnership, User
from agencies.queries import shown_name
from recommendations.models import Action
from recommendations.references import full_reference
from reminders import ledger
from reminders.audiences import Subject, Told, told_of
from reminders.letters import counts_in_words
from reminders.models import Reminder
from reminders.schedule import DAYS_AHEAD, next_day, step_reached
from scr_tracker.addresses import address_of

if TYPE_CHECKING:
    from agencies.access import Person

#: How far the outbox looks ahead, in days.
DAYS = 14
#: References named in a list before "and 12 more".
NAMED = 4


class Due(NamedTuple):
    """An open action that comes up: what the outbox prints of it, and who is told."""

    due_on: date
    pk: int
    public_id: UUID
    number: int
    recommendation: str
    review: str
    subject: Subject

    @property
    def url(self) -> str:
        return address_of("recommendations:action-detail", self.public_id)

    @property
    def full_reference(self) -> str:
        return full_reference(self.review, self.recommendation, self.number)


#: Where an action is read from: first what is printed, then the fields of its `Subject`.
PRINTED = (
    *("due_on", "pk", "public_id", "number"),
    *("recommendation__reference", "recommendation__review__pseudonym"),
)
SUBJECT = (
    *("pk", "recommendation__review__partnership_id", "recommendation__review_id"),
    *("recommendation__review__is_restricted", "lead_agency_id", "owner_id"),
)


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
    def actions(self) -> list[Due]:
        """Each once, the longest overdue first."""
        overdue = self.late[: bisect_left(self.late, (self.day,))]
        return sorted({*self.own, *overdue})

    @property
    def named(self) -> list[Due]:
        """The first references: the longest overdue."""
        return self.actions[:NAMED]

    @property
    def more(self) -> int:
        return max(0, len(self.actions) - NAMED)

    @property
    def about(self) -> str:
        return counts_in_words((action.pk, action.due_on < self.day) for action in self.actions)


class _Forecast:
    """Collects who in the partnership is told of what on which day."""

    def __init__(self, first: date, last: date, known: set[ledger.Identity]) -> None:
        self.first, self.last, self.known = first, last, known
        self.people: dict[int, User] = {}
        self.own: dict[tuple[date, int], list[Due]] = defaultdict(list)
        self.digests: set[tuple[date, int]] = set()
        self.late: dict[int, list[Due]] = defaultdict(list)

    def look(self, action: Due, told: Told) -> None:
        self.people |= told.owners | told.managers
        for user_id in told.managers:
            self.late[user_id].append(action)
        for day, step in steps_between(action.due_on, self.first, self.last):
            for user_id in told.owners:
                if self._is_new(user_id, action, Reminder.Audience.OWNER, step):
                    self.own[day, user_id].append(action)
            for user_id in told.managers if step > 0 else ():
                if self._is_new(user_id, action, Reminder.Audience.MANAGER, step):
                    self.digests.add((day, user_id))

    def _is_new(self, user_id: int, action: Due, audience: str, step: int) -> bool:
        return (user_id, action.pk, audience, action.due_on, step) not in self.known

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
    actions there are, the questions are as many: nothing is asked for each.
    """
    first, last = today + timedelta(days=1), today + timedelta(days=DAYS)
    actions = _due(partnership, user, last + timedelta(days=DAYS_AHEAD))
    people = User.objects.annotate(shown_name=shown_name("pk", partnership))
    told = told_of((action.subject for action in actions), people)
    known = ledger.identities([action.pk for action in actions], first)
    forecast = _Forecast(first, last, known)
    for action in actions:
        forecast.look(action, told[action.pk])
    return forecast.rows()


def _due(partnership: Partnership, user: "Person", until: date) -> list[Due]:
    """Open actions due until then that the person may see, the longest overdue first."""
    rows = Action.objects.visible_to(user).open()
    rows = rows.filter(recommendation__review__partnership=partnership, due_on__lte=until)
    found: Any = rows.order_by("due_on", "pk").values_list(*PRINTED, *SUBJECT)
    size = len(PRINTED)
    return [Due._make((*row[:size], Subject._make(row[size:]))) for row in found]


def steps_between(due_on: date, first: date, last: date) -> Iterator[tuple[date, int]]:
    """What the runs of these days find: the step standing on the first, then each new one."""
    step = step_reached(due_on, first)
    if step is not None:
        yield first, step
    day = next_day(due_on, first)
    while day <= last:
        yield day, (day - due_on).days
        day = next_day(due_on, day)
