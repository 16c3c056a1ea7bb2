"""Whom a person may mention of a thing, and what they read of whom a text of theirs has told."""

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest

from agencies import access
from agencies.models import Membership, User
from recommendations import restricted
from recommendations.mentions import spots
from recommendations.models import Notice
from recommendations.restricted import Sight
from recommendations.services.notices import names_in

if TYPE_CHECKING:
    from agencies.access import Person

#: So many names are quoted that reached nobody.
QUOTED = 5


def names_for(user: "Person", thing: Any) -> list[str]:
    """The names that are offered after an @."""
    return sorted({*offered(user, thing).values()} - {""}, key=str.casefold)


def offered(user: "Person", thing: Any) -> dict[int, str]:
    """By id, names of who may see the thing, as its partnership may call them, but the person's.

    Who reads the whole partnership is offered all of them. An agency lead is offered their own
    agencies' people and those who read the whole: who else sees the thing is not for them to know.
    """
    partnership_id = _partnership_of(thing)
    rows: Any = Membership.objects.active().filter(partnership_id=partnership_id)
    if not _reads_whole(user, partnership_id):
        led = access.led_agencies(user).get(partnership_id, [])
        rows = rows.filter(Q(role__in=access.WHOLE_PARTNERSHIP) | Q(agency_id__in=led))
    names = dict(
        rows.exclude(user_id=user.pk).with_shown_name().values_list("user_id", "shown_name")
    )
    people = list(User.objects.filter(pk__in=names))
    access.read_together(people)
    restricted.read_together(people)
    alike: dict[Sight, list[User]] = defaultdict(list)
    for each in people:
        alike[Sight.of(each)].append(each)
    things = type(thing).objects.filter(pk=thing.pk)
    seeing = (group for group in alike.values() if things.visible_to(group[0]).exists())
    return {each.pk: names[each.pk] for group in seeing for each in group}


def say_who_was_told(request: HttpRequest, thing: Any, text: str) -> None:
    """A message, after the text was saved, where it mentions anybody."""
    told, lost = reached(request.user, thing, text)
    words = f"Told: {', '.join(told)}." if told else ""
    if lost:
        messages.info(request, f"{words} {_reached_nobody(request.user, thing, lost)}".strip())
    elif told:
        messages.success(request, words)


def reached(user: "Person", thing: Any, text: str) -> tuple[list[str], list[str]]:
    """The names of who is told of the text, and the names in it that none of them has.

    Both of those only whom its writer is offered: of others an agency lead reads the same, in the
    same words, whether they are not here, may not see the thing or have been told.
    """
    if "@" not in text:
        return [], []
    partnership_id = _partnership_of(thing)
    known, names = offered(user, thing), names_in(partnership_id)
    reads_whole = _reads_whole(user, partnership_id)
    told: dict[str, bool] = {}
    lost: dict[str, bool] = {}
    for spot in spots(text, names):
        if found := spot.people & known.keys():
            told.update((known[person], True) for person in sorted(found))
        elif user.pk not in spot.people:
            lost[spot.name if reads_whole else spot.word] = True
    return list(told), [name for name in lost if name]


def _reached_nobody(user: "Person", thing: Any, lost: list[str]) -> str:
    quoted = [f"“@{name}”" for name in lost[:QUOTED]]
    what = Notice.About(thing._meta.model_name).label
    if not _reads_whole(user, _partnership_of(thing)):
        return (
            f"Not among the names that you are offered here: {', '.join(quoted)}. "
            f"Whoever is called so and may see this {what} is told of it."
        )
    *others, last = quoted
    either = f"{', '.join(others)} or {last}" if others else last
    return f"Nobody is called {either} here, or they cannot see this {what}."


def _reads_whole(user: "Person", partnership_id: int) -> bool:
    return access.has_role(user, partnership_id, *access.WHOLE_PARTNERSHIP)


def _partnership_of(thing: Any) -> int:
    """Evidence and requests name it themselves, the rest by the review."""
    for way in ("partnership_id", "review", "recommendation"):
        found = getattr(thing, way, None)
        if found is not None:
            return found if way == "partnership_id" else _partnership_of(found)
    raise TypeError(thing)
