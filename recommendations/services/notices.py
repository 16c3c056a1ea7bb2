"""Telling people what is new for them: one row a person and happening, written with the change.

The service that changes something calls `tell` in its own transaction: what is rolled back was
never told. Nobody is told of what they did themselves, or of what they may not see.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Model

from agencies import access
from agencies.models import Membership, User
from recommendations import restricted
from recommendations.models import Action, Notice, Recommendation

Happening = Notice.Happening
_Kind = Notice.Kind
KIND_OF = {
    Happening.OWNER: _Kind.ASSIGNED,
    Happening.LEAD: _Kind.ASSIGNED,
    Happening.RESPONSE: _Kind.ASSIGNED,
    Happening.REQUEST: _Kind.ASSIGNED,
    Happening.CLAIM_RETURNED: _Kind.RETURNED,
    Happening.REOPENED_ACTION: _Kind.RETURNED,
    Happening.EVIDENCE_RETURNED: _Kind.RETURNED,
    Happening.ANSWER_RETURNED: _Kind.RETURNED,
    Happening.QUESTION: _Kind.CHALLENGED,
    Happening.ANSWERED: _Kind.CHALLENGED,
    Happening.MENTIONED: _Kind.MENTIONED,
    Happening.MORE_TIME: _Kind.DECIDED,
    Happening.NO_MORE_TIME: _Kind.DECIDED,
    Happening.VERIFIED: _Kind.DECIDED,
    Happening.EVIDENCE_ACCEPTED: _Kind.DECIDED,
    Happening.ANSWER_ACCEPTED: _Kind.DECIDED,
    Happening.ANSWER_NOT_ACCEPTED: _Kind.DECIDED,
    Happening.SIGNED_OFF: _Kind.DECIDED,
    Happening.REOPENED: _Kind.DECIDED,
}


def tell(
    happening: Happening,
    to: Iterable[int | None],
    *,
    actor: User,
    thing: Any,
    occasion: object,
    through: Action | None = None,
    besides: Collection[int] = (),
) -> set[int]:
    """Tell these people (by id), but for the actor and those told already (`besides`).

    `thing` is the recommendation, or a row with a `recommendation`; where it has none, or is
    called by an action, that is `through`. `occasion` says which happening it is: the key of the
    row that it wrote, or the version. The same one is told once. Returns who has been told.
    """
    ids = {pk for pk in to if pk} - {actor.pk, *besides}
    if not ids:
        return set()
    if isinstance(thing, Action):
        through = thing
    people = seeing(ids, thing, through)
    row = _row(actor, thing, through)
    what: dict[str, Any] = {"kind": KIND_OF[happening], "happening": happening}
    rows = [Notice(recipient=user, occasion=str(occasion), **what, **row) for user in people]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return {user.pk for user in people}


def seeing(ids: Iterable[int], *things: Model | None) -> list[User]:
    """Of the people with these ids, those who can sign in and may see each of the things."""
    people = list(User.objects.filter(pk__in=ids, is_active=True).order_by("pk"))
    access.read_together(people)
    restricted.read_together(people)
    wanted = [thing for thing in things if thing is not None]
    return [user for user in people if all(_sees(user, thing) for thing in wanted)]


def leads_of(partnership_id: int, *agency_ids: int | None) -> list[int]:
    """Ids of the people who lead for one of the agencies in that partnership."""
    rows = Membership.objects.active().filter(
        role=Membership.Role.AGENCY_LEAD,
        partnership_id=partnership_id,
        agency_id__in=[pk for pk in agency_ids if pk],
    )
    return list(rows.order_by("user_id").values_list("user_id", flat=True).distinct())


def _sees(user: User, thing: Model) -> bool:
    rows: Any = type(thing)._default_manager
    return bool(rows.visible_to(user).filter(pk=thing.pk).exists())


def _row(actor: User, thing: Any, through: Action | None) -> dict[str, Any]:
    """What the notices of all who are told have in common."""
    recommendation = (
        thing if isinstance(thing, Recommendation) else (through or thing).recommendation
    )
    partnership_id = recommendation.review.partnership_id
    return {
        "partnership_id": partnership_id,
        "recommendation": recommendation,
        "action": through,
        "agency_id": None if through else getattr(thing, "agency_id", None),
        "about": thing._meta.model_name,
        "item_id": thing.public_id,
        **access.signature(actor, partnership_id),
    }
