"""Who is told of a thing: its owner and its agency's leads; of what is overdue, the managers too.

What no agency owes, its partnership's managers do. The same answer serves the plan, the preview
and the moment of sending. Nobody is told of what they may not see, whatever their role.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from django.db.models import IntegerField, Q, QuerySet, Value

from agencies import access
from agencies.models import Membership, User
from recommendations import restricted
from reminders.sources import SOURCES, Due

#: Groups whose sight is asked in one query; the database limits the parts of a union.
TOGETHER = 50
#: (person, thing)
Pairs = set[tuple[int, UUID]]


class Sight(NamedTuple):
    """All that decides what somebody sees: who has the same sees the same.

    `led` are pairs of partnership and agency.
    """

    whole: frozenset[int]
    led: frozenset[tuple[int, int]]
    named_on: frozenset[int]

    @classmethod
    def of(cls, user: User) -> "Sight":
        return cls(
            frozenset(access.partnership_ids(user, *access.WHOLE_PARTNERSHIP)),
            frozenset((p, a) for p, ids in access.led_agencies(user).items() for a in ids),
            restricted.named_on(user),
        )


@dataclass
class Told:
    """The people who are told of one thing, each once."""

    owners: dict[int, User] = field(default_factory=dict)
    managers: dict[int, User] = field(default_factory=dict)


def told_of(dues: Iterable[Due], among: "QuerySet[User] | None" = None) -> dict[UUID, Told]:
    """Thing → who is told. `among` says what is read of the people.

    Owner and leads of the agency in that partnership; where none of them is there or may see the
    thing, the partnership's managers take their place.
    """
    dues = list(dues)
    leads, managers = _members(dues)
    asked = [
        (user_id, due)
        for due in dues
        for user_id in {*_own(due, leads), *managers[due.partnership_id]}
    ]
    by_id = _people(asked, among)
    seen = _seen(by_id, asked)

    def see(user_ids: Iterable[int], item_id: UUID) -> dict[int, User]:
        return {pk: by_id[pk] for pk in user_ids if (pk, item_id) in seen}

    told = {}
    for due in dues:
        there = see(managers[due.partnership_id], due.item_id)
        owners = see(_own(due, leads), due.item_id) or there
        told[due.item_id] = Told(owners=owners, managers=there)
    return told


def owes(user: User, due: Due) -> bool:
    """The thing is the person's own: they own it, or lead for its agency there."""
    if due.agency_id is None:
        return manages(user, due.partnership_id)
    leads = access.is_lead_for(user, due.partnership_id, due.agency_id)
    return leads or due.owner_id == user.pk


def manages(user: User, partnership_id: int) -> bool:
    return access.has_role(user, partnership_id, "manager")


def reaching_nobody(dues: Iterable[Due]) -> set[UUID]:
    """Things that no owner or lead may see: their managers take the place."""
    dues = list(dues)
    leads, _ = _members(dues) if dues else ({}, {})
    asked = [(user_id, due) for due in dues for user_id in _own(due, leads)]
    reached = {item_id for _, item_id in _seen(_people(asked), asked)} if asked else set()
    return {due.item_id for due in dues} - reached


def _own(due: Due, leads: dict[tuple[int, int], list[int]]) -> list[int]:
    owner = [due.owner_id] if due.owner_id else []
    there = leads.get((due.partnership_id, due.agency_id), []) if due.agency_id else []
    return owner + there


def _people(
    asked: Collection[tuple[int, Due]], among: "QuerySet[User] | None" = None
) -> dict[int, User]:
    people = User.objects.all() if among is None else among
    return people.in_bulk({user_id for user_id, _ in asked})


def _members(
    dues: Collection[Due],
) -> tuple[dict[tuple[int, int], list[int]], dict[int, list[int]]]:
    """Leads by partnership and agency, and managers by partnership; active people only."""
    agency_ids = {due.agency_id for due in dues if due.agency_id}
    rows = Membership.objects.active().filter(
        Q(role=Membership.Role.MANAGER)
        | Q(role=Membership.Role.AGENCY_LEAD, agency_id__in=agency_ids),
        partnership_id__in={due.partnership_id for due in dues},
    )
    leads: dict[tuple[int, int], list[int]] = defaultdict(list)
    managers: dict[int, list[int]] = defaultdict(list)
    found = rows.order_by("user_id").values_list("partnership_id", "agency_id", "user_id")
    for partnership_id, agency_id, user_id in found:
        if agency_id:
            leads[partnership_id, agency_id].append(user_id)
        else:
            managers[partnership_id].append(user_id)
    return leads, managers


def _seen(people: dict[int, User], asked: Collection[tuple[int, Due]]) -> Pairs:
    """The (person, thing) pairs of `asked` that the person may see.

    Most are told of what is theirs by their role, which is known without asking. Of the rest the
    database is asked: once for all who see the same.
    """
    access.read_together(people.values())
    restricted.read_together(people.values())
    seen: Pairs = set()
    doubtful: dict[tuple[str, Sight], Pairs] = defaultdict(set)
    sights: dict[int, Sight] = {}
    for user_id, due in asked:
        user = people[user_id]
        if SOURCES[due.kind].is_seen_by_role(user, due):
            seen.add((user_id, due.item_id))
            continue
        if user_id not in sights:
            sights[user_id] = Sight.of(user)
        doubtful[due.kind, sights[user_id]].add((user_id, due.item_id))
    return seen | _asked(people, [(kind, pairs) for (kind, _), pairs in doubtful.items()])


def _asked(people: dict[int, User], groups: list[tuple[str, Pairs]]) -> Pairs:
    """The pairs that may be seen, of groups whose people see the same of one kind."""
    seen: Pairs = set()
    for start in range(0, len(groups), TOGETHER):
        some = groups[start : start + TOGETHER]
        parts = [
            SOURCES[kind]
            .visible_to(people[min(user_id for user_id, _ in pairs)])
            .filter(public_id__in={item_id for _, item_id in pairs})
            .order_by()
            .values_list(Value(place, output_field=IntegerField()), "public_id")
            for place, (kind, pairs) in enumerate(some)
        ]
        found = set(parts[0].union(*parts[1:], all=True))
        seen |= {
            pair
            for place, (_, pairs) in enumerate(some)
            for pair in pairs
            if (place, pair[1]) in found
        }
    return seen
