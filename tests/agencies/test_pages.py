"""The managers' pages: whose they are, what they say, and what they refuse."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from agencies.models import Agency, Forum, Invitation, Membership, PartnershipAgency, User
from tests.world import add_person

PLAIN = ("agency-list", "agency-add", "forum-list", "forum-add", "person-list", "person-add")
OF_AGENCY = ("agency-edit", "agency-end", "agency-restore")
OF_FORUM = ("forum-edit", "forum-end", "forum-restore")
OF_PERSON = ("person-edit", "person-end", "person-restore", "person-invite")
OTHERS = ("police_lead", "board_member", "scrutineer", "outsider", "housing_lead", "nobody")


def address(name, world, thing=None, partnership=None):
    args = [(partnership or world.city).public_id]
    return reverse(f"agencies:{name}", args=[*args, thing] if thing else args)


def every_address(world):
    lead = Membership.objects.get(user=world.police_lead)
    yield from (address(name, world) for name in PLAIN)
    yield from (address(name, world, world.police.public_id) for name in OF_AGENCY)
    yield from (address(name, world, world.forum.public_id) for name in OF_FORUM)
    yield from (address(name, world, lead.public_id) for name in OF_PERSON)


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def rows_of(response):
    return [
        " ".join(re.sub(r"<[^>]+>", " ", row).split())
        for row in re.findall(r"<tr.*?</tr>", response.content.decode(), re.DOTALL)[1:]
    ]


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


def test_agency_list_names_agencies_and_leads_of_this_partnership_only(world, sign_in):
    add_person(world, "coast_police_lead", "agency_lead", world.coast, world.police)
    assert rows_of(sign_in("outsider").get(address("agency-list", world, None, world.coast))) == [
        "City Constabulary Police Police Coast Police Lead Active "
        "Change City Constabulary End City Constabulary",
        "Coast Housing Housing Council service Housing Lead Active "
        "Change Coast Housing End Coast Housing",
    ]


def test_adding_an_agency_says_what_comes_next(world, sign_in):
    client = sign_in("manager")
    data = {"name": " City  Youth\tJustice ", "kind": "council", "short_name": ""}
    response = client.post(address("agency-add", world), data, follow=True)
    assert "City Youth Justice is added. Next, add a person who leads for it." in text(response)
    assert PartnershipAgency.objects.filter(agency__name="City Youth Justice").count() == 1
    response = client.post(address("agency-add", world), {**data, "name": "coast housing"})
    assert response.status_code == 302
    assert Agency.objects.filter(name__iexact="coast housing").get() == world.housing


def test_duplicate_agency_is_said_beside_the_field_with_what_was_typed(world, sign_in):
    data = {"name": "city constabulary", "kind": "police", "short_name": "Pol"}
    response = sign_in("manager").post(address("agency-add", world), data)
    assert response.status_code == 200
    form = response.context["form"]
    assert form.errors == {"name": ["City Constabulary already belongs to this partnership."]}
    assert 'value="city constabulary"' in response.content.decode()
    assert "<title>Error: Add an agency" in response.content.decode()
    assert 'href="#id_name"' in response.content.decode()


def test_shared_agency_is_shown_and_not_edited(world, sign_in):
    url = address("agency-edit", world, world.police.public_id)
    data = {"name": "Renamed", "kind": "police", "version": 1, "short_name": "", "aliases": ""}
    for response in (sign_in("manager").get(url), sign_in("manager").post(url, data)):
        assert "Ask the site administrator to change them." in text(response)
        assert "Coast" not in text(response)
    world.police.refresh_from_db()
    assert world.police.name == "City Constabulary"


def test_stale_agency_form_comes_back_filled_in_with_what_changed(world, sign_in):
    client, url = sign_in("manager"), address("agency-edit", world, world.health.public_id)
    data = {"kind": "health", "version": 1, "short_name": "", "aliases": "Trust\n\nCCG"}
    assert client.post(url, {**data, "name": "City NHS"}).status_code == 302
    response = client.post(url, {**data, "name": "City Hospitals"})
    assert "Name: City Health Trust → City NHS (by Manager)" in text(response)
    assert 'value="City Hospitals"' in response.content.decode()
    assert Agency.objects.get(pk=world.health.pk).name == "City NHS"
    again = {
        **data,
        "name": "City Hospitals",
        "version": response.context["form"]["version"].value(),
    }
    assert client.post(url, again).status_code == 302
    assert Agency.objects.get(pk=world.health.pk).name == "City Hospitals"
    assert [a.name for a in world.health.aliases.all()] == ["CCG", "Trust"]


def test_agency_is_ended_and_restored_after_a_question(world, sign_in):
    client, thing = sign_in("manager"), world.health.public_id
    link = PartnershipAgency.objects.get(partnership=world.city, agency=world.health)
    client.get(address("agency-end", world, thing))
    link.refresh_from_db()
    assert link.is_active
    response = client.post(address("agency-end", world, thing), follow=True)
    assert "City Health Trust has ended in this partnership." in text(response)
    link.refresh_from_db()
    assert not link.is_active
    client.post(address("agency-restore", world, thing))
    link.refresh_from_db()
    assert link.is_active


def test_forum_is_added_renamed_ended_and_restored(world, sign_in):
    client = sign_in("manager")
    client.post(address("forum-add", world), {"name": "MASH Group"})
    forum = Forum.objects.get(name="MASH Group")
    url = address("forum-edit", world, forum.public_id)
    assert client.post(url, {"name": "MASH Strategic Group", "version": 1}).status_code == 302
    stale = client.post(url, {"name": "MASH Board", "version": 1})
    assert "Name: MASH Group → MASH Strategic Group (by Manager)" in text(stale)
    taken = client.post(url, {"name": "learning GROUP", "version": 2})
    assert taken.context["form"].errors == {
        "name": ["The partnership already has a forum with this name."]
    }
    client.post(address("forum-end", world, forum.public_id))
    assert Forum.objects.get(pk=forum.pk).is_active is False
    client.post(address("forum-restore", world, forum.public_id))
    assert Forum.objects.get(pk=forum.pk).is_active is True


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
        "Board Member board_member@example.test Board member 2 November 2026 Ended "
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


@pytest.mark.parametrize(
    ("name", "expected"), [("agency-list", 6), ("forum-list", 5), ("person-list", 6)]
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
