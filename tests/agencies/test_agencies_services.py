"""Which organisations serve a partnership, and who may say so."""

import pytest
from django.db import IntegrityError

from agencies.models import Agency, PartnershipAgency
from agencies.services import (
    add_agency,
    add_forum,
    edit_agency,
    edit_forum,
    set_agency_active,
    set_forum_active,
)
from agencies.services import checks as service_checks
from scr_tracker.errors import InvalidTransition, NotAllowed, StaleRecord


def names(partnership):
    return sorted(Agency.objects.serving(partnership.pk).values_list("name", flat=True))


def add(world, name, **fields):
    values = {"actor": world.manager, "partnership": world.city, "kind": "other", **fields}
    return add_agency(name=name, **values)


def edit(world, agency, **fields):
    values = {
        "actor": world.manager,
        "partnership": world.city,
        "agency": agency,
        "version": agency.version,
        "name": agency.name,
        "kind": agency.kind,
        "short_name": agency.short_name,
        "aliases": [alias.name for alias in agency.aliases.all()],
        **fields,
    }
    return edit_agency(**values)


def test_new_name_makes_an_agency_that_serves_the_partnership(world):
    agency, is_new = add(world, "City Youth Justice", kind="council", short_name="YJ")
    assert (agency.kind, agency.short_name, is_new) == ("council", "YJ", True)
    assert names(world.city) == [
        "Children's Services",
        "City Constabulary",
        "City Health Trust",
        "City Youth Justice",
    ]
    assert names(world.coast) == ["City Constabulary", "Coast Housing"]
    assert agency.history.get().history_user == world.manager


def test_name_known_elsewhere_links_that_agency_and_changes_nothing_of_it(world):
    agency, is_new = add(world, "COAST housing", kind="police", short_name="X")
    assert (agency, is_new) == (world.housing, False)
    world.housing.refresh_from_db()
    assert (world.housing.name, world.housing.kind, world.housing.short_name) == (
        "Coast Housing",
        "council",
        "Housing",
    )
    assert world.housing in Agency.objects.serving(world.city.pk)


def test_other_name_known_elsewhere_links_that_agency(world):
    world.housing.aliases.create(name="Homes by the sea")
    assert add(world, "homes by the SEA") == (world.housing, False)


def test_name_goes_before_other_name(world):
    world.housing.aliases.create(name="Shoreline")
    shoreline = Agency.objects.create(name="Shoreline", kind="other")
    assert add(world, "Shoreline") == (shoreline, False)


def test_other_name_of_two_agencies_is_not_guessed(world):
    for agency in (world.housing, world.health):
        agency.aliases.create(name="The Trust")
    with pytest.raises(InvalidTransition, match="full name") as refused:
        add(world, "The Trust")
    assert refused.value.field == "name"


def test_agency_on_the_list_is_not_added_twice(world):
    with pytest.raises(InvalidTransition, match="already belongs"):
        add(world, "city constabulary")
    assert PartnershipAgency.objects.filter(partnership=world.city).count() == 3


def test_adding_an_ended_agency_restores_it(world):
    set_agency_active(
        actor=world.manager, partnership=world.city, agency=world.health, is_active=False
    )
    assert names(world.city) == ["Children's Services", "City Constabulary"]
    assert add(world, "City Health Trust") == (world.health, False)
    assert world.health in Agency.objects.serving(world.city.pk)
    link = PartnershipAgency.objects.get(partnership=world.city, agency=world.health)
    assert list(link.history.values_list("is_active", flat=True)) == [True, False, True]


def test_edit_changes_names_and_kind(world):
    agency = edit(world, world.health, name="City NHS", kind="other", aliases=["CCG", "Old Trust"])
    assert (agency.name, agency.kind, agency.version) == ("City NHS", "other", 2)
    assert [alias.name for alias in agency.aliases.all()] == ["CCG", "Old Trust"]
    edit(world, agency, aliases=["ccg", "City NHS"])
    assert [alias.name for alias in agency.aliases.all()] == ["CCG"]


def test_agency_that_serves_another_partnership_is_the_site_administrators(world):
    with pytest.raises(InvalidTransition, match="site administrator"):
        edit(world, world.police, name="Renamed")
    PartnershipAgency.objects.filter(partnership=world.coast, agency=world.police).update(
        is_active=False
    )
    with pytest.raises(InvalidTransition, match="site administrator"):
        edit(world, world.police, name="Renamed")
    world.police.refresh_from_db()
    assert world.police.name == "City Constabulary"


def test_name_of_another_agency_is_refused_at_the_field(world):
    with pytest.raises(InvalidTransition, match="already an agency") as refused:
        edit(world, world.health, name="COAST HOUSING")
    assert refused.value.field == "name"


def test_what_is_saved_between_check_and_write_becomes_a_message(world, monkeypatch):
    monkeypatch.setattr(Agency, "validate_constraints", lambda self: None)
    with pytest.raises(InvalidTransition, match="just saved the same"):
        edit(world, world.health, name="Coast Housing")
    monkeypatch.setattr(service_checks, "IntegrityError", ZeroDivisionError)
    with pytest.raises(IntegrityError):
        edit(world, world.health, name="Coast Housing")


def test_stale_edit_is_refused_and_says_what_changed(world):
    edit(world, world.health, name="City NHS")
    with pytest.raises(StaleRecord) as stale:
        edit(world, world.health, version=1, name="City Hospitals")
    assert stale.value.changes == ["Name: City Health Trust → City NHS (by Manager)"]


def test_ended_forum_is_kept_and_restored(world):
    forum = add_forum(actor=world.manager, partnership=world.city, name="MASH Group")
    set_forum_active(actor=world.manager, forum=forum, is_active=False)
    forum.refresh_from_db()
    assert (forum.is_active, forum.version) == (False, 2)
    set_forum_active(actor=world.manager, forum=forum, is_active=True)
    forum.refresh_from_db()
    assert (forum.is_active, forum.version) == (True, 3)


def test_forum_names_are_the_partnerships_own(world):
    with pytest.raises(InvalidTransition, match="already has a forum"):
        add_forum(actor=world.manager, partnership=world.city, name="learning group")
    elsewhere = add_forum(actor=world.outsider, partnership=world.coast, name="Learning Group")
    values = {"actor": world.outsider, "forum": elsewhere, "version": 1, "is_board": False}
    edited = edit_forum(name="Shore Group", **values)
    assert edited.name == "Shore Group"
    with pytest.raises(StaleRecord):
        edit_forum(name="Beach Group", **values)


@pytest.mark.parametrize(
    "person", ["police_lead", "board_member", "scrutineer", "outsider", "nobody"]
)
def test_others_than_the_partnerships_managers_change_nothing(world, person):
    actor = world.people[person]
    here = {"actor": actor, "partnership": world.city}
    for attempt in (
        lambda: add(world, "New", actor=actor),
        lambda: edit(world, world.health, actor=actor, name="Renamed"),
        lambda: set_agency_active(agency=world.health, is_active=False, **here),
        lambda: add_forum(name="New", **here),
        lambda: edit_forum(
            actor=actor, forum=world.forum, version=1, name="Renamed", is_board=True
        ),
        lambda: set_forum_active(actor=actor, forum=world.forum, is_active=False),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_manager_cannot_reach_an_agency_of_another_partnership_only(world):
    with pytest.raises(NotAllowed):
        edit(world, world.housing, name="Renamed")
    with pytest.raises(NotAllowed):
        set_agency_active(
            actor=world.manager, partnership=world.city, agency=world.housing, is_active=False
        )
