"""Two people at what hangs together, on PostgreSQL: nobody waits in a circle, nothing is missed.

Each thread rests after every lock that it takes, so that two orders of locks are sure to meet.
"""

import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection

from evidence import scanning, services, tasks
from evidence.clamav import Verdict
from evidence.models import Evidence
from evidence.since import fingerprint, overtaken, since
from recommendations.models import Action, SignOff
from recommendations.services import (
    ask_for_time,
    decide_extension,
    move_due_date,
    post_update,
    record_embedding_check,
)
from scr_tracker.errors import InvalidTransition, StaleRecord
from tests.evidence.samples import add, newer_file, serve_both
from tests.evidence.test_overtaken import close as closed
from tests.evidence.test_overtaken import what_differs
from tests.evidence.test_verification import decide, status, verify
from tests.recommendations.deciding import forum_decides
from tests.recommendations.test_two_people import at_once
from tests.world import TODAY, add_action, add_recommendation

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_on_postgres", "today"),
]
REST = 0.15


@pytest.fixture
def _on_postgres(db):
    assert connection.vendor == "postgresql"


@pytest.fixture
def world(transactional_db):
    from tests.world import build_world

    return build_world()


@pytest.fixture
def recommendation(world):
    return add_recommendation(world, reference="s", agencies=(world.police,))


def slowly(call, after=0):
    def rest(execute, sql, *rest_of_it):
        result = execute(sql, *rest_of_it)
        if " FOR " in sql:
            time.sleep(REST)
        return result

    def run():
        time.sleep(after * REST)
        with connection.execute_wrapper(rest):
            return call()

    return run


def both(one, other, after=0):
    """They start together, the other after so many rests. What came of each, or its refusal."""
    return at_once(slowly(one), slowly(other, after))


def proven(world, recommendation, **changes):
    """A claimed action and its accepted evidence."""
    action = add_action(world, recommendation, status="completed", due_in=5)
    item = add(world, action=action, **changes)
    decide(world, item)
    return action, item


def newer(world, item):
    actor = world.fresh("police_lead")
    return lambda: services.add_version(actor=actor, evidence=item, file=newer_file())


def signed_off(world, recommendation):
    return forum_decides(world, recommendation, outputs_only_reason="It cannot be undone")


def decision_on(item):
    return Evidence.objects.with_decision().get(pk=item.pk).decision


def test_an_embedding_check_beside_a_newer_file(world, recommendation):
    action, item = proven(world, recommendation)
    verify(world, action)
    decision = signed_off(world, recommendation)
    newer(world, item)()  # the sign-off stands: the check finds news
    check, manager = decision.embedding_checks.get(), world.fresh("manager")
    version, found = both(
        newer(world, item),
        lambda: record_embedding_check(
            actor=manager, check=check, outcome="not_embedded", note="N", checked_on=TODAY
        ),
    )
    assert (version.number, found.outcome) == (3, "not_embedded")
    assert status(action) == "completed"


def test_verifying_beside_a_newer_file_never_rests_on_what_nobody_judged(world, recommendation):
    action, item = proven(world, recommendation)
    version, verified = both(newer(world, item), lambda: verify(world, action))
    assert version.number == 2
    assert isinstance(verified, InvalidTransition) or verified.status_after == "verified"
    assert (status(action), decision_on(item)) == ("completed", None)


def test_a_sign_off_beside_a_newer_file_rests_on_verified_actions(world, recommendation):
    action, item = proven(world, recommendation)
    verify(world, action)
    version, decision = both(newer(world, item), lambda: signed_off(world, recommendation))
    assert version.number == 2
    stands = not isinstance(decision, InvalidTransition)
    assert status(action) == ("verified" if stands else "completed")
    if stands:
        assert [row["submission"] for row in decision.snapshot["evidence"]] == [1]


@pytest.mark.parametrize("change", ["accepted", "a newer file", "a new item"])
def test_what_a_forum_did_not_see_beside_its_decision_is_newer_than_it(
    world, recommendation, change
):
    """The clock stands still for nobody here: an instant is taken under the locks, or too early."""
    action = add_action(world, recommendation, due_in=5)
    item = add(world, action=action)
    changes = {
        "accepted": lambda: decide(world, item),
        "a newer file": newer(world, item),
        "a new item": lambda: add(world, action=action, title="New"),
    }
    with time_machine.travel(datetime(2026, 11, 2, 10, tzinfo=UTC), tick=True):
        _, decision = both(changes[change], lambda: closed(world, recommendation))
    missed = what_differs(decision)
    listed = overtaken(SignOff.objects.all(), world.fresh("manager"))
    assert list(listed) == ([decision] if missed else [])


@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_look_beside_a_newer_file_settles_only_what_was_looked_at(world, recommendation, after):
    action = add_action(world, recommendation, due_in=5)
    item = add(world, action=action)
    with time_machine.travel(datetime(2026, 11, 2, 10, tzinfo=UTC), tick=True):
        decision, manager = closed(world, recommendation), world.fresh("manager")
        add(world, action=action, title="Survey")
        seen = fingerprint(since(decision, manager))
        version, look = both(
            newer(world, item),
            lambda: services.let_decision_stand(
                actor=manager, sign_off=decision, reason="The same.", seen=seen
            ),
            after,
        )
    assert version.number == 2
    told = {news.item.title for news in since(decision, world.fresh("manager"))}
    is_refused = isinstance(look, InvalidTransition)
    assert told == ({item.title, "Survey"} if is_refused else {item.title})


def test_a_decision_beside_a_rescan_proves_nothing_where_a_virus_is_found(
    world, recommendation, settings, monkeypatch
):
    action = add_action(world, recommendation, status="completed", due_in=5)
    item = add(world, action=action)
    settings.CLAMAV_URL = "tcp://127.0.0.1:1"
    item.versions.update(scan_state="clean")
    monkeypatch.setattr(scanning, "_ask", lambda version: Verdict(True, "Eicar"))
    monkeypatch.setattr(tasks.tell_of_virus, "delay", lambda version_id: None)
    version = item.versions.get()
    state, decided = both(lambda: scanning.check_version(version.pk), lambda: decide(world, item))
    assert state == "infected"
    assert isinstance(decided, InvalidTransition) or decided.decision == "accepted"
    with pytest.raises(InvalidTransition):
        verify(world, action)
    assert status(action) == "completed"


def test_a_newer_file_of_two_actions_beside_reopening_the_second(world, recommendation):
    second = add_action(world, recommendation, status="completed", due_in=5)
    first = add_action(world, recommendation, status="completed", due_in=5)
    item = add(world, action=first, also_supports=[second])
    decide(world, item)
    for action in (first, second):
        verify(world, action)
    row, manager = Action.objects.get(pk=first.pk), world.fresh("manager")
    version, update = both(
        newer(world, item),
        lambda: post_update(
            actor=manager, action=row, version=row.version, note="Not so", to="in_progress"
        ),
        after=2.5,
    )
    assert version.number == 2
    assert isinstance(update, StaleRecord) or update.status_after == "in_progress"
    assert status(second) == "completed"


def test_a_request_for_time_decided_beside_a_moved_date(world):
    action, later = world.police_action, TODAY + timedelta(days=90)
    request = ask_for_time(
        actor=world.fresh("police_lead"), action=action, version=1, asked_due_on=later, reason="L"
    )
    manager = world.fresh("manager")
    approved, moved = both(
        lambda: decide_extension(actor=manager, request=request, approve=True),
        lambda: move_due_date(
            actor=manager, action=action, version=2, new_due_on=later, reason="R", agreed_by="A"
        ),
    )
    refused = [isinstance(each, InvalidTransition | StaleRecord) for each in (approved, moved)]
    assert sorted(refused) == [False, True]
    action.refresh_from_db()
    assert (action.due_on, action.date_changes.count()) == (later, 1)


def test_two_copies_at_once_become_one(world):
    there, item = serve_both(world), add(world)

    def bring():
        lead = world.fresh("police_lead")
        return services.bring_in(actor=lead, evidence=item, action=there)

    ends = both(bring, bring)
    assert sorted(type(end).__name__ for end in ends) == ["Evidence", "InvalidTransition"]
    assert Evidence.objects.filter(brought_from=item).count() == 1
