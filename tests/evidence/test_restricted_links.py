"""A restricted review keeps its evidence to itself: nobody makes an item vanish by linking it."""

import pytest

from evidence import services
from evidence.models import Evidence, EvidenceLink
from evidence.services.items import HIDES
from recommendations.models import Action
from scr_tracker.errors import InvalidTransition
from tests.evidence.samples import add, add_url, facts, posted, upload
from tests.world import add_action, add_recommendation, add_review

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def hidden(world):
    """An action of the police in a restricted review that names their lead and the manager."""
    review = add_review(world, is_restricted=True)
    for person in (world.police_lead, world.manager):
        review.people.create(user=person, named_by=world.manager)
    return add_action(world, add_recommendation(world, review, (world.police,)))


def reads(world, person, evidence):
    return Evidence.objects.visible_to(world.fresh(person)).filter(pk=evidence.pk).exists()


def link(world, evidence, action, person="police_lead"):
    action = Action.objects.get(pk=action.pk)
    services.link_to_action(actor=world.fresh(person), evidence=evidence, action=action)


def refused(world, *args):
    before = EvidenceLink.objects.count()
    with pytest.raises(InvalidTransition) as said:
        link(world, *args)
    return str(said.value) == HIDES and EvidenceLink.objects.count() == before


def test_an_item_of_an_open_review_is_not_linked_to_a_restricted_one(world, hidden):
    item = add(world)
    assert reads(world, "board_member", item)
    assert refused(world, item, hidden)
    assert reads(world, "board_member", item)


def test_without_the_rule_it_would_vanish(world, hidden):
    item = add(world)
    item.links.create(action=hidden, linked_by=world.police_lead)
    assert not reads(world, "board_member", item)


def test_an_item_of_a_restricted_review_is_linked_only_within_it(world, hidden):
    item = add(world, action=hidden)
    assert refused(world, item, world.police_action)
    another = add_action(world, hidden.recommendation, title="Another")
    link(world, item, another)
    assert set(item.actions.all()) == {hidden, another}


def test_two_restricted_reviews_share_nothing(world, hidden):
    review = add_review(world, is_restricted=True)
    review.people.create(user=world.police_lead, named_by=world.manager)
    other = add_action(world, add_recommendation(world, review, (world.police,)))
    assert refused(world, add(world, action=hidden), other)


def test_open_reviews_share_what_supports_both(world):
    elsewhere = add_action(world, add_recommendation(world, add_review(world), (world.police,)))
    item = add(world)
    link(world, item, elsewhere)
    assert set(item.actions.all()) == {world.police_action, elsewhere}


def test_no_service_goes_round_it(world, hidden):
    item = add(world)
    values = {"actor": world.police_lead, "also_supports": [hidden]}
    with pytest.raises(InvalidTransition, match="keeps its evidence"):
        services.edit_evidence(evidence=item, version=1, **values, **facts())
    with pytest.raises(InvalidTransition, match="keeps its evidence"):
        services.add_evidence(action=world.police_action, file=upload(), **values, **facts())
    assert list(EvidenceLink.objects.values_list("action", flat=True)) == [world.police_action.pk]


def test_the_same_file_is_kept_apart_there_and_no_link_is_offered(world, sign_in, hidden):
    item, client = add(world), sign_in("police_lead")
    data = posted(also_supports=[hidden.pk], file=upload())
    page = client.post(add_url(hidden), data)
    (row,) = page.context["rows"]
    assert (row.same.evidence, row.same.may_link) == (item, False)
    key = f"file-{row.upload.public_id}"
    answers = {f"{key}-title": "Copy", f"{key}-again": "keep", f"{key}-why": "It is restricted"}
    data = posted(also_supports=[hidden.pk], pending=[row.upload.public_id])
    client.post(add_url(hidden), {**data, **answers})
    assert list(hidden.evidence.values_list("title", flat=True)) == ["Copy"]
    assert reads(world, "board_member", item)
