"""The ledger of actions becomes a ledger of things, with its rows; and back."""

from uuid import uuid4

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from reminders.models import Reminder
from reminders.planning import plan
from tests.reminders.things import plan_check
from tests.world import TODAY, build_world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

BEFORE = [("reminders", "0003_mail_partnership_index")]
AFTER = [("reminders", "0006_identity_of_things")]


def migrate(target):
    """The models as they were at the target, once the database is there."""
    executor = MigrationExecutor(connection)
    executor.migrate(target)
    return executor.loader.project_state(target).apps


@pytest.fixture
def to():
    yield migrate
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_rows_of_actions_go_back_and_forth_and_others_have_no_place_before(to):
    world = build_world()
    plan_check(world)
    plan(TODAY)
    columns = ("pk", "kind", "item_id", "action_id", "recommendation_id", "step", "mail_id")
    of_actions = set(Reminder.objects.filter(kind="action").values_list(*columns))
    assert Reminder.objects.count() == len(of_actions) + 1

    old = to(BEFORE).get_model("reminders", "Reminder")
    assert set(old.objects.values_list("pk", "action_id")) == {(r[0], r[3]) for r in of_actions}
    again = old.objects.get(action_id=world.police_action.pk, audience="manager")
    again.pk, again.public_id, again.is_repeat = None, uuid4(), True
    again.save()

    then = to(AFTER).get_model("reminders", "Reminder")
    listed = then.objects.get(is_repeat=True)
    assert (listed.kind, listed.item_id) == ("action", world.police_action.public_id)
    assert set(then.objects.filter(is_repeat=False).values_list(*columns)) == of_actions
    to(MigrationExecutor(connection).loader.graph.leaf_nodes())
    assert plan(TODAY).added == 1, "the check's row is planned anew"
