"""Opening a board pack: who may, and what stands in it."""

from collections.abc import Iterable
from typing import Any

from agencies import access
from agencies.models import Membership, User
from documents.models import BoardPack
from documents.report.model import Report
from documents.report.stored import from_json
from evidence.models import Evidence
from recommendations.models import Action, Challenge, Recommendation, ReviewPerson

CHANGED = "It holds something that you can no longer see. Have a new one made."
#: So many keys go into one question.
AT_ONCE = 5000
#: What a pack holds, and by which of its columns `BoardPack.holds` names it.
KINDS: dict[str, tuple[Any, str]] = {
    "recommendation": (Recommendation, "pk"),
    "action": (Action, "pk"),
    "evidence": (Evidence, "public_id"),
    "challenge": (Challenge, "public_id"),
}


def obstacle(user: User, pack: BoardPack) -> str:
    """Why a pack that the person may know of is not opened to them; "" where it is.

    Its reviews are asked of already by `visible_to`; within one, an agency lead sees a part only.
    """
    for kind, (model, name) in KINDS.items():
        ids = pack.holds.get(kind, [])
        for first in range(0, len(ids), AT_ONCE):
            some = ids[first : first + AT_ONCE]
            seen = model.objects.visible_to(user).filter(**{f"{name}__in": some})
            if seen.count() != len(some):
                return CHANGED
    return ""


def report_of(pack: BoardPack) -> Report:
    return from_json(pack.kept.text)


def not_to_be_given(pack: BoardPack) -> str:
    """Why a pack cannot be given to all who read the whole partnership; "" where it can.

    A restricted review is read by those who are named on it; so all of them must be.
    """
    readers = Membership.objects.filter(
        partnership_id=pack.partnership_id,
        is_active=True,
        user__is_active=True,
        role__in=access.WHOLE_PARTNERSHIP,
    )
    wanted = set(readers.values_list("user_id", flat=True))
    unread = [
        review.pseudonym
        for review in pack.held_reviews.filter(is_restricted=True).order_by("pseudonym", "pk")
        if wanted - _named(review.pk)
    ]
    return _in_words(unread) if unread else ""


def _named(review_id: int) -> set[int]:
    rows = ReviewPerson.objects.filter(review_id=review_id)
    return set(rows.values_list("user_id", flat=True))


def _in_words(names: Iterable[str]) -> str:
    return (
        f"It holds {' and '.join(names)}, which is restricted: not everybody who reads the whole "
        "partnership is named there. Have a pack made without it."
    )
