"""How long the partnership took to decide on what the agency brought: not the agency's time."""

from collections import defaultdict
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db.models import CharField, Count, Min, Value

from dashboards import links
from dashboards.agency import decided
from dashboards.agency.about import About
from dashboards.figures import Number, Waiting
from dashboards.queries import undecided
from dashboards.scope import Scope
from recommendations.models import ExtensionRequest

#: Key of its list (`decided.LISTS`) → what was decided on, and where its partnership is.
KINDS = {
    "verified": (
        "Completed actions, until they were verified or sent back",
        "action__recommendation__review__partnership",
    ),
    "evidence": ("Evidence, until it was accepted or sent back", "evidence__partnership"),
    "time": (
        "Requests for more time, until they were decided",
        "action__recommendation__review__partnership",
    ),
}
#: Key → the list of those that wait now.
LISTS = {"evidence": "dashboards:evidence-list", "time": "dashboards:extension-list"}


@dataclass(frozen=True)
class Wait:
    """`median` and `longest` are whole days of those of which it is known when they came in; of
    nothing there are none."""

    what: str
    number: Number
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
    days: defaultdict[tuple[int, str], list[int | None]] = defaultdict(list)
    kinds = [_columns(about, kind, place) for kind, (_, place) in KINDS.items()]
    for kind, partnership, since, until in kinds[0].union(*kinds[1:], all=True):
        took = None if since is None else max(0, (until - since).days)
        days[partnership, kind].append(took)
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
        rows = tuple(
            _wait(words, about.decided(here, kind), days[here.pk, kind])
            for kind, (words, _) in KINDS.items()
        )
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


def _wait(words: str, url: str, days: list[int | None]) -> Wait:
    number = Number(len(days), url, "decided")
    known = [each for each in days if each is not None]
    if not known:
        return Wait(words, number, None, None)
    return Wait(words, number, round(median(known)), max(known))


def _columns(about: About, kind: str, partnership: str) -> Any:
    found = decided.LISTS[kind].rows(about).order_by()
    found = found.annotate(kind=Value(kind, CharField()))
    return found.values_list("kind", partnership, "since", "until")
