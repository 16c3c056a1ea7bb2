"""The one rule of chasing: of a thing, on a day, who is told at which step.

Plan and preview both ask here; the moment of sending asks the same `Reach` and the same policy.
"""

from collections.abc import Iterator
from datetime import date

from reminders.audiences import Reach, Told
from reminders.ledger import Line
from reminders.models import Policy, Reminder
from reminders.personal import Rhythms
from reminders.policies import Terms
from reminders.sources import SOURCES, Due

Audience = Reminder.Audience


def lines_of(due: Due, reach: Reach, terms: Terms, rhythms: Rhythms) -> Iterator[Line]:
    """All that stands on the day, whether or not the ledger holds it already."""
    told = reach.told(due, terms.today)
    own = _own_steps(due, told, terms, rhythms)
    for user_id, step in own.items():
        yield Line(reach.people[user_id], due, Audience.OWNER.value, step)
    for user_id, step in _escalated_steps(due, told, terms, rhythms).items():
        if user_id not in told.owners and user_id not in told.leads:
            yield Line(reach.people[user_id], due, Audience.ESCALATED.value, step)
    for user_id in told.managers if stands_in_digest(due, terms) else ():
        yield Line(
            reach.people[user_id],
            due,
            Audience.MANAGER.value,
            (terms.digest_day - due.due_on).days,
            send_from=terms.digest_at,
        )


def stands_in_digest(due: Due, terms: Terms) -> bool:
    """What others owe, and was late on the day of the latest weekly digest."""
    return due.due_on < terms.digest_day and not SOURCES[due.kind].is_the_managers


def starts_of(terms: Terms) -> tuple[int, ...]:
    """From how many days late on somebody is told; 0: from the first step."""
    policy = terms.policy
    later = (policy.leads_after, policy.executives_after, policy.top_after)
    return tuple(sorted({0, *(days for days in later if days is not None)}))


def _own_steps(due: Due, told: Told, terms: Terms, rhythms: Rhythms) -> dict[int, int]:
    steps = {}
    for user_id in (*told.owners, *told.leads):
        since = 0 if user_id in told.owners else terms.policy.leads_after
        step = rhythms.step(user_id, due.due_on, terms, since)
        if step is not None:
            steps[user_id] = step
    return steps


def _escalated_steps(due: Due, told: Told, terms: Terms, rhythms: Rhythms) -> dict[int, int]:
    """The later of its steps, for somebody to whom it is escalated twice."""
    steps: dict[int, int] = {}
    for user_ids, since in escalations(told, terms.policy):
        for user_id in user_ids:
            step = rhythms.step(user_id, due.due_on, terms, since)
            if step is not None:
                steps[user_id] = max(step, steps.get(user_id, step))
    return steps


def escalations(told: Told, policy: Policy) -> list[tuple[tuple[int, ...], int]]:
    """To whom it is escalated, each with the days late after which it is."""
    chain = ((told.executives, policy.executives_after), (told.top, policy.top_after))
    return [(user_ids, since) for user_ids, since in chain if since is not None]


def is_late_enough(due_on: date, terms: Terms, since: int | None) -> bool:
    """So many days late that it is escalated."""
    return since is not None and terms.moment.step(due_on, since) is not None
