"""What was kept for one address, person, day or site is not shown for another."""

import pytest
import time_machine
from django.utils import timezone

from agencies.models import Invitation
from recommendations import kept_pages
from recommendations.models import Action
from tests.kept.pages import PAGES, making, shown
from tests.signing_in import client_of
from tests.world import add_person


def filters_of(town):
    """Most of the action list's filters, set to something that it finds."""
    return [
        {"mine": "on"},
        {},
        {"owner": town.manager.public_id},
        {"review": town.review.public_id},
        {"agency": town.police.public_id},
        {"status": town.police_action.status},
        {"rating": "overdue"},
        {"due_to": "2026-12-01"},
        {"sort": "title"},
        {"page": "1"},
        {"partnership": town.city.public_id},
        {"kind": "nonsense"},
    ]


def test_filters_and_people_are_told_apart(town, address, monkeypatch, settings):
    """Each is shown what they are shown where nothing is kept, also right after each other."""
    second = add_person(town, "second_manager", "manager", town.city)
    Action.objects.filter(pk=town.police_action.pk).update(owner=town.manager)
    Action.history.filter(id=town.police_action.pk).update(owner=town.manager)
    clients = [client_of(person) for person in (town.manager, second, town.police_lead)]
    asked = [
        (client, address("actions", **each)) for each in filters_of(town) for client in clients
    ]
    settings.KEEP_FIGURES = False
    plain = [shown(client, url) for client, url in asked]
    settings.KEEP_FIGURES = True
    with making(monkeypatch) as made:
        assert [shown(client, url) for client, url in asked] == plain
        assert len(made) == len(asked)
        assert [shown(client, url) for client, url in asked] == plain
        assert len(made) == len(asked)
    # The first manager owes one, the second none.
    assert "<strong>1 action</strong>" in plain[0]
    assert "<strong>1 action</strong>" not in plain[1]


def test_bytes_of_an_address_that_are_read_otherwise_are_another(town, address, sign_in, settings):
    client, url = sign_in("manager"), address("actions", sort="%C3%A9")
    latin = {"CONTENT_TYPE": "text/html; charset=iso-8859-1"}
    settings.KEEP_FIGURES = False
    plain, otherwise = shown(client, url), shown(client, url, **latin)
    assert plain != otherwise
    settings.KEEP_FIGURES = True
    assert shown(client, url, **latin) == otherwise
    assert shown(client, url) == plain


def test_names_in_the_filter_are_those_of_now(town, address, sign_in):
    """Who was invited is called as the manager typed it, until they have signed in."""
    person = add_person(town, "newcomer", "manager", town.city)
    invitations = Invitation.objects.filter(membership=person.memberships.get())
    invitations.create(
        membership=person.memberships.get(), name="Typed name", invited_by=town.manager
    )
    client, url = sign_in("manager"), address("actions", owner=person.public_id)
    assert "Owner: Typed name" in shown(client, url)
    invitations.update(name="Typed again")
    assert "Owner: Typed again" in shown(client, url)
    person.last_login = timezone.now()
    person.save(update_fields=["last_login"])
    assert "Owner: Newcomer" in shown(client, url)


@pytest.mark.parametrize("page", PAGES)
def test_day_that_ends_between_view_and_figures_is_nobodys(
    town, address, sign_in, monkeypatch, page
):
    """The view has read the day, and what is kept is looked for on the next."""
    url = address(page)
    known = kept_pages.access.stamps
    with time_machine.travel("2026-11-20T23:59:59+00:00", tick=False) as clock:
        client = sign_in("manager")

        def late(user):
            clock.move_to("2026-11-21T00:00:01+00:00")
            return known(user)

        with monkeypatch.context() as patch:
            patch.setattr(kept_pages.access, "stamps", late)
            shown(client, url)
        assert timezone.localdate().day == 21
        with making(monkeypatch) as made:
            shown(client, url)
        # A past day is the same on any other.
        assert len(made) == (page != "actions")


def test_all_partnerships_of_a_person_count(town, address, monkeypatch):
    """What is written elsewhere may be on the page of who has a part there, too."""
    town.police_lead.memberships.create(
        partnership=town.coast, agency=town.police, role="agency_lead"
    )
    client, url = client_of(town.police_lead), address("board")
    with making(monkeypatch) as made:
        shown(client, url)
        shown(client, url)
        assert len(made) == 1
        Action.objects.filter(pk=town.coast_action.pk).update(title="Of the coast")
        shown(client, url)
    assert len(made) == 2


def test_nothing_is_kept_for_who_has_no_part_anywhere(town, address, monkeypatch):
    client = client_of(add_person(town, "stranger"))
    with making(monkeypatch) as made:
        for _ in range(2):
            shown(client, address("actions"))
    assert len(made) == 2
