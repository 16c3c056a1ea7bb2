"""The lists behind the numbers of an agency's page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dashboards.agency.decided import LISTS
from evidence.models import Evidence, EvidenceDecision
from recommendations.models import DueDateChange, ProgressUpdate, Verification
from tests.dashboards.town import add_evidence, ask_for_time, build_town, decide, signature
from tests.exports.files import read_csv
from tests.world import TODAY, add_action


@pytest.fixture
def address(world):
    def of(what, **asked):
        path = reverse("dashboards:agency-decided", args=[world.police.public_id])
        query = "".join(f"&{name}={value}" for name, value in asked.items())
        return f"{path}?of={what}{query}"

    return of


def titles(client, url):
    return [row.action.title for row in client.get(url).context["page"]]


def verify(world, title, claimed_ago, decided_ago, decision="verified"):
    action = add_action(world, title=title, status="verified", due_in=5)
    told = {"note": "Done.", "happened_on": TODAY, **signature(world.police_lead)}
    if claimed_ago is not None:
        ProgressUpdate.objects.create(
            action=action,
            status_before="in_progress",
            status_after="completed",
            recorded_at=timezone.now() - timedelta(claimed_ago),
            **told,
        )
    return Verification.objects.create(
        action=action,
        decision=decision,
        comment="Where is the audit?",
        claimed_by=world.police_lead,
        recorded_at=timezone.now() - timedelta(decided_ago),
        **signature(world.manager),
    )


def test_verifications_are_told_with_their_days(today, world, sign_in, address):
    verify(world, "Quick", 5, 3)
    verify(world, "Slow", 40, 2, "sent_back")
    verify(world, "From an old table", None, 1)
    verify(world, "Of another year", 500, 480)
    client = sign_in("manager")
    assert titles(client, address("verified")) == ["From an old table", "Slow", "Quick"]
    rows = read_csv(client.get(address("verified", download="csv")))
    assert [(row["Days"], row["Decision"]) for row in rows] == [
        ("", "Verified"),
        ("38", "Sent back"),
        ("2", "Verified"),
    ]
    page = client.get(address("verified")).content.decode()
    assert "3 decisions from 1 April 2026 to 2 November 2026" in page
    assert "Not known" in page
    old = address("verified", period_from="2025-04-01", period_to="2026-03-31")
    assert titles(client, old) == ["Of another year"]


def test_moves_are_told_apart_by_wish(today, world, sign_in, address):
    for title in ("Asked", "Not asked"):
        action = add_action(world, title=title, due_in=5)
        DueDateChange.objects.create(
            action=action,
            old_due_on=action.due_on,
            new_due_on=action.due_on + timedelta(10),
            reason="The supplier is late.",
            agreed_by="The board",
            extension_request=ask_for_time(world, action) if title == "Asked" else None,
            **signature(world.manager),
        )
    client = sign_in("board_member")
    assert set(titles(client, address("moves"))) == {"Asked", "Not asked"}
    assert titles(client, address("asked")) == ["Asked"]
    assert titles(client, address("others")) == ["Not asked"]


def test_two_decisions_of_one_moment_have_one_first(today, world, sign_in, address):
    item = add_evidence(world, world.police_action)
    for decision in ("returned", "accepted"):
        decide(world, item, decision)
    EvidenceDecision.objects.update(recorded_at=timezone.now())
    found = sign_in("manager").get(address("first")).context["page"].object_list
    assert [row.decision for row in found] == ["returned"]
    assert sign_in("manager").get(address("accepted")).context["page"].object_list == []


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("what", LISTS)
def test_queries_do_not_grow(
    today, world, sign_in, address, django_assert_max_num_queries, what, rows
):
    for number in range(rows):
        made = verify(world, f"Action {number}", 5, 3)
        decide(world, add_evidence(world, made.action), "accepted")
        asked = ask_for_time(world, made.action)
        for request in (asked, None):
            DueDateChange.objects.create(
                action=made.action,
                old_due_on=made.action.due_on,
                new_due_on=made.action.due_on + timedelta(10),
                reason="The supplier is late.",
                extension_request=request,
                **signature(world.manager),
            )
        asked.decision, asked.decided_by = "approved", world.manager
        asked.decided_at = timezone.now()
        asked.save()
    client = sign_in("manager")
    many = rows * (2 if what == "moves" else 1)
    with django_assert_max_num_queries(9):
        assert client.get(address(what)).context["page"].paginator.count == many


@pytest.mark.parametrize("what", ["", "nonsense"])
def test_a_list_that_is_not_there_is_not_found(today, world, sign_in, address, what):
    assert sign_in("manager").get(address(what)).status_code == 404


def test_only_who_reads_the_agencys_page_reads_its_lists(today, world, sign_in, address):
    verify(world, "Quick", 5, 3)
    opened = {
        person: sign_in(person).get(address("verified")).status_code
        for person in ("manager", "board_member", "scrutineer", "police_lead", "health_lead")
    }
    assert opened == dict.fromkeys(opened, 200) | {"health_lead": 404}
    here = address("verified", partnership=world.city.public_id)
    assert titles(sign_in("manager"), here) == ["Quick"]
    there = address("verified", partnership=world.coast.public_id)
    assert sign_in("manager").get(there).status_code == 404
    assert sign_in("outsider").get(here).status_code == 404


def test_a_restricted_review_is_in_no_list_of_who_is_not_named(today, world, sign_in, address):
    secret = build_town(world)
    action = secret.recommendations.first().actions.filter(lead_agency=world.police).first()
    action = action or add_action(world, secret.recommendations.first(), agency=world.police)
    item = add_evidence(world, action, title="Hidden")
    decide(world, item, "accepted")
    Evidence.history.filter(id=item.pk).update(history_date=timezone.now())
    for person, sees in (("board_member", False), ("scrutineer", True)):
        page = sign_in(person).get(address("first"))
        assert ("Hidden" in page.content.decode()) == sees
