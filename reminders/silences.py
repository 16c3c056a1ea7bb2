"""Why reminders do not come where people would expect them: for My work and the outbox.

A partnership may have switched them off or paused them, and a mail server may refuse an address
for good. Weekends and bank holidays are no silence: they pass.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Subquery
from django.urls import reverse

from agencies import access
from agencies.models import Membership, Partnership
from reminders.models import Policy
from reminders.policies import Terms, policy_of
from reminders.refusals import is_refused
from scr_tracker.words import counted

if TYPE_CHECKING:
    from agencies.access import Person

OWN = "The mail server refuses your address, so no reminder reaches you. Tell your managers."


@dataclass(frozen=True)
class Silence:
    """A sentence; `url` and `link` where the reader is a manager and can do something about it."""

    said: str
    url: str = ""
    link: str = ""


def silences(user: "Person", today: date, partnership_id: int | None = None) -> list[Silence]:
    """What holds in the person's partnerships, or in that one; in one question."""
    places = {partnership_id} if partnership_id else access.partnership_ids(user)
    if not access.held(user):
        return []
    managed = access.partnership_ids(user, Membership.Role.MANAGER)
    rows = Partnership.objects.filter(pk__in=places).select_related("reminder_policy")
    found = list(rows.annotate(unreached=_unreached(), is_own=_is_own(user)).order_by("name"))
    own = [Silence(OWN)] if any(place.is_own for place in found) else []
    return own + [each for place in found for each in _of(place, place.pk in managed, today)]


def at_rest(policy: Policy, today: date) -> str:
    """ "reminders are paused until 3 January 2027"; "" where they are not."""
    terms = Terms(policy, today)
    return "" if terms.is_awake else terms.silence


def _of(place: Any, is_managed: bool, today: date) -> Iterator[Silence]:
    if is_managed and place.unreached:
        people = counted(place.unreached, "person", "people")
        url = f"{reverse('reminders:outbox', args=[place.public_id])}#refused"
        said = f"Mail does not reach {people} of {place.name}."
        yield Silence(said, url, "See who, and what to do")
    if rest := at_rest(policy_of(place), today):
        url = reverse("reminders:policy", args=[place.public_id])
        way = (url, "When and whom to remind") if is_managed else ()
        yield Silence(f"{place.name}: {rest}.", *way)


def _unreached() -> Subquery:
    """How many people of the partnership have an address that is refused; None for nobody."""
    rows = Membership.objects.active().filter(is_refused("user_id"), partnership=OuterRef("pk"))
    numbers = rows.order_by().values("partnership").annotate(number=Count("user", distinct=True))
    return Subquery(numbers.values("number"))


def _is_own(user: "Person") -> Exists:
    return Exists(Membership.objects.active().filter(is_refused("user_id"), user=user.pk or 0))
