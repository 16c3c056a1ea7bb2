"""Who is told of requests for evidence, and of decisions on what was brought in."""

import pytest

from recommendations.models import Action, Notice
from tests.evidence.asking import answer, ask, decide, judge
from tests.evidence.samples import add, serve_both
from tests.noticed import forget, told
from tests.world import add_action, add_person, add_recommendation, add_review

pytestmark = pytest.mark.usefixtures("today")


def test_a_request_is_told_to_the_leads_of_the_agency_that_is_asked(world):
    request = ask(world)
    row = Notice.objects.get()
    assert told() == [("request", "Police Lead")]
    assert (row.kind, row.about, row.item_id) == (
        "assigned",
        "evidencerequest",
        request.public_id,
    )
    assert (row.action, row.recommendation) == (None, world.recommendation)


def test_evidence_that_is_sent_back_is_told_to_submitter_owners_and_leads_each_once(world):
    add_person(world, "second", "agency_lead", agency=world.police)
    add_person(world, "owner", "manager")
    Action.objects.filter(pk=world.police_action.pk).update(owner=world.owner)
    item = add(world)
    decide(world, item, "returned", comment="The list is missing, @Scrutineer and @Second.")
    assert sorted(told()) == [
        ("evidence_returned", "Owner"),
        ("evidence_returned", "Police Lead"),
        ("evidence_returned", "Second"),
        ("mentioned", "Scrutineer"),
    ]
    row = Notice.objects.get(recipient=world.police_lead)
    assert (row.about, row.item_id, row.action) == (
        "evidence",
        item.public_id,
        world.police_action,
    )


def test_accepted_evidence_of_an_action_is_told_to_its_submitter_once_until_it_is_read(world):
    for number in range(3):
        decide(world, add(world, title=f"Minutes {number}"))
    assert told() == [("evidence_accepted", "Police Lead")]
    row = Notice.objects.get()
    assert (row.about, row.item_id, row.many) == ("action", world.police_action.public_id, 3)
    row.read_at = row.recorded_at
    row.save()
    decide(world, add(world, title="Later minutes"))
    assert list(Notice.objects.order_by("pk").values_list("many", flat=True)) == [3, 1]


def test_what_another_manager_accepts_or_of_another_action_is_told_apart(world):
    add_person(world, "deputy", "manager")
    decide(world, add(world))
    decide(world, add(world, title="Register"), person="deputy")
    decide(world, add(world, action=add_action(world), title="Audit"))
    assert told() == [("evidence_accepted", "Police Lead")] * 3


def test_each_is_told_by_an_action_that_they_see(world):
    """The item supports an action of Health first, which the police do not see."""
    hidden = add_action(world, world.recommendation, world.health, number=0)
    item = add(world)
    item.links.create(action=hidden, linked_by=world.manager)
    decide(world, item, "returned")
    assert told() == [("evidence_returned", "Police Lead")]
    assert Notice.objects.get().action == world.police_action


def test_who_may_not_read_the_item_is_not_told_though_they_see_the_action(world):
    Action.objects.filter(pk=world.police_action.pk).update(is_shared=True, owner=world.health_lead)
    decide(world, add(world), "returned", comment="Missing, @Health Lead")
    assert told() == [("evidence_returned", "Police Lead")]


def test_of_a_restricted_review_only_who_is_named_is_told(world):
    secret = add_review(world, is_restricted=True)
    action = add_action(world, add_recommendation(world, secret, (world.police,)))
    for person in (world.manager, world.police_lead):
        secret.people.create(user=person, named_by=world.manager)
    add_person(world, "second", "agency_lead", agency=world.police)
    item = add(world, action=action)
    decide(world, item, "returned", comment="Missing, @Scrutineer")
    assert told() == [("evidence_returned", "Police Lead")]
    forget()
    secret.people.filter(user=world.police_lead).delete()
    decide(world, item)
    assert told() == []


def test_an_item_that_does_not_answer_is_told_to_the_agency_and_who_named_it(world):
    add_person(world, "second", "agency_lead", agency=world.police)
    request, item = ask(world), add(world)
    forget()
    answer(world, request, item, "manager", note="See page 2, @Police Lead")
    assert told() == [("mentioned", "Police Lead")]
    answer(world, request, add(world, title="Register"), "second")
    forget()
    judge(world, request, answers=False, note="Of another day, @Board Member")
    assert told() == [
        ("answer_returned", "Police Lead"),
        ("answer_returned", "Second"),
        ("mentioned", "Board Member"),
    ]


def test_a_decision_in_one_partnership_tells_nobody_of_the_other(world):
    """Police serve both; who leads for them there is not told of what happens here."""
    serve_both(world)
    add_person(world, "there", "agency_lead", world.coast, world.police)
    decide(world, add(world), "returned", comment="Missing, @There")
    assert told() == [("evidence_returned", "Police Lead")]
