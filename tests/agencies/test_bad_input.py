"""Nonsense is said beside the field, and nothing is written."""

import pytest

from agencies.models import Agency, Forum, Membership, User
from tests.agencies.pages import address, rows_of

LONG = "x" * 300


@pytest.mark.parametrize(
    ("name", "data", "fields"),
    [
        ("agency-add", {"name": "a\0b", "kind": "police"}, {"name"}),
        ("agency-add", {"name": "a\u202eb", "kind": "police"}, {"name"}),
        (
            "agency-add",
            {"name": LONG, "short_name": LONG, "kind": LONG},
            {"name", "short_name", "kind"},
        ),
        ("agency-add", {}, {"name", "kind"}),
        ("forum-add", {"name": "\0"}, {"name"}),
        ("forum-add", {"name": LONG}, {"name"}),
        (
            "person-add",
            {"email": "a\0@b.test", "name": "\0", "role": "\0"},
            {"email", "name", "role"},
        ),
        (
            "person-add",
            {"email": LONG + "@b.test", "name": LONG, "role": "x"},
            {"email", "name", "role"},
        ),
        (
            "person-add",
            {"email": "not an address", "name": " ", "role": ""},
            {"email", "name", "role"},
        ),
        (
            "person-add",
            {"email": "a@b.test", "name": "A", "role": "agency_lead", "agency": "\0"},
            {"agency"},
        ),
        (
            "person-add",
            {"email": "a@b.test", "name": "A", "role": "agency_lead", "agency": "1 OR 1"},
            {"agency"},
        ),
    ],
)
def test_bad_input_is_said_beside_the_field(world, sign_in, name, data, fields):
    before = [model.objects.count() for model in (Agency, Forum, User, Membership)]
    response = sign_in("manager").post(address(name, world), {"nothing": "", **data})
    assert response.status_code == 200
    assert set(response.context["form"].errors) == fields
    assert [model.objects.count() for model in (Agency, Forum, User, Membership)] == before


@pytest.mark.parametrize("version", ["", "x", "\0", "-1", "99999999999999999999"])
def test_bad_version_saves_nothing(world, sign_in, version):
    client = sign_in("manager")
    row = Membership.objects.get(user=world.police_lead)
    data = {"role": "board_member", "version": version}
    assert client.post(address("person-edit", world, row.public_id), data).status_code == 200
    assert client.post(address("person-end", world, row.public_id), data).status_code == 200
    row.refresh_from_db()
    assert (row.role, row.is_active, row.version) == ("agency_lead", True, 1)


@pytest.mark.parametrize("query", ["state=%00", "state=x", "page=%00", "page=99999999999999999999"])
def test_nonsense_in_the_address_shows_the_list(world, sign_in, query):
    response = sign_in("manager").get(f"{address('person-list', world)}?{query}")
    assert len(rows_of(response)) == 6
