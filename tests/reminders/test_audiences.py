"""Who is told of a thing: never somebody who may not see it, and nobody of these is left out."""

import pytest

from agencies.models import Membership, User
from recommendations.restricted import is_unrestricted
from reminders.audiences import Reach
from reminders.sources import SOURCES, Due
from tests.reminders.things import build_all_sorts
from tests.world import TODAY, add_action, add_person


def all_of(kind):
    source = SOURCES[kind]
    return [Due._make(row) for row in source.columns(source.rows())]


def seen_by_each(kind):
    """person → what they may see of the kind, asked person by person."""
    rows = SOURCES[kind].visible_to
    return {
        user: set(rows(user).values_list("public_id", flat=True)) for user in User.objects.all()
    }


@pytest.mark.parametrize("kind", SOURCES)
def test_who_is_told_is_who_may_see_it(world, kind):
    """Against the definition, asked person by person."""
    build_all_sorts(world)
    sees = {user.pk: found for user, found in seen_by_each(kind).items()}
    dues = all_of(kind)
    reach = Reach(dues, TODAY, TODAY)
    assert len(dues) > 5
    for due in dues:
        members = Membership.objects.active().filter(partnership=due.partnership_id)
        managers = members.filter(role="manager").values_list("user_id", flat=True)
        leads = members.filter(role="agency_lead", agency=due.agency_id or 0)
        leads = leads.values_list("user_id", flat=True)
        there, own, leading = (
            {pk for pk in people if due.item_id in sees[pk]}
            for people in (managers, {due.owner_id} & sees.keys(), leads)
        )
        told = reach.told(due, TODAY)
        assert (set(told.managers), set(told.leads)) == (there, leading)
        able = {pk for pk in there if not due.is_barred_to(pk)} or there
        assert set(told.owners) == (own or leading or able)


@pytest.mark.parametrize("kind", SOURCES)
def test_what_a_role_is_enough_for_may_be_seen(world, kind):
    """The shortcut of each kind, held to its `visible_to` for everybody and everything."""
    build_all_sorts(world)
    source, known = SOURCES[kind], 0
    for user, sees in seen_by_each(kind).items():
        for due in all_of(kind):
            if source.is_seen_by_role(user, due):
                known += 1
                assert due.item_id in sees
            elif due.is_restricted and not is_unrestricted(user, due.review_id, True):
                assert due.item_id not in sees
    assert known > 0


@pytest.mark.parametrize("kind", SOURCES)
def test_of_managers_no_kind_needs_to_be_asked(world, kind):
    build_all_sorts(world)
    source, managers = SOURCES[kind], {world.manager: world.city, world.outsider: world.coast}
    for user, place in managers.items():
        sees = set(source.visible_to(user).values_list("public_id", flat=True))
        known = {due.item_id for due in all_of(kind) if source.is_seen_by_role(user, due)}
        assert known == sees
        assert {due.partnership_id for due in all_of(kind) if due.item_id in sees} == {place.pk}


def test_the_database_is_asked_once_for_all_who_see_the_same(world, django_assert_num_queries):
    build_all_sorts(world)
    for number in range(5):
        add_person(world, f"more_{number}", "agency_lead", agency=world.health)
        add_action(world, agency=world.police, owner=world.people[f"more_{number}"])
    dues = [due for kind in SOURCES for due in all_of(kind)]
    with django_assert_num_queries(7):
        Reach(dues, TODAY, TODAY)
