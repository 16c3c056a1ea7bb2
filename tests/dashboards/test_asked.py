"""My work, what others wait for: questions, answers, and embedding checks."""

from datetime import timedelta

import pytest

from dashboards.asked import asked
from recommendations.services import answer_challenge
from tests.dashboards.town import add_check, challenge, sign_off, work
from tests.world import TODAY, add_recommendation

pytestmark = pytest.mark.usefixtures("today")


def waiting(world, person):
    found = asked(world.fresh(person), TODAY, None)
    return {
        name: [row.todo_url for row in getattr(found, name).rows]
        for name in ("to_answer", "to_judge", "checks")
        if getattr(found, name).total
    }


def test_a_question_waits_for_the_agency_then_for_the_asker(world, sign_in):
    question = challenge(world, world.recommendation)
    address = question.get_absolute_url()
    assert waiting(world, "police_lead") == {"to_answer": [address]}
    assert waiting(world, "health_lead") == waiting(world, "scrutineer") == {}
    assert "Questions to answer" in sign_in("police_lead").get("/").content.decode()
    answer_challenge(actor=world.fresh("police_lead"), challenge=question, answer="Much.")
    assert waiting(world, "police_lead") == waiting(world, "board_member") == {}
    assert waiting(world, "scrutineer") == {"to_judge": [address]}
    assert "Answers to accept or not" in sign_in("scrutineer").get("/").content.decode()


@pytest.mark.parametrize(("days", "is_shown"), [(-5, True), (0, True), (30, True), (31, False)])
def test_a_manager_sees_checks_that_are_late_or_due_in_thirty_days(world, days, is_shown):
    recommendation = add_recommendation(world, agencies=(world.police,))
    check = add_check(sign_off(world, recommendation), TODAY + timedelta(days=days))
    expected = {"checks": [f"/embedding-checks/{check.public_id}/"]} if is_shown else {}
    assert waiting(world, "manager") == expected
    assert waiting(world, "police_lead") == waiting(world, "outsider") == {}


def test_a_restricted_review_asks_only_those_who_are_named(world):
    challenge(world, world.recommendation)
    add_check(sign_off(world, world.recommendation))
    world.review.is_restricted = True
    world.review.save()
    assert waiting(world, "police_lead") == waiting(world, "manager") == {}
    world.review.people.create(user=world.manager, named_by=world.manager)
    assert list(waiting(world, "manager")) == ["checks"]


@pytest.mark.parametrize(
    ("days", "tile"),
    [
        ((13,), "embedding check due in 13 days"),
        ((0,), "embedding check due today"),
        ((-1,), "embedding check 1 day late"),
        ((13, 5), "embedding checks, the first due in 5 days"),
    ],
)
def test_a_check_is_said_to_be_due_when_it_is(world, days, tile):
    for each in days:
        recommendation = add_recommendation(world, agencies=(world.police,))
        add_check(sign_off(world, recommendation), TODAY + timedelta(days=each))
    words = {each.words for each in work(world, "manager").tiles if "check" in each.words}
    assert words == {tile}
