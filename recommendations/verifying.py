"""What proof an action has, and what stands against verifying it: said by rooms further right.

The recommendations room does not look at evidence. The evidence room registers a `Source` in
`AppConfig.ready()`; every way to "verified" asks it (`services.post_update`). It also registers
what tells whether proof is newer than a verification: reopening a sign-off asks that.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agencies.access import Person
    from recommendations.models import Action


@dataclass(frozen=True)
class Standing:
    """`items`: the titles of what supports the action. `against`: what must be done first, if any.

    Both as the person may see them: on what somebody may not see, they decide nothing.
    """

    items: tuple[str, ...] = ()
    against: str = ""


#: So many words at least say why no evidence is needed: "done" and "not needed" say nothing.
SENTENCE = 4
A_SENTENCE = "a sentence of at least four words"

#: So many titles are named in a sentence.
NAMED = 3


def listed(titles: Sequence[str]) -> str:
    """ "“Register” and “Audit”"; of many, the first and how many more."""
    named = [f"“{title}”" for title in titles[:NAMED]]
    if len(titles) > NAMED:
        named.append(f"{len(titles) - NAMED} more")
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"


Source = Callable[["Action", "Person"], Standing]
_sources: list[Source] = []


def register(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


News = Callable[["Action"], bool]
_news: list[News] = []


def register_news(source: News) -> None:
    if source not in _news:
        _news.append(source)


def has_news(action: "Action") -> bool:
    """The proof of a verified action is not what it was verified on any more."""
    return any(source(action) for source in _news)


def standing(action: "Action", user: "Person") -> Standing:
    """Of all sources together."""
    found = [source(action, user) for source in _sources]
    return Standing(
        tuple(title for each in found for title in each.items),
        " ".join(each.against for each in found if each.against),
    )
