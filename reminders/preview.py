"""What goes out next, by the same rule as the plan: per day and person, for the outbox."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from agencies.models import Partnership, User
from agencies.queries import shown_name
from recommendations.models import Action
from reminders import ledger
from reminders.audiences import Told, told_of
from reminders.letters import counts_in_words
from reminders.models import Reminder
from reminders.planning import chunks
from reminders.schedule import DAYS_AHEAD, next_day, step_reached

if TYPE_CHECKING:
    from agencies.access import Person

#: How far the outbox looks ahead, in days.
DAYS = 14
CHUNK = 2000
#: References named in a list before "and 12 more".
NAMED = 4


@dataclass(frozen=True)
class Coming:
    """One mail to be: the day, the person, and what it will be about as things stand."""

    day: date
    recipient: User
    actions: list[Action]

    @property
    def name(self) -> str:
        """As the partnership knows the person."""
        return str(self.recipient.shown_name)  # type: ignore[attr-defined]  # annotated

    @property
    def named(self) -> list[Action]:
        """The first references: the longest overdue."""
        return self.actions[:NAMED]

    @property
    def more(self) -> int:
        return max(0, len(self.actions) - NAMED)

    @property
    def about(self) -> str:
        return counts_in_words((a.pk, bool(a.due_on and a.due_on < self.day)) for a in self.actions)


class _Forecast:
    """Collects who in the partnership is told of what on which day."""

    def __init__(self, partnership: Partnership, first: date, last: date) -> None:
        self.first, self.last = first, last
        self.all = User.objects.annotate(shown_name=shown_name("pk", partnership))
        self.people: dict[int, User] = {}
        self.mails: dict[tuple[date, int], dict[int, Action]] = defaultdict(dict)
        self.digests: set[tuple[date, int]] = set()
        self.late: dict[int, list[Action]] = defaultdict(list)

    def look(self, actions: list[Action]) -> None:
        told, known = told_of(actions, self.all), ledger.identities(actions)
        for action in actions:
            if action.due_on:
                self._look_at(action, action.due_on, told[action.pk], known)

    def _look_at(
        self, action: Action, due_on: date, told: Told, known: set[ledger.Identity]
    ) -> None:
        for user in told.managers.values():
            self.late[user.pk].append(action)
        self.people |= told.owners | told.managers
        for day, step in steps_between(due_on, self.first, self.last):
            for user_id in told.owners:
                if (user_id, action.pk, Reminder.Audience.OWNER, due_on, step) not in known:
                    self.mails[day, user_id][action.pk] = action
            for user_id in told.managers if step > 0 else ():
                if (user_id, action.pk, Reminder.Audience.MANAGER, due_on, step) not in known:
                    self.digests.add((day, user_id))

    def rows(self) -> list[Coming]:
        for day, user_id in self.digests:
            late = [a for a in self.late[user_id] if a.due_on and a.due_on < day]
            self.mails[day, user_id] |= {action.pk: action for action in late}
        rows = [
            Coming(day, self.people[user_id], sorted(actions.values(), key=_age))
            for (day, user_id), actions in self.mails.items()
        ]
        return sorted(rows, key=lambda row: (row.day, row.name, row.recipient.pk))


def coming(partnership: Partnership, user: "Person", today: date) -> list[Coming]:
    """The mails of the next days about what this person may see of the partnership.

    Starts with tomorrow's run: what today's run has planned stands in the ledger.
    """
    first, last = today + timedelta(days=1), today + timedelta(days=DAYS)
    visible = Action.objects.visible_to(user).filter(
        recommendation__review__partnership=partnership
    )
    forecast = _Forecast(partnership, first, last)
    for actions in chunks(
        visible.open().filter(due_on__lte=last + timedelta(days=DAYS_AHEAD)), CHUNK
    ):
        forecast.look(actions)
    return forecast.rows()


def _age(action: Action) -> tuple[date, int]:
    return action.due_on or date.max, action.pk


def steps_between(due_on: date, first: date, last: date) -> Iterator[tuple[date, int]]:
    """What the runs of these days find: the step standing on the first, then each new one."""
    step = step_reached(due_on, first)
    if step is not None:
        yield first, step
    day = next_day(due_on, first)
    while day <= last:
        yield day, (day - due_on).days
        day = next_day(due_on, day)
