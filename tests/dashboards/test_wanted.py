"""My work, evidence that was asked for: the agency answers, its manager looks."""

import re

import pytest

from dashboards.asked import asked
from tests.dashboards.town import quiet, steps, work
from tests.evidence.asking import answer, ask, decide, judge, make_late, route
from tests.evidence.samples import add
from tests.world import TODAY, add_action

pytestmark = pytest.mark.usefixtures("today")


def waiting(world, person):
    found = asked(world.fresh(person), TODAY, None).wanted
    return {
        name: [row.todo_url for row in getattr(found, name).rows]
        for name in ("to_answer", "late", "to_judge")
        if getattr(found, name).total
    }


def test_it_waits_for_the_agency_then_for_the_manager_then_for_nobody(world, sign_in):
    request, item = ask(world), add(world)
    assert waiting(world, "police_lead") == {"to_answer": [route("answer", request)]}
    assert "Evidence asked for" in sign_in("police_lead").get("/").content.decode()
    answer(world, request, item)
    assert waiting(world, "police_lead") == {}
    assert waiting(world, "manager") == {"to_judge": [request.get_absolute_url()]}
    assert "Requests for evidence answered" in sign_in("manager").get("/").content.decode()
    decide(world, item)
    assert waiting(world, "police_lead") == waiting(world, "manager") == {}


def test_what_is_late_is_the_agencys_to_answer_and_the_managers_to_chase(world, sign_in):
    request = ask(world)
    make_late(request)
    assert waiting(world, "police_lead") == {"to_answer": [route("answer", request)]}
    assert waiting(world, "manager") == {"late": [request.get_absolute_url()]}
    assert "Requests for evidence late" in sign_in("manager").get("/").content.decode()


def test_others_find_nothing_in_their_work(world):
    request = ask(world)
    make_late(request)
    people = ("health_lead", "board_member", "scrutineer", "outsider", "housing_lead", "nobody")
    assert [waiting(world, person) for person in people] == [{}] * 6


@pytest.mark.parametrize(
    ("due_in", "tag"),
    [
        (-3, "Evidence 3 days late"),
        (0, "Evidence due today"),
        (14, "Evidence due in 14 days"),
        (15, None),
    ],
)
def test_the_next_step_of_a_lead_is_to_answer_what_is_late_or_due_soon(world, due_in, tag):
    quiet(world)
    request = ask(world, due_in=max(due_in, 0))
    if due_in < 0:
        make_late(request, -due_in)
    expected = [(tag, "The register of the briefing", ["Answer"])] if tag else []
    assert steps(work(world, "police_lead")) == expected


def test_evidence_that_came_back_is_one_step_and_not_two(world):
    quiet(world)
    request, item = ask(world), add(world, action=add_action(world))
    answer(world, request, item)
    decide(world, item, "returned", comment="No dates.")
    tags = [step.tag for step in work(world, "police_lead").steps]
    assert tags == ["Evidence sent back"]
    assert waiting(world, "police_lead") == {"to_answer": [route("answer", request)]}


def test_what_was_no_answer_is_asked_again_until_it_is_answered_anew(world, sign_in):
    quiet(world)
    request, item = ask(world, due_in=60), add(world, action=add_action(world, status="verified"))
    answer(world, request, item)
    judge(world, request, answers=False, note="No numbers for each district.")
    [step] = steps(work(world, "police_lead"))
    expected = ("Evidence asked again", "The register of the briefing", ["See what is missing"])
    assert step == expected
    page = " ".join(sign_in("police_lead").get("/").content.decode().split())
    assert re.search(r">\s*Asked again\s*</strong>", page)
    assert (
        "No numbers for each district."
        in sign_in("police_lead").get(work(world, "police_lead").steps[0].url).content.decode()
    )
    answer(world, request, add(world, action=item.links.get().action, title="Numbers"))
    assert waiting(world, "police_lead") == {}


def test_the_manager_sees_the_answer_and_the_delay_as_steps(world):
    quiet(world)
    late, answered = ask(world), ask(world)
    make_late(late)
    answer(world, answered, add(world, action=add_action(world, status="verified")))
    found = [(tag, links) for tag, _, links in steps(work(world, "manager")) if "Evid" in tag]
    expected = [
        ("Evidence 3 days late", ["See the request"]),
        ("Evidence answered", ["See the answer"]),
    ]
    assert found == expected


def test_tiles_count_the_rows_of_their_sections(world):
    for request in (ask(world), ask(world), ask(world, world.health)):
        make_late(request)
    answer(world, ask(world), add(world))
    tiles = {tile.words: tile.number for tile in work(world, "manager").tiles}
    assert (tiles["evidence requests late"], tiles["evidence request answered"]) == (3, 1)
    tiles = {tile.words: tile.number for tile in work(world, "police_lead").tiles}
    assert tiles["requests for evidence"] == 2


def test_a_chosen_partnership_narrows_it(world):
    ask(world)
    assert asked(world.fresh("police_lead"), TODAY, world.coast).wanted.to_answer.total == 0
    assert asked(world.fresh("police_lead"), TODAY, world.city).wanted.to_answer.total == 1


def test_a_restricted_review_asks_only_those_who_are_named(world):
    request = ask(world)
    make_late(request)
    world.review.is_restricted = True
    world.review.save()
    assert waiting(world, "police_lead") == waiting(world, "manager") == {}
    world.review.people.create(user=world.police_lead, named_by=world.manager)
    assert list(waiting(world, "police_lead")) == ["to_answer"]
