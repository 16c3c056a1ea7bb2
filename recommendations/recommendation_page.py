"""What the recommendation page shows: only what the reader may see, and why it stands so."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Max, OuterRef, Prefetch, Q, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat

from agencies import access
from recommendations import advice, permissions
from recommendations.assurance_steps import Steps, steps
from recommendations.decided import told
from recommendations.legend import legends_of
from recommendations.models import (
    Action,
    Challenge,
    ProgressUpdate,
    Recommendation,
    Response,
    SignOffAgreement,
    Theme,
    Verification,
)
from recommendations.reasons import why
from recommendations.status import DONE, Status
from scr_tracker.addresses import address_of
from scr_tracker.joined import Joined, parts

if TYPE_CHECKING:
    from agencies.access import Person

TEXT = TextField()


def rows_for_page(user: "Person", today: date) -> Any:
    """Recommendations with what the page prints of each, in one query.

    `theme_rows` are joined. `before`, `after`: the neighbours in the report, as far as the person
    sees them. Each is an address and a name, with a space between.
    """
    themes = Theme.objects.filter(recommendations=OuterRef("pk")).order_by()
    named = themes.annotate(row=_addressed("name")).values("recommendations")
    beside: Any = Recommendation.objects.visible_to(user).filter(review_id=OuterRef("review_id"))
    beside = beside.annotate(row=_addressed("reference"))
    here, position, pk = Q(position=OuterRef("position")), OuterRef("position"), OuterRef("pk")
    earlier = beside.filter(Q(position__lt=position) | here & Q(pk__lt=pk))
    later = beside.filter(Q(position__gt=position) | here & Q(pk__gt=pk))
    rows = Recommendation.objects.select_related("review__partnership", "forum")
    return (
        rows.with_progress(today)
        .with_repeats()
        .annotate(
            theme_rows=Subquery(named.annotate(rows=Joined("row")).values("rows")),
            before=Subquery(earlier.order_by("-position", "-pk").values("row")[:1]),
            after=Subquery(later.order_by("position", "pk").values("row")[:1]),
        )
    )


def recommendation_page(
    user: "Person", recommendation: Recommendation, today: date
) -> dict[str, Any]:
    """The context of the page. The row comes from `rows_for_page`."""
    actions = _actions(user, recommendation, today)
    partnership_id = recommendation.review.partnership_id
    legend = legends_of(user).of(partnership_id)
    is_whole = access.has_role(user, partnership_id, *access.WHOLE_PARTNERSHIP)
    assurance = _assurance(recommendation, actions, today, is_whole=is_whole)
    challenges = _challenges(user, recommendation)
    progress = recommendation.progress  # type: ignore[attr-defined]
    may_edit = permissions.may_edit_recommendation(user, recommendation)
    return {
        "recommendation": recommendation,
        "review": recommendation.review,
        "partnership": recommendation.review.partnership,
        "why": why(recommendation, progress, actions, assurance.stands, today, legend),
        "advice": advice.on_plan(recommendation, progress, actions) if may_edit else [],
        "actions": actions,
        "responses": _responses(user, recommendation),
        "is_whole": is_whole,
        "assurance": assurance,
        "challenges": challenges,
        "repeats": _repeats(user, recommendation, today),
        "before": _neighbour(recommendation.before),  # type: ignore[attr-defined]
        "after": _neighbour(recommendation.after),  # type: ignore[attr-defined]
        "themes": sorted(map(_read, parts(recommendation.theme_rows))),  # type: ignore[attr-defined]
        "may_edit": may_edit,
        "may_sign_off": permissions.may_sign_off(user, recommendation),
        "may_challenge": permissions.may_challenge(user, recommendation),
        "today": today,
    }


def _actions(user: "Person", recommendation: Recommendation, today: date) -> list[Any]:
    """The actions that the person may see, with what the table and the assurance steps print."""
    verified = Verification.objects.filter(
        action=OuterRef("pk"), decision=Verification.Decision.VERIFIED
    ).order_by("-recorded_at", "-pk")
    claims = ProgressUpdate.objects.filter(action=OuterRef("pk"), status_after=Status.COMPLETED)
    claims = claims.exclude(status_before__in=DONE)
    claims = claims.order_by("-recorded_at", "-pk")
    rows: Any = Action.objects.visible_to(user).filter(recommendation=recommendation)
    rows = rows.with_parents().select_related("claimed_by").with_rating(today).with_bareness()
    rows = rows.annotate(
        last_update_on=Max("updates__happened_on"),
        claimed_on_what=Subquery(claims.values("note")[:1]),
        verified_by=Subquery(verified.values("recorded_by_name")[:1]),
        verified_on_what=Subquery(verified.values("comment")[:1]),
    )
    return list(rows.order_by("number"))


def _assurance(
    recommendation: Recommendation, actions: list[Any], today: date, *, is_whole: bool
) -> Steps:
    agreements = Prefetch("agreements", SignOffAgreement.objects.select_related("agency"))
    rows = told(recommendation.sign_offs.select_related("forum", "reopened_by"))
    decisions = list(rows.prefetch_related(agreements))
    made = recommendation.embedding_checks.select_related("checked_by")
    checks: list[Any] = list(made) if decisions else []  # a check comes after a sign-off
    seen = {action.pk: action for action in actions}
    for check in checks:
        check.added = seen.get(check.led_to_id)  # None where the reader may not see it
    return steps(actions, decisions, checks, today, is_whole=is_whole)


def _repeats(user: "Person", recommendation: Recommendation, today: date) -> list[Any]:
    """What else asked for the same, and what became of it, as far as the person may see it."""
    if not recommendation.has_repeats:  # type: ignore[attr-defined]
        return []
    seen: Any = Recommendation.objects.visible_to(user)
    rows = seen.linked_to(recommendation).with_progress(today)
    return list(rows.select_related("review").order_by("-came_before", "review", "position", "pk"))


def _challenges(user: "Person", recommendation: Recommendation) -> list[tuple[Challenge, str]]:
    """Each challenge that the person may read, with what they can do about it."""
    rows: Any = Challenge.objects.visible_to(user).filter(recommendation=recommendation)
    return [(row, _next_step(user, row)) for row in rows.for_page()]


def _next_step(user: "Person", challenge: Challenge) -> str:
    waits = challenge.outcome
    if waits == Challenge.Outcome.ANSWERED and permissions.may_judge(user, challenge):
        return "Accept the answer or not"
    asked = waits in (Challenge.Outcome.OPEN, Challenge.Outcome.NOT_ACCEPTED)
    if asked and permissions.may_answer(user, challenge):
        return "Answer" if waits == Challenge.Outcome.OPEN else "Answer anew"
    return ""


def _responses(user: "Person", recommendation: Recommendation) -> list[tuple[Response, bool]]:
    """The responses that the person may read, each with whether they may answer."""
    rows = Response.objects.visible_to(user).filter(recommendation=recommendation)
    rows = rows.select_related("agency", "responded_by", "recommendation__review")
    return [(row, permissions.may_respond(user, row)) for row in rows]


@dataclass(frozen=True)
class Neighbour:
    """The recommendation before or after this one in the report."""

    public_id: UUID
    reference: str

    def get_absolute_url(self) -> str:
        return address_of("recommendations:recommendation-detail", self.public_id)


def _neighbour(row: str | None) -> Neighbour | None:
    if not row:
        return None
    reference, public_id = _read(row)
    return Neighbour(public_id, reference)


def _addressed(name: str) -> Concat:
    """Address and name of a row as one text, which `_read` takes apart."""
    return Concat(Cast("public_id", TEXT), Value(" "), name, output_field=TEXT)


def _read(row: str) -> tuple[str, UUID]:
    public_id, _, name = row.partition(" ")
    return name, UUID(public_id)
