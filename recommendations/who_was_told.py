"""What the writer of a text with an @ reads once it is saved: who was told, and who was not."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest

from recommendations import mentionable
from recommendations.models import Notice

if TYPE_CHECKING:
    from agencies.access import Person

#: So many names are quoted that reached nobody.
QUOTED = 5


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
    found, offered = mentionable.read(user, thing, text)
    whole = mentionable.reads_whole(user, mentionable.partnership_of(thing))
    told: dict[str, bool] = {}
    lost: dict[str, bool] = {}
    for spot in found:
        if people := spot.people & offered.keys():
            told.update((offered[person], True) for person in sorted(people))
        elif user.pk not in spot.people:
            lost[spot.name if whole else spot.word] = True
    return list(told), [name for name in lost if name]


def _reached_nobody(user: "Person", thing: Any, lost: list[str]) -> str:
    quoted = [f"“@{name}”" for name in lost[:QUOTED]]
    what = Notice.About(thing._meta.model_name).label
    if not mentionable.reads_whole(user, mentionable.partnership_of(thing)):
        return (
            f"Not among the names that you are offered here: {', '.join(quoted)}. "
            f"Whoever is called so and may see this {what} is told of it."
        )
    *others, last = quoted
    either = f"{', '.join(others)} or {last}" if others else last
    return f"Nobody is called {either} here, or they cannot see this {what}."
