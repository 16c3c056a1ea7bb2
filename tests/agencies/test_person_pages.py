"""The managers' pages about people."""

import re

from agencies.models import Invitation, Membership, User
from tests.agencies.pages import (
    OF_PERSON,
    address,
    rows_of,
    text,
)


def test_person_is_added_with_a_role(world, sign_in):
    data = {
        "email": "New.Lead@Example.Test",
        "name": "New lead",
        "role": "agency_lead",
        "agency": str(world.health.public_id),
    }
    response = sign_in("manager").post(address("person-add", world), data, follow=True)
    assert (
        "New lead is added. A mail that says how to sign in is on its way to New.Lead@Example.Test."
    ) in text(response)
    row = Membership.objects.get(user__email="new.lead@example.test")
    assert (row.role, row.agency, row.partnership) == ("agency_lead", world.health, world.city)


def test_person_known_elsewhere_is_added_like_a_new_one(world, sign_in):
    client = sign_in("manager")
    world.outsider.last_login = "2026-01-05T10:00Z"
    world.outsider.save()
    pages = {}
    for email in ("outsider@example.test", "somebody@example.test"):
        data = {"email": email, "name": "Pat", "role": "scrutineer"}
        added = client.post(address("person-add", world), data, follow=True)
        row = Membership.objects.get(user__email=email, partnership=world.city)
        urls = [address(name, world, row.public_id) for name in OF_PERSON]
        seen = [text(added), *(text(client.get(url)) for url in urls)]
        listed = next(line for line in rows_of(added) if email in line)
        pages[email] = [
            page.replace(email, "") for page in [listed, *seen[1:], seen[0].split(" People ")[0]]
        ]
        assert "Pat" in listed
        assert not re.search(r"Outsider|Coast", " ".join([listed, *seen[1:]]))
    assert pages["outsider@example.test"] == pages["somebody@example.test"]


def test_lead_without_agency_and_agency_of_elsewhere_are_refused(world, sign_in):
    client, url = sign_in("manager"), address("person-add", world)
    data = {"email": "a@example.test", "name": "A", "role": "agency_lead"}
    missing = client.post(url, data)
    assert missing.context["form"].errors == {
        "agency": ["Choose the agency for which the person leads."]
    }
    assert 'value="a@example.test"' in missing.content.decode()
    foreign = client.post(url, {**data, "agency": str(world.housing.public_id)})
    assert foreign.context["form"].errors == {"agency": ["Select an agency from the list"]}
    assert "Coast Housing" not in text(foreign)
    assert not User.objects.filter(email="a@example.test").exists()


def test_role_is_changed_and_a_stale_form_comes_back(world, sign_in):
    client = sign_in("manager")
    row = Membership.objects.get(user=world.police_lead)
    url = address("person-edit", world, row.public_id)
    data = {"role": "agency_lead", "agency": str(world.health.public_id), "version": 1}
    response = client.post(url, data, follow=True)
    assert "Police Lead’s role is changed." in text(response)
    stale = client.post(url, {"role": "board_member", "version": 1})
    assert "Agency: City Constabulary → City Health Trust (by Manager)" in text(stale)
    assert stale.context["form"]["role"].value() == "board_member"
    row.refresh_from_db()
    assert (row.role, row.agency) == ("agency_lead", world.health)


def test_role_is_ended_listed_as_ended_and_restored(world, sign_in, today):
    client = sign_in("manager")
    row = Membership.objects.get(user=world.board_member)
    client.post(address("person-end", world, row.public_id), {"version": 1})
    assert sign_in("board_member").get(f"/reviews/{world.review.public_id}/").status_code == 404
    active = client.get(address("person-list", world))
    ended = client.get(address("person-list", world) + "?state=ended")
    assert "Board Member" not in " ".join(rows_of(active))
    assert rows_of(ended) == [
        "Board Member board_member@example.test Board member 2 November 2026 "
        "Restore Board Member, Board member"
    ]
    assert client.post(address("person-restore", world, row.public_id)).status_code == 200
    client.post(address("person-restore", world, row.public_id), {"version": 2})
    row.refresh_from_db()
    assert row.is_active


def test_own_role_is_for_another_manager(world, sign_in):
    client = sign_in("manager")
    row = Membership.objects.get(user=world.manager)
    for name in OF_PERSON:
        assert client.get(address(name, world, row.public_id)).status_code == 404
        assert client.post(address(name, world, row.public_id), {"version": 1}).status_code == 404
    assert "Another manager can change your role" in text(client.get(address("person-list", world)))


def test_invitation_is_sent_again_once(world, sign_in):
    client = sign_in("manager")
    row = Membership.objects.get(user=world.board_member)
    url = address("person-invite", world, row.public_id)
    assert client.post(url).status_code == 302
    assert "Try again in five minutes" in text(client.post(url))
    assert Invitation.objects.get().name == "Board Member"
    world.board_member.last_login = "2030-01-01T00:00Z"
    world.board_member.save()
    assert "needs no invitation" in text(client.post(url))
