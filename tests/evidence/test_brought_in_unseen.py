"""Where a copy came from is told to who may read both items, and to nobody else."""

import pytest
from django.urls import reverse

from evidence import services
from evidence.register import register
from evidence.tables import REGISTER_COLUMNS
from scr_tracker.exports import Table
from tests.documents.packs import everything, make
from tests.evidence.samples import add, serve_both, upload
from tests.exports.files import csv_of

pytestmark = pytest.mark.usefixtures("today")
NEUTRAL = "The record of another partnership, by Police Lead on 2 November 2026"


@pytest.fixture
def item(world):
    world.police_action.title = "Kept to City"
    world.police_action.save()
    world.review.pseudonym, world.review.reference = "Kestrel", "City-1"
    world.review.save()
    return add(world, title="Minutes", file=upload("list.pdf"))


@pytest.fixture
def copy(world, item):
    there = serve_both(world)
    return services.bring_in(actor=world.fresh("police_lead"), evidence=item, action=there)


def marks(world, item):
    """What would tell where it came from."""
    review, action = world.review, world.police_action
    things = (item, item.versions.get(), action, action.recommendation, review, world.city)
    words = [world.city.name, review.pseudonym, review.reference, action.title]
    return [*words, *(str(thing.public_id) for thing in things), item.versions.get().file.name]


def pages(client, copy):
    action = copy.actions.get()
    addresses = [
        *(
            reverse(f"evidence:evidence-{name}", args=[copy.public_id])
            for name in ("detail", "decide", "edit")
        ),
        action.get_absolute_url(),
        action.recommendation.get_absolute_url(),
        action.recommendation.review.get_absolute_url(),
        reverse("evidence:recommendation-register", args=[action.recommendation.public_id]),
        reverse("evidence:review-register", args=[action.recommendation.review.public_id]),
    ]
    answers = [client.get(address) for address in addresses]
    assert [answer.status_code for answer in answers] == [200] * len(addresses)
    return [answer.getvalue().decode() for answer in answers]


def test_who_may_read_both_finds_each_from_the_other(world, sign_in, item, copy):
    client = sign_in("police_lead")
    page = client.get(copy.get_absolute_url()).content.decode()
    assert f'href="{item.get_absolute_url()}">Minutes</a>, City' in page
    assert NEUTRAL not in page
    page = client.get(item.get_absolute_url()).content.decode()
    assert "Also used in" in page
    assert f'href="{copy.get_absolute_url()}">Minutes</a>, Coast' in page


def test_its_manager_reads_the_copy_and_cannot_tell_where_it_came_from(world, sign_in, item, copy):
    texts = pages(sign_in("outsider"), copy)
    assert NEUTRAL in texts[0]
    assert NEUTRAL in texts[1]
    assert "Evidence brought in: Minutes" in texts[3]
    found = {mark for mark in marks(world, item) for text in texts if mark in text}
    assert found == set()


def test_the_pack_and_the_register_do_not_tell_either(world, item, copy):
    review = copy.actions.get().recommendation.review
    pack = everything(make(world, "outsider", review=review))
    rows = str(csv_of(Table("x", REGISTER_COLUMNS, register(world.fresh("outsider")))))
    assert "Police Lead, 2 November 2026 from the record of another partnership" in pack
    for text in (pack, rows):
        assert "Minutes" in text
        assert [mark for mark in marks(world, item) if mark in text] == []


def test_the_original_tells_its_own_readers_nothing_of_the_copy(world, sign_in, item, copy):
    told = ("Also used in", "Brought in from", str(copy.public_id), "Coast", "brought")
    for person in ("manager", "board_member"):
        page = sign_in(person).get(item.get_absolute_url()).content.decode()
        assert "Minutes" in page
        assert [mark for mark in told if mark in page] == []


def test_who_could_read_both_and_may_no_longer_is_told_nothing_more(world, sign_in, item, copy):
    world.police_lead.memberships.filter(partnership=world.city).update(is_active=False)
    page = sign_in("police_lead").get(copy.get_absolute_url()).content.decode()
    assert NEUTRAL in page
    assert [mark for mark in marks(world, item) if mark in page] == []


def test_a_restricted_original_is_not_named_to_who_is_not_named_there(world, sign_in, item, copy):
    world.review.is_restricted = True
    world.review.save()
    page = sign_in("police_lead").get(copy.get_absolute_url()).content.decode()
    assert NEUTRAL in page
    menu = {str(world.city.public_id)}  # of the lead, who is in City all the same
    assert {mark for mark in marks(world, item) if mark in page} <= menu


def test_an_items_page_asks_no_more_of_who_is_in_one_partnership(
    world, sign_in, item, copy, django_assert_num_queries
):
    client = sign_in("manager")
    with django_assert_num_queries(14):
        client.get(item.get_absolute_url())
