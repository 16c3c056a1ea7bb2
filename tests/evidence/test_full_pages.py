"""Pages with something of every kind on them: never more than fifteen questions to the database."""

from datetime import timedelta

import pytest
from django.utils import timezone

from evidence import services
from recommendations.models import (
    DueDateChange,
    EmbeddingCheck,
    ProgressUpdate,
    SignOff,
    SignOffAgreement,
    Verification,
)
from recommendations.services import add_milestone, ask_challenge, ask_for_time, link_repeat
from reminders.planning import plan
from tests.evidence.asking import ask, decide
from tests.evidence.samples import add, newer_file, upload
from tests.world import TODAY, add_action, add_recommendation

pytestmark = pytest.mark.usefixtures("today")

SIGNED = {"recorded_by_name": "Manager", "recorded_by_role": "Partnership manager"}


def fill_action(world, count):
    """Evidence with a newer file and a decision, requests, milestones, dates that moved.

    It was verified before, without evidence.
    """
    action, manager = world.police_action, world.fresh("manager")
    signed = {"recorded_by": world.manager, **SIGNED}
    for number in range(count):
        item = add(world, title=f"Item {number}", file=upload())
        services.add_version(actor=world.police_lead, evidence=item, file=newer_file("new.pdf"))
        decide(world, item)
        ask(world, action=action, wanted=f"Register {number}")
        action.refresh_from_db()
        values = {"version": action.version, "title": f"Step {number}"}
        add_milestone(actor=manager, action=action, due_on=TODAY, **values)
        DueDateChange.objects.create(
            action=action, new_due_on=TODAY, reason="Leave", agreed_by="Board", **signed
        )
        Verification.objects.create(
            action=action, decision="verified", is_bare=True, claimed_by=world.police_lead, **signed
        )
        verified = {"status_before": "completed", "status_after": "verified"}
        ProgressUpdate.objects.create(action=action, happened_on=TODAY, **verified, **signed)
    action.refresh_from_db()
    asked = {"asked_due_on": TODAY + timedelta(days=90), "reason": "Leave"}
    ask_for_time(actor=world.police_lead, action=action, version=action.version, **asked)
    plan(TODAY)


def fill_recommendation(world, count):
    """Signed off and reopened as often, with what was promised, asked, questioned and repeated."""
    recommendation, manager = world.recommendation, world.fresh("manager")
    for number in range(count):
        add_action(world, expected_evidence=f"An audit {number}")
        add(world, title=f"Proof {number}")
        ask(world, wanted=f"Register {number}")
        ask_challenge(
            actor=manager, recommendation=recommendation, agency=world.police, question="Why?"
        )
        earlier = add_recommendation(world, reference=f"E{number}")
        link_repeat(actor=manager, recommendation=recommendation, earlier=earlier)
        decision = SignOff.objects.create(
            recommendation=recommendation,
            outcome="assured",
            forum=world.forum,
            meeting_on=TODAY,
            basis="Seen",
            reopened_at=timezone.now(),
            reopened_by=world.manager,
            reopen_reason="It came back.",
            recorded_by=world.manager,
            **SIGNED,
        )
        SignOffAgreement.objects.create(
            sign_off=decision, agency=world.police, agreed_by="Chief", agreed_on=TODAY
        )
        EmbeddingCheck.objects.create(
            recommendation=recommendation, sign_off=decision, due_on=TODAY
        )


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize("person", ["manager", "police_lead"])
def test_an_action_with_everything(world, sign_in, django_assert_num_queries, person, count):
    fill_action(world, count)
    client = sign_in(person)
    with django_assert_num_queries(18):
        page = client.get(world.police_action.get_absolute_url()).content.decode()
    told = ["Version 2 of evidence", "Evidence accepted", "Evidence asked for", "Step 0"]
    for words in [*told, "Verified without evidence"]:
        assert words in page, words


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize("person", ["manager", "police_lead"])
def test_a_recommendation_with_everything(world, sign_in, django_assert_num_queries, person, count):
    fill_recommendation(world, count)
    client = sign_in(person)
    with django_assert_num_queries(17):
        page = client.get(world.recommendation.get_absolute_url()).content.decode()
    told = ["Still to come", "Reopened", "Chief", "Why?"]
    told += ["Register 0"] if person == "police_lead" else ["Register 0", "Recommendation E0"]
    for words in told:
        assert words in page, words


def test_neighbours_and_themes_are_those_that_the_reader_sees(world, sign_in):
    middle = add_recommendation(world, reference="1b", agencies=(world.health,))
    last = add_recommendation(world, reference="1c")
    for name in ("Neglect", "Thresholds, and who keeps them"):
        middle.themes.create(partnership=world.city, name=name)

    def beside(person):
        context = sign_in(person).get(middle.get_absolute_url()).context
        return [each and each.reference for each in (context["before"], context["after"])], context

    named, context = beside("manager")
    assert named == [world.recommendation.reference, "1c"]
    assert context["after"].get_absolute_url() == last.get_absolute_url()
    named = [name for name, _ in context["themes"]]
    assert named == ["Neglect", "Thresholds, and who keeps them"]
    assert beside("health_lead")[0] == [world.recommendation.reference, None]
