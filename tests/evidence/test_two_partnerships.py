"""What one partnership holds is nowhere in another, but offered to who may edit it there."""

import pytest
from django.db import transaction
from django.urls import reverse

from evidence import duplicates, previews, services, tasks
from evidence.models import Evidence, EvidenceVersion, evidence_storage
from scr_tracker.errors import InvalidTransition
from tests.evidence.samples import PDF, add, add_url, posted, serve_both, upload

pytestmark = pytest.mark.usefixtures("today")
TITLE, FILE = "Minutes of the city", "city-minutes.pdf"


@pytest.fixture
def both(world):
    """The police lead acts in both partnerships. An action there, and an item here."""
    world.coast_police_action = serve_both(world)
    item = add(world, title=TITLE, file=upload(FILE))
    previews.make(item.versions.get().pk)
    return item


def link_url(action):
    return reverse("evidence:evidence-link", args=[action.public_id])


def pages(partnership, review, action):
    """Where a partnership's evidence is shown, listed, counted or offered."""
    recommendation = action.recommendation
    return [
        review.get_absolute_url(),
        recommendation.get_absolute_url(),
        action.get_absolute_url(),
        add_url(action),
        link_url(action),
        reverse("evidence:review-register", args=[review.public_id]),
        reverse("evidence:recommendation-register", args=[recommendation.public_id]),
    ]


def told(client, addresses, item):
    """The pages that name the item, its file, its hash or its address."""
    marks = (TITLE, FILE, item.versions.get().sha256, str(item.public_id))
    found = set()
    for address in addresses:
        page = client.get(address)
        assert page.status_code == 200, address
        text = page.getvalue().decode()
        found |= {address for mark in marks if mark in text}
    return found


def test_pages_of_the_other_partnership_name_nothing_of_it(world, sign_in, both):
    client = sign_in("police_lead")
    here = pages(world.city, world.review, world.police_action)
    there = pages(world.coast, world.coast_review, world.coast_police_action)
    assert told(client, here, both) >= {here[1], here[2], here[5], here[6]}
    assert told(client, there, both) == {link_url(world.coast_police_action)}  # to bring in a copy
    assert told(sign_in("outsider"), there, both) == set()


def test_file_picture_and_page_are_not_there_for_the_other_partnership(world, sign_in, both):
    version = both.versions.get()
    addresses = [
        both.get_absolute_url(),
        *(
            reverse(f"evidence:version-{what}", args=[version.public_id])
            for what in ("download", "preview")
        ),
    ]

    def codes(person):
        answers = [sign_in(person).get(address) for address in addresses]
        for answer in answers:
            b"".join(answer)  # to the end, which closes the file
        return [answer.status_code for answer in answers]

    assert codes("manager") == [200, 200, 200]
    assert codes("outsider") == codes("housing_lead") == [404, 404, 404]


def test_the_same_bytes_are_noticed_within_a_partnership_and_never_across(world, sign_in, both):
    lead, digest = world.fresh("police_lead"), both.versions.get().sha256
    assert duplicates.same_bytes(lead, world.police_action, [digest])[digest].evidence == both
    assert duplicates.same_bytes(lead, world.coast_police_action, [digest]) == {}
    action = world.coast_police_action
    page = sign_in("police_lead").post(
        add_url(action), posted(title="Ours", file=upload(), also_supports=[action.pk])
    )
    assert page.status_code == 302
    assert Evidence.objects.get(title="Ours").partnership == world.coast


def test_the_same_bytes_are_kept_apart_and_one_outlives_the_other(world, both):
    ours = add(world, "police_lead", world.coast_police_action, title="Ours").versions.get()
    theirs = both.versions.get()
    assert (ours.sha256, ours.file.name != theirs.file.name) == (theirs.sha256, True)
    EvidenceVersion.objects.filter(pk=theirs.pk).update(disposed_at="2026-11-01T00:00Z")
    tasks.remove_disposed()
    assert not evidence_storage().exists(theirs.file.name)
    with ours.open_stored() as stream:
        assert stream.read() == PDF


def test_who_sees_both_cannot_make_an_item_of_one_support_the_other(world, sign_in, both):
    lead = world.fresh("police_lead")
    with pytest.raises(InvalidTransition, match="of one partnership"), transaction.atomic():
        services.link_to_action(actor=lead, evidence=both, action=world.coast_police_action)
    page = link_url(world.coast_police_action)
    assert sign_in("police_lead").post(page, {"evidence": both.public_id}).status_code == 302
    assert Evidence.objects.get(actions=world.coast_police_action).brought_from == both
    assert list(both.links.values_list("action", flat=True)) == [world.police_action.pk]
