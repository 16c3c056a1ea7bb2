"""Who may do what: each predicate decides both whether a button shows and whether a service runs.

They say nothing of what a person may see; a view fetches through `visible_to` first.
"""

from typing import TYPE_CHECKING

from agencies import access
from recommendations.restricted import named_on
from recommendations.status import OPEN, TRANSITIONS, Move, Status
from scr_tracker import as_at

if TYPE_CHECKING:
    from agencies.access import Person
    from recommendations.models import (
        Action,
        Challenge,
        ExtensionRequest,
        Recommendation,
        Response,
        Review,
        SavedView,
    )


@as_at.now_only
def may_add_review(user: "Person", partnership_id: int) -> bool:
    return access.has_role(user, partnership_id, "manager")


@as_at.now_only
def may_edit_review(user: "Person", review: "Review") -> bool:
    """A manager; on a restricted review a manager who is named on it."""
    is_manager = access.has_role(user, review.partnership_id, "manager")
    if is_manager and review.is_restricted:
        return review.pk in named_on(user)
    return is_manager


@as_at.now_only
def may_edit_recommendation(user: "Person", recommendation: "Recommendation") -> bool:
    return may_edit_review(user, recommendation.review)


@as_at.now_only
def may_respond(user: "Person", response: "Response") -> bool:
    review = response.recommendation.review
    own = access.is_lead_for(user, review.partnership_id, response.agency_id)
    return own or may_edit_review(user, review)


@as_at.now_only
def may_sign_off(user: "Person", recommendation: "Recommendation") -> bool:
    """The manager records the forum's decision."""
    return may_edit_review(user, recommendation.review)


@as_at.now_only
def may_challenge(user: "Person", recommendation: "Recommendation") -> bool:
    partnership_id = recommendation.review.partnership_id
    return access.has_role(user, partnership_id, *access.WHOLE_PARTNERSHIP)


@as_at.now_only
def may_answer(user: "Person", challenge: "Challenge") -> bool:
    """A lead of the agency that was asked, or a manager; nobody answers the own question."""
    if challenge.recorded_by_id == user.pk:
        return False
    review = challenge.recommendation.review
    own = access.is_lead_for(user, review.partnership_id, challenge.agency_id)
    return own or may_edit_review(user, review)


@as_at.now_only
def may_judge(user: "Person", challenge: "Challenge") -> bool:
    """Who asked accepts the answer or not; once they have left, a manager who did not answer it.

    The row carries `asker_is_here` (`ChallengeQuerySet.for_page`), else the asker counts as there.
    """
    if challenge.answered_by_id == user.pk:
        return False
    if getattr(challenge, "asker_is_here", True):
        return challenge.recorded_by_id == user.pk and may_challenge(user, challenge.recommendation)
    return may_edit_review(user, challenge.recommendation.review)


@as_at.now_only
def roles_on(user: "Person", action: "Action") -> frozenset[str]:
    """The roles of `status.TRANSITIONS` that the person holds on this action."""
    review = action.recommendation.review
    roles = set()
    if may_edit_review(user, review):
        roles.add("manager")
    if access.is_lead_for(user, review.partnership_id, action.lead_agency_id):
        roles.add("agency_lead")
    return frozenset(roles)


@as_at.now_only
def may_post_update(user: "Person", action: "Action") -> bool:
    """Manager, lead agency and contributing agencies write what has happened."""
    if action.status == Status.WITHDRAWN:
        return False
    if roles_on(user, action):
        return True
    led = access.led_agencies(user).get(action.recommendation.review.partnership_id, [])
    return bool(led) and any(a.pk in led for a in action.contributing_agencies.all())


@as_at.now_only
def moves(user: "Person", action: "Action") -> dict[Status, Move]:
    """The statuses that the person may set now. Nobody verifies what they claimed."""
    roles = roles_on(user, action)
    legal = TRANSITIONS[Status(action.status)]
    allowed = {to: move for to, move in legal.items() if move.roles & roles}
    if action.claimed_by_id == user.pk:
        allowed.pop(Status.VERIFIED, None)
    return allowed


@as_at.now_only
def may_edit_action(user: "Person", action: "Action") -> bool:
    return may_edit_review(user, action.recommendation.review)


@as_at.now_only
def may_move_due_date(user: "Person", action: "Action") -> bool:
    return action.status in OPEN and "manager" in roles_on(user, action)


@as_at.now_only
def may_ask_for_time(user: "Person", action: "Action") -> bool:
    """The lead agency asks; a manager moves the date at once instead."""
    dated = action.due_on is not None and action.status in OPEN
    return dated and roles_on(user, action) == frozenset({"agency_lead"})


@as_at.now_only
def may_decide_extension(user: "Person", request: "ExtensionRequest") -> bool:
    return request.decision == "open" and "manager" in roles_on(user, request.action)


@as_at.now_only
def may_share_view(user: "Person", partnership_id: int) -> bool:
    """Who reads the whole partnership; an agency's lead keeps views for themselves."""
    return access.has_role(user, partnership_id, *access.WHOLE_PARTNERSHIP)


@as_at.now_only
def may_change_view(user: "Person", view: "SavedView") -> bool:
    """Its owner, whatever became of their roles."""
    return view.owner_id == user.pk


@as_at.now_only
def may_unshare_view(user: "Person", view: "SavedView") -> bool:
    """The managers of the partnership that it is shared with, also where its owner has left."""
    shared = view.shared_with_id
    return shared is not None and access.has_role(user, shared, "manager")


@as_at.now_only
def may_change_many(user: "Person", partnership_id: int) -> bool:
    """Several rows of a list at once: the partnership's managers."""
    return access.has_role(user, partnership_id, "manager")
