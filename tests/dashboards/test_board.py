"""The board's figures: what each block counts, and what it must never count."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from dashboards.board import board
from dashboards.queries import undecided
from dashboards.scope import Scope
from dashboards.trend import trend
from recommendations.status import Progress
from tests.dashboards.town import add_evidence, ask_for_time, build_town, decide, sign_off
from tests.world import TODAY, add_action, add_recommendation, add_review


def see(world, person="manager", partnership=None):
    return board(Scope.plain(world.fresh(person), partnership or world.city, TODAY))


def table(block):
    """Of each agency its counts, and their sum."""
    return {row.label: (*(part.count for part in row.parts), row.total) for row in block.rows}


def clear(world):
    world.police_action.delete()
    world.health_action.delete()


def progress(found):
    return {part.key: part.count for part in found.progress.chart.shown}


def test_first_line_is_a_sentence(world, today, sign_in):
    for _ in range(2):
        sign_off(world, add_recommendation(world))
    page = sign_in("board_member").get(reverse("dashboards:board", args=[world.city.public_id]))
    text = page.content.decode().split("app-sentence", 1)[1].split(">", 1)[1].split("</p>")[0]
    assert re.sub("<[^>]+>", "", text).strip() == "3 recommendations: 2 signed off, 1 overdue."


def test_recommendations_by_progress(world):
    build_town(world)
    found = see(world)
    assert progress(found) == {
        Progress.SIGNED_OFF: 2,
        Progress.ACTIONS_COMPLETE: 2,
        Progress.IN_PROGRESS: 2,
        Progress.NOT_STARTED: 2,
        Progress.OVERDUE: 3,
        Progress.NOT_ACCEPTED: 2,
        Progress.CLOSED: 2,
    }
    assert found.progress.total.value == 17


def test_what_waits_for_another_body_is_outside_the_percentage(world):
    build_town(world)
    found = see(world).progress
    assert found.awaiting.value == 2
    assert found.chart.counted == 15


def test_overdue_by_agency_and_age(world):
    build_town(world)
    assert table(see(world).lateness) == {
        "Police": (3, 3, 2, 2, 10),
        "Health": (3, 3, 2, 2, 10),
    }


@pytest.mark.parametrize(
    ("days", "band"), [(1, 0), (7, 0), (8, 1), (30, 1), (31, 2), (90, 2), (91, 3), (900, 3)]
)
def test_each_day_late_falls_into_one_band(world, days, band):
    clear(world)
    add_action(world, due_in=-days)
    numbers = table(see(world).lateness)["Police"]
    assert numbers == tuple(1 if place in (band, 4) else 0 for place in range(5))


def test_due_today_is_not_overdue_but_coming(world):
    clear(world)
    add_action(world, due_in=0)
    found = see(world)
    assert found.lateness.rows == ()
    assert table(found.coming) == {"Police": (1, 0, 0, 1)}


def test_coming_up_counts_open_actions_by_the_first_span_that_holds_them(world):
    clear(world)
    for due_in in (0, 30, 31, 60, 61, 90, 91):
        add_action(world, due_in=due_in, status="in_progress")
    add_action(world, due_in=29)
    add_action(world, due_in=5, status="completed")
    found = see(world)
    assert table(found.coming) == {"Police": (3, 2, 2, 7)}
    assert found.not_started.value == 1


def test_completed_awaits_verification_and_is_not_overdue(world):
    clear(world)
    first = datetime(2026, 8, 1, 12, tzinfo=UTC)
    add_action(world, due_in=-50, status="completed", claimed_at=first)
    add_action(world, due_in=-50, status="completed")
    found = see(world)
    assert found.lateness.rows == ()
    claims = [(row.agency, row.number.value, row.oldest) for row in found.verification]
    assert claims == [("Police", 2, first)]
    assert (found.claims.number.value, found.claims.oldest) == (2, first)


def test_requests_for_time_until_somebody_decides(world, today):
    request = ask_for_time(world, world.police_action)
    assert see(world).waiting.extensions.number.value == 1
    request.decision, request.decided_by = "declined", world.manager
    request.decided_at = request.recorded_at
    request.save()
    assert see(world).waiting.extensions.number.value == 0


def test_evidence_waits_until_its_present_submission_is_decided(world):
    item = add_evidence(world, world.police_action)
    assert list(undecided(world.manager)) == [item]
    decide(world, item, "returned")
    assert list(undecided(world.manager)) == []
    item.submission = 2
    item.save()
    assert list(undecided(world.manager)) == [item]
    assert list(undecided(world.health_lead)) == []


def test_evidence_waits_on_the_board_as_far_as_each_reads_it(world, today, sign_in):
    add_evidence(world, world.police_action)
    other = add_review(world)
    action = add_action(world, add_recommendation(world, other, (world.health,)), world.health)
    add_evidence(world, action, world.health_lead)
    decide(world, add_evidence(world, action, world.health_lead), "accepted")
    people = ("manager", "board_member", "scrutineer", "police_lead", "health_lead")
    found = {person: see(world, person).waiting.evidence.number.value for person in people}
    assert found == {
        "manager": 2,
        "board_member": 2,
        "scrutineer": 2,
        "police_lead": 1,
        "health_lead": 1,
    }
    url = reverse("dashboards:board", args=[world.city.public_id])
    page = sign_in("manager").get(url, {"review": other.public_id})
    waiting = page.context["board"].waiting.evidence
    assert (waiting.number.value, waiting.oldest) == (1, TODAY)
    assert "</a> to accept or return, the oldest since 2 November 2026." in page.content.decode()
    listed = sign_in("manager").get(waiting.number.url).context["page"]
    assert [row.agency for row in listed.object_list] == [world.health]


def test_agencies_stand_in_the_order_of_what_is_printed_of_them(today, world):
    world.childrens.short_name = "housing"
    world.childrens.save()
    for agency in (world.childrens, world.police, world.health):
        add_action(world, agency=agency, due_in=-1, status="completed")
        add_action(world, agency=agency, due_in=9)
    order, found = ["Health", "housing", "Police"], see(world)
    assert [row.label for row in found.matrix.rows] == order
    assert [row.agency for row in found.verification] == order
    over_time = trend(Scope.plain(world.fresh("manager"), world.city, TODAY)).tables[0]
    assert [row.heading.label for row in over_time.rows] == order


@pytest.mark.parametrize("name", ["board", "trend", "theme-list"])
def test_a_day_before_everything_says_that_nothing_was_recorded(world, today, sign_in, name):
    url = reverse(f"dashboards:{name}", args=[world.city.public_id])
    said = {
        person: sign_in(person).get(f"{url}?as-at=2019-06-30").content.decode()
        for person in ("manager", "police_lead")
    }
    assert "Nothing had been recorded by 30 June 2019." in said["manager"]
    assert "Nothing that you may see had been recorded by 30 June 2019." in said["police_lead"]
    assert not any("Nothing to show yet" in text for text in said.values())


def test_other_partnership_and_restricted_review_are_not_counted(world):
    before = see(world)
    secret = add_review(world, is_restricted=True)
    add_action(world, add_recommendation(world, secret, (world.police,)), due_in=-3)
    there = add_recommendation(world, world.coast_review, (world.police,))
    hidden = add_action(world, there, due_in=-3)
    ask_for_time(world, hidden)
    add_evidence(world, hidden)
    assert see(world, "outsider", world.coast).overdue == 2
    assert see(world) == before
    secret.people.create(user=world.manager, named_by=world.manager)
    assert see(world).overdue == before.overdue + 1


def test_agency_lead_counts_own_figures_only(world):
    build_town(world)
    lead = see(world, "police_lead")
    assert not lead.scope.is_whole
    assert table(lead.lateness) == {"Health": (0, 1, 0, 0, 1), "Police": (3, 3, 2, 2, 10)}
    assert [(row.agency, row.number.value) for row in lead.verification] == [("Police", 2)]
    assert lead.waiting.extensions.number.value == 1
    assert see(world, "childrens_lead").progress.total.value == 0


@pytest.mark.parametrize("person", ["outsider", "housing_lead", "nobody"])
def test_dashboard_of_another_partnership_does_not_exist(world, sign_in, person):
    for name in ("board", "extension-list", "evidence-list"):
        url = reverse(f"dashboards:{name}", args=[world.city.public_id])
        assert sign_in("manager").get(url).status_code == 200
        assert sign_in(person).get(url).status_code == 404


def test_lists_of_what_waits_hold_own_rows_only(world, today, sign_in):
    mine = ask_for_time(world, world.police_action)
    item = add_evidence(world, world.police_action)
    ask_for_time(world, world.coast_action, world.housing_lead)
    add_evidence(world, world.coast_action, world.housing_lead)
    expected = {"manager": ([mine], [item]), "police_lead": ([mine], [item])}
    expected["health_lead"] = ([], [])
    for person, (requests, items) in expected.items():
        client = sign_in(person)
        for name, rows in (("extension-list", requests), ("evidence-list", items)):
            url = reverse(f"dashboards:{name}", args=[world.city.public_id])
            assert list(client.get(url).context["page"]) == rows


def test_only_partnership_opens_at_once_and_several_are_a_choice(world, sign_in):
    home = reverse("dashboards:dashboard-home")
    board_url = reverse("dashboards:board", args=[world.city.public_id])
    assert sign_in("board_member").get(home).headers["Location"] == board_url
    world.board_member.memberships.create(partnership=world.coast, role="scrutineer")
    page = sign_in("board_member").get(home)
    assert page.context["partnerships"] == (world.city, world.coast)
    assert sign_in("nobody").get(home).context["partnerships"] == ()


def test_empty_partnership_says_so(world, sign_in):
    page = sign_in("childrens_lead").get(reverse("dashboards:board", args=[world.city.public_id]))
    assert page.status_code == 200
    assert b"Nothing to show yet" in page.content
    assert b"<svg" not in page.content
