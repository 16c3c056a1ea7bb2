"""Questions and requests among what stood when a forum decided, and who sees what of it."""

import pytest

from recommendations import snapshot
from recommendations.models import SignOff
from recommendations.services import answer_challenge, ask_challenge, close_challenge
from tests.evidence.asking import answer, ask
from tests.evidence.samples import add
from tests.recommendations.deciding import forum_decides
from tests.world import add_action, add_recommendation

pytestmark = pytest.mark.usefixtures("today")
PARTIAL = "You see the part of it that your agency may read today."


@pytest.fixture
def decision(world):
    """Closed, with a question and a request to the police, and a request to Health."""
    recommendation = add_recommendation(world, agencies=(world.police, world.health))
    action = add_action(world, recommendation, title="Brief officers")
    asking = {"recommendation": recommendation, "agency": world.police}
    question = ask_challenge(actor=world.scrutineer, question="What changed?", **asking)
    answer_challenge(actor=world.police_lead, challenge=question, answer="Much.")
    no = {"accept": False, "comment": "Say what."}
    close_challenge(actor=world.scrutineer, challenge=question, **no)
    offered = ask(world, recommendation=recommendation, action=action, wanted="The register")
    answer(world, offered, add(world, action=action, title="Register of 2026"))
    ask(world, recommendation=recommendation, agency=world.health, wanted="The audit")
    return forum_decides(world, recommendation, outcome="closed_not_implemented")


def seen(world, decision, person):
    found = snapshot.seen_by(decision, world.fresh(person))
    return len(found["challenges"]), [row["wanted"] for row in found["requests"]]


def test_questions_and_requests_are_kept_as_they_were(world, decision):
    [question] = decision.snapshot["challenges"]
    assert (question["question"], question["agency"]) == ("What changed?", "City Constabulary")
    assert question["outcome"]["value"] == "not_accepted"
    [given] = question["answers"]
    assert (given["answer"], given["outcome"]["value"], given["comment"]) == (
        "Much.",
        "not_accepted",
        "Say what.",
    )
    first, second = sorted(decision.snapshot["requests"], key=lambda row: row["wanted"])
    assert (first["wanted"], first["action"], first["evidence"]) == ("The audit", "", "")
    assert (second["state"]["value"], bool(second["action"]), bool(second["evidence"])) == (
        "open",
        True,
        True,
    )


def test_a_reader_sees_those_that_they_may_see_today(world, decision):
    assert sorted(seen(world, decision, "scrutineer")[1]) == ["The audit", "The register"]
    assert seen(world, decision, "police_lead") == (1, ["The register"])
    assert seen(world, decision, "health_lead") == (0, ["The audit"])


def test_the_page_shows_them(world, sign_in, decision):
    html = sign_in("police_lead").get(decision.get_absolute_url()).content.decode()
    shown = ("What changed?", "Say what.", "The register", "Register of 2026", "The audit")
    assert [word in html for word in shown] == [True, True, True, True, False]


def test_an_older_snapshot_without_them_still_opens(world, sign_in, decision):
    older = {
        name: rows
        for name, rows in decision.snapshot.items()
        if name not in ("challenges", "requests")
    }
    SignOff.objects.filter(pk=decision.pk).update(snapshot=older)
    page = sign_in("manager").get(decision.get_absolute_url())
    html = page.content.decode()
    assert page.status_code == 200
    assert ('id="requests"' in html, 'id="challenges"' in html) == (False, False)


def test_an_agency_lead_is_told_that_they_see_a_part(world, sign_in, decision):
    told = {
        person: PARTIAL in sign_in(person).get(decision.get_absolute_url()).content.decode()
        for person in ("police_lead", "health_lead", "manager", "board_member", "scrutineer")
    }
    assert told == {
        "police_lead": True,
        "health_lead": True,
        "manager": False,
        "board_member": False,
        "scrutineer": False,
    }


def test_who_reads_all_is_told_that_there_was_none_and_others_of_none_to_read(world, sign_in):
    recommendation = add_recommendation(world, agencies=(world.police,))
    decision = forum_decides(world, recommendation, outcome="closed_not_implemented")
    for person, what in (("manager", ""), ("police_lead", " that you may read")):
        html = sign_in(person).get(decision.get_absolute_url()).content.decode()
        lines = [f">No {row}{what}.<" for row in ("request", "question", "action", "evidence")]
        assert [line in html for line in lines] == [True] * 4, person


def test_so_are_they_on_the_page_of_the_recommendation(world, sign_in):
    recommendation = add_recommendation(world)
    recommendation.responses.all().delete()
    add_action(world, recommendation)
    for person, what in (("manager", ""), ("police_lead", " that you may read")):
        html = sign_in(person).get(recommendation.get_absolute_url()).content.decode()
        assert f"No agency has been asked for a response{what}." in html, person
