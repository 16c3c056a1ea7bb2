"""Who is told of an action: the owner and the agency leads; of what is overdue, the managers too.

The same answer serves the plan, the preview and the moment of sending. Nobody is told of what
they may not see, whatever their role.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import IntegerField, Q, QuerySet, Value

from agencies import access
from agencies.models import Membership, User
from recommendations import restricted
from recommendations.models import Action

#: People whose sight is asked in one query; the database limits the parts of a union.
TOGETHER = 50


@dataclass
class Told:
    """The people who are told of one action, each once."""

    owners: dict[int, User] = field(default_factory=dict)
    managers: dict[int, User] = field(default_factory=dict)


def told_of(actions: Collection[Action], among: "QuerySet[User] | None" = None) -> dict[int, Told]:
    """Action id → who is told. The actions bring recommendation and review with them.

    Owner and agency leads of the lead agency in that partnership; where none of them is there
    or may see the action, the partnership's managers take their place. `among` says what is
    read of the people.
    """
    among = User.objects.all() if among is None else among
    leads, managers = _members(actions)
    asked: dict[int, set[int]] = defaultdict(set)
    for action in actions:
        partnership_id = action.recommendation.review.partnership_id
        people = {*leads[partnership_id, action.lead_agency_id], *managers[partnership_id]}
        for user_id in people | ({action.owner_id} if action.owner_id else set()):
            asked[user_id].add(action.pk)
    people_by_id = among.in_bulk(list(asked))
    seen = _seen(people_by_id.values(), asked)

    def see(user_ids: Iterable[int | None], action: Action) -> dict[int, User]:
        return {pk: people_by_id[pk] for pk in user_ids if pk and (pk, action.pk) in seen}

    told = {}
    for action in actions:
        partnership_id = action.recommendation.review.partnership_id
        there = see(managers[partnership_id], action)
        own = see([action.owner_id, *leads[partnership_id, action.lead_agency_id]], action)
        told[action.pk] = Told(owners=own or there, managers=there)
    return told


def _members(
    actions: Collection[Action],
) -> tuple[dict[tuple[int, int], list[int]], dict[int, list[int]]]:
    """Leads by partnership and agency, and managers by partnership; active people only."""
    rows = Membership.objects.active().filter(
        Q(role=Membership.Role.MANAGER)
        | Q(role=Membership.Role.AGENCY_LEAD, agency_id__in={a.lead_agency_id for a in actions}),
        partnership_id__in={a.recommendation.review.partnership_id for a in actions},
    )
    leads: dict[tuple[int, int], list[int]] = defaultdict(list)
    managers: dict[int, list[int]] = defaultdict(list)
    for row in rows.order_by("user_id"):
        if row.agency_id:
            leads[row.partnership_id, row.agency_id].append(row.user_id)
        else:
            managers[row.partnership_id].append(row.user_id)
    return leads, managers


def _seen(people: Collection[User], asked: dict[int, set[int]]) -> set[tuple[int, int]]:
    """The (person, action) pairs of `asked` that the person may see: one query for many people."""
    people = sorted(people, key=lambda user: user.pk)
    access.read_together(people)
    restricted.read_together(people)
    seen: set[tuple[int, int]] = set()
    for start in range(0, len(people), TOGETHER):
        parts = [
            Action.objects.visible_to(user)
            .filter(pk__in=asked[user.pk])
            .order_by()
            .values_list(Value(user.pk, output_field=IntegerField()), "pk")
            for user in people[start : start + TOGETHER]
        ]
        seen.update(parts[0].union(*parts[1:], all=True))
    return seen
