from datetime import date
from typing import Any, NamedTuple

from django.db import transaction

from agencies import access
from agencies.models import Membership, Partnership, User
from recommendations import restricted
from recommendations.models import KeepingChange, Review, ReviewPerson
from recommendations.permissions import may_add_review, may_edit_review
from recommendations.services.checks import allow, given, has_been, new_day
from scr_tracker.errors import InvalidTransition
from scr_tracker.versions import lock_unchanged, save_as


@transaction.atomic
def add_review(*, actor: User, partnership: Partnership, **fields: Any) -> Review:
    """A new review. Who restricts it is named on it, so that it is not lost to everybody."""
    allow(may_add_review(actor, partnership.pk))
    _check_days(fields)
    review = Review(partnership=partnership, **fields)
    save_as(review, actor)
    _keep_in_sight(review, actor)
    return review


@transaction.atomic
def edit_review(*, actor: User, review: Review, version: int, **fields: Any) -> Review:
    allow(may_edit_review(actor, review))
    review = lock_unchanged(review, version)
    _check_days(fields, review)
    for name, value in fields.items():
        setattr(review, name, value)
    save_as(review, actor)
    _keep_in_sight(review, actor)
    return review


@transaction.atomic
def change_keeping(
    *,
    actor: User,
    review: Review,
    version: int,
    retain_until: date | None,
    is_held: bool,
    hold_reason: str = "",
    lift_reason: str = "",
) -> Review:
    """How long evidence is kept, and the legal hold: each change of the hold has its reason."""
    allow(may_edit_review(actor, review))
    review = lock_unchanged(review, version)
    before = _kept(review)
    reason = ""
    if is_held:
        reason = given(hold_reason, "hold_reason", "Say why the review is under legal hold.")
    elif before.is_held:
        reason = given(lift_reason, "lift_reason", "Say why the legal hold is lifted.")
    review.retain_until, review.is_held = retain_until, is_held
    review.hold_reason = reason if is_held else ""
    if _kept(review) != before:
        save_as(review, actor, reason)
        _record_keeping(actor, review, before, reason)
    return review


class _Kept(NamedTuple):
    retain_until: date | None
    is_held: bool
    hold_reason: str


def _kept(review: Review) -> _Kept:
    return _Kept(review.retain_until, review.is_held, review.hold_reason)


def _record_keeping(actor: User, review: Review, before: _Kept, reason: str) -> None:
    """The change stays; a reason that stood before is not given anew."""
    change = KeepingChange(
        review=review,
        retain_until=review.retain_until,
        is_held=review.is_held,
        was_held=before.is_held,
        reason=reason if reason != before.hold_reason else "",
        **access.signature(actor, review.partnership_id),
    )
    change.validate_constraints()
    change.save()


@transaction.atomic
def name_person(*, actor: User, review: Review, user: User) -> ReviewPerson:
    """Name a person of the partnership on a restricted review."""
    allow(may_edit_review(actor, review))
    rows = Membership.objects.active().filter(partnership_id=review.partnership_id, user=user)
    if not rows.exists():
        raise InvalidTransition(f"{user} has no role in this partnership.", "user")
    person, _ = ReviewPerson.objects.get_or_create(
        review=review, user=user, defaults={"named_by": actor}
    )
    restricted.forget(user)
    return person


@transaction.atomic
def unname_person(*, actor: User, review: Review, user: User) -> None:
    """Take a person off a restricted review. The actor stays: somebody must keep it."""
    allow(may_edit_review(actor, review))
    if user.pk == actor.pk:
        raise InvalidTransition("You cannot take yourself off the review.", "user")
    for person in review.people.filter(user=user):
        person._history_user = actor  # type: ignore[attr-defined]
        person.delete()
    restricted.forget(user)


def _check_days(fields: dict[str, Any], review: Review | None = None) -> None:
    """A slip here would stand against every decision on the review's recommendations."""
    for field, what in (("commissioned_on", "commissioned"), ("published_on", "published")):
        if day := new_day(fields, field, review):
            has_been(day, field, f"The day on which the review was {what}")


def _keep_in_sight(review: Review, actor: User) -> None:
    if review.is_restricted:
        ReviewPerson.objects.get_or_create(review=review, user=actor, defaults={"named_by": actor})
        restricted.forget(actor)
