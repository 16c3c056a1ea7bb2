from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from agencies.models import Agency, Partnership, User
from recommendations.models import Recommendation, Response, Review, Theme
from recommendations.permissions import (
    may_edit_recommendation,
    may_edit_review,
    may_respond,
)
from recommendations.services import telling
from recommendations.services.checks import (
    allow,
    can_be_due,
    given,
    has_been,
    new_day,
    serves,
)
from scr_tracker.errors import InvalidTransition
from scr_tracker.versions import lock_unchanged, locked, save_as, set_before_saving


@transaction.atomic
def add_recommendation(
    *,
    actor: User,
    review: Review,
    agencies: Iterable[Agency] = (),
    responses_due_on: date | None = None,
    **fields: Any,
) -> Recommendation:
    """A new recommendation, last in the report's order unless `position` says otherwise.

    Each responsible agency owes a response from now on, by `responses_due_on`.
    """
    allow(may_edit_review(actor, review))
    _check_awaiting(fields)
    themes = [*fields.pop("themes", ()), *_new_theme(review, fields.pop("new_theme", ""))]
    last = review.recommendations.aggregate(last=Max("position"))["last"] or 0
    fields.setdefault("position", last + 1)
    recommendation = Recommendation(review=review, **fields)
    save_as(recommendation, actor)
    recommendation.themes.set(themes)
    _set_agencies(recommendation, agencies, responses_due_on, actor)
    return recommendation


@transaction.atomic
def edit_recommendation(
    *,
    actor: User,
    recommendation: Recommendation,
    version: int,
    agencies: Iterable[Agency] | None = None,
    responses_due_on: date | None = None,
    reason: str = "",
    **fields: Any,
) -> Recommendation:
    """Change a recommendation. An agency that has answered stays responsible."""
    allow(may_edit_recommendation(actor, recommendation))
    recommendation = lock_unchanged(recommendation, version)
    _check_awaiting(fields, recommendation)
    themes = fields.pop("themes", None)
    added = _new_theme(recommendation.review, fields.pop("new_theme", ""))
    for name, value in fields.items():
        setattr(recommendation, name, value)
    if themes is not None:
        set_before_saving(recommendation, "themes", [*themes, *added])
    save_as(recommendation, actor, reason)
    if agencies is not None:
        _set_agencies(recommendation, agencies, responses_due_on, actor)
    return recommendation


@transaction.atomic
def respond(
    *,
    actor: User,
    response: Response,
    version: int,
    position: str,
    narrative: str = "",
    reason: str = "",
    responded_on: date | None = None,
    is_shared: bool = False,
) -> Response:
    """Record an agency's answer. Not accepting, wholly or in part, needs a reason."""
    allow(may_respond(actor, response))
    if position not in Response.Position.values or not position:
        raise InvalidTransition("Choose the agency’s position.", "position")
    if position != Response.Position.ACCEPTED:
        reason = given(reason, "reason", "Say why the recommendation is not fully accepted.")
    day = responded_on or timezone.localdate()
    if day != response.responded_on:
        has_been(day, "responded_on", "The date of the response")
    response = lock_unchanged(response, version)
    response.position, response.narrative, response.reason = position, narrative, reason
    response.responded_on, response.responded_by = day, actor
    response.is_shared = is_shared
    save_as(response, actor)
    return response


def _check_awaiting(fields: dict[str, Any], row: Recommendation | None = None) -> None:
    if day := new_day(fields, "awaiting_sent_on", row):
        has_been(day, "awaiting_sent_on", "The day on which it was sent")
    if day := new_day(fields, "awaiting_chase_on", row):
        can_be_due(day, "awaiting_chase_on")


def theme_named(partnership: Partnership, name: str) -> Theme:
    """The partnership's theme of this name, made where there is none."""
    known = Theme.objects.filter(partnership=partnership, name__iexact=name.strip())
    return known.first() or Theme.objects.create(partnership=partnership, name=name.strip())


def _new_theme(review: Review, name: str) -> list[Theme]:
    """Nothing for no name."""
    return [theme_named(review.partnership, name)] if name.strip() else []


def _set_agencies(
    recommendation: Recommendation,
    agencies: Iterable[Agency],
    due_on: date | None,
    actor: User,
) -> None:
    """Responses follow the responsible agencies: owed by new ones, no longer by those removed.

    `due_on` is the day for the new ones: where there are none, it is nobody's.
    """
    wanted = {agency.pk: agency for agency in agencies}
    rows = locked(recommendation.responses.select_related("agency"))
    held = {row.agency_id: row for row in rows}
    if due_on and wanted.keys() - held.keys():
        can_be_due(due_on, "responses_due_on")
    told: set[int] = set()
    for pk in sorted(wanted.keys() - held.keys()):
        serves(wanted[pk], recommendation.review.partnership_id, "agencies")
        response = Response(recommendation=recommendation, agency=wanted[pk], due_on=due_on)
        save_as(response, actor)
        told = telling.response_owed(actor, recommendation, response, told)
    for pk in held.keys() - wanted.keys():
        if held[pk].position:
            message = f"{held[pk].agency} has answered and stays responsible."
            raise InvalidTransition(message, "agencies")
        held[pk]._history_user = actor  # type: ignore[attr-defined]
        held[pk].delete()
