"""My work, the manager's side: what waits for a decision, and where agencies are late."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Count, F, Q, Value
from django.urls import reverse

from agencies import access
from agencies.models import Membership, Partnership
from dashboards import links, steps
from dashboards.figures import Number
from dashboards.lines import Claim, ResponseLine, Section, TimeAsked, section
from dashboards.owed import within
from dashboards.queries import undecided
from recommendations.models import Action, ExtensionRequest, Response
from recommendations.querysets import ActionQuerySet
from recommendations.restricted import unrestricted
from recommendations.status import OPEN, Rating, Status, overdue_condition

if TYPE_CHECKING:
    from agencies.access import Person

#: Rows of each queue on the page.
MOST = 10
#: What the rows of the table by agency need of the agency.
AGENCY = ("lead_agency__public_id", "lead_agency__name", "lead_agency__short_name")
PARTNERSHIP = "recommendation__review__partnership"


@dataclass(frozen=True)
class Late:
    """An agency's overdue actions in one partnership."""

    partnership: Partnership
    agency: str
    overdue: Number


@dataclass(frozen=True)
class Managed:
    overdue: int
    awaiting: int
    undated: int
    late: tuple[Late, ...]
    undated_by_partnership: tuple[tuple[Partnership, Number], ...]
    to_verify: Section
    requests: Section
    responses: Section
    disposals: Section
    evidence: tuple[tuple[Partnership, Number], ...]
    not_signed_in: tuple[tuple[Partnership, Number], ...]
    lists: dict[str, str]


def managed(
    user: "Person", today: date, chosen: Partnership | None, disposals: Section
) -> Managed | None:
    """None where the person manages nothing here. `disposals`: others' proposals (`marks`)."""
    partnerships = {
        m.partnership_id: m.partnership
        for m in access.held(user)
        if m.role == Membership.Role.MANAGER and (chosen is None or m.partnership == chosen)
    }
    if not partnerships:
        return None
    scope = within(Action.objects.managed_by(user), PARTNERSHIP, chosen)
    late, totals, undated = _counted(scope, partnerships, today)
    evidence, not_signed_in = _people_and_proof(user, partnerships)
    return Managed(
        late=late,
        undated_by_partnership=undated,
        to_verify=_to_verify(scope, totals["awaiting"]),
        requests=_requests(user, list(partnerships)),
        responses=_responses(user, list(partnerships), today),
        disposals=disposals,
        evidence=evidence,
        not_signed_in=not_signed_in,
        lists=_lists_of_all(user, list(partnerships.values()), chosen),
        **totals,
    )


def managers_steps(found: Managed, user: "Person", today: date) -> Iterator[steps.Step]:
    yield from steps.for_verification(found.to_verify.rows, user)
    yield from steps.for_requests(found.requests.rows)
    yield from steps.for_disposals(found.disposals.rows)
    yield from _steps_on_counts(found, today)


def _steps_on_counts(found: Managed, today: date) -> Iterator[steps.Step]:
    """What stands for several things at once hurts since today: it comes after what has an age."""
    for partnership, number in found.undated_by_partnership:
        title = _counted_words(number.value, "action has", "actions have") + " no due date"
        link = steps.Link("Give a date", number.url)
        yield steps.Step(
            today, "not_started", "No date", title, number.url, (link,), partnership.short_name
        )
    for partnership, number in found.not_signed_in:
        title = _counted_words(number.value, "person has", "people have") + " not signed in yet"
        link = steps.Link("See who", number.url)
        yield steps.Step(
            today, "not_started", "People", title, number.url, (link,), partnership.short_name
        )


def _counted_words(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _lists_of_all(
    user: "Person", managed: list[Partnership], chosen: Partnership | None
) -> dict[str, str]:
    """Lists of exactly what is managed.

    Where the person also reads elsewhere, one list of both would hold more: then the address is
    that of the section on the page.
    """
    if len(managed) == 1:
        return _lists(managed[0])
    if len(managed) == len(access.partnership_ids(user)):
        return _lists(None)
    return {"awaiting": "#to-verify", "overdue": "#late", "undated": "#next-steps"}


def _lists(only: Partnership | None) -> dict[str, str]:
    return {
        "awaiting": links.actions(only, rating=Rating.AWAITING.value),
        "overdue": links.actions(only, rating=Rating.OVERDUE.value),
        "undated": links.actions(only, undated="1", status=links.OPEN_STATUSES),
    }


def _counted(
    scope: ActionQuerySet, partnerships: dict[int, Partnership], today: date
) -> tuple[tuple[Late, ...], dict[str, int], tuple[tuple[Partnership, Number], ...]]:
    """Overdue by agency, and the sums over all of them, in one aggregate."""
    conditions = {
        "overdue": overdue_condition(today),
        "awaiting": Q(status=Status.COMPLETED),
        "undated": Q(due_on=None, status__in=OPEN),
    }
    rows = (
        scope.filter(reduce(or_, conditions.values()))
        .order_by()
        .values(f"{PARTNERSHIP}_id", *AGENCY)
        .annotate(**{name: Count("pk", filter=asked) for name, asked in conditions.items()})
    )
    totals, undated, late = Counter[str](), Counter[int](), []
    for row in rows:
        partnership_id = row[f"{PARTNERSHIP}_id"]
        totals.update({name: row[name] for name in conditions})
        undated[partnership_id] += row["undated"]
        if row["overdue"]:
            late.append(_late(row, partnerships[partnership_id]))
    numbers = tuple(
        (partnerships[pk], Number(count, _lists(partnerships[pk])["undated"], "without a date"))
        for pk, count in sorted(undated.items())
        if count
    )
    late.sort(key=lambda row: (-row.overdue.value, row.agency.casefold()))
    return tuple(late), {name: totals[name] for name in conditions}, numbers


def _late(row: dict[str, Any], partnership: Partnership) -> Late:
    public_id, name, short_name = (row[field] for field in AGENCY)
    label = short_name or name
    url = links.actions(partnership, agency=public_id, rating=Rating.OVERDUE.value)
    return Late(partnership, label, Number(row["overdue"], url, f"overdue, {label}"))


def _to_verify(scope: ActionQuerySet, total: int) -> Section:
    if not total:
        return Section()
    rows = scope.awaiting_verification().with_since()
    rows = rows.order_by(F("since_at").asc(nulls_first=True), "pk")
    return Section(tuple(Claim(*row) for row in rows.values_list(*Claim.PATHS)[:MOST]), total)


def _requests(user: "Person", partnership_ids: list[int]) -> Section:
    here = {"action__recommendation__review__partnership_id__in": partnership_ids}
    rows = ExtensionRequest.objects.managed_by(user).waiting().filter(**here)
    return section(rows.order_by("recorded_at", "pk"), TimeAsked, MOST)


def _responses(user: "Person", partnership_ids: list[int], today: date) -> Section:
    """Answers whose day has passed."""
    review = "recommendation__review__"
    rows = Response.objects.waiting().filter(
        unrestricted(user, review),
        due_on__lt=today,
        **{f"{review}partnership_id__in": partnership_ids},
    )
    return section(rows.order_by("due_on", "pk"), ResponseLine, MOST)


def _people_and_proof(
    user: "Person", partnerships: dict[int, Partnership]
) -> tuple[tuple[tuple[Partnership, Number], ...], ...]:
    """By partnership: evidence that nobody has decided on, and people who never signed in.

    One query counts both. The people are those of the partnership's list of people.
    """
    here = {"partnership_id__in": list(partnerships)}
    evidence = _by_partnership(undecided(user).filter(**here), "evidence", Count("pk"))
    never = Membership.objects.filter(**here).not_signed_in()
    people = _by_partnership(never, "people", Count("user_id", distinct=True))
    found = sorted(evidence.union(people, all=True), key=lambda row: row[1])
    query = {"state": "not-arrived"}
    return (
        tuple(
            (partnerships[pk], Number(many, links.evidence_to_decide(partnerships[pk])))
            for kind, pk, many in found
            if kind == "evidence"
        ),
        tuple(
            (p, Number(many, reverse("agencies:person-list", args=[p.public_id], query=query)))
            for kind, pk, many in found
            if kind == "people"
            for p in [partnerships[pk]]
        ),
    )


def _by_partnership(rows: Any, kind: str, counted: Count) -> Any:
    grouped = rows.order_by().values("partnership_id")
    found = grouped.annotate(kind=Value(kind, CharField()), many=counted)
    return found.values_list("kind", "partnership_id", "many")
