"""The managers' pages about agencies and forums."""

from agencies.models import Agency, Forum, PartnershipAgency
from tests.agencies.pages import address, rows_of, text
from tests.world import add_person


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
