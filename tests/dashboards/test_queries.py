"""Each page asks the same number of questions with one row and with thirty, 20 at most."""

import pytest
from django.db import connection
from django.urls import reverse

from tests.dashboards.town import (
    NOW,
    add_check,
    add_evidence,
    ask_for_time,
    challenge,
    decide,
    let_decisions_lie_back,
    overtake,
    send_back,
    sign_off,
)
from tests.evidence.asking import answer, ask, make_late
from tests.evidence.samples import add
from tests.snapshot import once
from tests.world import add_action, add_recommendation

#: What every role's page costs, from session and person to the last block.
MY_WORK = {
    "manager": 18,
    "police_lead": 14,
    "board_member": 13,
    "scrutineer": 13,
    "nobody": 3,
}


def add_rows(world, number):
    """`number` of everything that any block or section lists."""
    once(f"{number} of everything", lambda: _add_rows(world, number))
    let_decisions_lie_back()


def _add_rows(world, number):
    for place in range(number):
        both = add_recommendation(world, agencies=(world.police, world.health))
        for agency in (world.police, world.health):
            late = add_action(world, both, agency, due_in=-3 - place, owner=world.manager)
            ask_for_time(world, late)
            add_evidence(world, late)
            decide(world, add_evidence(world, late), "returned")
            send_back(world, late)
            add_action(world, both, agency, due_in=5)
            add_action(world, both, agency)
            add_action(world, both, agency, due_in=-3, status="completed")
            add_action(world, both, agency, due_in=-3, status="verified")
        both.responses.update(due_on="2026-10-01")
        challenge(world, both)
        challenge(world, both, outcome="answered", answer="Yes.", answered_at=NOW)
        make_late(ask(world, recommendation=both))
        proof = add(world, "manager", action=late, url="https://example.test/")
        answer(world, ask(world, recommendation=both), proof, "manager")
        signed = {"ground": "mistake", "reason": "Wrong.", "recorded_by": world.board_member}
        proof.disposals.create(**signed)
        bad = add(world, "manager", action=late, agency=late.lead_agency)
        bad.versions.update(scan_state="infected")
        add_check(sign_off(world, add_recommendation(world, agencies=(world.police,))))
        overtake(world, add_recommendation(world, agencies=(world.police,)), world.police)


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("person", list(MY_WORK))
def test_queries_of_my_work(world, today, sign_in, django_assert_num_queries, person, rows):
    add_rows(world, rows)
    client = sign_in(person)
    with django_assert_num_queries(MY_WORK[person]):
        assert client.get("/my-work/").status_code == 200


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("person", ["manager", "police_lead", "board_member", "scrutineer"])
@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("board", 19),
        ("trend", 15),
        ("theme-list", 10),
        ("extension-list", 7),
        ("evidence-list", 7),
        ("challenge-list", 7),
        ("check-list", 7),
        ("overtaken-list", 8),
    ],
)
def test_queries_of_the_dashboard(
    world, today, sign_in, django_assert_num_queries, name, queries, person, rows
):
    add_rows(world, rows)
    client = sign_in(person)
    url = reverse(f"dashboards:{name}", args=[world.city.public_id])
    if (name, person) == ("board", "police_lead"):
        queries -= 1  # who leads an agency does not read when the board meets
    if (name, person) == ("trend", "police_lead"):
        queries += 3  # what they may see today, and to what their agency contributed then
    with django_assert_num_queries(queries):
        assert client.get(url).status_code == 200


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_of_someone_who_manages_and_leads(
    world, today, sign_in, django_assert_num_queries, rows
):
    add_rows(world, rows)
    world.police_lead.memberships.create(partnership=world.coast, role="manager")
    client = sign_in("police_lead")
    with django_assert_num_queries(19):
        assert client.get("/my-work/").status_code == 200


@pytest.mark.postgres
def test_postgresql_compiles_no_query(db):
    """As it would, for seconds, any that it thinks dear: those of My work and of the lists are."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
