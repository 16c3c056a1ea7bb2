"""Who is what in a partnership, and what adding a person tells about them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agencies.models import Invitation, Membership, User
from agencies.services import (
    add_person,
    appoint_manager,
    change_role,
    resend_invitation,
    set_membership_active,
)
from recommendations.models import Action
from scr_tracker.errors import InvalidTransition, NotAllowed, StaleRecord


def add(world, email="new@example.test", **fields):
    values = {"partnership": world.city, "name": "New person", "role": "board_member"}
    values = {"actor": world.manager, **values, **fields}
    return add_person(email=email, **values)


def of(world, key):
    return Membership.objects.get(user=world.people[key])


def change(world, key, role, agency=None, **fields):
    row = of(world, key)
    values = {"actor": world.manager, "membership": row, "version": row.version, **fields}
    return change_role(role=role, agency=agency, **values)


def set_active(world, key, is_active, **fields):
    row = of(world, key)
    values = {"actor": world.manager, "membership": row, "version": row.version, **fields}
    return set_membership_active(is_active=is_active, **values)


def titles(user):
    return {action.title for action in Action.objects.visible_to(user)}


def test_new_person_gets_role_and_invitation_but_no_password(world):
    membership = add(world, " New@Example.TEST ", role="agency_lead", agency=world.health)
    user = membership.user
    assert (user.email, user.name) == ("new@example.test", "New person")
    assert not user.has_usable_password()
    assert (membership.role, membership.agency) == ("agency_lead", world.health)
    invitation = Invitation.objects.get(membership=membership)
    assert (invitation.invited_by, invitation.sent_at) == (world.manager, None)
    assert membership.history.get().history_user == world.manager
    assert user.history.get().history_user == world.manager


def test_one_address_is_one_person_in_whatever_case(world):
    before = User.objects.count()
    membership = add(world, "OUTSIDER@Example.Test", name="Other name")
    assert membership.user == world.outsider
    assert User.objects.count() == before
    world.outsider.refresh_from_db()
    assert world.outsider.name == "Outsider"


def test_same_role_is_not_given_twice(world):
    with pytest.raises(InvalidTransition, match="already has this role") as refused:
        add(world, "Board_Member@example.test")
    assert refused.value.field == "email"
    assert Invitation.objects.count() == 0


def test_second_role_and_second_agency_are_separate_memberships(world):
    add(world, "police_lead@example.test", role="agency_lead", agency=world.health)
    assert titles(world.fresh("police_lead")) == {
        "Brief staff on the new form",
        "Audit the records",
    }


def test_ended_role_is_taken_up_again_by_adding(world):
    set_active(world, "board_member", False)
    membership = add(world, "board_member@example.test")
    assert membership == of(world, "board_member")
    assert (membership.is_active, membership.version) == (True, 3)


def test_agency_belongs_to_leads_only(world):
    assert add(world, agency=world.health).agency is None
    with pytest.raises(InvalidTransition, match="Choose the agency") as refused:
        add(world, "b@example.test", role="agency_lead")
    assert refused.value.field == "agency"
    with pytest.raises(InvalidTransition, match="does not serve"):
        add(world, "b@example.test", role="agency_lead", agency=world.housing)
    assert not User.objects.filter(email="b@example.test").exists()


def test_role_change_changes_what_is_seen_at_once(world):
    assert titles(world.fresh("police_lead")) == {"Brief staff on the new form"}
    change(world, "police_lead", "agency_lead", world.health)
    assert titles(world.fresh("police_lead")) == {"Audit the records"}
    change(world, "police_lead", "board_member")
    assert titles(world.fresh("police_lead")) == {
        "Brief staff on the new form",
        "Audit the records",
    }
    set_active(world, "police_lead", False)
    assert titles(world.fresh("police_lead")) == set()
    set_active(world, "police_lead", True)
    assert len(titles(world.fresh("police_lead"))) == 2


def test_role_that_the_person_has_already_is_refused(world):
    add(world, "police_lead@example.test", role="scrutineer")
    row = Membership.objects.get(user=world.police_lead, role="agency_lead")
    with pytest.raises(InvalidTransition, match="already has this role") as refused:
        change_role(actor=world.manager, membership=row, version=1, role="scrutineer")
    assert refused.value.field == "role"


def test_stale_change_is_refused_and_says_what_changed(world):
    change(world, "police_lead", "scrutineer")
    with pytest.raises(StaleRecord) as stale:
        change(world, "police_lead", "board_member", version=1)
    assert "Role: Agency lead → Independent scrutineer (by Manager)" in stale.value.changes
    with pytest.raises(StaleRecord):
        set_active(world, "police_lead", False, version=1)
    assert of(world, "police_lead").role == "scrutineer"


def test_nobody_changes_their_own_role(world):
    for attempt in (
        lambda: change(world, "manager", "board_member"),
        lambda: set_active(world, "manager", False),
    ):
        with pytest.raises(InvalidTransition, match="your own role"):
            attempt()


def test_last_manager_stays(world):
    """Two managers who end each other: the second one's rights were read before the first wrote."""
    second = add(world, "second@example.test", role="manager").user
    assert Membership.objects.visible_to(second).exists()
    set_membership_active(
        actor=world.manager,
        membership=Membership.objects.get(user=second),
        version=1,
        is_active=False,
    )
    for attempt in (
        lambda: set_active(world, "manager", False, actor=second),
        lambda: change(world, "manager", "board_member", actor=second),
    ):
        with pytest.raises(InvalidTransition, match="last manager"):
            attempt()
    assert of(world, "manager").is_active


def test_manager_who_may_not_sign_in_does_not_count(world):
    second = add(world, "second@example.test", role="manager").user
    User.objects.filter(pk=second.pk).update(is_active=False)
    third = add(world, "third@example.test", role="manager").user
    User.objects.filter(pk=third.pk).update(is_active=False)
    with pytest.raises(InvalidTransition, match="last manager"):
        set_active(world, "manager", False, actor=third)


def test_lead_of_an_ended_agency_is_not_restored(world):
    set_active(world, "health_lead", False)
    world.city.services.filter(agency=world.health).update(is_active=False)
    with pytest.raises(InvalidTransition, match="does not serve"):
        set_active(world, "health_lead", True)


@pytest.mark.parametrize(
    "person", ["police_lead", "board_member", "scrutineer", "outsider", "nobody"]
)
def test_others_than_the_partnerships_managers_change_nothing(world, person):
    actor = world.people[person]
    for attempt in (
        lambda: add(world, actor=actor),
        lambda: add(world, "manager@example.test", actor=actor, role="scrutineer"),
        lambda: change(world, "childrens_lead", "manager", actor=actor),
        lambda: set_active(world, "childrens_lead", False, actor=actor),
        lambda: resend_invitation(actor=actor, membership=of(world, "childrens_lead")),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_person_of_another_partnership_reads_like_a_new_one(world, today):
    known = add(world, "outsider@example.test", name="Pat")
    new = add(world, "new@example.test", name="Pat")

    def told(membership):
        row = Membership.objects.with_arrival().get(pk=membership.pk)
        return row.shown_name, row.last_seen_at, row.has_arrived, row.is_unsent

    world.outsider.last_login = "2026-11-01T10:00Z"
    world.outsider.save()
    assert told(known) == told(new) == ("Pat", None, False, True)
    world.outsider.last_login = "2026-11-03T10:00Z"
    world.outsider.save()
    assert told(known)[0] == "Outsider"
    assert told(of(world, "board_member"))[0] == "Board Member"


def test_first_manager_is_appointed_from_the_command_line(world):
    user = appoint_manager(partnership=world.coast, email="First@Example.test", name="First")
    assert appoint_manager(partnership=world.coast, email="first@example.test", name="X") == user
    assert Membership.objects.get(user=user).role == "manager"


def test_picker_of_owners_does_not_tell_the_name_from_elsewhere(world):
    """A new person may own an action at once; one known elsewhere by another name, once here."""
    for email in ("outsider@example.test", "new@example.test"):
        add(world, email, name="Pat", role="agency_lead", agency=world.health)

    def offered():
        return sorted(User.objects.acting_for(world.city.pk).values_list("name", flat=True))

    before = ["Childrens Lead", "Health Lead", "Manager", "Pat", "Police Lead"]
    assert offered() == before
    world.outsider.last_login = timezone.now() + timedelta(minutes=1)
    world.outsider.save()
    assert offered() == sorted([*before, "Outsider"])
