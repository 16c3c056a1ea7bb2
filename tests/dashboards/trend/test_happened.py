"""What was closed and done counts in the month in which it happened, by agency and by theme."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from dashboards.scope import Scope
from dashboards.trend import trend
from recommendations.models import Theme
from recommendations.services import reopen_sign_off
from tests.dashboards.town import sign_off
from tests.world import TODAY, add_action, add_recommendation, add_review

MARCH, LAST_YEAR = date(2026, 3, 9), date(2025, 11, 30)


def see(world, person="manager", **asked):
    return trend(Scope(world.fresh(person), world.city, TODAY, TODAY, TODAY, asked))


def months(chart):
    """Month → what it holds, without empty ones."""
    rows = {row.label: {part.key: part.count for part in row.parts if part.count} for row in chart}
    return {label: parts for label, parts in rows.items() if parts}


def tables(found):
    return {
        table.caption: {
            row.heading.label: tuple(cell.value for cell in row.cells)
            for row in (*table.rows, *([table.totals] if table.totals else []))
        }
        for table in found.tables
    }


def done(world, agency, day, **fields):
    fields.setdefault("status", "verified")
    return add_action(world, agency=agency, due_in=-20, completed_on=day, **fields)


def test_a_decision_counts_in_the_month_of_its_meeting(today, world):
    """Each was entered today."""
    sign_off(world, add_recommendation(world), meeting_on=MARCH)
    sign_off(world, add_recommendation(world), "closed_not_implemented", meeting_on=MARCH)
    again = add_recommendation(world)
    sign_off(world, again, meeting_on=LAST_YEAR)
    sign_off(world, add_recommendation(world), meeting_on=date(2024, 11, 30))  # too long ago
    expected = {"March 2026": {"signed_off": 1, "closed_not_implemented": 1}}
    both = expected | {"November 2025": {"signed_off": 1}}
    assert months(see(world).closures.rows) == both
    assert months(see(world).progress.rows)["November 2026"]["signed_off"] == 3
    reopen_sign_off(actor=world.fresh("manager"), recommendation=again, reason="It came back.")
    assert months(see(world).closures.rows) == expected


def reopen(world, recommendation):
    reopen_sign_off(
        actor=world.fresh("manager"), recommendation=recommendation, reason="It came back."
    )


def test_decisions_that_were_reopened_since_are_said_and_not_counted(today, world, sign_in):
    health, police, old = (
        add_recommendation(world, agencies=(agency,))
        for agency in (world.health, world.police, world.police)
    )
    for recommendation, day in ((health, MARCH), (police, MARCH), (old, date(2024, 11, 30))):
        add_action(world, recommendation, recommendation.agencies.get(), status="verified")
        sign_off(world, recommendation, meeting_on=day)
    assert see(world).left_out == ""
    with time_machine.travel(datetime(2026, 11, 5, 9, 30, tzinfo=UTC), tick=False):
        for recommendation in (health, police, old):
            reopen(world, recommendation)
        many = "2 decisions of these months were reopened since, and are not counted."
        one = "1 decision of these months was reopened since, and is not counted."
        assert see(world).left_out == many
        assert see(world, "police_lead").left_out == one
        assert see(world, agency=str(world.health.public_id)).left_out == one
        assert see(world, "childrens_lead").left_out == ""
        url = reverse("dashboards:trend", args=[world.city.public_id])
        client = sign_in("manager")
        assert many in client.get(url).content.decode()
        assert "reopened since" not in client.get(f"{url}?as-at=2026-11-03").content.decode()


def test_an_action_counts_in_the_month_in_which_it_was_completed(today, world):
    done(world, world.police, MARCH)
    done(world, world.health, MARCH, status="completed")
    done(world, world.health, TODAY)
    done(world, world.health, LAST_YEAR, status="withdrawn")
    done(world, world.health, date(2024, 11, 30))  # long ago, in the burn-up alone
    found = see(world)
    expected = {"March 2026": {"complete": 2}, "November 2026": {"complete": 1}}
    assert months(found.completions.rows) == expected
    counts = {series.key: series.counts for series in found.burn_up.series}
    assert counts["done"][:1] == (1,)
    assert counts["done"][-1] == 4
    assert len(counts["done"]) == 24
    assert counts["due"][-1] == 6
    assert found.whole.sentence == (
        "6 actions in all, withdrawn ones aside: "
        "4 done, 2 still open, 0 without a due date, which are not drawn."
    )
    add_action(world)
    assert see(world).whole.sentence == (
        "7 actions in all, withdrawn ones aside: "
        "4 done, 3 still open, 1 without a due date, which are not drawn."
    )
    add_action(world, status="verified", completed_on=MARCH)
    found = see(world)
    assert found.whole.sentence == (
        "8 actions in all, withdrawn ones aside: "
        "5 done, 3 still open, 2 without a due date, which are not drawn."
    )
    assert {series.key: series.counts[-1] for series in found.burn_up.series}["done"] == 4


def test_a_table_for_each_agency_and_half_year(today, world):
    done(world, world.police, MARCH)
    done(world, world.health, date(2026, 5, 31))
    done(world, world.health, TODAY)
    done(world, world.childrens, date(2025, 5, 31))
    assert tables(see(world))["Actions done"] == {
        "CS": (1, 0, 0, 0),
        "Health": (0, 0, 1, 1),
        "Police": (0, 0, 1, 0),
        "All agencies": (1, 0, 2, 1),
    }
    headings = {table.caption: [h.label for h in table.headings] for table in see(world).tables}
    assert headings["Actions done"] == [
        *("Dec 2024 to May 2025", "Jun 2025 to Nov 2025"),
        *("Dec 2025 to May 2026", "Jun 2026 to Nov 2026"),
    ]
    assert headings["Open actions"] == ["31 Dec 2024", "30 Nov 2025", "31 May 2026", "2 Nov 2026"]
    assert tables(see(world, agency=str(world.police.public_id)))["Actions done"] == {
        "Police": (0, 0, 1, 0)
    }


def test_agencies_that_are_called_alike_have_a_row_each(today, world):
    world.health.short_name = "Police"
    world.health.save()
    done(world, world.police, TODAY)
    done(world, world.health, TODAY)
    open_now = next(table for table in see(world).tables if table.caption == "Open actions")
    assert [[row.heading.label, row.cells[-1].value] for row in open_now.rows] == [
        ["Police", 1],
        ["Police", 1],
    ]


def test_a_recommendation_counts_under_each_of_its_themes(today, world):
    names = ("Escalation", "Neglect", "Thresholds")
    escalation, neglect, _ = (
        Theme.objects.create(partnership=world.city, name=name) for name in names
    )
    closed = add_recommendation(world)
    closed.themes.set([escalation, neglect])
    sign_off(world, closed, meeting_on=MARCH)
    add_recommendation(world).themes.add(neglect)
    found = tables(see(world))
    assert found["Recommendations not closed yet"] == {"Neglect": (0, 0, 0, 1)}
    assert found["Recommendations signed off or closed"] == {
        "Escalation": (0, 0, 1, 0),
        "Neglect": (0, 0, 1, 0),
    }
    found = tables(see(world, theme=str(neglect.public_id)))
    assert found["Recommendations signed off or closed"] == {"Neglect": (0, 0, 1, 0)}


@pytest.mark.parametrize("person", ["manager", "police_lead"])
def test_a_restricted_review_counts_for_those_alone_who_are_named_on_it(today, world, person):
    secret = add_review(world, is_restricted=True)
    hidden = add_recommendation(world, secret, (world.police,))
    hidden.themes.add(Theme.objects.create(partnership=world.city, name="Known to few"))
    add_action(world, hidden, due_in=-3)
    add_action(world, hidden, due_in=-3, status="verified")
    before = see(world, person)
    sign_off(world, hidden)
    assert see(world, person) == before
    assert "Known to few" not in str(before)
    secret.people.create(user=world.people[person], named_by=world.manager)
    after = see(world, person)
    assert after.then[-1].total.value == before.then[-1].total.value + 1
    assert after.then[-1].closed.value == before.then[-1].closed.value + 1
    assert after.whole.total.value == before.whole.total.value + 2
    assert tables(after)["Recommendations signed off or closed"] == {"Known to few": (0, 0, 0, 1)}


def test_a_lead_counts_their_own_and_what_is_shared(today, world):
    done(world, world.police, TODAY)
    done(world, world.health, TODAY)
    done(world, world.health, MARCH, is_shared=True)
    found = see(world, "police_lead")
    assert months(found.completions.rows) == {
        "March 2026": {"complete": 1},
        "November 2026": {"complete": 1},
    }
    assert tables(found)["Open actions"] == {"Police": (0, 0, 0, 1)}
    assert found.whole.total.value == 3
    for person in ("childrens_lead", "outsider", "housing_lead"):
        found = see(world, person)
        assert found.is_empty
        assert (found.whole.total.value, found.then[-1].overdue.value) == (0, 0)


def test_it_begins_when_something_was_entered(today, world):
    assert see(world).sentence == (
        "2 November 2026: 1 recommendation, 0 signed off or closed, 1 action overdue. "
        "There was nothing to count at the end of any earlier month."
    )


def test_it_says_the_first_month_end_and_the_last_day(request):
    with time_machine.travel(datetime(2024, 10, 6, 9, 30, tzinfo=UTC), tick=False):
        world = request.getfixturevalue("world")
    request.getfixturevalue("today")
    sign_off(world, add_recommendation(world))
    assert see(world).sentence == (
        "31 December 2024: 1 recommendation, 0 signed off or closed, 0 actions overdue. "
        "2 November 2026: 2 recommendations, 1 signed off or closed, 1 action overdue."
    )


def test_it_ends_with_its_day(today, world):
    long_ago = TODAY - timedelta(days=800)
    found = trend(Scope.plain(world.fresh("manager"), world.city, long_ago))
    assert found.span.days[-1] == long_ago
    assert found.is_empty
