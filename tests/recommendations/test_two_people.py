"""Two people at once, on PostgreSQL, each in a thread with a connection of their own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from recommendations.models import Action, ProgressUpdate, Recommendation, Response
from recommendations.services import (
    NewAction,
    add_action,
    ask_for_time,
    decide_extension,
    edit_recommendation,
    post_update,
    record_embedding_check,
    respond,
    sign_off,
)
from scr_tracker.errors import InvalidTransition, StaleRecord
from tests.world import TODAY, add_recommendation
from tests.world import add_action as make_action

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_on_postgres"),
]


@pytest.fixture
def _on_postgres(db):
    assert connection.vendor == "postgresql"


@pytest.fixture
def world(transactional_db):
    from tests.world import build_world

    return build_world()


def at_once(*calls):
    """Run the calls in threads that start together; their results or refusals, in order."""
    start = Barrier(len(calls))

    def run(call):
        try:
            start.wait(timeout=10)
            return call()
        except (StaleRecord, InvalidTransition) as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def refusals(results, kind):
    return [result for result in results if isinstance(result, kind)]


def test_of_two_updates_of_one_reading_one_is_stale(world):
    def update(person, to):
        action = Action.objects.get(pk=world.police_action.pk)
        return lambda: post_update(
            actor=world.fresh(person), action=action, version=1, note=f"By {person}", to=to
        )

    results = at_once(update("manager", "on_hold"), update("police_lead", "completed"))
    assert len(refusals(results, StaleRecord)) == 1
    action = Action.objects.get(pk=world.police_action.pk)
    row = ProgressUpdate.objects.get(action=action)
    assert (action.version, action.status) == (2, row.status_after)


def test_two_edits_of_a_recommendation_do_not_overwrite_each_other(world):
    def edit(words):
        return lambda: edit_recommendation(
            actor=world.fresh("manager"),
            recommendation=Recommendation.objects.get(pk=world.recommendation.pk),
            version=1,
            wording=words,
        )

    results = at_once(edit("First wording"), edit("Second wording"))
    stale = refusals(results, StaleRecord)
    assert len(stale) == 1
    kept = Recommendation.objects.get(pk=world.recommendation.pk).wording
    assert any(kept in change for change in stale[0].changes)


def test_two_responses_for_one_agency(world):
    response = world.recommendation.responses.get(agency=world.police)

    def answer(person, position):
        row = Response.objects.get(pk=response.pk)
        return lambda: respond(
            actor=world.fresh(person), response=row, version=1, position=position, reason="R"
        )

    results = at_once(answer("manager", "accepted"), answer("police_lead", "not_accepted"))
    assert len(refusals(results, StaleRecord)) == 1


def test_actions_added_at_once_get_numbers_of_their_own(world):
    def add(title):
        return lambda: add_action(
            actor=world.fresh("manager"),
            recommendation=world.recommendation,
            lead_agency=world.police,
            title=title,
        )

    results = at_once(*(add(f"Action {n}") for n in range(6)))
    assert sorted(action.number for action in results) == [3, 4, 5, 6, 7, 8]


def test_an_extension_is_decided_once(world):
    request = ask_for_time(
        actor=world.fresh("police_lead"),
        action=world.police_action,
        version=1,
        asked_due_on=TODAY + timedelta(days=400),
        reason="Leave",
    )

    def decide(approve):
        return lambda: decide_extension(
            actor=world.fresh("manager"), request=request, approve=approve, note="N"
        )

    results = at_once(decide(True), decide(False))
    assert len(refusals(results, InvalidTransition)) == 1


def test_a_recommendation_is_signed_off_once(world):
    recommendation = add_recommendation(world, reference="z")
    make_action(world, recommendation, status="verified")

    def record():
        return sign_off(
            actor=world.fresh("manager"),
            recommendation=recommendation,
            outcome="assured",
            forum=world.forum,
            meeting_on=TODAY - timedelta(days=300),
            basis="Seen",
            outputs_only_reason="Nothing else can show it",
        )

    results = at_once(record, record)
    assert len(refusals(results, InvalidTransition)) == 1
    assert recommendation.sign_offs.count() == 1
    assert recommendation.embedding_checks.count() == 1


def test_of_two_records_of_a_check_one_is_refused_and_one_action_is_added(world):
    recommendation = add_recommendation(world, reference="z")
    make_action(world, recommendation, status="verified")
    decision = sign_off(
        actor=world.fresh("manager"),
        recommendation=recommendation,
        outcome="assured",
        forum=world.forum,
        meeting_on=TODAY - timedelta(days=300),
        basis="Seen",
        outputs_only_reason="Nothing else can show it",
    )
    check = decision.embedding_checks.get()

    def record():
        return record_embedding_check(
            actor=world.fresh("manager"),
            check=check,
            outcome="partly",
            note="Two of ten.",
            checked_on=TODAY,
            new_action=NewAction("Audit", world.police, TODAY + timedelta(days=90)),
        )

    results = at_once(record, record)
    assert len(refusals(results, InvalidTransition)) == 1
    assert recommendation.actions.count() == 2


def test_completing_twice_makes_one_next_occurrence(world):
    action = make_action(world, due_in=3, status="in_progress", recurs_every=6)

    def complete():
        return post_update(
            actor=world.fresh("police_lead"),
            action=Action.objects.get(pk=action.pk),
            version=1,
            note="Done",
            to="completed",
        )

    results = at_once(complete, complete)
    assert len(refusals(results, StaleRecord)) == 1
    assert Action.objects.filter(previous=action).count() == 1


def test_an_answer_is_not_lost_to_an_edit_that_ends_the_responsibility(world):
    response = world.recommendation.responses.get(agency=world.police)

    def answer():
        return respond(
            actor=world.fresh("police_lead"),
            response=Response.objects.get(pk=response.pk),
            version=1,
            position="accepted",
        )

    def drop():
        return edit_recommendation(
            actor=world.fresh("manager"),
            recommendation=Recommendation.objects.get(pk=world.recommendation.pk),
            version=1,
            agencies=[world.health],
        )

    for _ in range(5):
        results = at_once(answer, drop)
        there = Response.objects.filter(pk=response.pk).exists()
        answered = isinstance(results[0], Response)
        assert there == answered
        if answered:
            return
        response = world.recommendation.responses.create(agency=world.police)
        Recommendation.objects.filter(pk=world.recommendation.pk).update(version=1)
