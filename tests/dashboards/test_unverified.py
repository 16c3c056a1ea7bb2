"""An action that is verified no more stands in My work of the agency whose proof it was."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dashboards.work import work_of
from evidence import services
from evidence.verification import ADDED, RETURNED
from recommendations.models import Action
from recommendations.services import post_update
from tests.evidence.samples import add
from tests.evidence.test_verification import decide, verify
from tests.world import TODAY, add_action, add_recommendation

pytestmark = pytest.mark.usefixtures("today")
TAG = "No longer verified"


@pytest.fixture
def verified(world):
    """The police's action, verified on one item."""
    recommendation = add_recommendation(world, reference="7", agencies=(world.police, world.health))
    claimed_at = timezone.now() - timedelta(hours=1)
    claim = {"status": "completed", "claimed_at": claimed_at}
    world.proven = add_action(world, recommendation, title="Brief officers", **claim)
    world.item = add(world, action=world.proven, title="Register")
    decide(world, world.item)
    verify(world, world.proven)
    return world


def told(world, person, chosen=None):
    work = work_of(world.fresh(person), TODAY, chosen)
    steps = [(step.title, step.note) for step in work.steps if step.tag == TAG]
    section = work.owed.unverified.total if work.owed else 0
    assert len(steps) == section, "a step for each, while they are few"
    return steps


def move(world, to, person="manager", note="The register is not enough."):
    action = Action.objects.get(pk=world.proven.pk)
    post_update(actor=world.fresh(person), action=action, version=action.version, note=note, to=to)


def test_its_lead_is_told_why_and_nobody_else(verified):
    everybody = ("police_lead", "health_lead", "manager", "board_member", "scrutineer", "outsider")
    assert [told(verified, person) for person in everybody] == [[]] * 6
    decide(verified, verified.item, "returned")
    found = {person: told(verified, person) for person in everybody}
    assert found == {
        **{key: [] for key in everybody},
        "police_lead": [("Brief officers", RETURNED)],
    }
    assert told(verified, "police_lead", verified.city)
    assert told(verified, "police_lead", verified.coast) == []


def test_the_page_says_what_to_do_and_leads_there(verified, sign_in):
    decide(verified, verified.item, "returned")
    page = sign_in("police_lead").get("/")
    text = page.content.decode()
    assert (text.count('id="unverified"'), 'href="#unverified"' in text) == (1, True)
    [step] = [step for step in page.context["work"].steps if step.tag == TAG]
    address = verified.proven.get_absolute_url()
    assert (step.url, step.reference) == (address, "CLARE 7.1")
    assert [link.url for link in step.links] == [f"{address}#timeline", f"{address}evidence/add/"]
    assert "The proof of these actions has changed since they were verified" in text


def test_evidence_of_another_agency_is_told_too(verified):
    Action.objects.filter(pk=verified.proven.pk).update(is_shared=True)
    verified.proven.contributing_agencies.add(verified.health)
    services.add_evidence(
        actor=verified.fresh("health_lead"),
        action=Action.objects.get(pk=verified.proven.pk),
        title="Survey",
        kind="link",
        level="quality",
        dated_on=TODAY,
        url="https://example.org/",
    )
    assert told(verified, "police_lead") == [("Brief officers", ADDED)]


@pytest.mark.parametrize("how", ["verified anew", "sent back", "claimed anew"])
def test_the_next_decision_on_it_ends_that(verified, how):
    decide(verified, verified.item, "returned")
    assert told(verified, "police_lead")
    if how == "verified anew":
        decide(verified, verified.item)
        verify(verified, verified.proven)
    else:
        move(verified, "in_progress")
    if how == "claimed anew":
        move(verified, "completed", "police_lead", "It was done again.")
    assert told(verified, "police_lead") == []


def test_taken_back_twice_it_stands_there_once_with_the_last_reason(verified):
    decide(verified, verified.item, "returned")
    decide(verified, verified.item)
    verify(verified, verified.proven)
    add(verified, action=verified.proven, title="Audit")
    assert told(verified, "police_lead") == [("Brief officers", ADDED)]


def test_an_owner_who_leads_for_nobody_is_told_of_their_own(verified):
    Action.objects.filter(pk=verified.proven.pk).update(owner=verified.manager)
    decide(verified, verified.item, "returned")
    assert told(verified, "manager") == [("Brief officers", RETURNED)]


def test_it_is_hidden_with_a_restricted_review(verified):
    decide(verified, verified.item, "returned")
    type(verified.review).objects.update(is_restricted=True)
    assert told(verified, "police_lead") == []
    verified.review.people.create(user=verified.police_lead, named_by=verified.manager)
    assert told(verified, "police_lead")
