"""Who is told of a thing: owner, agency leads, executive lead, managers and chair, in that order.

What no agency owes, its partnership's managers do. The same answer serves the plan, the preview
and the moment of sending. Nobody is told of what they may not see, whatever their role.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, IntegerField, Q, QuerySet, Value

from agencies import access
from agencies.models import Membership, PartnershipAgency, User
from recommendations import restricted
from recommendations.restricted import Sight
from reminders.models import Cover
from reminders.personal import Covers
from reminders.refusals import is_refused
from reminders.sources import SOURCES, Due

#: Groups whose sight is asked in one query; the database limits the parts of a union.
TOGETHER = 50
#: (person, thing)
Pairs = set[tuple[int, UUID]]


@dataclass(frozen=True)
class Told:
    """The people who are told of one thing on a day, each once in a list.

    `owners` from the first step on; `leads`, `executives` and `top` (managers and chair) after as
    many days late as the policy says; `managers` in their digest. `is_stood_in`: managers stand as
    owners because it reaches nobody else.
    """

    owners: tuple[int, ...]
    leads: tuple[int, ...]
    executives: tuple[int, ...]
    top: tuple[int, ...]
    managers: tuple[int, ...]
    is_stood_in: bool


class Reach:
    """Whom some things reach: read for all of them together, in a fixed number of questions.

    `among` says what is read of the people; `first` and `last` are the days that are asked of;
    `also` are people of whom it is asked whether they see a thing, whoever they are by now.
    `refused` are those whom no mail reaches: nothing counts as seen by them.
    """

    def __init__(
        self,
        dues: Iterable[Due],
        first: date,
        last: date,
        among: "QuerySet[User] | None" = None,
        also: Iterable[tuple[int, Due]] = (),
    ) -> None:
        dues = list(dues)
        self.members = _Members(dues)
        self.covers = Covers.between(first, last)
        asked = [(user_id, due) for due in dues for user_id in self._asked(due)]
        asked += set(also) - set(asked)
        self.people = _people(asked, among)
        self.refused = {pk for pk, each in self.people.items() if _is_refused(each)}
        reached = [pair for pair in asked if pair[0] not in self.refused]
        self.seen = _seen(self.people, reached)

    def told(self, due: Due, day: date) -> Told:
        """Nobody is told of what they may not see, and everything reaches somebody if it can.

        The owner is told, or, where there is none, the leads of the agency in that partnership;
        where none of them is there or may see the thing, managers take their place. Who is away
        is covered for, but gets the digest. Whose address was refused is not there.
        """
        members = self.members
        here = members.managers[due.partnership_id]
        owner = self._see([due.owner_id] if due.owner_id else [], due, day)
        leads = self._see(members.leads[due.partnership_id, due.agency_id], due, day)
        standing = self._see(here, due, None if owner or leads else day)
        executive = members.executives.get((due.partnership_id, due.agency_id))
        chair = members.chairs.get(due.partnership_id)
        return Told(
            owners=owner or leads or self._able(standing, due),
            leads=leads,
            executives=self._see([executive] if executive else [], due),
            top=(*standing, *self._see([chair] if chair else [], due)),
            managers=self._see(here, due),
            is_stood_in=due.agency_id is not None and not owner and not leads,
        )

    def _able(self, managers: tuple[int, ...], due: Due) -> tuple[int, ...]:
        """Those who may do it themselves; where there is none, all: one of them finds somebody."""
        return tuple(pk for pk in managers if not due.is_barred_to(pk)) or managers

    def owing(self, due: Due, day: date) -> set[int]:
        """Who owes the thing, whoever covers for them: owner and leads; managers in their place."""
        own = self.members.own(due)
        if due.agency_id is None or self.told(due, day).is_stood_in:
            own |= {*self.members.managers[due.partnership_id]}
        return own

    def covering(self, user_id: int, due: Due, day: date) -> list[Cover]:
        """By which the person is told of it in the place of others, who are away."""
        owing = self.owing(due, day)
        if user_id in owing:
            return []
        found = (self.cover(pk, due, day) for pk in owing)
        return [cover for cover in found if cover and cover.delegate_id == user_id]

    def _see(self, user_ids: Iterable[int], due: Due, day: date | None = None) -> tuple[int, ...]:
        """Those who see the thing; with a day, whoever covers for them in their place."""
        found = {}
        for user_id in user_ids:
            cover = day and self.cover(user_id, due, day)
            if cover:
                found[cover.delegate_id] = True
            elif (user_id, due.item_id) in self.seen:
                found[user_id] = True
        return tuple(found)

    def cover(self, user_id: int, due: Due, day: date) -> Cover | None:
        """By which somebody else is told: who is away too, or barred, covers for nobody."""
        cover = self.covers.on(user_id, due.partnership_id, day)
        if cover is None or (cover.delegate_id, due.item_id) not in self.seen:
            return None
        is_away = self.covers.on(cover.delegate_id, due.partnership_id, day) is not None
        return None if is_away or due.is_barred_to(cover.delegate_id) else cover

    def _asked(self, due: Due) -> set[int]:
        members = self.members
        covered = members.own(due) | {*members.managers[due.partnership_id]}
        named = {
            members.executives.get((due.partnership_id, due.agency_id)),
            members.chairs.get(due.partnership_id),
        }
        delegates = (self.covers.delegate_ids(pk, due.partnership_id) for pk in covered)
        return covered.union({pk for pk in named if pk}, *delegates)


def owes(user: User, due: Due) -> bool:
    """The thing is the person's own: they own it, or lead for its agency there."""
    if due.agency_id is None:
        return manages(user, due.partnership_id)
    leads = access.is_lead_for(user, due.partnership_id, due.agency_id)
    return leads or due.owner_id == user.pk


def manages(user: User, partnership_id: int) -> bool:
    return access.has_role(user, partnership_id, "manager")


def _people(
    asked: Collection[tuple[int, Due]], among: "QuerySet[User] | None" = None
) -> dict[int, User]:
    people: Any = User.objects.all() if among is None else among
    found: dict[int, User] = people.annotate(is_refused=is_refused()).in_bulk(
        {user_id for user_id, _ in asked}
    )
    return found


def _is_refused(user: User) -> bool:
    return user.is_refused  # type: ignore[attr-defined,no-any-return]  # annotated


class _Members:
    """Who holds which place in the partnerships of some things; active people only.

    Leads and executive leads by partnership and agency, managers and chairs by partnership.
    """

    def __init__(self, dues: Collection[Due]) -> None:
        here = {due.partnership_id for due in dues}
        agency_ids = {due.agency_id for due in dues if due.agency_id}
        columns = ("partnership_id", "agency_id")
        self.leads: dict[tuple[int, int | None], list[int]] = defaultdict(list)
        self.managers: dict[int, list[int]] = defaultdict(list)
        rows = Membership.objects.active().filter(
            Q(role=Membership.Role.MANAGER)
            | Q(role=Membership.Role.AGENCY_LEAD, agency_id__in=agency_ids)
            | Q(user_id=F("partnership__chair_id")),
            partnership_id__in=here,
        )
        self.chairs: dict[int, int] = {}
        found = rows.order_by("user_id").values_list(
            *columns, "user_id", "role", "partnership__chair_id"
        )
        for partnership_id, agency_id, user_id, role, chair_id in found:
            if role == Membership.Role.AGENCY_LEAD:
                self.leads[partnership_id, agency_id].append(user_id)
            elif role == Membership.Role.MANAGER:
                self.managers[partnership_id].append(user_id)
            if user_id == chair_id:
                self.chairs[partnership_id] = chair_id
        self.executives: dict[tuple[int, int | None], int] = {}
        named = PartnershipAgency.objects.filter(
            partnership_id__in=here, agency_id__in=agency_ids, executive_lead__isnull=False
        )
        for *link, executive_id in named.values_list(*columns, "executive_lead_id"):
            self.executives[tuple(link)] = executive_id

    def own(self, due: Due) -> set[int]:
        """The owner, and the leads of the agency."""
        owner = {due.owner_id} if due.owner_id else set()
        return owner.union(self.leads[due.partnership_id, due.agency_id])


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
