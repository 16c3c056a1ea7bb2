"""The board's further blocks: ratings, slippage, proof, strength, what was closed, and filters."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from dashboards.board import board
from dashboards.board.groups import AHEAD, REST, Group, _a_day_of
from dashboards.scope import Scope, year_of
from recommendations.models import DueDateChange, EmbeddingCheck, Theme
from recommendations.status import AT_RISK_DAYS, Rating, Status, delivery_rating
from tests.dashboards.test_numbers import Numbers, rows_behind
from tests.dashboards.town import add_evidence, build_town, decide, sign_off, signature
from tests.world import TODAY, add_action, add_recommendation, add_review


def see(world, person="manager", **asked):
    scope = Scope.plain(world.fresh(person), world.city, TODAY)
    return board(Scope(scope.user, scope.partnership, TODAY, scope.first, scope.last, asked))


def move(world, action, *days):
    """The due date moves by so many days each time."""
    for step in days:
        old = action.due_on
        action.due_on = old + timedelta(days=step)
        DueDateChange.objects.create(
            action=action,
            old_due_on=old,
            new_due_on=action.due_on,
            reason="The supplier is late.",
            agreed_by="The board",
            **signature(world.manager),
        )
    action.save()


def test_matrix_counts_every_action_once_under_its_rating(world):
    build_town(world)
    found = see(world)
    rows = {row.label: {part.key: part.count for part in row.parts} for row in found.matrix.rows}
    assert rows["Police"] == {
        Rating.VERIFIED: 2,
        Rating.AWAITING: 2,
        Rating.ON_TRACK: 5,
        Rating.AT_RISK: 2,
        Rating.OVERDUE: 10,
        Rating.ON_HOLD: 0,
        Rating.WITHDRAWN: 1,
    }


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("is_at_risk", [False, True])
@pytest.mark.parametrize("due_in", [None, -400, -91, -90, -31, -8, -1, 0, 1, 30, 31, 60, 90, 91])
def test_all_days_of_a_band_are_rated_alike(world, status, is_at_risk, due_in):
    for action in (world.police_action, world.health_action):
        action.delete()
    add_action(world, status=status, is_at_risk=is_at_risk, due_in=due_in)
    due_on = None if due_in is None else TODAY + timedelta(days=due_in)
    rating = delivery_rating(status, due_on, lead_says_at_risk=is_at_risk, today=TODAY)
    [row] = see(world).matrix.rows
    assert [part.key for part in row.parts if part.count] == [rating]


def test_the_bands_end_where_the_rule_of_being_at_risk_does():
    assert AHEAD[0][1] == AT_RISK_DAYS
    assert _a_day_of(REST, TODAY) is None
    late = Group(None, Status.NOT_STARTED, False, "", 0, 1, None)
    assert late.rating(TODAY) == Rating.OVERDUE


def test_slippage_counts_moves_and_days_from_the_first_date(world):
    move(world, world.police_action, 30, -10)
    move(world, world.health_action, 5)
    often = add_action(world, due_in=1)
    move(world, often, 1, 1, 1, 1)
    first = add_action(world)
    first.first_due_on = first.due_on = TODAY
    first.save()
    DueDateChange.objects.create(
        action=first,
        new_due_on=TODAY,
        reason="A date at last.",
        agreed_by="The board",
        **signature(world.manager),
    )
    found = see(world).slippage
    rows = [(row.agency, tuple(n.value for n in row.numbers), row.days) for row in found.rows]
    assert rows == [("Police", (0, 1, 1, 2), 24), ("Health", (1, 0, 0, 1), 5)]
    assert (found.total.days, found.total.mean) == (29, 10)
    words = "The due date of 3 actions has moved, on average by 10 days from the first date."
    assert found.sentence == words


def test_nothing_moved_is_said(world):
    found = see(world).slippage
    assert (found.rows, found.sentence) == ((), "No due date has moved.")


def test_levels_count_accepted_evidence_that_can_be_read_once(world):
    for level, decision in (
        ("output", "accepted"),
        ("outcome", "accepted"),
        ("quality", "returned"),
    ):
        decide(world, add_evidence(world, world.police_action, level=level), decision)
    add_evidence(world, world.police_action, level="outcome")
    both = add_evidence(world, world.police_action, level="outcome")
    both.links.create(action=world.health_action, linked_by=world.police_lead)
    decide(world, both, "accepted")
    nothing = add_evidence(world, world.police_action, level="quality", url="")
    decide(world, nothing, "accepted")
    counts = {part.key: part.count for part in see(world).levels.parts}
    assert counts == {"output": 1, "quality": 0, "outcome": 2}
    lead = {part.key: part.count for part in see(world, "health_lead").levels.parts}
    assert lead == {"output": 0, "quality": 0, "outcome": 0}


def test_strengths_count_all_actions(world):
    add_action(world, strength="stronger")
    add_action(world, strength="weaker", status="withdrawn")
    counts = {part.key: part.count for part in see(world).strengths.parts}
    assert counts == {"stronger": 1, "intermediate": 0, "weaker": 1, "none": 2}


def test_closed_counts_what_stands_by_the_day_of_the_meeting_within_the_period(world):
    start = year_of(TODAY)
    for meeting_on in (start, TODAY, start - timedelta(days=1)):
        sign_off(world, add_recommendation(world), meeting_on=meeting_on)
    sign_off(world, add_recommendation(world), "closed_not_implemented")
    lasting = sign_off(world, add_recommendation(world), meeting_on=date(2025, 1, 1))
    for checked_on in (TODAY, TODAY - timedelta(days=1)):
        EmbeddingCheck.objects.create(
            recommendation=lasting.recommendation,
            sign_off=lasting,
            due_on=checked_on,
            outcome="embedded",
            checked_on=checked_on,
            checked_by=world.manager,
        )
    found = see(world).closed
    assert (found.assured.value, found.closed.value, found.embedded.value) == (2, 1, 1)


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 3, 31), date(2025, 4, 1)),
        (date(2026, 4, 1), date(2026, 4, 1)),
        (date(2026, 12, 31), date(2026, 4, 1)),
    ],
)
def test_the_year_begins_in_april(day, first):
    assert year_of(day) == first


def add_narrowed(world):
    """A second review of another kind, with a theme and a scope of its own, and much in it."""
    review = add_review(world, kind="sar")
    theme = Theme.objects.create(partnership=world.city, name="Information sharing")
    row = add_recommendation(world, review, (world.police,), scope="national")
    row.themes.add(theme)
    for due_in in (-40, -3, 5, 45, 75):
        move(world, add_action(world, row, world.police, due_in=due_in - 9, strength="weaker"), 9)
    proven = add_action(world, row, world.health, due_in=-9, status="completed")
    decide(world, add_evidence(world, proven), "accepted")
    sign_off(world, add_recommendation(world, review, (world.health,), scope="national"))
    return review, theme


@pytest.mark.parametrize("name", ["review", "kind", "agency", "theme", "scope"])
def test_each_filter_narrows_the_figures_and_the_lists_behind_them(world, today, sign_in, name):
    build_town(world)
    review, theme = add_narrowed(world)
    value = {
        "review": review.public_id,
        "kind": "sar",
        "agency": world.police.public_id,
        "theme": theme.public_id,
        "scope": "national",
    }[name]
    client = sign_in("manager")
    url = reverse("dashboards:board", args=[world.city.public_id])
    whole = len(Numbers(client.get(url).content.decode()).found)
    found = Numbers(client.get(url, {name: value}).content.decode()).found
    assert 10 < len(found) < whole
    for address in {address for address, _, _ in found}:
        assert f"{name}={value}" in address
    behind = {address: rows_behind(client, address) for address, _, _ in set(map(tuple, found))}
    for address, number, text in found:
        assert behind[address] == number, (address, text)


def test_period_narrows_what_is_told_of_a_period(world, today, sign_in):
    sign_off(world, world.recommendation, meeting_on=date(2026, 6, 1))
    client = sign_in("manager")
    url = reverse("dashboards:board", args=[world.city.public_id])
    for first, count in (("2026-06-01", 1), ("2026-06-02", 0)):
        page = client.get(url, {"period_from": first})
        assert page.context["board"].closed.assured.value == count


def test_a_wrong_filter_says_so(world, today, sign_in):
    client = sign_in("manager")
    url = reverse("dashboards:board", args=[world.city.public_id])
    page = client.get(url, {"period_from": "2026-06-01", "period_to": "2026-05-01"})
    assert page.status_code == 200
    assert b"The period ends before it begins." in page.content
    assert client.get(url, {"kind": "unheard"}).context["filter_form"].errors
