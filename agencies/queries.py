"""What the lists of this room show: a fixed number of queries, whatever the length."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import Coalesce, Lower

from agencies import access
from agencies.models import Agency, Membership, Partnership, User


@dataclass(frozen=True)
class AgencyRow:
    agency: Agency
    is_active: bool
    leads: list[str]


def agency_rows(partnership: Partnership) -> list[AgencyRow]:
    """Agencies with the names of their leads; those that serve the partnership today first."""
    leads: dict[int | None, list[str]] = defaultdict(list)
    for row in people(partnership).active().filter(role=Membership.Role.AGENCY_LEAD):
        leads[row.agency_id].append(row.shown_name)
    links = partnership.services.select_related("agency")
    return [
        AgencyRow(link.agency, link.is_active, leads[link.agency_id])
        for link in links.order_by("-is_active", Lower("agency__name"))
    ]


def people(partnership: Partnership) -> Any:
    """Everybody with a role in the partnership, now or before, as the partnership may know them.

    A `MembershipQuerySet` with what `with_arrival` adds.
    """
    rows = Membership.objects.filter(partnership=partnership).with_arrival()
    return rows.select_related("user", "agency", "partnership").order_by(Lower("shown_name"), "pk")


class Answerable(NamedTuple):
    """How many agencies serve a partnership, how many of them have an executive lead who reads it,
    and whether a chair does."""

    agencies: int
    led: int
    has_chair: bool


def answerable(partnership: Partnership) -> Answerable:
    """One question. Who is named, and no longer reads the whole, answers for nothing."""
    readers = Membership.objects.active().filter(
        partnership=partnership, role__in=access.WHOLE_PARTNERSHIP
    )
    named = OuterRef("executive_lead_id"), OuterRef("partnership__chair_id")
    reads = (Exists(readers.filter(user_id=each)) for each in named)
    rows = list(partnership.services.filter(is_active=True).values_list(*reads))
    has_chair = rows[0][1] if rows else partnership.chair_id is not None
    return Answerable(len(rows), sum(is_led for is_led, _ in rows), has_chair)


def acts_for(partnership_id: int) -> dict[int, str]:
    """For whom each person acts in the partnership, by the person's id: "City Health Trust"."""
    words: dict[int, list[str]] = defaultdict(list)
    rows = Membership.objects.active().filter(
        partnership_id=partnership_id,
        role__in=(Membership.Role.MANAGER, Membership.Role.AGENCY_LEAD),
    )
    for row in rows.select_related("agency").order_by(Lower("agency__name")):
        words[row.user_id].append(str(row.agency or row.role_label))
    return {person: ", ".join(parts) for person, parts in words.items()}


class Acting(NamedTuple):
    """For whom a person acts in a partnership: a manager for every agency."""

    is_manager: bool
    agencies: frozenset[int]

    def acts_for(self, agency_id: int) -> bool:
        return self.is_manager or agency_id in self.agencies


def acting_in(partnership_id: int, people: Collection[int]) -> dict[int, Acting]:
    """As `UserQuerySet.acting_for` says it, of several people and all agencies in one question."""
    if not people:
        return {}
    named: Any = Membership.objects.with_shown_name()
    rows = named.filter(
        partnership_id=partnership_id,
        user_id__in=people,
        user__is_active=True,
        is_active=True,
        shown_name=F("user__name"),
        role__in=(Membership.Role.MANAGER, Membership.Role.AGENCY_LEAD),
    )
    found: dict[int, Acting] = {}
    for person, agency in rows.values_list("user_id", "agency_id"):
        held = found.get(person, Acting(is_manager=False, agencies=frozenset()))
        found[person] = Acting(held.is_manager or agency is None, held.agencies | {agency})
    return found


def shown_name(person: str, partnership: Any) -> Coalesce:
    """Annotation: how the partnership may call the person at the path `person`.

    The rule is that of `with_shown_name`. `partnership` is one, or an `OuterRef` to the row's own.
    """
    return Coalesce(_known(person, partnership, "shown_name"), F(_below(person, "name")))


def shown_names(people: Collection[int], partnership_id: int) -> dict[int, str]:
    """`shown_name` of several people, by their ids: no query where there are none."""
    if not people:
        return {}
    rows = User.objects.filter(pk__in=people).order_by()
    return dict(rows.values_list("pk", shown_name("pk", partnership_id)))


def has_arrived(person: str, partnership: Any) -> Subquery:
    """Annotation: has the person signed in since this partnership asked them to join?"""
    return _known(person, partnership, "has_arrived")


def _known(person: str, partnership: Any, field: str) -> Subquery:
    rows = Membership.objects.filter(user_id=OuterRef(person), partnership=partnership)
    known: Any = rows.with_shown_name().order_by("pk")
    return Subquery(known.values(field)[:1])


def _below(path: str, field: str) -> str:
    return field if path == "pk" else f"{path}__{field}"
