"""A request for evidence: asked, answered, closed by an accepted item, open again when it falls."""

from datetime import timedelta

import pytest

from evidence import services
from evidence.models import EvidenceRequest, RequestEvent
from recommendations.models import Action
from recommendations.services import post_update
from scr_tracker.errors import InvalidTransition, NotAllowed, StaleRecord
from tests.evidence.asking import answer, ask, decide, judge, make_late, state
from tests.evidence.samples import add, newer_file
from tests.world import TODAY, add_action, add_person, add_recommendation

pytestmark = pytest.mark.usefixtures("today")


def refusal(call, *args, **values):
    with pytest.raises(InvalidTransition) as refused:
        call(*args, **values)
    return refused.value.field, str(refused.value)


def awaiting(world, person="police_lead"):
    return list(EvidenceRequest.objects.asked_of(world.fresh(person)))


def change(world, request, version=None, **values):
    request.refresh_from_db()
    given = {"wanted": request.wanted, "due_on": request.due_on, **values}
    return services.change_request(
        actor=world.fresh("manager"), request=request, version=version or request.version, **given
    )


def withdraw(world, request, reason="Seen at the visit.", person="manager"):
    request.refresh_from_db()
    return services.withdraw_request(
        actor=world.fresh(person), request=request, version=request.version, reason=reason
    )


def test_a_manager_asks_an_agency_and_it_waits_for_the_agency(world):
    request = ask(world, action=world.police_action)
    assert (request.partnership, request.recorded_by) == (world.city, world.manager)
    assert state(request) == ("open", False, ["asked"])
    assert awaiting(world) == [request]
    assert awaiting(world, "health_lead") == []


@pytest.mark.parametrize("person", ["police_lead", "board_member", "scrutineer", "outsider"])
def test_nobody_else_asks(world, person):
    with pytest.raises(NotAllowed):
        ask(world, person=person)
    assert not EvidenceRequest.objects.exists()


def test_what_is_asked_must_make_sense(world):
    elsewhere = add_action(world, add_recommendation(world))
    dropped = add_action(world, status="withdrawn")
    assert refusal(ask, world, wanted=" ") == ("wanted", "Say what evidence is wanted.")
    assert refusal(ask, world, due_in=-1) == (
        "due_on",
        "The day by which you want it must be today or later.",
    )
    none = "Coast Housing has no part in this recommendation."
    assert refusal(ask, world, world.housing) == ("agency", none)
    foreign = "Choose an action of this recommendation."
    assert refusal(ask, world, action=elsewhere) == ("action", foreign)
    over = "The action is withdrawn. Choose another, or none."
    assert refusal(ask, world, action=dropped) == ("action", over)
    other = "City Health Trust does not act in 1a.1. Choose another action, or none."
    assert refusal(ask, world, world.health, action=world.police_action) == ("action", other)
    assert not RequestEvent.objects.exists()


def test_an_accepted_item_closes_it_and_the_decision_says_who(world):
    request, item = ask(world), add(world)
    answer(world, request, item, note="The second page")
    assert awaiting(world) == []
    decide(world, item)
    assert state(request) == ("closed", True, ["asked", "answered", "closed"])
    assert (request.closed_by, request.closed_at is None) == (world.manager, False)
    assert request.events.get(kind="answered").note == "The second page"


def test_a_returned_item_leaves_it_with_the_agency_until_a_newer_version(world):
    request, item = ask(world), add(world)
    answer(world, request, item)
    decide(world, item, "returned", comment="No names of courses.")
    assert awaiting(world) == [request]
    services.add_version(actor=world.fresh("police_lead"), evidence=item, file=newer_file())
    assert awaiting(world) == []
    decide(world, item)
    kinds = ["asked", "answered", "returned", "answered", "closed"]
    assert state(request) == ("closed", True, kinds)


def newer(world, item):
    services.add_version(actor=world.fresh("police_lead"), evidence=item, file=newer_file())


def other_level(world, item):
    item.refresh_from_db()
    services.edit_evidence(
        actor=world.fresh("police_lead"), evidence=item, version=item.version, level="quality"
    )


def sent_back(world, item):
    decide(world, item, "returned")


@pytest.mark.parametrize(
    ("happens", "waits"), [(newer, False), (other_level, False), (sent_back, True)]
)
def test_it_is_open_again_when_the_acceptance_falls(world, happens, waits):
    request, item = ask(world), add(world, title="Secret title")
    answer(world, request, item)
    decide(world, item)
    happens(world, item)
    assert state(request) == ("open", True, ["asked", "answered", "closed", "reopened"])
    assert (request.closed_at, request.closed_by) == (None, None)
    assert awaiting(world) == ([request] if waits else [])
    why = request.events.get(kind="reopened").note
    assert why
    assert "Secret title" not in why
    states = request.history.order_by("history_id").values_list("state", flat=True)
    assert list(states) == ["open", "open", "closed", "open"]


def test_a_change_that_is_not_judged_leaves_it_closed(world):
    request, item = ask(world), add(world)
    answer(world, request, item)
    decide(world, item)
    item.refresh_from_db()
    services.edit_evidence(
        actor=world.fresh("police_lead"), evidence=item, version=item.version, title="Register"
    )
    assert state(request)[0] == "closed"


def test_accepted_evidence_waits_for_a_manager_to_say_that_it_answers(world):
    request, item = ask(world), add(world)
    decide(world, item)
    answer(world, request, item)
    assert (state(request)[0], awaiting(world)) == ("open", [])
    judge(world, request, answers=True)
    assert state(request) == ("closed", True, ["asked", "answered", "closed"])


def test_a_manager_who_names_accepted_evidence_closes_it_at_once(world):
    request, item = ask(world), add(world)
    decide(world, item)
    answer(world, request, item, "manager")
    assert state(request) == ("closed", True, ["asked", "answered", "closed"])


def test_nobody_closes_it_with_what_they_brought_in(world):
    add_person(world, "deputy", "manager")
    request, item = ask(world), add(world, "manager")
    decide(world, item, person="deputy")
    answer(world, request, item, "manager")
    assert state(request)[0] == "open"
    with pytest.raises(NotAllowed):
        judge(world, request, answers=True)
    judge(world, request, answers=True, person="deputy")
    assert state(request)[0] == "closed"


def test_an_item_is_accepted_before_it_answers(world):
    request, item = ask(world), add(world)
    nothing = "There is no answer to decide on."
    assert refusal(judge, world, request, answers=True) == ("", nothing)
    answer(world, request, item)
    first = "Accept the evidence first: that closes the request."
    assert refusal(judge, world, request, answers=True) == ("answers", first)


@pytest.mark.parametrize(("is_closed", "last"), [(False, "returned"), (True, "reopened")])
def test_what_does_not_answer_goes_back_and_the_item_keeps_its_decision(world, is_closed, last):
    request, item = ask(world), add(world)
    answer(world, request, item)
    if is_closed:
        decide(world, item)
    assert refusal(judge, world, request, answers=False) == ("note", "Say what is missing.")
    judge(world, request, answers=False, note="This is another course.")
    current, has_item, kinds = state(request)
    assert (current, has_item, kinds[-1]) == ("open", False, last)
    event = request.events.last()
    assert (event.note, event.evidence) == ("This is another course.", item)
    assert item.decisions.count() == is_closed
    assert awaiting(world) == [request]


def test_only_what_supports_the_recommendation_and_did_not_come_back_answers(world):
    request = ask(world)
    other = add_action(world, add_recommendation(world, agencies=(world.police,)))
    elsewhere, returned, infected = add(world, action=other), add(world), add(world)
    decide(world, returned, "returned")
    infected.versions.update(scan_state="infected")
    wrong = "Choose evidence that supports an action of this recommendation."
    assert refusal(answer, world, request, elsewhere) == ("evidence", wrong)
    came_back = "This evidence was sent back. Add a newer version of it first."
    assert refusal(answer, world, request, returned) == ("evidence", came_back)
    virus = "It cannot be used: a virus was found in it. Add a clean file as a new version."
    assert refusal(answer, world, request, infected) == ("evidence", virus)


def test_nobody_answers_for_another_agency_nor_with_what_they_may_not_see(world):
    request, hidden = ask(world, world.health), add(world)
    with pytest.raises(NotAllowed):
        answer(world, request, hidden, "police_lead")
    with pytest.raises(NotAllowed):
        answer(world, request, hidden, "health_lead")
    own = add(world, "health_lead", world.health_action)
    answer(world, request, own, "health_lead")
    assert state(request)[1] is True


def test_a_change_says_what_was_before_and_a_late_one_may_be_reworded(world):
    request = ask(world)
    later = TODAY + timedelta(days=30)
    change(world, request, due_on=later)
    make_late(request)
    change(world, request, wanted="Register and slides")
    notes = list(request.events.filter(kind="changed").values_list("note", flat=True))
    assert notes == [
        "Wanted by 2 December 2026, before by 16 November 2026.",
        "What is wanted, before: The register of the briefing",
    ]
    past = TODAY - timedelta(days=1)
    assert refusal(change, world, request, due_on=past)[0] == "due_on"
    change(world, request)
    assert request.events.filter(kind="changed").count() == 2


def test_a_stale_change_overwrites_nothing_and_names_no_item(world):
    request, item = ask(world), add(world, title="Secret title")
    version = request.version
    answer(world, request, item)
    with pytest.raises(StaleRecord) as stale:
        change(world, request, version, wanted="Mine")
    assert stale.value.changes == ["Evidence changed (by Police Lead)"]


def test_withdrawing_needs_a_reason_and_ends_it(world):
    request = ask(world)
    asked = ("reason", "Say why the evidence is no longer wanted.")
    assert refusal(withdraw, world, request, " ") == asked
    with pytest.raises(NotAllowed):
        withdraw(world, request, person="police_lead")
    withdraw(world, request)
    assert state(request) == ("withdrawn", False, ["asked", "withdrawn"])
    over = ("", "The request is no longer open: it was withdrawn.")
    assert refusal(withdraw, world, request) == over
    assert refusal(answer, world, request, add(world)) == over
    assert refusal(change, world, request, wanted="More") == over


def test_a_withdrawn_request_is_not_touched_by_what_happens_to_its_item(world):
    request, item = ask(world), add(world)
    answer(world, request, item)
    withdraw(world, request)
    for decision in ("accepted", "returned"):
        decide(world, item, decision)
    assert state(request) == ("withdrawn", True, ["asked", "answered", "withdrawn"])


def test_nothing_is_asked_for_a_withdrawn_action_until_it_is_reopened(world):
    request = ask(world, action=world.police_action)
    make_late(request)

    def move(to):
        action = Action.objects.get(pk=world.police_action.pk)
        post_update(
            actor=world.fresh("manager"),
            action=action,
            version=action.version,
            note="Agreed.",
            to=to,
        )

    move("withdrawn")
    assert (awaiting(world), list(EvidenceRequest.objects.late(TODAY))) == ([], [])
    rests = "The action is withdrawn: nothing is asked for it now."
    assert refusal(answer, world, request, add(world, action=world.police_action)) == ("", rests)
    move("in_progress")
    assert awaiting(world) == list(EvidenceRequest.objects.late(TODAY)) == [request]


def test_a_new_item_answers_in_one_go_unless_the_request_was_settled(world):
    waiting, settled = ask(world), ask(world)
    withdraw(world, settled)
    add(world, answers=waiting)
    kept = add(world, answers=settled)
    assert (state(waiting)[:2], state(settled)[:2]) == (("open", True), ("withdrawn", False))
    assert kept.links.exists()


def test_a_new_item_does_not_answer_what_is_put_to_another_agency(world):
    request = ask(world, world.health)
    with pytest.raises(NotAllowed):
        add(world, answers=request)
    assert state(request) == ("open", False, ["asked"])


def test_a_lead_reads_it_only_with_a_part_in_the_recommendation(world):
    request = ask(world)
    assert awaiting(world) == [request]
    world.recommendation.responses.filter(agency=world.police).delete()
    world.recommendation.actions.filter(lead_agency=world.police).update(lead_agency=world.health)
    assert awaiting(world) == []
    assert not EvidenceRequest.objects.visible_to(world.fresh("police_lead")).exists()
    assert EvidenceRequest.objects.visible_to(world.fresh("manager")).get() == request


def test_a_lead_who_has_left_is_asked_nothing(world):
    ask(world)
    world.police_lead.memberships.update(is_active=False)
    assert awaiting(world) == []


def test_a_restricted_review_hides_its_requests(world):
    request, item = ask(world), add(world)
    world.review.is_restricted = True
    world.review.save()
    for person in ("manager", "police_lead", "board_member"):
        assert not EvidenceRequest.objects.visible_to(world.fresh(person)).exists()
    with pytest.raises(NotAllowed):
        answer(world, request, item)
    with pytest.raises(NotAllowed):
        ask(world)
    world.review.people.create(user=world.manager, named_by=world.manager)
    assert EvidenceRequest.objects.visible_to(world.fresh("manager")).get() == request
