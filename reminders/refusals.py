"""Whose address was refused for good, and how their managers hear of it."""

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from agencies import access
from agencies.models import Membership, Partnership, User
from agencies.queries import shown_name
from reminders.models import RefusedAddress
from scr_tracker.words import counted

#: Of what waited for such an address.
REFUSED = "The recipient’s address was refused: nothing is sent to it."
#: People named in a line before "and 12 more".
NAMED = 5


def is_refused(person: str = "pk") -> Exists:
    """Annotation: the address that the person at the path has now was refused, and stays so."""
    email = "email" if person == "pk" else f"{person.removesuffix('_id')}__email"
    return Exists(
        RefusedAddress.objects.filter(
            cleared_at=None, user_id=OuterRef(person), email=OuterRef(email)
        )
    )


def standing(partnership: Partnership) -> Any:
    """Refused addresses of the partnership's people, with `shown_name`, the latest first."""
    rows: Any = ever(partnership)
    return rows.standing().annotate(shown_name=shown_name("user", partnership))


def ever(partnership: Partnership) -> "QuerySet[RefusedAddress]":
    """Of the partnership's people, those that work again too."""
    here = Membership.objects.active().filter(partnership=partnership, user_id=OuterRef("user_id"))
    return RefusedAddress.objects.filter(Exists(here))


def told_to(manager: User) -> str:
    """The line in a manager's mail; "" for others, and where all of their people are reached.

    Names as their partnership knows them, and no addresses.
    """
    places = access.partnership_ids(manager, Membership.Role.MANAGER)
    if not places:
        return ""
    rows: Any = Membership.objects.active().filter(is_refused("user_id"), partnership_id__in=places)
    found = rows.with_shown_name().order_by("shown_name", "partnership__name", "pk")
    names = found.values_list("user_id", "shown_name", "partnership__name")
    people = dict.fromkeys((user_id, f"{name} ({place})") for user_id, name, place in names)
    number = len({user_id for user_id, _ in people})
    return _line(number, [name for _, name in people]) if number else ""


def _line(number: int, names: Collection[str]) -> str:
    """ "1 person does not get mail: Police Lead (City)."."""
    first = list(names)[:NAMED]
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    people = counted(number, "person", "people")
    return f"{people} {'does' if number == 1 else 'do'} not get mail: {', '.join(first)}{more}."
