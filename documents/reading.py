"""Reads the contents of a pack through `visible_to`: a fixed number of queries for any review."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from agencies import access
from agencies.models import User
from documents.contents import Contents, FileOf, Item, Part
from documents.names import Names
from evidence import scanning
from evidence.models import (
    Evidence,
    EvidenceDecision,
    EvidenceLink,
    EvidenceRequest,
    EvidenceVersion,
)
from evidence.states import standing, state_of
from recommendations.legend import Legend, legends_of
from recommendations.models import (
    Action,
    Challenge,
    ChallengeAnswer,
    EmbeddingCheck,
    ProgressUpdate,
    Recommendation,
    Response,
    Review,
    SignOff,
    SignOffAgreement,
    Verification,
    highest,
)
from recommendations.reasons import why


def read(
    user: User, review: Review, recommendation: Recommendation | None, made_at: datetime
) -> Contents:
    """What the person sees at this moment. They may see the review and the recommendation."""
    today = timezone.localdate(made_at)
    rows = list(_recommendations(user, review, recommendation, today))
    supporting = _items(user, [action for row in rows for action in row.visible_actions])
    names = Names()
    legend = legends_of(user).of(review.partnership_id)
    parts = tuple(_part(row, supporting, names, today, legend) for row in rows)
    signature = access.signature(user, review.partnership_id)
    found = Contents(
        review=review,
        recommendation=recommendation,
        parts=parts,
        asked_by=user.name,
        asked_by_role=str(signature["recorded_by_role"]),
        made_at=made_at,
        today=today,
        marking="",
        legend=legend,
    )
    found.marking = _marking(review, found)
    return found


def _marking(review: Review, contents: Contents) -> str:
    """The value of the highest marking of what is in it."""
    found = {review.marking, *(item.evidence.marking for item in contents.items())}
    return str(highest(found) or review.marking)


def _recommendations(user: User, review: Review, only: Recommendation | None, today: Any) -> Any:
    rows: Any = Recommendation.objects.visible_to(user).filter(review=review)
    if only is not None:
        rows = rows.filter(pk=only.pk)
    rows = rows.with_progress(today).select_related("review__partnership", "forum")
    agreements = Prefetch("agreements", SignOffAgreement.objects.select_related("agency"))
    sign_offs = SignOff.objects.select_related("forum", "reopened_by")
    sign_offs = sign_offs.prefetch_related(agreements, "looks")
    checks = EmbeddingCheck.objects.select_related("checked_by", "sign_off")
    return rows.order_by("position", "pk").prefetch_related(
        Prefetch("responses", _responses(user), to_attr="visible_responses"),
        Prefetch("actions", _actions(user, today), to_attr="visible_actions"),
        Prefetch("sign_offs", sign_offs, to_attr="all_sign_offs"),
        Prefetch("embedding_checks", checks, to_attr="all_checks"),
        Prefetch("challenges", _challenges(user), to_attr="visible_challenges"),
        Prefetch("evidence_requests", _requests(user), to_attr="visible_requests"),
    )


def _responses(user: User) -> Any:
    return Response.objects.visible_to(user).select_related("agency").order_by("agency__name", "pk")


def _actions(user: User, today: Any) -> Any:
    verifications = Verification.objects.order_by("-recorded_at", "-pk")
    rows: Any = Action.objects.visible_to(user)
    rows = rows.select_related("recommendation__review", "lead_agency", "claimed_by")
    return (
        rows.with_rating(today)
        .with_bareness()
        .order_by("number")
        .prefetch_related(
            Prefetch("updates", ProgressUpdate.objects.claims(), to_attr="claims"),
            Prefetch("verifications", verifications, to_attr="all_verifications"),
        )
    )


def _challenges(user: User) -> Any:
    answers = ChallengeAnswer.objects.select_related("judged_by").order_by("recorded_at", "pk")
    rows = Challenge.objects.visible_to(user).select_related("agency", "answered_by")
    return rows.order_by("recorded_at", "pk").prefetch_related(
        Prefetch("answers", answers, to_attr="all_answers")
    )


def _requests(user: User) -> Any:
    rows: Any = EvidenceRequest.objects.visible_to(user).with_answer()
    rows = rows.select_related("agency", "action").order_by("recorded_at", "pk")
    return rows.prefetch_related(Prefetch("events", to_attr="all_events"))


def _items(user: User, actions: Iterable[Any]) -> dict[int, list[Any]]:
    """The visible items of each of these actions, by its id; each item is one object."""
    links = EvidenceLink.objects.filter(action__in=[action.pk for action in actions])
    decisions = EvidenceDecision.objects.order_by("-recorded_at", "-pk")
    versions = EvidenceVersion.objects.select_related("uploaded_by").order_by("number")
    rows: Any = Evidence.objects.visible_to(user).filter(pk__in=links.values("evidence_id"))
    rows = rows.for_list().prefetch_related(
        Prefetch("decisions", decisions, to_attr="all_decisions"),
        Prefetch("versions", versions, to_attr="all_versions"),
    )
    items = {item.pk: item for item in rows.order_by("dated_on", "pk")}
    pairs = list(links.order_by("action_id").values_list("action_id", "evidence_id"))
    order = {pk: place for place, pk in enumerate(items)}
    found: dict[int, list[Any]] = {}
    for action_id, evidence_id in sorted(pairs, key=lambda pair: order.get(pair[1], -1)):
        if evidence_id in items:
            found.setdefault(action_id, []).append(items[evidence_id])
    return found


def _part(
    row: Any, supporting: dict[int, list[Any]], names: Names, today: Any, legend: Legend
) -> Part:
    actions = row.visible_actions
    folder = names.folder(f"{row.section} {row.reference}")
    items: dict[int, tuple[Any, list[Any]]] = {}
    for action in actions:
        for item in supporting.get(action.pk, []):
            items.setdefault(item.pk, (item, []))[1].append(action)
    stands = next((each for each in row.all_sign_offs if each.reopened_at is None), None)
    return Part(
        recommendation=row,
        folder=folder,
        why=why(row, row.progress, actions, stands, today, legend),
        responses=tuple(row.visible_responses),
        actions=tuple(actions),
        items=tuple(_item(item, found, folder, names) for item, found in items.values()),
        sign_offs=tuple(row.all_sign_offs),
        checks=tuple(row.all_checks),
        challenges=tuple(row.visible_challenges),
        requests=tuple(row.visible_requests),
    )


def _item(item: Any, actions: list[Any], folder: str, names: Names) -> Item:
    return Item(
        evidence=item,
        state=state_of(item),
        decision=standing(item, item.all_decisions),
        supports=tuple(actions),
        files=tuple(_file(row, item, actions[0], folder, names) for row in item.all_versions),
    )


def _file(version: Any, item: Any, action: Any, folder: str, names: Names) -> FileOf:
    """In the folder of the first recommendation that shows it, below its first action there."""
    if not scanning.is_readable(version):
        why_not = scanning.why_not(version)
        return FileOf(version, "", why_not[:1].upper() + why_not[1:])
    return FileOf(version, names.file(folder, action.reference, item.title, version))
