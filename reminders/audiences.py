"""Who is told of an action: the owner and the agency leads; of what is overdue, the managers too.

The same answer serves the plan, the preview and the moment of sending. Nobody is told of what
they may not see, whatever their role.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import IntegerField, Q, QuerySet, Value

from agencies import access
from agencies.models import Membership, User
from recommendations import restricted
from recommendations.models import Action

#: Groups whose sight is asked in one query; the database limits the parts of a union.
TOGETHER = 50


class Subject(NamedTuple):
    """What of an action decides who is told of it."""

    action_id: int
    partnership_id: int
    review_id: int
    is_restricted: bool
    lead_agency_id: int
    owner_id: int | None


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

    def covers(self, subject: Subject) -> bool:
        """The common part of `visible_to`: they read the whole, or lead for the lead agency."""
        partnership_id = subject.partnership_id
        return partnership_id in self.whole or (partnership_id, subject.lead_agency_id) in self.led


@dataclass
class Told:
    """The people who are told of one action, each once."""

    owners: dict[int, User] = field(default_factory=dict)
    managers: dict[int, User] = field(default_factory=dict)


def subject_of(action: Action) -> Subject:
    """The action brings recommendation and review with it."""
    review = action.recommendation.review
    return Subject(
        action.pk,
        review.partnership_id,
        review.pk,
        review.is_restricted,
        action.lead_agency_id,
        action.owner_id,
    )


def told_of(subjects: Iterable[Subject], among: "QuerySet[User] | None" = None) -> dict[int, Told]:
    """Action id → who is told. `among` says what is read of the people.

    Owner and agency leads of the lead agency in that partnership; where none of them is there
    or may see the action, the partnership's managers take their place.
    """
    subjects = list(subjects)
    leads, managers = _members(subjects)

    def own(subject: Subject) -> list[int]:
        owner = [subject.owner_id] if subject.owner_id else []
        return owner + leads[subject.partnership_id, subject.lead_agency_id]

    asked = [
        (user_id, subject)
        for subject in subjects
        for user_id in {*own(subject), *managers[subject.partnership_id]}
    ]
    people = User.objects.all() if among is None else among
    by_id = people.in_bulk({user_id for user_id, _ in asked})
    seen = _seen(by_id, asked)

    def see(user_ids: Iterable[int], action_id: int) -> dict[int, User]:
        return {pk: by_id[pk] for pk in user_ids if (pk, action_id) in seen}

    told = {}
    for subject in subjects:
        there = see(managers[subject.partnership_id], subject.action_id)
        owners = see(own(subject), subject.action_id) or there
        told[subject.action_id] = Told(owners=owners, managers=there)
    return told


def _members(
    subjects: Collection[Subject],
) -> tuple[dict[tuple[int, int], list[int]], dict[int, list[int]]]:
    """Leads by partnership and agency, and managers by partnership; active people only."""
    rows = Membership.objects.active().filter(
        Q(role=Membership.Role.MANAGER)
        | Q(role=Membership.Role.AGENCY_LEAD, agency_id__in={s.lead_agency_id for s in subjects}),
        partnership_id__in={s.partnership_id for s in subjects},
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


def _seen(people: dict[int, User], asked: Collection[tuple[int, Subject]]) -> set[tuple[int, int]]:
    """The (person, action) pairs of `asked` that the person may see.

    Most are told of what is theirs by their role, which is known without asking. Of the rest the
    database is asked: once for all who see the same.
    """
    access.read_together(people.values())
    restricted.read_together(people.values())
    sights = {pk: Sight.of(user) for pk, user in people.items()}
    seen: set[tuple[int, int]] = set()
    doubtful: dict[Sight, set[tuple[int, int]]] = defaultdict(set)
    for user_id, subject in asked:
        sight = sights[user_id]
        if subject.is_restricted and subject.review_id not in sight.named_on:
            continue
        pairs = seen if sight.covers(subject) else doubtful[sight]
        pairs.add((user_id, subject.action_id))
    return seen | _asked(people, list(doubtful.values()))


def _asked(people: dict[int, User], groups: list[set[tuple[int, int]]]) -> set[tuple[int, int]]:
    """The pairs that may be seen, of groups whose people see the same."""
    seen: set[tuple[int, int]] = set()
    for start in range(0, len(groups), TOGETHER):
        some = groups[start : start + TOGETHER]
        parts = [
            Action.objects.visible_to(people[min(user_id for user_id, _ in group)])
            .filter(pk__in={action_id for _, action_id in group})
            .order_by()
            .values_list(Value(place, output_field=IntegerField()), "pk")
            for place, group in enumerate(some)
        ]
        found = set(parts[0].union(*parts[1:], all=True))
        seen |= {
            pair for place, group in enumerate(some) for pair in group if (place, pair[1]) in found
        }
    return seen
