"""Evidence on which somebody has to act: sent back, with a virus, or proposed to be disposed of.

And forums' decisions behind which it was written since. Mostly there is none, and then the costly
question of what may be seen need not be asked. One query finds all kinds, and a second which items
the person sees: the page has few to spare.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db.models import CharField, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from agencies import access
from agencies.models import Partnership
from dashboards.lines import ActionLine, Infected, Proposed, Returned, Section, Unverified
from dashboards.overtaken import touched_in
from dashboards.owed import REVIEW, within
from evidence.models import Disposal, Evidence, EvidenceDecision, EvidenceVersion
from evidence.querysets import spent, standing_decisions
from recommendations.models import Action, ProgressUpdate
from recommendations.status import Status

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from agencies.access import Person

PARTNERSHIP = "evidence__partnership_id"
TOUCHED, UNVERIFIED = "touched", "unverified"
#: Rows of each kind.
MOST = 25


class Mark(NamedTuple):
    """`key`: of the evidence, the decision or the action. `public_id`: of what was recorded.

    `words`: the comment, why, or who it was.
    """

    kind: str
    key: int
    public_id: UUID
    at: datetime
    words: str


KINDS: dict[str, Callable[[Mark, UUID, str], Any]] = {
    "returned": lambda mark, key, title: Returned(key, title, mark.at, mark.words),
    "infected": lambda mark, key, title: Infected(key, title, mark.at),
    "disposal": lambda mark, key, title: Proposed(mark.public_id, title, mark.at, mark.words),
}


class Marked(NamedTuple):
    """Of what was found, what the person sees: the oldest first, in the order of `KINDS`.

    `unverified`: actions whose verification was taken back. `touched`: keys of forums' decisions,
    not all of which the person need see.
    """

    returned: Section = Section()
    infected: Section = Section()
    disposals: Section = Section()
    unverified: Section = Section()
    touched: Collection[int] = ()


def marked(user: "Person", chosen: Partnership | None) -> Marked:
    found = sorted(_marks(user), key=lambda mark: (mark.at, mark.key))
    marks = [mark for mark in found if mark.kind in KINDS]
    items = _seen(user, chosen, {mark.key for mark in marks})
    lines: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    for mark in marks:
        if mark.key in items:
            lines[mark.kind].append(KINDS[mark.kind](mark, *items[mark.key]))
    returned, infected, disposals = (
        Section(tuple(rows[:MOST]), len(rows)) for rows in lines.values()
    )
    touched = {mark.key for mark in found if mark.kind == TOUCHED}
    unverified = _unverified(user, chosen, [mark for mark in found if mark.kind == UNVERIFIED])
    return Marked(returned, infected, disposals, unverified, touched)


def _unverified(user: "Person", chosen: Partnership | None, marks: list[Mark]) -> Section:
    """Of these actions, those that the person sees; each once, as it was taken back last."""
    if not marks:
        return Section()
    latest = {mark.key: mark for mark in marks}
    seen = within(
        Action.objects.filter(pk__in=latest).visible_to(user), f"{REVIEW}partnership", chosen
    )
    marked = [
        (latest[pk], ActionLine(*line)) for pk, *line in seen.values_list("pk", *ActionLine.PATHS)
    ]
    rows = [Unverified(line, mark.at, mark.words) for mark, line in marked]
    rows.sort(key=lambda row: row.at)
    return Section(tuple(rows[:MOST]), len(rows))


def _seen(user: "Person", chosen: Partnership | None, keys: set[int]) -> dict[int, tuple[Any, ...]]:
    """Of these items, the id and the title of those that the person may read."""
    if not keys:
        return {}
    seen = Evidence.objects.filter(pk__in=keys).visible_to(user)
    seen = seen.filter(partnership=chosen) if chosen else seen
    rows = seen.order_by().values_list("pk", "public_id", "title")
    return {pk: (public_id, title) for pk, public_id, title in rows}


def _marks(user: "Person") -> "Iterable[Mark]":
    """Not all of it need be visible to the person."""
    led = access.leads_for(user, PARTNERSHIP, "evidence__agency_id")
    manages = access.partnership_ids(user, "manager")
    managed = Q(**{f"{PARTNERSHIP}__in": manages})
    rows = _called(_returned().filter(led), "returned", "recorded_at", "comment")
    infected = EvidenceVersion.objects.filter(led | managed).with_virus()
    disposals = Disposal.objects.filter(managed, state=Disposal.State.PROPOSED)
    disposals = disposals.exclude(recorded_by=user.pk)
    found = rows.union(
        _called(infected, "infected", Coalesce("scanned_at", "uploaded_at"), "scan_detail"),
        _called(disposals, "disposal", "recorded_at", "recorded_by_name"),
        _called(_taken_back(user), UNVERIFIED, "recorded_at", "note", "action_id"),
        _called(touched_in(manages), TOUCHED, "recorded_at", "basis", "pk"),
        all=True,
    )
    return (Mark(*row) for row in found)


def _taken_back(user: "Person") -> "QuerySet[ProgressUpdate]":
    """Of the person's agencies' actions, and of their own: the claim stands, the verification does
    not. A later claim, or a decision, ends that."""
    led = access.leads_for(user, f"action__{REVIEW}partnership_id", "action__lead_agency_id")
    return ProgressUpdate.objects.filter(
        led | Q(action__owner=user.pk),
        status_before=Status.VERIFIED,
        status_after=Status.COMPLETED,
        action__status=Status.COMPLETED,
        recorded_at__gt=F("action__claimed_at"),
    )


def _returned() -> "QuerySet[EvidenceDecision]":
    """Decisions that stand, and ask for something new.

    Where the files went after it and nothing else is left, there is nothing to put right.
    """
    latest = standing_decisions("evidence_id", "evidence__submission").values("pk")[:1]
    gone = EvidenceVersion.objects.filter(
        evidence=OuterRef("evidence"), disposed_at__gt=OuterRef("recorded_at")
    )
    returned = EvidenceDecision.objects.filter(
        decision=EvidenceDecision.Decision.RETURNED, pk=Subquery(latest)
    )
    return returned.exclude(Exists(gone) & spent("evidence_id", "evidence__"))


def _called(rows: Any, kind: str, at: Any, words: str, key: str = "evidence_id") -> Any:
    at = F(at) if isinstance(at, str) else at
    named = rows.order_by().annotate(kind=Value(kind, CharField()), since=at, words=F(words))
    return named.values_list("kind", key, "public_id", "since", "words")
