"""Many rows at once: each wholly or not at all, one entry of history each, with one reason."""

from datetime import date, timedelta

import pytest

from recommendations.bulk.picking import MOST
from recommendations.bulk.plans import What
from recommendations.models import BulkChange, DueDateChange, Notice, Theme
from recommendations.services import bulk as services
from recommendations.services import edit_action, edit_recommendation
from scr_tracker.errors import InvalidTransition, NotAllowed
from tests.bulk.many import REASON, change, fresh, rows_of
from tests.world import TODAY, add_action, add_person, add_recommendation, add_review

pytestmark = pytest.mark.usefixtures("today")
DAY = date(2027, 3, 31)


def entries(row):
    """(version, who, why) of each entry of history after the first."""
    return [
        (entry.version, entry.history_user.name, entry.history_change_reason)
        for entry in row.history.order_by("history_id")[1:]
    ]


def test_a_due_date_moves_for_all_with_one_reason(world):
    rows = [world.police_action, world.health_action, add_action(world)]
    done = change(world, What.DUE, DAY, rows)
    assert {row.due_on for row in fresh(*rows)} == {DAY}
    assert [row.first_due_on for row in fresh(*rows)] == [
        TODAY - timedelta(days=12),
        TODAY + timedelta(days=10),
        DAY,
    ]
    moved = DueDateChange.objects.order_by("action_id")
    assert [(row.action_id, row.reason, row.agreed_by) for row in moved] == [
        (row.pk, REASON, "The board") for row in rows
    ]
    for row in rows:
        assert entries(row) == [(2, "Manager", REASON)]
    assert [row[1:] for row in rows_of(done)] == [
        ("21 October 2026", "31 March 2027", ""),
        ("12 November 2026", "31 March 2027", ""),
        ("no date", "31 March 2027", ""),
    ]
    assert (done.value, done.recorded_by_role, done.gone) == (
        "31 March 2027",
        "Partnership manager",
        0,
    )


def test_an_owner_is_set_where_they_act_for_the_lead_agency(world):
    rows = [world.police_action, world.health_action]
    done = change(world, What.OWNER, world.health_lead, rows)
    assert [row.owner for row in fresh(*rows)] == [world.police_lead, world.health_lead]
    assert [row[1:] for row in rows_of(done)] == [
        ("Police Lead", "", "Health Lead does not act for City Constabulary."),
        ("no owner", "Health Lead", ""),
    ]
    assert (entries(rows[0]), entries(rows[1])) == ([], [(2, "Manager", REASON)])
    told = Notice.objects.filter(happening="owner")
    assert [(notice.recipient, notice.action) for notice in told] == [
        (world.health_lead, world.health_action)
    ]


def test_the_owner_is_taken_from_all(world):
    rows = [world.police_action, world.health_action]
    done = change(world, What.OWNER, None, rows)
    assert [row.owner for row in fresh(*rows)] == [None, None]
    assert [row[3] for row in rows_of(done)] == ["", "It is so already."]
    assert done.value == "No owner"


def test_a_new_lead_agency_keeps_an_owner_who_acts_for_it(world):
    both = add_person(world, "both", "agency_lead", agency=world.police)
    both.memberships.create(partnership=world.city, role="agency_lead", agency=world.health)
    mine = add_action(world, owner=both)
    managed = add_action(world, owner=world.manager)
    rows = [world.police_action, mine, managed, world.health_action]
    rows[0].contributing_agencies.add(world.childrens, world.health)
    done = change(world, What.LEAD, world.health, rows)
    after = fresh(*rows)
    assert {row.lead_agency for row in after} == {world.health}
    assert [row.owner for row in after] == [None, both, world.manager, None]
    assert list(after[0].contributing_agencies.all()) == [world.childrens]
    assert [row[1:] for row in rows_of(done)] == [
        ("City Constabulary, Police Lead", "City Health Trust, no owner", ""),
        ("City Health Trust, no owner", "", "It is so already."),
        ("City Constabulary, Both", "City Health Trust, Both", ""),
        ("City Constabulary, Manager", "City Health Trust, Manager", ""),
    ]


def test_who_helps_changes_in_the_same_entry_of_history(world):
    row = world.police_action
    row.contributing_agencies.add(world.health, world.childrens)
    before = row.history.count()
    change(world, What.LEAD, world.health, [row])
    assert row.history.count() == before + 1
    helping = row.history.first().contributing_agencies.all()
    assert [each.agency for each in helping] == [world.childrens]


def test_a_theme_is_added_and_taken_away_in_one_entry_each(world):
    other = add_recommendation(world)
    rows = [world.recommendation, other]
    old = Theme.objects.create(partnership=world.city, name="Neglect")
    world.recommendation.themes.add(old)
    before = [row.history.count() for row in rows]
    done = change(world, What.THEME_ADDED, "Information sharing", rows)
    theme = Theme.objects.get(name="Information sharing")
    assert [list(row.themes.all()) for row in rows] == [[theme, old], [theme]]
    assert [row.history.count() for row in rows] == [count + 1 for count in before]
    last = world.recommendation.history.first()
    assert (last.version, last.history_user, last.history_change_reason) == (
        2,
        world.manager,
        REASON,
    )
    assert {each.theme for each in last.themes.all()} == {old, theme}
    assert [row[1:] for row in rows_of(done)] == [
        ("Neglect", "Information sharing, Neglect", ""),
        ("no theme", "Information sharing", ""),
    ]
    rows = [type(row).objects.get(pk=row.pk) for row in rows]
    gone = change(world, What.THEME_REMOVED, old, rows)
    assert [row[1:] for row in rows_of(gone)] == [
        ("Information sharing, Neglect", "Information sharing", ""),
        ("Information sharing", "", "It is so already."),
    ]
    assert [row.version for row in fresh_recommendations(rows)] == [3, 2]


def fresh_recommendations(rows):
    return [type(row).objects.get(pk=row.pk) for row in rows]


def test_a_theme_of_the_same_name_in_other_letters_is_the_same(world):
    Theme.objects.create(partnership=world.city, name="Neglect")
    Theme.objects.create(partnership=world.coast, name="Other")
    change(world, What.THEME_ADDED, "NEGLECT", [world.recommendation])
    change(world, What.THEME_ADDED, "other", [add_recommendation(world)])
    assert [theme.name for theme in world.recommendation.themes.all()] == ["Neglect"]
    assert Theme.objects.filter(partnership=world.city).count() == 2


def test_a_row_that_somebody_saved_after_the_preview_is_named_and_left(world):
    rows = [world.police_action, world.health_action]
    picked = {row.public_id: row.version for row in rows}
    edit_action(
        actor=world.manager,
        action=world.police_action,
        version=1,
        lead_agency=world.police,
        owner=world.police_lead,
        title="Brief all staff",
    )
    done = change(world, What.DUE, DAY, rows, picked)
    assert [row.due_on for row in fresh(*rows)] == [TODAY - timedelta(days=12), DAY]
    assert rows_of(done)[0][3] == (
        "Somebody saved it after the preview. Title: Brief staff on the new form → "
        "Brief all staff (by Manager)."
    )
    assert rows_of(done)[1][3] == ""


def test_what_a_service_refuses_undoes_that_row_alone(world, monkeypatch):
    rows = [world.police_action, world.health_action]
    real = services.edit_action

    def refuses(**values):
        real(**values)
        if values["action"].pk == world.health_action.pk:
            raise InvalidTransition("Not today.")

    monkeypatch.setattr(services, "edit_action", refuses)
    done = change(world, What.OWNER, world.manager, rows)
    assert [row.owner for row in fresh(*rows)] == [world.manager, None]
    assert [row[3] for row in rows_of(done)] == ["", "Not today."]
    assert (entries(rows[0]), entries(rows[1])) == ([(2, "Manager", REASON)], [])


def test_a_row_that_may_not_be_changed_any_more_is_said(world, monkeypatch):
    def not_allowed(**values):
        raise NotAllowed("No.")

    monkeypatch.setattr(services, "move_due_date", not_allowed)
    done = change(world, What.DUE, DAY, [world.police_action])
    assert rows_of(done)[0][3] == "You may not change it."


def test_rows_out_of_sight_are_counted_and_nothing_more_is_said(world):
    hidden = add_review(world, is_restricted=True)
    secret = add_action(world, add_recommendation(world, hidden), due_in=3)
    rows = [world.police_action, secret, world.coast_action]
    done = change(world, What.DUE, DAY, rows)
    assert (len(rows_of(done)), done.gone) == (1, 2)
    assert [row.due_on == DAY for row in fresh(*rows)] == [True, False, False]
    hidden.people.create(user=world.manager, named_by=world.manager)
    done = change(world, What.DUE, DAY, [secret])
    assert (rows_of(done)[0][3], done.gone) == ("", 0)


def test_rows_of_another_partnership_of_the_managers_are_left(world):
    world.manager.memberships.create(partnership=world.coast, role="manager")
    done = change(world, What.DUE, DAY, [world.police_action, world.coast_action])
    assert [row[3] for row in rows_of(done)] == [
        "",
        "It belongs to another partnership. Change it apart from these.",
    ]


@pytest.mark.parametrize(
    "person", ["police_lead", "board_member", "scrutineer", "outsider", "nobody"]
)
def test_others_than_the_managers_change_nothing(world, person):
    with pytest.raises(NotAllowed):
        change(world, What.DUE, DAY, [world.police_action], person=person)
    assert BulkChange.objects.count() == 0


@pytest.mark.parametrize(
    ("words", "field"),
    [({"reason": "  "}, "reason"), ({"agreed_by": ""}, "agreed_by")],
)
def test_a_reason_and_who_agreed_are_needed(world, words, field):
    with pytest.raises(InvalidTransition) as refused:
        change(world, What.DUE, DAY, [world.police_action], **words)
    assert refused.value.field == field


def test_more_than_a_page_of_rows_is_refused(world):
    picked = {add_action(world).public_id: 1 for _ in range(MOST + 1)}
    with pytest.raises(InvalidTransition, match="from 1 to 50 rows"):
        change(world, What.DUE, DAY, [], picked)
    picked.popitem()
    assert len(rows_of(change(world, What.DUE, DAY, [], picked))) == MOST


def test_edits_of_one_row_write_one_entry_of_history(world):
    """What the services of one row do: a list that changes with it is in the same entry."""
    before = world.recommendation.history.count()
    theme = Theme.objects.create(partnership=world.city, name="Neglect")
    values = {"actor": world.manager, "recommendation": world.recommendation, "version": 1}
    edit_recommendation(**values, wording="Share it", themes=[theme])
    assert world.recommendation.history.count() == before + 1
    last = world.recommendation.history.first()
    assert (last.wording, [each.theme for each in last.themes.all()]) == ("Share it", [theme])
