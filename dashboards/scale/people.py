"""Partnerships, the agencies that serve them, and the people who act: roles, never names."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from django.utils.text import slugify

from agencies.models import Membership, Partnership
from dashboards.scale.dice import DAY, day_text, moment_text
from dashboards.scale.house import House
from dashboards.scale.tables import Table
from dashboards.scale.words import THEMES

Role = Membership.Role
#: The first is a joint one, because that has reviews of every kind.
KINDS = (
    Partnership.Kind.JOINT,
    Partnership.Kind.CHILDREN,
    Partnership.Kind.ADULTS,
    Partnership.Kind.COMMUNITY,
)
DOMAIN = "scale.example"
#: The public ids of the partnerships made here follow from it and their numbers.
_MADE_HERE = UUID("0f6a1c1e-5a0b-4c1d-9d59-5c7fd1a3b0c4")
#: So many partnerships are neighbours, and share the agencies that serve all of them.
NEIGHBOURS = 4
_SHARED = (("Police", "police"), ("Integrated care board", "health"), ("Probation", "probation"))
_OWN = (
    ("Children’s services", "council"),
    ("Adult social care", "council"),
    ("Housing", "council"),
    ("Hospital trust", "health"),
    ("Community health trust", "health"),
    ("Schools", "education"),
    ("Early years", "education"),
    ("Youth justice", "council"),
    ("Voluntary sector forum", "voluntary"),
    ("Partnership team", "partnership"),
)
_ROLES = {
    "Partnership manager": Role.MANAGER,
    "Second manager": Role.MANAGER,
    "Board member": Role.BOARD_MEMBER,
    "Chair of the board": Role.BOARD_MEMBER,
    "Independent scrutineer": Role.SCRUTINEER,
}
_FORUMS = ("Executive", "Learning group", "Quality group")
#: Where the record begins.
YEARS = 9
#: A forum meets every so many days.
QUARTER = 91


@dataclass(frozen=True)
class Person:
    """Who acts in a partnership. `signed`: what `access.signature` writes of them there."""

    pk: int
    signed: dict[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Service:
    """An agency, with those who lead for it."""

    pk: int
    name: str
    leads: tuple[Person, ...]


@dataclass
class Place:
    """A partnership. `left`: how many of its actions are still to be made."""

    number: int
    pk: int
    kind: Partnership.Kind
    managers: tuple[Person, ...]
    board: tuple[Person, ...]
    scrutineer: Person
    services: tuple[Service, ...]
    partners: tuple[Service, ...]
    forums: tuple[int, ...]
    themes: tuple[int, ...]
    embedding_months: int
    left: int
    #: Recommendations so far: the day of each, its key and its theme.
    earlier: list[tuple[int, int, int]] = field(default_factory=list)
    _counted: dict[str, int] = field(default_factory=dict)

    def count(self, what: str) -> int:
        """1, 2, 3 … of each kind of thing."""
        self._counted[what] = number = self._counted.get(what, 0) + 1
        return number


def made_here(number: int) -> UUID:
    """The public id of the partnership of this number: no other has it."""
    return uuid5(_MADE_HERE, str(number))


def _months(number: int) -> int:
    return 12 if number % 3 == 0 else 6


def meeting_from(forum: int, day: int) -> int:
    """The first meeting on that day or later: a forum meets each quarter, on a day of its own."""
    return day + (forum * 29 - day) % QUARTER


def email(name: str, number: int) -> str:
    return f"{slugify(name)}-{number:04}@{DOMAIN}"


class People:
    """Makes partnerships one after the other, and keeps the agencies that neighbours share.

    `password`: as it is stored, of everybody.
    """

    def __init__(self, house: House, password: str) -> None:
        self.house, self._password = house, password
        self._begun = house.dice.at(house.today - YEARS * 365)
        self._shared: tuple[Service, ...] = ()

    def make(self, number: int, actions: int, *, begins_area: bool) -> Place:
        """A partnership with everybody in it. `begins_area`: it has no neighbours yet."""
        house, kind = self.house, KINDS[(number - 1) % len(KINDS)]
        if begins_area:
            self._shared = tuple(self._agency(name, kind, number) for name, kind in _SHARED)
        own = house.dice.some_of(_OWN, house.dice.between(6, len(_OWN)))
        services = (*self._shared, *(self._agency(name, kind, number) for name, kind in own))
        named = {name: self._person(name, number) for name in _ROLES}
        pk = self._partnership(number, kind, named["Chair of the board"].pk)
        self._appoint(pk, named, services)
        manager, second, member, chair, scrutineer = named.values()
        return Place(
            number=number,
            pk=pk,
            kind=kind,
            managers=(manager, second),
            board=(member, chair),
            scrutineer=scrutineer,
            services=services,
            partners=services[:3] if number % 4 == 1 else (),
            forums=tuple(self._forum(pk, name) for name in _FORUMS),
            themes=tuple(house.theme.add(partnership_id=pk, name=name) for name in THEMES),
            embedding_months=_months(number),
            left=actions,
        )

    def _partnership(self, number: int, kind: Partnership.Kind, chair: int) -> int:
        return self._row(
            self.house.partnership,
            public_id=made_here(number).hex,
            name=f"Scale partnership {number:04}",
            short_name=f"Scale {number:04}",
            kind=kind,
            is_demo=True,
            asks_partner_agreement=number % 4 == 1,
            embedding_months=_months(number),
            chair_id=chair,
        )

    def _forum(self, partnership: int, name: str) -> int:
        """It has met each quarter, and the meetings of the year to come are planned."""
        house = self.house
        is_board = name == _FORUMS[0]
        pk = self._row(house.forum, partnership_id=partnership, name=name, is_board=is_board)
        for day in range(meeting_from(pk, self._begun // DAY), house.today + 365, QUARTER):
            self._row(house.meeting, forum_id=pk, held_on=day_text(day))
        return pk

    def _agency(self, name: str, kind: str, number: int) -> Service:
        called = f"{name} {number:04}"
        pk = self._row(self.house.agency, name=called, short_name=called[:40], kind=kind)
        names = (f"{name} lead", f"{name} second lead")
        role = f"{Role.AGENCY_LEAD.label}, {called}"
        return Service(pk, called, tuple(self._person(n, number, role) for n in names))

    def _person(self, name: str, number: int, role: str = "") -> Person:
        """`role`: as a record names it; that of `_ROLES` for who has no agency."""
        house = self.house
        called = f"{name} {number:04}"
        seen = house.dice.at(house.today - house.dice.between(5, 40))
        pk = self._row(
            house.user,
            email=email(name, number),
            name=called,
            password=self._password,
            joined_at=moment_text(self._begun),
            last_login=moment_text(seen) if house.dice.chance(0.9) else None,
        )
        role = role or str(_ROLES[name].label)
        signed = {"recorded_by_id": pk, "recorded_by_name": called, "recorded_by_role": role}
        return Person(pk, signed)

    def _appoint(
        self, partnership: int, named: dict[str, Person], services: tuple[Service, ...]
    ) -> None:
        here = {"partnership_id": partnership}
        for name, person in named.items():
            self._row(self.house.membership, **here, user_id=person.pk, role=_ROLES[name])
        for place, service in enumerate(services):
            self._row(
                self.house.service,
                **here,
                agency_id=service.pk,
                is_safeguarding_partner=place < len(_SHARED),
                executive_lead_id=named["Board member"].pk if place == 0 else None,
            )
            for lead in service.leads:
                role = {"role": Role.AGENCY_LEAD, "agency_id": service.pk}
                self._row(self.house.membership, **here, **role, user_id=lead.pk)

    def _row(self, table: Table, **values: Any) -> int:
        """A row that nobody has changed since the record began."""
        story = table.begin(self._begun, None, **values)
        story.end()
        return story.pk
