"""A manager looks at what is newer than a forum's decision, and leaves the decision as it is."""

from django.db import transaction

from agencies import access
from agencies.models import User
from evidence.models import Look, LookItem
from evidence.permissions import may_settle
from evidence.since import MORE_CAME, fingerprint, since
from recommendations.models import SignOff
from recommendations.permissions import may_sign_off
from recommendations.services.checks import allow, given
from recommendations.services.holding import hold_recommendation
from scr_tracker.errors import InvalidTransition
from scr_tracker.versions import locked

REOPENED = "The recommendation has been reopened, so this decision stands no more."
OWN_NEWS = (
    "You brought in some of what is newer yourself, so only another manager can say that the "
    "decision stands."
)
NOTHING_NEWER = "There is nothing newer than this decision to look at."


@transaction.atomic
def let_decision_stand(*, actor: User, sign_off: SignOff, reason: str, seen: str) -> Look:
    """Record that a manager looked at newer evidence, and why the forum's decision stands.

    `seen` is the `fingerprint` of what they have read: what came later is not settled unseen. What
    changes evidence locks the actions behind it, as this does: it comes before or after. Another
    manager judges of what this one brought in, as wherever evidence is decided on.
    """
    allow(may_sign_off(actor, sign_off.recommendation))
    reason = given(reason, "reason", "Say why the decision stands.")
    hold_recommendation(sign_off.recommendation_id)
    decision = locked(SignOff.objects.select_related("recommendation__review")).get(pk=sign_off.pk)
    if decision.reopened_at:
        raise InvalidTransition(REOPENED)
    news = since(decision, actor)
    if not news:
        raise InvalidTransition(NOTHING_NEWER)
    if fingerprint(news) != seen:
        raise InvalidTransition(MORE_CAME)
    if not may_settle(actor, decision, news):
        raise InvalidTransition(OWN_NEWS)
    partnership_id = decision.recommendation.review.partnership_id
    look = Look(sign_off=decision, reason=reason, **access.signature(actor, partnership_id))
    look.validate_constraints()
    look.save()
    LookItem.objects.bulk_create(
        LookItem(look=look, evidence=each.item, what=each.what) for each in news
    )
    return look
