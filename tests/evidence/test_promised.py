"""What of a recommendation's proof is still to come, below the evidence on its page."""

import pytest

from evidence import services
from recommendations.models import Action
from tests.dashboards.town import sign_off
from tests.evidence.samples import add
from tests.world import add_action

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def promises(world):
    """Actions that promise proof, beside those of the world that promise none."""
    values = {"expected_evidence": "A sample of records", "due_in": 9}
    return [add_action(world, title=f"Promise {n}", **values) for n in range(2)]


def section(sign_in, world, person="manager"):
    page = sign_in(person).get(world.recommendation.get_absolute_url()).content.decode()
    return page.partition('id="promised"')[2].partition('id="assurance"')[0]


def listed(sign_in, world, person="manager"):
    """References of the section, with whether the reader is offered to add evidence."""
    html = section(sign_in, world, person)
    actions = Action.objects.filter(recommendation=world.recommendation).order_by("number")
    return [
        (each.title, f"/actions/{each.public_id}/evidence/add/" in html)
        for each in actions
        if f'href="{each.get_absolute_url()}"' in html
    ]


@pytest.mark.parametrize(
    ("person", "adds"), [("manager", True), ("police_lead", True), ("board_member", False)]
)
def test_what_actions_promised_is_listed_until_it_is_there(world, sign_in, promises, person, adds):
    both = [("Promise 0", adds), ("Promise 1", adds)]
    assert listed(sign_in, world, person) == both
    item = add(world, action=promises[0])
    assert listed(sign_in, world, person) == both[1:]
    services.decide(
        actor=world.fresh("manager"), evidence=item, version=1, decision="returned", comment="More."
    )
    assert listed(sign_in, world, person) == both


def test_another_agencys_promise_is_not_shown(world, sign_in, promises):
    assert section(sign_in, world, "manager")
    assert section(sign_in, world, "health_lead") == ""


@pytest.mark.parametrize("status", ["verified", "withdrawn"])
def test_of_what_is_verified_or_withdrawn_nothing_is_to_come(world, sign_in, promises, status):
    promises[0].delete()
    promises[1].delete()
    add_action(world, expected_evidence="A list", status=status)
    assert section(sign_in, world) == ""


ONLY = "All of it shows what was done."


def test_outputs_alone_are_pointed_out_until_something_shows_more(world, sign_in):
    def said():
        page = sign_in("manager").get(world.recommendation.get_absolute_url())
        return ONLY in page.content.decode()

    assert not said()
    add(world, level="output")
    assert said()
    add(world, level="quality")
    assert not said()


def test_what_a_forum_has_decided_is_not_nagged_about(world, sign_in, promises):
    add(world, level="output", action=promises[0])
    assert section(sign_in, world)
    sign_off(world, world.recommendation, outcome="closed_not_implemented")
    page = sign_in("manager").get(world.recommendation.get_absolute_url()).content.decode()
    assert (section(sign_in, world), ONLY in page) == ("", False)


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_queries_the_same_for_1_and_30_promises(
    world, sign_in, django_assert_num_queries, count
):
    for number in range(count):
        action = add_action(world, title=f"P {number}", expected_evidence="A list", due_in=9)
        add(world, action=action, title=f"Item {number}")
    client = sign_in("manager")
    with django_assert_num_queries(14):
        client.get(world.recommendation.get_absolute_url())
