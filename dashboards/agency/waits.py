"""How long the partnership took to decide on what the agency brought: not the agency's time."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from django.db.models import CharField, Count, Exists, F, Min, OuterRef, Subquery, Value

from dashboards import links
from dashboards.agency.about import About
from dashboards.figures import Number, Waiting
from dashboards.queries import undecided
from dashboards.scope import Scope
from evidence.models import Evidence, EvidenceDecision
from recommendations.models import ExtensionRequest, ProgressUpdate, Verification
from recommendations.querysets.sight import is_seen
from recommendations.status import Status
from scr_tracker import as_at

#: Key → what was decided on.
KINDS = {
    "verified": "Completed actions, until they were verified or sent back",
    "evidence": "Evidence, until it was accepted or returned",
    "time": "Requests for more time, until they were decided",
}
#: Key → the list of those that wait now.
LISTS = {"evidence": "dashboards:evidence-list", "time": "dashboards:extension-list"}


@dataclass(frozen=True)
class Wait:
    """`median` and `longest` are whole days; of nothing there are none."""

    what: str
    many: int
    median: int | None
    longest: int | None


@dataclass(frozen=True)
class Waits:
    """`rows` tell of what was decided; `evidence` and `time` wait now."""

    rows: tuple[Wait, ...]
    evidence: Waiting
    time: Waiting


def waits(about: About) -> dict[int, Waits]:
    """By partnership: what was decided in the period, and how many days each decision took."""
    days: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    kinds = (_verified(about), _decided(about), _more_time(about))
    for kind, partnership, since, until in kinds[0].union(*kinds[1:], all=True):
        if since is not None:
            days[partnership, kind].append(max(0, (until - since).days))
    now = {(kind, pk): (many, oldest) for kind, pk, many, oldest in _now(about)}
    found = {}
    for here in about.partnerships:
        scope = Scope(
            about.user,
            here,
            about.today,
            about.first,
            about.last,
            {"agency": str(about.agency.public_id)},
        )
        rows = tuple(_wait(words, days[here.pk, kind]) for kind, words in KINDS.items())
        evidence, time = (
            Waiting(Number(many, links.listed(route, scope)), oldest)
            for kind, route in LISTS.items()
            for many, oldest in [now.get((kind, here.pk), (0, None))]
        )
        found[here.pk] = Waits(rows, evidence, time)
    return found


def _now(about: About) -> Any:
    """What waits for a decision now: kind, partnership, how many, and since when the first."""
    evidence = undecided(about.user).filter(agency=about.agency, partnership__in=about.keys)
    time = ExtensionRequest.objects.visible_to(about.user).waiting().filter(about.led("action__"))
    place = "action__recommendation__review__partnership"
    return _waiting(evidence, "evidence", "partnership").union(
        _waiting(time, "time", place), all=True
    )


def _waiting(rows: Any, kind: str, partnership: str) -> Any:
    grouped = rows.order_by().values(partnership)
    found = grouped.annotate(
        kind=Value(kind, CharField()), many=Count("pk"), oldest=Min("recorded_at")
    )
    return found.values_list("kind", partnership, "many", "oldest")


def _wait(words: str, days: list[int]) -> Wait:
    if not days:
        return Wait(words, 0, None, None)
    return Wait(words, len(days), round(median(days)), max(days))


def _within(about: About, moment: str) -> dict[str, datetime]:
    begins, ends = as_at.start_of(about.first), as_at.end_of(about.last)
    return {f"{moment}__gte": begins, f"{moment}__lt": ends}


def _columns(rows: Any, kind: str, partnership: str, since: Any, until: str) -> Any:
    found = rows.order_by().annotate(kind=Value(kind, CharField()), since=since)
    return found.values_list("kind", partnership, "since", until)


def _verified(about: About) -> Any:
    """Since the claim; where a verification was taken back, since then."""
    claims = ProgressUpdate.objects.filter(
        action=OuterRef("action"),
        status_after=Status.COMPLETED,
        recorded_at__lte=OuterRef("recorded_at"),
    ).exclude(status_before=Status.COMPLETED)
    since = Subquery(claims.order_by("-recorded_at").values("recorded_at")[:1])
    rows = Verification.objects.filter(
        about.led("action__"), is_seen(about.user, "action__"), **_within(about, "recorded_at")
    )
    place = "action__recommendation__review__partnership"
    return _columns(rows, "verified", place, since, "recorded_at")


def _decided(about: About) -> Any:
    """The first decision on each submission: for another one, nothing waited."""
    submitted = Evidence.history.filter(id=OuterRef("evidence"), submission=OuterRef("submission"))
    since = Subquery(submitted.order_by("history_date").values("history_date")[:1])
    seen = Evidence.objects.visible_to(about.user).filter(
        agency=about.agency, partnership__in=about.keys
    )
    earlier = EvidenceDecision.objects.filter(
        evidence=OuterRef("evidence"),
        submission=OuterRef("submission"),
        recorded_at__lt=OuterRef("recorded_at"),
    )
    rows = EvidenceDecision.objects.filter(
        ~Exists(earlier),
        evidence__in=seen.order_by().values("pk"),
        **_within(about, "recorded_at"),
    )
    return _columns(rows, "evidence", "evidence__partnership", since, "recorded_at")


def _more_time(about: About) -> Any:
    rows = ExtensionRequest.objects.visible_to(about.user).filter(
        about.led("action__"), **_within(about, "decided_at")
    )
    place = "action__recommendation__review__partnership"
    return _columns(rows, "time", place, F("recorded_at"), "decided_at")
