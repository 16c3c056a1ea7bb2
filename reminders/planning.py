"""The nightly plan: who is told of what today. Everything due is looked at, never one day only."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import QuerySet

from recommendations.models import Action
from reminders import ledger
from reminders.audiences import subject_of, told_of
from reminders.ledger import Line
from reminders.models import Mail, Reminder
from reminders.schedule import DAYS_AHEAD, step_reached

#: Actions looked at together: memory stays the same however many there are.
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
    for actions in chunks(due(today)):
        lines = new_lines(actions, today)
        run.take(lines)
        digests |= {
            (line.recipient.pk, line.partnership_id)
            for line in lines
            if line.audience == Reminder.Audience.MANAGER
        }
    for actions in chunks(_overdue_in({partnership for _, partnership in digests}, today)):
        run.take(_repeats(actions, digests, run))
    if not dry_run:
        ledger.release(today)
    return run


def due(today: date) -> "QuerySet[Action]":
    """Open actions that have reached a step."""
    return Action.objects.open().filter(due_on__lte=today + timedelta(days=DAYS_AHEAD))


def chunks(actions: "QuerySet[Action]", size: int = CHUNK) -> Iterator[list[Action]]:
    """The actions by key, `size` at a time, with what a reference prints and no long text."""
    actions = actions.select_related("recommendation__review__partnership").order_by("pk")
    actions = actions.only(
        *("public_id", "number", "status", "due_on", "lead_agency", "owner"),
        *("recommendation__reference", "recommendation__review__pseudonym"),
        *("recommendation__review__marking", "recommendation__review__is_restricted"),
        "recommendation__review__partnership__name",
    )
    last = 0
    while chunk := list(actions.filter(pk__gt=last)[:size]):
        yield chunk
        if len(chunk) < size:
            return
        last = chunk[-1].pk


def new_lines(actions: list[Action], today: date) -> list[Line]:
    """Lines of the actions that the ledger does not hold: owners and leads, and the digest."""
    told, known = told_of(map(subject_of, actions)), ledger.identities(actions, today)
    lines = []
    for action in actions:
        due_on, step = _reached(action, today)
        if step is None:
            continue
        audiences = [(Reminder.Audience.OWNER, told[action.pk].owners)]
        if step > 0:
            audiences.append((Reminder.Audience.MANAGER, told[action.pk].managers))
        lines += [
            Line(user, action, audience.value, due_on, step)
            for audience, users in audiences
            for user in users.values()
        ]
    return [line for line in lines if line.identity not in known]


def _reached(action: Action, today: date) -> tuple[date, int | None]:
    """Due date and step of an action that has a due date."""
    if action.due_on is None:
        raise ValueError(f"Action {action.pk} has no due date.")
    return action.due_on, step_reached(action.due_on, today)


def _standing_digests(today: date) -> Digests:
    """Digests that an earlier run began today and that have not gone out."""
    rows = Reminder.objects.filter(
        mail__day=today,
        mail__state=Mail.State.PLANNED,
        audience=Reminder.Audience.MANAGER,
        is_repeat=False,
    )
    return set(rows.order_by().values_list("recipient_id", "partnership_id").distinct())


def _overdue_in(partnership_ids: set[int], today: date) -> "QuerySet[Action]":
    return Action.objects.overdue(today).filter(
        recommendation__review__partnership_id__in=partnership_ids
    )


def _repeats(actions: list[Action], digests: Digests, run: Plan) -> list[Line]:
    """What a digest lists beside the actions that made it go out: all else that is overdue."""
    told = told_of(map(subject_of, actions))
    listed = {(line.recipient.pk, line.action.pk) for line in run.lines if not _is_own(line)}
    rows = Reminder.objects.filter(
        action__in=actions,
        audience=Reminder.Audience.MANAGER,
        mail__day=run.today,
        mail__state=Mail.State.PLANNED,
    )
    listed |= set(rows.order_by().values_list("recipient_id", "action_id"))
    return [
        Line(user, action, Reminder.Audience.MANAGER.value, due_on, step, is_repeat=True)
        for action in actions
        for due_on, step in [_reached(action, run.today)]
        if step is not None
        for user in told[action.pk].managers.values()
        if (user.pk, action.recommendation.review.partnership_id) in digests
        and (user.pk, action.pk) not in listed
    ]


def _is_own(line: Line) -> bool:
    return line.audience == Reminder.Audience.OWNER
