"""Whose the pages are, and what they cost."""

from uuid import uuid4

import pytest

from agencies.models import Agency, Forum, Membership, PartnershipAgency
from tests.agencies.pages import OF_AGENCY, OF_FORUM, OF_PERSON, address, every_address, rows_of
from tests.world import add_person

OTHERS = ("police_lead", "board_member", "scrutineer", "outsider", "housing_lead", "nobody")


def test_manager_opens_every_page_of_the_own_partnership(world, sign_in):
    client = sign_in("manager")
    assert {client.get(url).status_code for url in every_address(world)} == {200}


@pytest.mark.parametrize("person", OTHERS)
def test_others_find_no_such_page(world, sign_in, person):
    client = sign_in(person)
    for url in every_address(world):
        assert client.get(url).status_code == 404, url
        assert client.post(url, {"name": "X"}).status_code == 404, url


def test_without_sign_in_every_page_leads_to_it(world, client):
    for url in every_address(world):
        response = client.get(url)
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/sign-in/")


def test_rows_of_another_partnership_are_not_there(world, sign_in):
    client = sign_in("manager")
    coast_forum = Forum.objects.create(partnership=world.coast, name="Shore Group")
    coast_lead = Membership.objects.get(user=world.housing_lead)
    things = [
        *((name, world.housing.public_id) for name in OF_AGENCY),
        *((name, coast_forum.public_id) for name in OF_FORUM),
        *((name, coast_lead.public_id) for name in OF_PERSON),
    ]
    theirs = sign_in("outsider")
    for name, thing in things:
        assert theirs.get(address(name, world, thing, world.coast)).status_code == 200, name
        assert client.get(address(name, world, thing)).status_code == 404, name
        assert client.post(address(name, world, thing)).status_code == 404, name
        assert client.get(address(name, world, uuid4())).status_code == 404, name


@pytest.mark.parametrize(
    ("name", "expected"), [("agency-list", 7), ("forum-list", 6), ("person-list", 7)]
)
def test_list_takes_as_many_queries_for_one_row_as_for_thirty(
    world, sign_in, django_assert_num_queries, name, expected
):
    client, url = sign_in("manager"), address(name, world)
    with django_assert_num_queries(expected):
        client.get(url)
    for number in range(30):
        agency = Agency.objects.create(name=f"Agency {number}", kind="other")
        PartnershipAgency.objects.create(partnership=world.city, agency=agency)
        Forum.objects.create(partnership=world.city, name=f"Forum {number}")
        add_person(world, f"lead{number}", "agency_lead", agency=agency)
    with django_assert_num_queries(expected):
        response = client.get(url)
    assert len(rows_of(response)) >= 30
