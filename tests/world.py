"""A small world of named people, two partnerships and a few rows: what every test starts from.

City and Coast are partnerships. Police serve both; Health and Children's Services serve City only;
Housing serves Coast only. `add_*` make more, through the models, with what the constraints ask for.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.models import Prefetch
from simple_history.utils import bulk_create_with_history

from agencies.models import (
    Agency,
    Forum,
    Membership,
    Partnership,
    PartnershipAgency,
    User,
)
from recommendations.models import Action, ProgressUpdate, Recommendation, Response, Review

PASSWORD = "correct horse battery staple"
TODAY = date(2026, 11, 2)
_serial = count(1)


@dataclass
class World:
    city: Partnership
    coast: Partnership
    police: Agency
    health: Agency
    childrens: Agency
    housing: Agency
    forum: Forum
    people: dict[str, User] = field(default_factory=dict)
    review: Review = None
    recommendation: Recommendation = None
    police_action: Action = None
    health_action: Action = None
    coast_review: Review = None
    coast_action: Action = None

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def fresh(self, name: str) -> User:
        """The person as a new request would read them: no remembered memberships."""
        return User.objects.get(pk=self.people[name].pk)


def _add_people(world, **roles) -> None:
    """Many at once, with their history, in few queries: every test begins here."""
    password = make_password(PASSWORD)
    users = [
        User(email=f"{key}@example.test", name=key.replace("_", " ").title(), password=password)
        for key in roles
    ]
    world.people.update(zip(roles, bulk_create_with_history(users, User), strict=True))
    memberships = [
        Membership(user=world.people[key], role=role, partnership=partnership, agency=agency)
        for key, (role, partnership, agency) in roles.items()
        if role
    ]
    bulk_create_with_history(memberships, Membership)


def add_person(world, key, role="", partnership=None, agency=None):
    user = User.objects.create_user(
        f"{key}@example.test", PASSWORD, name=key.replace("_", " ").title()
    )
    world.people[key] = user
    if role:
        Membership.objects.create(
            user=user, partnership=partnership or world.city, role=role, agency=agency
        )
    return user


def add_review(world, partnership=None, **fields: Any) -> Review:
    serial = next(_serial)
    fields.setdefault("pseudonym", f"Review {serial}")
    fields.setdefault("reference", f"R-{serial}")
    fields.setdefault("kind", Review.Kind.SCR)
    return Review.objects.create(partnership=partnership or world.city, **fields)


def add_recommendation(world, review=None, agencies=(), **fields: Any) -> Recommendation:
    review = review or world.review
    position = review.recommendations.count() + 1
    fields.setdefault("reference", str(position))
    fields.setdefault("position", position)
    fields.setdefault("wording", "Agencies should share what they know in time.")
    recommendation = Recommendation.objects.create(review=review, **fields)
    for agency in agencies:
        Response.objects.create(recommendation=recommendation, agency=agency)
    return recommendation


def add_action(world, recommendation=None, agency=None, due_in=None, **fields: Any) -> Action:
    """`due_in`: days after TODAY. Completed and verified actions get what they need."""
    recommendation = recommendation or world.recommendation
    if due_in is not None:
        fields["due_on"] = TODAY + timedelta(days=due_in)
    if fields.get("due_on"):
        fields.setdefault("first_due_on", fields["due_on"])
    if fields.get("status") in {"completed", "verified"}:
        from django.utils import timezone

        fields.setdefault("completed_on", TODAY - timedelta(days=3))
        fields.setdefault("claimed_by", world.people["police_lead"])
        fields.setdefault("claimed_at", timezone.now())
        if fields["status"] == "verified":
            fields.setdefault("verified_at", timezone.now())
    if fields.get("status") in {"on_hold", "withdrawn"}:
        fields.setdefault("status_reason", "The supplier has stopped.")
    fields.setdefault("title", "Brief staff on the new form")
    fields.setdefault("number", recommendation.actions.count() + 1)
    return Action.objects.create(
        recommendation=recommendation, lead_agency=agency or world.police, **fields
    )


def made(action: Action) -> Action:
    """The action as its page reads it for the timeline."""
    updates = Prefetch("updates", ProgressUpdate.objects.with_bareness())
    return Action.objects.with_making().prefetch_related(updates).get(pk=action.pk)


def build_world() -> World:
    city, coast = bulk_create_with_history(
        [
            Partnership(name="City Children's Partnership", short_name="City", kind="lscp"),
            Partnership(name="Coast Adults Board", short_name="Coast", kind="sab"),
        ],
        Partnership,
    )
    police, health, childrens, housing = bulk_create_with_history(
        [
            Agency(name="City Constabulary", short_name="Police", kind="police"),
            Agency(name="City Health Trust", short_name="Health", kind="health"),
            Agency(name="Children's Services", short_name="CS", kind="council"),
            Agency(name="Coast Housing", short_name="Housing", kind="council"),
        ],
        Agency,
    )
    served = {city: (police, health, childrens), coast: (police, housing)}
    links = [
        PartnershipAgency(partnership=partnership, agency=agency)
        for partnership, agencies in served.items()
        for agency in agencies
    ]
    bulk_create_with_history(links, PartnershipAgency)
    forum = Forum.objects.create(partnership=city, name="Learning Group")
    world = World(city, coast, police, health, childrens, housing, forum)
    _add_people(
        world,
        manager=("manager", city, None),
        police_lead=("agency_lead", city, police),
        health_lead=("agency_lead", city, health),
        childrens_lead=("agency_lead", city, childrens),
        board_member=("board_member", city, None),
        scrutineer=("scrutineer", city, None),
        outsider=("manager", coast, None),
        housing_lead=("agency_lead", coast, housing),
        nobody=("", None, None),
    )
    world.review = add_review(
        world, pseudonym="Clare", reference="SCR-1", published_on=date(2026, 1, 5)
    )
    world.recommendation = add_recommendation(
        world, reference="1a", agencies=(world.police, world.health), forum=forum
    )
    world.police_action = add_action(
        world, due_in=-12, status="in_progress", owner=world.people["police_lead"]
    )
    world.health_action = add_action(
        world, agency=world.health, due_in=10, title="Audit the records"
    )
    world.coast_review = add_review(world, coast, pseudonym="Robin", reference="SAR-1")
    there = add_recommendation(world, world.coast_review, (world.police, world.housing))
    world.coast_action = add_action(
        world, there, world.housing, due_in=-2, title="Write the protocol"
    )
    return world
