"""When a thing was last told of, and when it is next: one line on its page, in one question."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, QuerySet, Subquery

from agencies import access
from agencies.models import Partnership, User
from agencies.queries import shown_name
from recommendations.models import Action
from recommendations.permissions import roles_on
from recommendations.status import OPEN
from reminders import sources
from reminders.audiences import Reach
from reminders.models import Cover, Preference, Reminder
from reminders.personal import LOOKED_BACK, is_weekly, step_of
from reminders.policies import Terms, policy_of
from scr_tracker.words import long_day

if TYPE_CHECKING:
    from agencies.access import Person

State = Reminder.State


@dataclass(frozen=True)
class Chased:
    """`last_at`: when who owes the action was last reminded of it; the reader, if `is_own`.

    `next_on`: the day of the next by the partnership's policy; None where none is to come.
    `cover`: "Jo Smith until 3 March 2027", who is told on that day in the place of whoever owes it.
    """

    last_at: datetime | None
    next_on: date | None
    is_own: bool
    is_off: bool = False
    cover: str = ""


def chased(action: Action, user: "Person", today: date) -> Chased | None:
    """For managers and those who act on it; None for others, and where there is nothing to say.

    A manager reads the day by the policy, everybody else that of their own mail, as they chose to
    have it; who is covered for hears on it, too, once they are back.
    """
    partnership_id = action.recommendation.review.partnership_id
    is_manager = access.has_role(user, partnership_id, "manager")
    if not (is_manager or roles_on(user, action) or action.owner_id == user.pk):
        return None
    place = _read(action, None if is_manager else user.pk or 0, today)
    policy, next_on = policy_of(place), None
    is_owed = action.status in OPEN and action.due_on is not None
    if is_owed and policy.is_on:
        is_beside_owner = action.owner_id not in (None, user.pk) and not is_manager
        since = policy.leads_after if is_beside_owner else 0
        next_on = next_day(action, Terms(policy, today), place, since)
    found = Chased(
        last_at=place.last_at,
        next_on=next_on,
        is_own=not is_manager,
        is_off=is_owed and not policy.is_on,
        cover=_cover(action, place, next_on),
    )
    return found if found.last_at or found.next_on or found.is_off else None


def _read(action: Action, recipient_id: int | None, today: date) -> Any:
    """The partnership with its policy, `last_at`, and `said`: the last step told of this date.

    Of that recipient's reminders, or of all who owe it; digests speak of much else. `rhythm` and
    `weekday` are what the recipient chose, or None; `away_id` is the recipient, or the owner, if
    somebody is named to cover for them from today on.
    """
    rows = Reminder.objects.filter(
        item_id=action.public_id, kind=Reminder.Kind.ACTION, audience=Reminder.Audience.OWNER
    )
    if recipient_id is not None:
        rows = rows.filter(recipient_id=recipient_id)
    sent = rows.filter(state=State.SENT)
    said = rows.filter(due_on=action.due_on or date.max).exclude(state=State.FAILED)
    covers = Cover.objects.filter(
        user_id=recipient_id or action.owner_id or 0, partnership=OuterRef("pk")
    )
    chosen = Preference.objects.filter(user=recipient_id or 0)
    places = Partnership.objects.select_related("reminder_policy").annotate(
        last_at=_first(sent.order_by("-mail__sent_at"), "mail__sent_at"),
        said=_first(said.order_by("-step"), "step"),
        rhythm=_first(chosen, "rhythm"),
        weekday=_first(chosen, "weekday"),
        away_id=_first(covers.filter(ended_at=None, last_on__gte=today), "user_id"),
    )
    return places.get(pk=action.recommendation.review.partnership_id)


def _cover(action: Action, place: Any, day: date | None) -> str:
    """By the rule of the plan, which is asked only where somebody is named at all."""
    if day is None or place.away_id is None:
        return ""
    [due] = sources.read({Reminder.Kind.ACTION: Action.objects.filter(pk=action.pk)})
    people: Any = User.objects.annotate(shown_name=shown_name("pk", place))
    reach = Reach([due], day, day, people)
    cover = reach.cover(place.away_id, due, day)
    if cover is None:
        return ""
    name = reach.people[cover.delegate_id].shown_name  # type: ignore[attr-defined]  # annotated
    return f"{name} until {long_day(cover.last_on)}"


def _first(rows: "QuerySet[Any]", column: str) -> Subquery:
    return Subquery(rows.values(column)[:1])


def next_day(action: Action, terms: Terms, place: Any, since: int) -> date | None:
    """What stands and was not said goes on the next day of a mail; else the next step does.

    `since`: as `Moment.step` has it. None where nothing goes within two years.
    """
    policy, schedule, due_on = terms.policy, terms.policy.schedule, action.due_on
    if due_on is None:
        return None
    chosen = Preference(rhythm=place.rhythm, weekday=place.weekday) if place.rhythm else None
    ahead = timedelta(days=schedule.days_ahead + LOOKED_BACK)
    first = max(terms.today + timedelta(days=1), due_on - ahead)
    for day in schedule.sending_days(first, first + timedelta(days=730)):
        if is_weekly(chosen, policy) and schedule.weekly_day(place.weekday, day) != day:
            continue
        step = step_of(chosen, due_on, Terms(policy, day), since)
        if step is not None and (place.said is None or place.said < step):
            return day
    return None
