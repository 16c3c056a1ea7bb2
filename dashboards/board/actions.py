"""What the groups of actions tell: who is late, who is stuck, what comes, how strong they are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dashboards import links
from dashboards.board.groups import (
    AGES,
    AHEAD,
    FIRST_AHEAD,
    REST,
    Group,
    counted,
    days_ahead,
    days_late,
)
from dashboards.figures import Column, LeadAgency, Number, by_agency
from dashboards.scope import Scope
from recommendations.legend import legends_of
from recommendations.models import Action
from recommendations.status import Rating, Status
from scr_tracker.charts import Part, StackedBar, StackedRows

Groups = Sequence[Group]


def lateness(groups: Groups, scope: Scope) -> StackedRows:
    """Overdue actions by agency and age. So many days late is due so many days before today."""
    overdue = {"rating": Rating.OVERDUE.value}
    columns = []
    for band, (first, last) in enumerate(AGES):
        asked = overdue | {"due_to": scope.today - timedelta(days=first)}
        if last is not None:
            asked["due_from"] = scope.today - timedelta(days=last)
        heading = days_late(first, last)
        words = f"overdue by {heading.lower()}"
        columns.append(Column(f"age_{band + 1}", heading, words, asked, _in_band(band)))
    whole = Column("overdue", "All overdue", "overdue", overdue, lambda group: group.is_late)
    return by_agency("overdue", "Overdue actions", groups, scope, columns, whole)


def matrix(groups: Groups, scope: Scope) -> StackedRows:
    """Each agency's actions by rating: who is stuck, and with how much."""

    def rated(rating: Rating) -> Callable[[Group], bool]:
        return lambda group: group.rating(scope.today) == rating

    legend = legends_of(scope.user).of(scope.partnership.pk)
    columns = [
        Column(key.value, entry.label, entry.words, {"rating": key.value}, rated(key), entry.look)
        for key in Rating
        for entry in [legend.rating(key)]
    ]
    whole = Column("actions", "All actions", "actions", {}, lambda group: True)
    return by_agency("ratings", "Actions by agency and rating", groups, scope, columns, whole)


@dataclass(frozen=True)
class Claims:
    """Completions of one agency, or of all, that wait for the manager, whatever their due date."""

    agency: str
    number: Number
    oldest: datetime | None


def verification(groups: Groups, scope: Scope) -> tuple[Claims, ...]:
    """By agency, the largest number first."""
    url = links.actions_of(scope, rating=Rating.AWAITING.value)
    found: dict[LeadAgency, list[Group]] = {}
    for group in groups:
        if group.is_claimed:
            found.setdefault(group.agency, []).append(group)
    rows = [
        Claims(
            agency.label,
            Number(
                counted(claimed),
                links.narrowed(url, str(agency.public_id)),
                f"to verify, {agency.label}",
            ),
            oldest_claim(claimed),
        )
        for agency, claimed in found.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.number.value, row.agency.casefold())))


def all_claims(groups: Groups, scope: Scope) -> Claims:
    claimed = [group for group in groups if group.is_claimed]
    url = links.actions_of(scope, rating=Rating.AWAITING.value)
    number = Number(counted(claimed), url, "to verify, all agencies")
    return Claims("All agencies", number, oldest_claim(claimed))


def oldest_claim(groups: Groups) -> datetime | None:
    claims = (group.oldest for group in groups if group.is_claimed and group.oldest)
    return min(claims, default=None)


def coming(groups: Groups, scope: Scope) -> StackedRows:
    """Open actions due in the next 30, 60 and 90 days, each in the first of these."""
    columns = [
        Column(
            f"ahead_{place + 1}",
            f"In {days_ahead(first, last)}",
            f"due in {days_ahead(first, last)}",
            _due(scope, first, last),
            _in_band(FIRST_AHEAD + place),
        )
        for place, (first, last) in enumerate(AHEAD)
    ]
    asked = _due(scope, AHEAD[0][0], AHEAD[-1][1])
    whole = Column(
        "ahead", "In 90 days", "due in 90 days", asked, lambda g: FIRST_AHEAD <= g.band < REST
    )
    return by_agency("coming", "Actions due in the next 90 days", groups, scope, columns, whole)


def not_started(groups: Groups, scope: Scope) -> Number:
    """Of those due in the first of these spans."""
    found = [g for g in groups if g.band == FIRST_AHEAD and g.status == Status.NOT_STARTED]
    asked = _due(scope, *AHEAD[0]) | {"status": [Status.NOT_STARTED.value]}
    return Number(counted(found), links.actions_of(scope, **asked), "not started")


def strengths(groups: Groups, scope: Scope) -> StackedBar:
    """How strong the actions are, those that were withdrawn too."""
    labels = {str(key.value): str(key.label) for key in Action.Strength} | {"": "Not said"}
    parts = tuple(
        Part(
            key or "none",
            label.split(":")[0],
            counted(group for group in groups if group.strength == key),
            links.actions_of(scope, strength=key or "none"),
            f"actions, {label.lower()}",
        )
        for key, label in labels.items()
    )
    return StackedBar("strengths", "Strength of the actions", parts, "Strength", "Actions")


def _due(scope: Scope, first: int, last: int) -> dict[str, object]:
    return {
        "status": links.OPEN_STATUSES,
        "due_from": scope.today + timedelta(days=first),
        "due_to": scope.today + timedelta(days=last),
    }


def _in_band(band: int) -> Callable[[Group], bool]:
    return lambda group: group.band == band
