"""Whom a person may mention of a thing, and whom a text of theirs means."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Q

from agencies import access
from agencies.models import Membership, User
from recommendations import restricted
from recommendations.mentions import Spot, fitting, mentioned, spots
from recommendations.restricted import Sight

if TYPE_CHECKING:
    from agencies.access import Person


class Reading(NamedTuple):
    """A text as its writer may read it.

    `offered`: of the people whom it names, by id the names of those whom its writer is offered.
    """

    spots: list[Spot]
    offered: dict[int, str]


def names_for(user: "Person", thing: Any) -> list[str]:
    """The names that are offered after an @: of who may see the thing, but the person's own.

    Who reads the whole partnership is offered all of them. An agency lead is offered their own
    agencies' people and those who read the whole: who else sees the thing is not for them to know.
    """
    names = _known_to(user, partnership_of(thing))
    offered = _seeing(thing, names, names.keys() - {user.pk})
    return sorted({*offered.values()} - {""}, key=str.casefold)


def read(user: "Person", thing: Any, text: str) -> Reading:
    """The text as its writer may read it.

    A lead's is matched with the names that they are offered, and their own, as if there were no
    others: which of several names fits best would tell of those that they are not offered.
    """
    if "@" not in text:
        return Reading([], {})
    partnership_id = partnership_of(thing)
    names = _known_to(user, partnership_id)
    if reads_whole(user, partnership_id):
        found = list(spots(text, names))
        return Reading(found, _seeing(thing, names, _people(found) - {user.pk}))
    offered = _seeing(thing, names, fitting(text, names) - {user.pk})
    own = {person: name for person, name in names.items() if person == user.pk}
    return Reading(list(spots(text, offered | own)), offered)


def mentioned_in(text: str, writer: User, thing: Any) -> set[int]:
    """People of the partnership whom the text mentions, by the names that it knows them by.

    Where a lead's text fits somebody whom they are offered, and somebody else better, both.
    """
    if "@" not in text:
        return set()
    partnership_id = partnership_of(thing)
    everybody = mentioned(text, _names(_rows(partnership_id)))
    if reads_whole(writer, partnership_id):
        return everybody
    return everybody | _people(read(writer, thing, text).spots)


def reads_whole(user: "Person", partnership_id: int) -> bool:
    return access.has_role(user, partnership_id, *access.WHOLE_PARTNERSHIP)


def partnership_of(thing: Any) -> int:
    """Evidence and requests name it themselves, the rest by the review."""
    for way in ("partnership_id", "review", "recommendation"):
        found = getattr(thing, way, None)
        if found is not None:
            return found if way == "partnership_id" else partnership_of(found)
    raise TypeError(thing)


def _people(found: Iterable[Spot]) -> set[int]:
    return set().union(*(spot.people for spot in found))


def _known_to(user: "Person", partnership_id: int) -> dict[int, str]:
    """By id, the names in the partnership that the person may know, their own among them."""
    rows = _rows(partnership_id)
    if not reads_whole(user, partnership_id):
        led = access.led_agencies(user).get(partnership_id, [])
        rows = rows.filter(Q(role__in=access.WHOLE_PARTNERSHIP) | Q(agency_id__in=led))
    return _names(rows)


def _rows(partnership_id: int) -> Any:
    return Membership.objects.active().filter(partnership_id=partnership_id)


def _names(rows: Any) -> dict[int, str]:
    """By id, whom the memberships are of, as their partnership may call them."""
    return dict(rows.with_shown_name().order_by("pk").values_list("user_id", "shown_name"))


def _seeing(thing: Any, names: dict[int, str], ids: Iterable[int]) -> dict[int, str]:
    """Of the people with these ids, the names of those who may see the thing."""
    people = list(User.objects.filter(pk__in=ids))
    access.read_together(people)
    restricted.read_together(people)
    alike: dict[Sight, list[User]] = defaultdict(list)
    for each in people:
        alike[Sight.of(each)].append(each)
    things = type(thing).objects.filter(pk=thing.pk)
    seeing = (group for group in alike.values() if things.visible_to(group[0]).exists())
    return {each.pk: names[each.pk] for group in seeing for each in group}
