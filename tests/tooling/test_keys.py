"""Very many keys as one parameter: the same rows as by a list of them."""

from recommendations.models import Action
from scr_tracker.keys import Keys
from tests.world import add_action


def test_finds_the_rows_of_these_keys(world):
    kept, other = add_action(world), add_action(world)
    keys = [kept.pk, world.police_action.pk, 10**15]
    assert set(Action.objects.filter(pk__in=Keys(keys))) == {kept, world.police_action}
    assert other not in Action.objects.filter(pk__in=Keys(keys))
    assert not Action.objects.filter(pk__in=Keys([])).exists()


def test_follows_a_key_to_another_table(world):
    keys = Keys([world.recommendation.pk])
    found = Action.objects.filter(recommendation_id__in=keys)
    assert set(found) == {world.police_action, world.health_action}
    assert set(Action.objects.filter(recommendation__in=keys)) == set(found)


def test_thousands_are_one_parameter(world):
    rows = Action.objects.filter(pk__in=Keys(range(50_000)))
    assert world.police_action in rows
    sql, parameters = rows.query.sql_with_params()
    assert (sql.count("%s"), len(parameters)) == (1, 1)
