"""Restricted reviews: seen by the people named on them, and by nobody else, managers included."""

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q

from agencies import access

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agencies.access import Person
    from agencies.models import User


def named_on(user: "Person") -> frozenset[int]:
    """Ids of the reviews that name the person, read once and kept on the request's user."""
    from recommendations.models import ReviewPerson

    known: frozenset[int] | None = getattr(user, "_named_on_reviews", None)
    if known is None:
        rows = ReviewPerson.objects.filter(user_id=user.pk or 0).order_by()
        known = frozenset(rows.values_list("review_id", flat=True))
        user._named_on_reviews = known  # type: ignore[union-attr]
    return known


def read_together(users: "Iterable[User]") -> None:
    """`named_on` of several people in one query: for the nightly run, which asks for many."""
    from recommendations.models import ReviewPerson

    kept: dict[int, set[int]] = {user.pk: set() for user in users}
    rows = ReviewPerson.objects.filter(user_id__in=kept)
    for user_id, review_id in rows.values_list("user_id", "review_id"):
        kept[user_id].add(review_id)
    for user in users:
        user._named_on_reviews = frozenset(kept[user.pk])  # type: ignore[attr-defined]


def forget(user: "Person") -> None:
    """Read anew whom restricted reviews name: something has just changed."""
    user.__dict__.pop("_named_on_reviews", None)


def unrestricted(user: "Person", review: str) -> Q:
    """Condition: the review at the path `review` ("" or "…__") is open, or names the person.

    The ids are literals, not a sub-query: this condition stands in every list and count.
    """
    is_open = Q(**{f"{review}is_restricted": False})
    named = named_on(user)
    return is_open | Q(**{f"{review}pk__in": named}) if named else is_open


def is_unrestricted(user: "Person", review_id: int, is_restricted: bool) -> bool:
    """`unrestricted` of a review whose columns are at hand."""
    return not is_restricted or review_id in named_on(user)


class Sight(NamedTuple):
    """All that decides what somebody sees: who has the same sees the same.

    `led` are pairs of partnership and agency.
    """

    whole: frozenset[int]
    led: frozenset[tuple[int, int]]
    named_on: frozenset[int]

    @classmethod
    def of(cls, user: "User") -> "Sight":
        return cls(
            frozenset(access.partnership_ids(user, *access.WHOLE_PARTNERSHIP)),
            frozenset((p, a) for p, ids in access.led_agencies(user).items() for a in ids),
            named_on(user),
        )
