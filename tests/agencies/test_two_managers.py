"""Two managers at once, on PostgreSQL, each in a thread with a connection of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from agencies.models import Agency, Invitation, Membership, PartnershipAgency, User
from agencies.services import add_agency, add_person, change_role, set_membership_active
from scr_tracker.errors import InvalidTransition, ServiceRefused, StaleRecord
from tests.world import add_person as make_person
from tests.world import build_world

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(transactional_db):
    assert connection.vendor == "postgresql"
    return build_world()


def at_once(*calls):
    """Run the calls in threads that start together; their results or refusals, in order."""
    start = Barrier(len(calls))

    def run(call):
        try:
            start.wait(timeout=10)
            return call()
        except ServiceRefused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def of(user):
    return Membership.objects.get(user=user)


def test_two_managers_who_end_each_other_leave_one(world):
    second = make_person(world, "second", "manager")
    rows = {user: of(user) for user in (world.manager, second)}
    for user in rows:
        assert Membership.objects.visible_to(user).exists()

    def end(actor, row):
        return lambda: set_membership_active(
            actor=actor, membership=row, version=1, is_active=False
        )

    results = at_once(end(world.manager, rows[second]), end(second, rows[world.manager]))
    assert [type(result) for result in results].count(InvalidTransition) == 1
    active = Membership.objects.active().filter(partnership=world.city, role="manager")
    assert active.count() == 1


def test_one_address_added_in_two_partnerships_is_one_person(world):
    def add(actor, partnership):
        return lambda: add_person(
            actor=actor,
            partnership=partnership,
            email="New@example.test",
            name="New",
            role="scrutineer",
        )

    results = at_once(add(world.manager, world.city), add(world.outsider, world.coast))
    assert {type(result) for result in results} == {Membership}
    assert User.objects.filter(email="new@example.test").count() == 1
    assert Membership.objects.filter(user__email="new@example.test").count() == 2


def test_one_person_added_twice_at_once_gets_one_role_and_one_invitation(world):
    second = make_person(world, "second", "manager")

    def add(actor):
        return lambda: add_person(
            actor=actor,
            partnership=world.city,
            email="new@example.test",
            name="New",
            role="scrutineer",
        )

    results = at_once(add(world.manager), add(second))
    assert {type(result) for result in results} == {Membership, InvalidTransition}
    assert Membership.objects.filter(user__email="new@example.test").count() == 1
    assert Invitation.objects.count() == 1


def test_one_new_name_in_two_partnerships_is_one_agency_or_a_message(world):
    def add(actor, partnership):
        return lambda: add_agency(
            actor=actor, partnership=partnership, name="County Fire", kind="other"
        )

    results = at_once(add(world.manager, world.city), add(world.outsider, world.coast))
    assert Agency.objects.filter(name="County Fire").count() == 1
    linked = PartnershipAgency.objects.filter(agency__name="County Fire").count()
    assert linked == len([result for result in results if isinstance(result, tuple)])


def test_of_two_role_changes_of_one_reading_one_is_stale(world):
    second = make_person(world, "second", "manager")
    row = of(world.board_member)

    def change(actor, role):
        return lambda: change_role(actor=actor, membership=row, version=1, role=role)

    results = at_once(change(world.manager, "scrutineer"), change(second, "manager"))
    assert {type(result) for result in results} == {Membership, StaleRecord}
    row.refresh_from_db()
    assert row.version == 2
