"""Adding an item: who may, what is kept, and that nothing is half-written."""

import hashlib
from datetime import date
from decimal import Decimal
from unittest.mock import patch

import pytest
from django.db import IntegrityError

from evidence import services
from evidence.figures import FigureRow
from evidence.models import Evidence, EvidenceLink, EvidenceVersion, Figure, evidence_storage
from scr_tracker.errors import InvalidTransition, NotAllowed
from tests.evidence.samples import PDF, add, facts, rows_and_files, upload
from tests.world import add_action, add_recommendation, add_review

pytestmark = pytest.mark.usefixtures("today")


def test_item_keeps_the_file_its_hash_and_who_added_it(world):
    evidence = add(world, file=upload("../minutes\u202e.pdf", PDF))
    version = evidence.versions.get()
    with version.open_stored() as stream:
        assert stream.read() == PDF
    assert version.sha256 == hashlib.sha256(PDF).hexdigest()
    assert (version.size, version.number, version.original_name) == (len(PDF), 1, "minutes.pdf")
    assert version.content_type == "application/pdf"
    assert version.scan_state == EvidenceVersion.Scan.NOT_CHECKED
    assert evidence.agency == world.police
    assert (evidence.recorded_by_name, evidence.recorded_by_role) == (
        "Police Lead",
        "Agency lead, City Constabulary",
    )
    assert list(evidence.actions.all()) == [world.police_action]


def test_key_in_storage_says_nothing_of_the_name(world):
    version = add(world).versions.get()
    folder, key = version.file.name.split("/")
    assert len(key) == 32
    assert key.startswith(folder)
    assert int(key, 16)


def test_a_link_and_figures_need_no_file(world):
    link = add(world, url="https://example.org/report", kind="link")
    rows = [
        FigureRow("Workshops", Decimal(5), "sessions"),
        FigureRow("Attendees", Decimal("437"), "people"),
    ]
    training = add(world, figures=rows, kind="training")
    assert not link.versions.exists()
    assert [str(f) for f in training.figures.all()] == [
        "Workshops: 5 sessions",
        "437 attendees",
    ]


@pytest.mark.parametrize("person", ["manager", "police_lead"])
def test_manager_and_lead_of_the_lead_agency_may_add(world, person):
    assert add(world, person).recorded_by == world.people[person]


def test_lead_of_a_contributing_agency_may_add(world):
    world.police_action.contributing_agencies.add(world.health)
    assert add(world, "health_lead").agency == world.health


@pytest.mark.parametrize(
    "person",
    ["health_lead", "childrens_lead", "board_member", "scrutineer", "outsider", "housing_lead"],
)
def test_nobody_else_may_add(world, settings, person):
    before = rows_and_files(settings)
    with pytest.raises(NotAllowed):
        add(world, person)
    assert rows_and_files(settings) == before


def test_lead_cannot_add_in_the_name_of_another_agency(world):
    world.police_action.contributing_agencies.add(world.health)
    with pytest.raises(NotAllowed):
        add(world, "police_lead", agency=world.health)
    assert add(world, "manager", agency=world.health).agency == world.health
    assert add(world, "manager").agency is None


def test_manager_who_is_not_named_on_a_restricted_review_may_not_add(world):
    review = add_review(world, is_restricted=True)
    action = add_action(world, add_recommendation(world, review, (world.police,)))
    with pytest.raises(NotAllowed):
        add(world, "manager", action)
    with pytest.raises(NotAllowed):
        add(world, "police_lead", action)
    review.people.create(user=world.police_lead, named_by=world.manager)
    assert add(world, "police_lead", action).agency == world.police


def test_evidence_must_hold_something(world):
    with pytest.raises(InvalidTransition, match="Choose a file, give a link, or give a figure"):
        services.add_evidence(actor=world.police_lead, action=world.police_action, **facts())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"dated_on": date(2026, 11, 3)}, "dated_on"),
        ({"dated_on": date(1999, 12, 31)}, "dated_on"),
        ({"dated_until": date(2026, 11, 3)}, "dated_until"),
        ({"dated_until": date(2026, 10, 4)}, "dated_until"),
    ],
)
def test_wrong_dates_leave_nothing_behind(world, settings, changes, field):
    before = rows_and_files(settings)
    with pytest.raises(InvalidTransition) as refused:
        add(world, **changes)
    assert refused.value.field == field
    assert rows_and_files(settings) == before


def test_a_refused_file_leaves_nothing_behind(world, settings):
    before = rows_and_files(settings)
    with pytest.raises(InvalidTransition) as refused:
        add(world, file=upload("minutes.pdf", b"<html>"))
    assert refused.value.field == "file"
    assert rows_and_files(settings) == before


def test_a_failed_transaction_takes_the_stored_file_away(world, settings):
    before = rows_and_files(settings)
    with (
        patch.object(EvidenceVersion.objects, "create", side_effect=IntegrityError),
        pytest.raises(IntegrityError),
    ):
        add(world)
    assert rows_and_files(settings) == before


def test_a_store_that_fails_is_said_at_the_field_and_leaves_nothing(world, settings):
    before = rows_and_files(settings)
    with (
        patch.object(type(evidence_storage()), "size", side_effect=OSError("disk full")),
        pytest.raises(InvalidTransition, match="could not be stored") as refused,
    ):
        add(world)
    assert refused.value.field == "file"
    assert rows_and_files(settings) == before


def test_the_same_figure_twice_is_refused_and_leaves_nothing(world, settings):
    before = rows_and_files(settings)
    row = FigureRow("Workshops", Decimal(5), "sessions")
    with pytest.raises(InvalidTransition, match="twice"):
        add(world, figures=[row, row], file=upload())
    assert rows_and_files(settings) == before


def test_one_item_supports_several_actions(world):
    other = add_action(world, title="Write the form")
    evidence = add(world, also_supports=[other])
    assert list(evidence.actions.order_by("pk")) == [world.police_action, other]


def test_it_cannot_support_an_action_of_another_agency(world, settings):
    before = rows_and_files(settings)
    with pytest.raises(NotAllowed):
        add(world, also_supports=[world.health_action])
    assert rows_and_files(settings) == before


def test_link_across_partnerships_is_refused(world):
    """Even for somebody who manages both."""
    world.outsider.memberships.create(partnership=world.city, role="manager")
    evidence = add(world)
    with pytest.raises(InvalidTransition, match="Evidence of one partnership"):
        services.link_to_action(
            actor=world.fresh("outsider"), evidence=evidence, action=world.coast_action
        )
    assert EvidenceLink.objects.count() == 1


def test_the_same_link_twice_is_refused_in_plain_words(world):
    from django.core.exceptions import ValidationError

    evidence = add(world)
    with pytest.raises(ValidationError, match="already supports the action"):
        services.link_to_action(
            actor=world.police_lead, evidence=evidence, action=world.police_action
        )


def test_history_names_the_actor_outside_of_a_request(world):
    evidence = add(world, figures=[FigureRow("Workshops", Decimal(5), "sessions")])
    assert evidence.history.get().history_user == world.police_lead
    assert Figure.history.get().history_user == world.police_lead


def test_the_status_of_the_action_stays(world):
    before = world.police_action.version, world.police_action.status
    add(world)
    world.police_action.refresh_from_db()
    assert (world.police_action.version, world.police_action.status) == before
    assert Evidence.objects.count() == 1
