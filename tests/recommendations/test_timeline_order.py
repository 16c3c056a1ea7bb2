"""The timeline of an action: what was recorded last stands first, whatever day it is about."""

from datetime import date, timedelta

import pytest
import time_machine

from recommendations.services.progress import post_update
from recommendations.timeline import timeline
from tests.evidence.samples import add
from tests.world import TODAY, made

pytestmark = pytest.mark.usefixtures("today")


def test_a_new_entry_about_an_old_day_stands_at_the_top(world, sign_in):
    action = world.police_action
    post_update(actor=world.fresh("police_lead"), action=action, version=1, note="Half are briefed")
    with time_machine.travel(TODAY + timedelta(days=1, hours=1)):
        add(world, title="List of those briefed", dated_on=date(2026, 3, 5))
        page = sign_in("police_lead").get(action.get_absolute_url())
        entries = timeline(made(action), world.fresh("police_lead"))
    assert [entry.text or entry.title for entry in entries][:2] == [
        "Evidence added: List of those briefed",
        "Half are briefed",
    ]
    assert [entry.is_recorded_later for entry in entries][:2] == [True, False]
    told = page.content.decode().partition('id="timeline"')[2]
    assert told.index("List of those briefed") < told.index("Half are briefed")
    assert 'dated <time datetime="2026-03-05">5 March 2026</time>' in told
