"""A verification that new evidence took back is in the queue again, with what is new marked."""

from datetime import UTC, datetime

import pytest
import time_machine

from recommendations.services import post_update
from tests.evidence.asking import decide
from tests.evidence.samples import add
from tests.evidence.test_queue import address
from tests.world import add_action, add_person

pytestmark = pytest.mark.usefixtures("today")


def test_the_claim_is_shown_again_with_the_new_item_marked(world, sign_in):
    add_person(world, "deputy", "manager")
    action = add_action(world, status="completed")
    old = add(world, action=action, title="Old")
    decide(world, old)
    action.refresh_from_db()
    values = {"version": action.version, "to": "verified", "note": "The register shows it."}
    post_update(actor=world.fresh("deputy"), action=action, **values)
    with time_machine.travel(datetime(2026, 11, 2, 11, tzinfo=UTC), tick=False):
        add(world, action=action, title="New")
    page = sign_in("manager").get(address(world, action))
    assert page.status_code == 200
    assert {each.evidence.title: each.is_new for each in page.context["shown"]} == {
        "Old": False,
        "New": True,
    }
