"""Two people at one request, on PostgreSQL, each in a thread with a connection of their own."""

import pytest
from django.db import connection

from evidence import services
from evidence.models import EvidenceRequest
from scr_tracker.errors import StaleRecord
from tests.evidence.asking import ask
from tests.evidence.samples import add
from tests.recommendations.test_two_people import at_once, refusals

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_on_postgres", "today"),
]


@pytest.fixture
def _on_postgres(db):
    assert connection.vendor == "postgresql"


@pytest.fixture
def world(transactional_db):
    from tests.world import build_world

    return build_world()


def answering(world, request, item, person="police_lead"):
    row = EvidenceRequest.objects.get(pk=request.pk)
    return lambda: services.answer_request(
        actor=world.fresh(person), request=row, version=row.version, evidence=item
    )


def deciding(world, item, decision):
    item.refresh_from_db()
    return lambda: services.decide(
        actor=world.fresh("manager"),
        evidence=item,
        version=item.version,
        decision=decision,
        comment="Read.",
    )


def test_of_two_answers_of_one_reading_one_is_stale(world):
    request, first, second = ask(world), add(world), add(world)
    results = at_once(
        answering(world, request, first), answering(world, request, second, "manager")
    )
    assert len(refusals(results, StaleRecord)) == 1
    kept = next(row for row in results if isinstance(row, EvidenceRequest))
    request.refresh_from_db()
    assert (request.version, request.evidence_id) == (2, kept.evidence_id)
    assert request.events.filter(kind="answered").count() == 1


def test_an_item_named_while_it_is_accepted_waits_or_closes_and_is_never_lost(world):
    request, item = ask(world), add(world)
    results = at_once(answering(world, request, item), deciding(world, item, "accepted"))
    assert refusals(results, StaleRecord) == []
    request.refresh_from_db()
    kinds = list(request.events.values_list("kind", flat=True))
    assert request.evidence == item
    assert (request.state, kinds) in [
        ("open", ["asked", "answered"]),
        ("closed", ["asked", "answered", "closed"]),
    ]


def test_a_reason_to_withdraw_and_an_acceptance_do_not_overwrite_each_other(world):
    request, item = ask(world), add(world)
    answering(world, request, item)()
    row = EvidenceRequest.objects.get(pk=request.pk)

    def withdrawing():
        return services.withdraw_request(
            actor=world.fresh("manager"), request=row, version=row.version, reason="Not needed."
        )

    results = at_once(withdrawing, deciding(world, item, "accepted"))
    request.refresh_from_db()
    stale = bool(refusals(results, StaleRecord))
    assert (request.state, request.version) == ("closed" if stale else "withdrawn", 3)
