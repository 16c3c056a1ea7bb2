"""The preview says what would become of each row, and the change does exactly that."""

from datetime import timedelta

import pytest

from agencies.models import User
from agencies.queries import acting_in
from recommendations.bulk import reading
from recommendations.bulk.plans import Plan, What, Wish
from recommendations.models import Action, Theme
from tests.bulk.many import change, rows_of
from tests.world import TODAY, add_action, add_person, add_recommendation

pytestmark = pytest.mark.usefixtures("today")


def variety(world):
    """Actions in each status, with and without a date and an owner, of each agency."""
    both = add_person(world, "both", "agency_lead", agency=world.police)
    both.memberships.create(partnership=world.city, role="agency_lead", agency=world.health)
    gone = add_person(world, "gone", "agency_lead", agency=world.police)
    owners = (None, world.police_lead, world.manager, both, gone)
    for status in ("not_started", "in_progress", "completed", "verified", "on_hold", "withdrawn"):
        for number, person in enumerate(owners):
            agency = (world.police, world.health)[number % 2]
            due_in = (None, -3, 0, 40)[number % 4]
            add_action(world, agency=agency, due_in=due_in, status=status, owner=person)
    gone.memberships.update(is_active=False)
    return both


def wishes(world, both):
    for day in (-1, 0, 40, 9000):
        yield What.DUE, TODAY + timedelta(days=day)
    for person in (None, world.police_lead, world.health_lead, world.manager, both):
        yield What.OWNER, person
    for agency in (world.police, world.health, world.childrens):
        yield What.LEAD, agency


def test_what_the_preview_says_is_what_happens(world):
    both, seen = variety(world), set()
    for what, value in list(wishes(world, both)):
        rows = list(reading.actions().filter(recommendation__review__partnership=world.city))[:50]
        plan = Plan(Wish(world.city, what, value, TODAY), rows)
        said = {str(row): plan.of(row)[1:] for row in rows}
        done = change(world, what, value, rows)
        assert {row[0]: row[1:] for row in rows_of(done)} == said, (what, value)
        seen |= {(what, why_not == "") for _, _, why_not in said.values()}
        after = {str(row): row for row in reading.actions().filter(pk__in=[r.pk for r in rows])}
        for before in rows:
            now, is_changed = after[str(before)], said[str(before)][2] == ""
            assert (now.version > before.version) == is_changed, (what, value, before)
            if is_changed:
                held = {What.DUE: now.due_on, What.OWNER: now.owner, What.LEAD: now.lead_agency}
                assert held[what] == value
    kinds = (What.DUE, What.OWNER, What.LEAD)
    assert seen == {(what, is_changed) for what in kinds for is_changed in (True, False)}


def test_what_the_preview_says_of_themes_is_what_happens(world):
    themes = [Theme.objects.create(partnership=world.city, name=name) for name in "BAC"]
    rows = [add_recommendation(world) for _ in range(4)]
    for number, row in enumerate(rows):
        row.themes.set(themes[:number])
    for what in (What.THEME_ADDED, What.THEME_REMOVED):
        rows = list(reading.recommendations().filter(pk__in=[row.pk for row in rows]))
        plan = Plan(Wish(world.city, what, themes[1], TODAY), rows)
        said = {str(row): plan.of(row)[1:] for row in rows}
        done = change(world, what, themes[1], rows)
        assert {row[0]: row[1:] for row in rows_of(done)} == said
    assert said[str(rows[3])] == ("A, B, C", "B, C", "")


def test_acting_in_says_what_acting_for_asks(world):
    variety(world)
    people = list(User.objects.values_list("pk", flat=True))
    acting = acting_in(world.city.pk, people)
    for agency in (world.police, world.health, world.childrens, world.housing):
        asked = set(User.objects.acting_for(world.city.pk, agency.pk).values_list("pk", flat=True))
        said = {pk for pk in people if pk in acting and acting[pk].acts_for(agency.pk)}
        assert said == asked, agency
    assert world.police_lead.pk in acting
    assert world.housing_lead.pk not in acting


def test_a_plan_costs_the_same_for_one_row_and_for_fifty(world, django_assert_num_queries):
    variety(world)
    add_action(world, add_recommendation(world))
    for what, value, number in (
        (What.LEAD, world.health, 3),
        (What.OWNER, world.manager, 3),
        (What.DUE, TODAY, 2),
    ):
        for rows in (reading.actions()[:1], reading.actions()[:30]):
            with django_assert_num_queries(number):
                found = list(rows)
                plan = Plan(Wish(world.city, what, value, TODAY), found)
                assert len([plan.of(row) for row in found]) == len(found)
    assert Action.objects.count() > 30
