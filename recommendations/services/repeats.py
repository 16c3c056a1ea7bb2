"""Repeats: two recommendations ask for the same thing."""

from django.db import transaction

from agencies.models import User
from recommendations.models import Recommendation, Repeat
from recommendations.permissions import may_edit_recommendation
from recommendations.services.checks import allow
from scr_tracker.errors import InvalidTransition
from scr_tracker.versions import locked, save_as


@transaction.atomic
def link_repeat(
    *,
    actor: User,
    recommendation: Recommendation,
    earlier: Recommendation,
    note: str = "",
) -> Repeat:
    """Say that an earlier recommendation asked for the same thing. The actor must see both."""
    allow(may_edit_recommendation(actor, recommendation))
    allow(Recommendation.objects.visible_to(actor).filter(pk=earlier.pk).exists())
    if recommendation.pk == earlier.pk:
        raise InvalidTransition("A recommendation cannot repeat itself.", "earlier")
    pair = [recommendation.pk, earlier.pk]
    list(locked(Recommendation.objects.filter(pk__in=pair)))
    if Repeat.objects.filter(recommendation__in=pair, earlier__in=pair).exists():
        raise InvalidTransition(f"{earlier} is already linked to this one.", "earlier")
    repeat = Repeat(
        recommendation=recommendation, earlier=earlier, note=note.strip(), linked_by=actor
    )
    save_as(repeat, actor)
    return repeat


@transaction.atomic
def unlink_repeat(
    *, actor: User, recommendation: Recommendation, earlier: Recommendation
) -> Recommendation:
    """Take back a link that was wrong; history keeps that it was there."""
    allow(may_edit_recommendation(actor, recommendation))
    repeat = Repeat.objects.filter(recommendation=recommendation, earlier=earlier).first()
    if repeat is None:
        raise InvalidTransition(f"{earlier} is not linked any more.")
    repeat._history_user = actor  # type: ignore[attr-defined]
    repeat.delete()
    return recommendation
