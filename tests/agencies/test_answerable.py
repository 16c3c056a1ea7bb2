"""The chair and the executive leads are named by managers, among those who read the whole."""

import pytest
from django.urls import reverse

from agencies.models import PartnershipAgency
from tests.world import add_person


def address(world):
    return reverse("agencies:answerable-edit", args=[world.city.public_id])


@pytest.fixture
def send(world, sign_in):
    def post(**answers):
        return sign_in("manager").post(address(world), {"version": world.city.version, **answers})

    return post


def executive_field(agency):
    return f"executive_{agency.public_id.hex}"


def named(world, agency):
    return PartnershipAgency.objects.get(partnership=world.city, agency=agency).executive_lead


def test_chair_and_executive_leads_are_named_and_in_history(world, send):
    chair, executive = (add_person(world, name, "board_member") for name in ("chair", "executive"))
    answers = {"chair": chair.public_id, executive_field(world.police): executive.public_id}
    assert send(**answers).status_code == 302
    world.city.refresh_from_db()
    assert world.city.chair == chair
    assert (named(world, world.police), named(world, world.health)) == (executive, None)
    link = PartnershipAgency.objects.get(partnership=world.city, agency=world.police)
    assert link.history.first().history_user == world.manager


@pytest.mark.parametrize("person", ["police_lead", "outsider"])
def test_who_does_not_read_the_whole_cannot_be_named(world, send, person):
    response = send(chair=world.people[person].public_id)
    assert response.status_code == 200
    assert "chair" in response.context["form"].errors
    world.city.refresh_from_db()
    assert world.city.chair is None


def test_somebody_can_be_taken_off(world, send):
    chair = add_person(world, "chair", "board_member")
    send(chair=chair.public_id)
    world.city.refresh_from_db()
    assert send(chair="").status_code == 302
    world.city.refresh_from_db()
    assert world.city.chair is None


def test_a_stale_form_says_what_was_saved_in_between(world, send):
    chair = add_person(world, "chair", "board_member")
    send(chair=chair.public_id)
    response = send(chair="")
    assert response.context["form"].stale_changes
    world.city.refresh_from_db()
    assert world.city.chair == chair


@pytest.mark.parametrize("agencies", [1, 30])
def test_queries_are_the_same_with_one_agency_and_with_thirty(
    world, sign_in, django_assert_num_queries, agencies
):
    for number in range(agencies):
        agency = type(world.police).objects.create(name=f"Agency {number}", kind="other")
        PartnershipAgency.objects.create(partnership=world.city, agency=agency)
        add_person(world, f"board_{number}", "board_member")
    client = sign_in("manager")
    with django_assert_num_queries(8):
        assert client.get(address(world)).status_code == 200
