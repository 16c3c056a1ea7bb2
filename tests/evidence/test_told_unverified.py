"""Who does something to evidence is told which actions are verified no more because of it."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from evidence import services
from evidence.models import Evidence
from tests.evidence.samples import add, newer_file, upload
from tests.evidence.test_verification import decide, verify
from tests.world import TODAY, add_action, add_person, add_recommendation

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def proven(world):
    """One item on which two actions of recommendation 7 were verified."""
    recommendation = add_recommendation(world, reference="7", agencies=(world.police,))
    world.first = add_action(world, recommendation, status="completed")
    second = add_action(world, recommendation, status="completed")
    item = add(world, action=world.first, also_supports=[second], title="Register", file=upload())
    decide(world, item)
    for action in (world.first, second):
        verify(world, action)
    item.refresh_from_db()
    return item


def said(response):
    return [str(message) for message in response.context["messages"]]


def post(sign_in, person, name, thing, **typed):
    address = reverse(f"evidence:{name}", args=[thing.public_id])
    return said(sign_in(person).post(address, typed, follow=True))


BOTH = "CLARE 7.1 and CLARE 7.2 are no longer verified: a manager looks at each again."
FIRST = "CLARE 7.1 is no longer verified: a manager looks at it again."


def test_who_sends_an_item_back(world, sign_in, proven):
    typed = {"version": proven.version, "decision": "returned", "comment": "Another service's."}
    assert post(sign_in, "manager", "evidence-decide", proven, **typed) == [
        f"Evidence sent back. {BOTH}"
    ]
    proven.refresh_from_db()
    typed["version"], typed["comment"] = proven.version, "As I said."
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        told = post(sign_in, "manager", "evidence-decide", proven, **typed)
    assert told == ["Evidence sent back. The action keeps its status."]


def test_who_brings_a_newer_file(sign_in, proven):
    told = post(sign_in, "police_lead", "version-add", proven, file=newer_file())
    assert told[1:] == [BOTH]


def test_who_adds_an_item_or_links_one(world, sign_in, proven):
    other = add(world, title="Survey")
    told = post(sign_in, "police_lead", "evidence-link", world.first, evidence=other.public_id)
    assert told == [f"“Survey” supports {world.first.reference} now.", FIRST]


def test_who_disposes_of_a_mistake(world, sign_in, proven):
    deputy = add_person(world, "deputy", "manager")
    disposal = services.propose_disposal(
        actor=deputy, evidence=proven, ground="mistake", reason="It names a child."
    )
    told = post(sign_in, "manager", "disposal-decide", disposal, decision="accept")
    assert told == ["The files have been disposed of.", BOTH]


def test_who_changes_what_was_judged_and_nobody_who_changes_the_title(world, sign_in, proven):
    facts = {
        **{"title": "Register of 2026", "kind": proven.kind, "level": proven.level},
        **{"marking": proven.marking, "description": ""},
    }
    typed = {**facts, "version": proven.version, "dated_on": proven.dated_on}
    assert post(sign_in, "police_lead", "evidence-edit", proven, **typed) == ["Evidence saved."]
    proven = Evidence.objects.get(pk=proven.pk)
    typed = {**facts, "version": proven.version, "dated_on": TODAY}
    assert post(sign_in, "police_lead", "evidence-edit", proven, **typed) == [
        "Evidence saved.",
        BOTH,
    ]
