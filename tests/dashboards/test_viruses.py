"""A virus in a file stands in My work of those who may bring a clean one, until it is there."""

from datetime import UTC, datetime

import pytest

from dashboards.work import work_of
from evidence import services
from evidence.models import EvidenceVersion
from tests.evidence.samples import add, upload
from tests.world import add_action

pytestmark = pytest.mark.usefixtures("today")
FOUND_AT = datetime(2026, 11, 2, 9, tzinfo=UTC)


def infect(item):
    item.versions.update(scan_state=EvidenceVersion.Scan.INFECTED, scanned_at=FOUND_AT)
    return item


def told(world, key, today, chosen=None):
    steps = work_of(world.fresh(key), today, chosen).steps
    return [(step.title, step.links[0].url) for step in steps if step.tag == "Virus found"]


def test_the_agencys_lead_and_the_manager_are_told_and_nobody_else(world, today):
    item = add(world, title="Minutes", is_shared=True)
    assert told(world, "police_lead", today) == []
    infect(item)
    step = ("Minutes", f"{item.get_absolute_url()}versions/add/")
    everybody = {key: told(world, key, today) for key in world.people}
    assert {key: steps for key, steps in everybody.items() if steps} == {
        "police_lead": [step],
        "manager": [step],
    }
    assert told(world, "manager", today, world.city) == [step]
    assert told(world, "manager", today, world.coast) == []


def test_it_comes_before_what_is_older(world, today):
    for n in range(5):
        add_action(world, due_in=-100 - n)
    infect(add(world, title="Minutes"))
    steps = work_of(world.fresh("police_lead"), today).steps
    assert [step.tag for step in steps][:2] == ["Virus found", "104 days late"]
    assert len(steps) == 5


def test_a_clean_version_ends_it(world, today):
    item = infect(add(world))
    newer = services.add_version(
        actor=world.fresh("police_lead"), evidence=item, file=upload("clean.txt", b"Clean.")
    )
    assert told(world, "manager", today) == []
    EvidenceVersion.objects.filter(pk=newer.pk).update(
        scan_state=EvidenceVersion.Scan.INFECTED, scanned_at=FOUND_AT
    )
    assert len(told(world, "manager", today)) == 1


def test_it_is_hidden_with_a_restricted_review(world, today):
    infect(add(world))
    world.review.people.create(user=world.police_lead, named_by=world.manager)
    type(world.review).objects.update(is_restricted=True)
    assert (len(told(world, "police_lead", today)), told(world, "manager", today)) == (1, [])


def test_the_page_leads_to_the_clean_version(world, sign_in):
    infect(add(world, title="Minutes"))
    text = sign_in("police_lead").get("/").content.decode()
    assert "Virus found" in text
    assert "Add a clean file" in text
