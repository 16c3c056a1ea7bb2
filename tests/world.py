"""A small world of named people, two partnerships and a few rows: what every test starts from.

City and Coast are partnerships. Police serve both; Health and Children's Services serve City only;
Housing serves Coast only. `add_*` make more, through the models, with what the constraints ask for.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any

from agencies.models import (
    Agency,
    Forum,
    Membership,
    Partnership,
    PartnershipAgency,
    User,
)
from recommendations.models import Action, Recommendation, Response, Review

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


def build_world() -> World:
    city = Partnership.objects.create(
        name="City Children's Partnership", short_name="City", kind="lscp"
    )
    coast = Partnership.objects.create(name="Coast Adults Board", short_name="Coast", kind="sab")
    agencies = {
        key: Agency.objects.create(name=name, short_name=short, kind=kind)
        for key, name, short, kind in (
            ("police", "City Constabulary", "Police", "police"),
            ("health", "City Health Trust", "Health", "health"),
            ("childrens", "Children's Services", "CS", "council"),
            ("housing", "Coast Housing", "Housing", "council"),
        )
    }
    for key in ("police", "health", "childrens"):
        PartnershipAgency.objects.create(partnership=city, agency=agencies[key])
    for key in ("police", "housing"):
        PartnershipAgency.objects.create(partnership=coast, agency=agencies[key])
    forum = Forum.objects.create(partnership=city, name="Learning Group")
    world = World(city=city, coast=coast, forum=forum, **agencies)
    add_person(world, "manager", "manager")
    add_person(world, "police_lead", "agency_lead", agency=world.police)
    add_person(world, "health_lead", "agency_lead", agency=world.health)
    add_person(world, "childrens_lead", "agency_lead", agency=world.childrens)
    add_person(world, "board_member", "board_member")
    add_person(world, "scrutineer", "scrutineer")
    add_person(world, "outsider", "manager", coast)
    add_person(world, "housing_lead", "agency_lead", coast, world.housing)
    add_person(world, "nobody")
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
