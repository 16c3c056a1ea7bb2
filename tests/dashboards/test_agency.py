"""The page of an agency: what it has in hand, how late, and whose delay is whose."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from dashboards.agency import About, agency_page
from dashboards.agency.about import partnerships_for
from dashboards.agency.few import share
from dashboards.board.actions import oldest_claim
from dashboards.board.groups import action_groups
from dashboards.scope import Scope
from evidence.models import Evidence, EvidenceDecision
from recommendations.models import Action, DueDateChange, ProgressUpdate, Verification
from tests.dashboards.town import add_evidence, ask_for_time, build_town, decide, signature
from tests.world import TODAY, add_action, add_recommendation, add_review

FIRST = date(2026, 4, 1)


def about(world, person="manager", agency=None, **changes):
    user, agency = world.fresh(person), agency or world.police
    fields = {"today": TODAY, "first": FIRST, "last": TODAY} | changes
    return About(user, agency, partnerships_for(user, agency), **fields)


def part(world, *args, **changes):
    (found,) = agency_page(about(world, *args, **changes))
    return found


def test_every_review_is_counted_and_those_of_others_are_not(today, world):
    review = add_review(world, pseudonym="Zinnia")
    recommendation = add_recommendation(world, review, [world.police])
    add_action(world, recommendation, due_in=-9, status="in_progress")
    add_action(world, recommendation, due_in=9)
    add_action(world, recommendation, due_in=-9, status="completed")
    add_action(world, recommendation, world.health, due_in=-9, status="in_progress")
    load = part(world).load
    row = next(row for row in load.rows if row.review == "Zinnia")
    assert [number.value for number in row.numbers] == [1, 2, 1, 1, 0, 1, 1, 0, 0]
    drawn = next(row for row in load.chart.rows if row.label == "Zinnia")
    assert {each.key: each.count for each in drawn.parts if each.count} == {
        "overdue": 1,
        "at_risk": 1,
        "awaiting_verification": 1,
    }
    assert [number.value for number in load.ages] == [0, 2, 0, 0]


def test_what_was_claimed_in_time_is_not_late_while_it_waits(today, world):
    """The due date has passed, and the manager has not looked: only the world's own one is late."""
    action = add_action(world, due_in=-20, status="completed", completed_on=TODAY - timedelta(30))
    load = part(world).load
    assert [number.value for number in load.ages] == [0, 1, 0, 0]
    assert (load.claimed.value, load.oldest) == (1, action.claimed_at)
    assert (load.done.value, load.in_time.value, load.by_first.value) == (1, 1, 1)


def test_done_late_by_either_date_is_told_apart(today, world):
    late = {"status": "verified", "completed_on": TODAY - timedelta(10)}
    add_action(world, due_in=-5, first_due_on=TODAY - timedelta(60), **late)
    add_action(world, due_in=-15, **late)
    load = part(world).load
    assert (load.done.value, load.in_time.value, load.by_first.value) == (2, 1, 0)
    add_action(world, due_on=None, first_due_on=None, **late)
    load = part(world).load
    assert (load.done.value, load.in_time.value, load.undated.value) == (3, 1, 1)
    assert part(world, last=TODAY - timedelta(11)).load.done.value == 0


@pytest.mark.parametrize(
    ("when", "done"),
    [
        ("due", ["By the later date", "In time"]),
        ("first", ["In time"]),
        ("late", ["Late"]),
    ],
)
def test_the_list_tells_what_was_done_in_time(today, world, sign_in, when, done):
    """What is not done yet, or has no date, is none of these."""
    before, after = TODAY - timedelta(60), {"status": "verified", "completed_on": TODAY}
    add_action(world, title="Late", due_in=-5, **after)
    add_action(world, title="By the later date", due_in=5, first_due_on=before, **after)
    add_action(world, title="In time", due_in=0, **after)
    add_action(world, title="No date", due_on=None, first_due_on=None, **after)
    page = sign_in("manager").get("/actions/", {"in_time": when})
    assert sorted(row["title"] for row in page.context["page"]) == done


def move(world, action, days, request=None):
    DueDateChange.objects.create(
        action=action,
        old_due_on=action.due_on,
        new_due_on=action.due_on + timedelta(days),
        extension_request=request,
        **signature(world.manager),
    )
    action.due_on += timedelta(days)
    action.save()


def counts(*numbers):
    return [number.value for number in numbers]


def test_moves_say_at_whose_wish(today, world):
    action = add_action(world, due_in=5)
    move(world, action, 10)
    move(world, action, 20, ask_for_time(world, action))
    found = part(world).moves
    assert counts(found.moves, found.asked, found.others, found.actions) == [2, 1, 1, 1]
    assert (found.days, found.mean) == (30, 30)


def test_a_move_that_another_agency_asked_for_is_not_this_ones_wish(today, world):
    """It led the action then, and was given the time."""
    action = add_action(world, due_in=5)
    move(world, action, 10, ask_for_time(world, action, world.health_lead))
    found = part(world).moves
    assert counts(found.moves, found.asked, found.others) == [1, 0, 1]


def test_only_the_first_decision_on_an_item_counts(today, world):
    good, bad, _waits = (add_evidence(world, world.police_action) for _ in range(3))
    decide(world, good, "accepted")
    decide(world, bad, "returned")
    decide(world, bad, "accepted")
    found = part(world).tries
    assert counts(found.decided, found.accepted) == [2, 1]
    assert found.share == ""
    for _ in range(3):
        decide(world, add_evidence(world, world.police_action), "accepted")
    assert part(world).tries.share == ", 80 %"


def test_how_long_verifying_took_is_the_partnerships_time(today, world):
    action = add_action(world, due_in=-3, status="verified")
    told = {"note": "Done.", "happened_on": TODAY, **signature(world.police_lead)}
    steps = (("in_progress", "completed", 12), ("completed", "in_progress", 9))
    for before, after, ago in (*steps, ("in_progress", "completed", 7)):
        update = {"status_before": before, "status_after": after}
        ProgressUpdate.objects.create(action=action, recorded_at=_ago(ago), **update, **told)
    for decision, ago in (("sent_back", 9), ("verified", 1)):
        Verification.objects.create(
            action=action,
            decision=decision,
            comment="Where is the audit?",
            claimed_by=world.police_lead,
            recorded_at=_ago(ago),
            **signature(world.manager),
        )
    row = part(world).waits.rows[0]
    assert (row.number.value, row.median, row.longest) == (2, 4, 6)


def test_nothing_waited_between_a_decision_and_its_taking_back(today, world):
    """Verified in two days; taken back in October, as its evidence was; verified a day later."""
    action = add_action(world, due_in=-90, status="completed", completed_on=TODAY - timedelta(90))
    Action.objects.filter(pk=action.pk).update(claimed_at=_ago(90))
    told = {"note": "Done.", "happened_on": TODAY, **signature(world.police_lead)}
    for before, after, ago in (
        ("in_progress", "completed", 90),
        ("completed", "verified", 88),
        ("verified", "completed", 14),
    ):
        update = {"status_before": before, "status_after": after}
        ProgressUpdate.objects.create(action=action, recorded_at=_ago(ago), **update, **told)
    assert part(world).load.oldest == _ago(14)
    groups = action_groups(Scope.plain(world.fresh("manager"), world.city, TODAY))
    assert oldest_claim(groups) == _ago(14)
    for ago in (88, 13):
        Verification.objects.create(
            action=action,
            decision="verified",
            claimed_by=world.police_lead,
            recorded_at=_ago(ago),
            **signature(world.manager),
        )
    item = add_evidence(world, action)
    for decision, ago in (("accepted", 88), ("returned", 14)):
        made = decide(world, item, decision)
        EvidenceDecision.objects.filter(pk=made.pk).update(recorded_at=_ago(ago))
    Evidence.history.filter(id=item.pk).update(history_date=_ago(90))
    verified, evidence, _ = part(world, first=date(2026, 4, 1)).waits.rows
    assert (verified.number.value, verified.median, verified.longest) == (2, 2, 2)
    assert (evidence.number.value, evidence.median, evidence.longest) == (1, 2, 2)


@pytest.mark.parametrize(
    ("part_of", "whole", "said"),
    [(0, 200, ", 0 %"), (1, 300, ", 1 %"), (199, 200, ", 99 %"), (200, 200, ", 100 %"), (4, 4, "")],
)
def test_a_share_says_all_and_none_only_of_all_and_none(part_of, whole, said):
    assert share(part_of, whole) == said


def _ago(days):
    return datetime(2026, 11, 2, 9, tzinfo=UTC) - timedelta(days)


def test_the_own_lead_reads_all_their_partnerships_and_a_manager_one(today, world, sign_in):
    lead = agency_page(about(world, "police_lead"))
    assert [here.load.partnership for here in lead] == [world.city]
    world.police_lead.memberships.create(
        partnership=world.coast, agency=world.police, role="agency_lead"
    )
    both = agency_page(about(world, "police_lead"))
    assert [here.load.partnership for here in both] == [world.city, world.coast]
    add_action(world, world.coast_action.recommendation, status="completed", due_in=3)
    both = agency_page(about(world, "police_lead"))
    assert [here.load.claimed.value for here in both] == [0, 1]
    page = sign_in("police_lead").get(_url(world))
    assert b"Coast Adults Board" in page.content
    assert b"Coast Adults Board" not in sign_in("manager").get(_url(world)).content


def _url(world):
    return reverse("dashboards:agency-detail", args=[world.police.public_id])


def test_a_restricted_review_is_in_no_figure_of_who_is_not_named(today, world):
    secret = build_town(world)
    names = {row.review for row in part(world, "board_member").load.rows}
    assert secret.pseudonym not in names
    assert secret.pseudonym in {row.review for row in part(world, "scrutineer").load.rows}


def test_a_wrong_period_says_so_and_loses_nothing(today, world, sign_in):
    page = sign_in("manager").get(f"{_url(world)}?period_from=2026-06-01&period_to=2026-05-01")
    assert b"The period ends before it begins." in page.content
    assert page.status_code == 200


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("period_to=2025-06-30", date(2025, 4, 1), date(2025, 6, 30)),
        ("period_from=2027-01-01", date(2027, 1, 1), date(2027, 1, 1)),
        ("period_from=2026-06-01", date(2026, 6, 1), TODAY),
        ("", date(2026, 4, 1), TODAY),
    ],
)
def test_half_a_period_is_made_whole_on_both_pages(today, world, sign_in, query, first, last):
    client = sign_in("manager")
    about = client.get(f"{_url(world)}?{query}").context["about"]
    board = reverse("dashboards:board", args=[world.city.public_id])
    scope = client.get(f"{board}?{query}").context["scope"]
    assert (about.first, about.last) == (scope.first, scope.last) == (first, last)


def test_an_agency_that_serves_no_more_has_its_page_while_it_leads_an_action(today, world, sign_in):
    world.city.agencies.remove(world.police)
    page = sign_in("manager").get(_url(world))
    assert page.status_code == 200
    assert b"OFFICIAL" in page.content
    Action.objects.filter(lead_agency=world.police).update(lead_agency=world.health)
    assert sign_in("manager").get(_url(world)).status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_do_not_grow(today, world, sign_in, django_assert_num_queries, rows):
    for _ in range(rows):
        review = add_review(world)
        action = add_action(world, add_recommendation(world, review, [world.police]), due_in=-3)
        move(world, action, 10)
        decide(world, add_evidence(world, action), "accepted")
    client = sign_in("manager")
    with django_assert_num_queries(14):
        assert client.get(_url(world)).status_code == 200


def test_who_leads_another_agency_finds_nothing_and_another_board_its_own_part(today, world):
    assert partnerships_for(world.fresh("health_lead"), world.police) == ()
    assert partnerships_for(world.fresh("outsider"), world.police) == (world.coast,)


def test_what_waits_for_the_partnership_now_opens_the_lists_of_this_agency(today, world):
    add_evidence(world, world.police_action)
    ask_for_time(world, world.police_action)
    found = part(world).waits
    assert (found.evidence.number.value, found.time.number.value) == (1, 1)
    assert str(world.police.public_id) in found.evidence.number.url
