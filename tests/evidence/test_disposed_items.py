"""An item whose file was disposed of: what can be decided on it, and what it still proves."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from evidence import services
from evidence.figures import FigureRow
from evidence.request_items import answers_there
from evidence.since import has_news
from evidence.verification import standing
from recommendations.models import Action
from recommendations.services.progress import post_update
from scr_tracker.errors import InvalidTransition
from tests.evidence.asking import ask, decide
from tests.evidence.samples import PDF, add, upload
from tests.world import TODAY, add_action, add_person

pytestmark = pytest.mark.usefixtures("today")
GONE = "it was disposed of. Its name, size and checksum stay on record."


@pytest.fixture
def claimed(world):
    """A claim, in a review whose time for keeping is over; the deputy manages as well."""
    add_person(world, "deputy", "manager")
    world.review.retain_until = TODAY - timedelta(days=1)
    world.review.save()
    return add_action(world, status="completed", due_in=5)


def rows(attendees=12):
    return [FigureRow("Attendees", Decimal(attendees), "people")]


def dispose(world, item, ground="over"):
    disposal = services.propose_disposal(
        actor=world.fresh("manager"), evidence=item, ground=ground, reason="Time over."
    )
    services.decide_disposal(actor=world.fresh("deputy"), disposal=disposal, accept=True)


def verify(world, action):
    fresh = Action.objects.get(pk=action.pk)
    return post_update(
        actor=world.fresh("manager"),
        action=fresh,
        version=fresh.version,
        note="Yes.",
        to="verified",
    )


def queue_item(world, action, client):
    address = reverse("evidence:queue-claim", args=[world.city.public_id, action.public_id])
    page = client.get(address)
    return page.context["shown"][0], page.content.decode()


def test_figures_that_change_after_the_file_went_are_accepted(world, claimed):
    item = add(world, action=claimed, file=upload(), figures=rows())
    decide(world, item)
    dispose(world, item)
    item.refresh_from_db()
    services.edit_evidence(
        actor=world.fresh("police_lead"), evidence=item, version=item.version, figures=rows(14)
    )
    assert decide(world, item).decision == "accepted"
    assert verify(world, claimed).status_after == "verified"


def test_what_has_nothing_left_is_not_accepted_and_can_be_sent_back(world, claimed):
    item = add(world, action=claimed, file=upload())
    dispose(world, item)
    with pytest.raises(InvalidTransition, match="It cannot be accepted: it was disposed of"):
        decide(world, item)
    assert decide(world, item, "returned").decision == "returned"


def test_the_queue_offers_what_can_be_done(world, claimed, sign_in):
    item, client = add(world, action=claimed, file=upload()), sign_in("manager")
    accept, send_back = 'value="accepted"', 'value="returned"'
    shown, text = queue_item(world, claimed, client)
    assert (shown.why_not, accept in text, send_back in text) == ("", True, True)
    dispose(world, item)
    shown, text = queue_item(world, claimed, client)
    assert (shown.why_not, accept in text, send_back in text) == (GONE, False, True)
    assert f"It cannot be accepted: {GONE}" in text


def offers(client, item):
    address = reverse("evidence:evidence-decide", args=[item.public_id])
    text = client.get(item.get_absolute_url()).content.decode()
    return re.findall(rf'href="{address}"[^>]*>([^<]*)</a>', text)


def test_the_items_page_offers_only_what_can_still_be_decided(world, claimed, sign_in):
    item, client = add(world, action=claimed, file=upload()), sign_in("manager")
    decide(world, item)
    assert offers(client, item) == ["Change the decision"]
    dispose(world, item)
    assert offers(client, item) == ["Send it back to ask for another"]
    decide(world, item, "returned")
    assert offers(client, item) == []
    shown, text = queue_item(world, claimed, client)
    assert (shown.is_over, 'value="returned"' in text) == (True, False)


def test_a_virus_leaves_nothing_but_to_send_it_back_once(world, claimed, sign_in):
    item, client = add(world, action=claimed, file=upload()), sign_in("manager")
    assert offers(client, item) == ["Accept or send back"]
    item.versions.update(scan_state="infected")
    assert offers(client, item) == ["Send it back"]
    decide(world, item, "returned")
    assert offers(client, item) == []


def test_the_queue_offers_to_accept_the_figures_that_are_left(world, claimed, sign_in):
    dispose(world, add(world, action=claimed, file=upload(), figures=rows()))
    assert queue_item(world, claimed, sign_in("manager"))[0].why_not == ""


def test_the_page_of_the_decision_offers_to_send_it_back_only(world, claimed, sign_in):
    item, client = add(world, action=claimed, file=upload()), sign_in("manager")
    address = reverse("evidence:evidence-decide", args=[item.public_id])
    offered = [key for key, _ in client.get(address).context["form"]["decision"].field.choices]
    assert offered == ["accepted", "returned"]
    dispose(world, item)
    offered = [key for key, _ in client.get(address).context["form"]["decision"].field.choices]
    assert offered == ["returned"]
    item.refresh_from_db()
    refused = client.post(address, {"decision": "accepted", "version": item.version})
    assert refused.context["form"].errors == {"decision": [f"It cannot be accepted: {GONE}"]}


def test_an_item_of_which_nothing_is_left_keeps_no_action_from_verification(world, claimed):
    dispose(world, add(world, action=claimed, title="Old list", file=upload()))
    with pytest.raises(InvalidTransition, match=r"^This action has no evidence\."):
        verify(world, claimed)
    decide(world, add(world, action=claimed, title="Audit"))
    assert verify(world, claimed).status_after == "verified"


def test_the_lead_is_told_what_can_be_done_with_it(world, claimed, sign_in):
    item, words = add(world, action=claimed, file=upload()), "Its file was disposed of, so it"
    page = item.get_absolute_url()
    assert words not in sign_in("police_lead").get(page).content.decode()
    dispose(world, item)
    assert words in sign_in("police_lead").get(page).content.decode()
    assert words not in sign_in("board_member").get(page).content.decode()


@pytest.mark.parametrize("figures", [(), rows()])
def test_what_can_still_be_read_answers_a_request(world, figures):
    add_person(world, "deputy", "manager")
    world.review.retain_until = TODAY - timedelta(days=1)
    world.review.save()
    item, asked = add(world, file=upload(), figures=figures), ask(world)
    dispose(world, item)
    lead = world.fresh("police_lead")
    assert answers_there(lead, asked) == ([item] if figures else [])
    values = {"actor": lead, "request": asked, "version": asked.version, "evidence": item}
    if figures:
        services.answer_request(**values)
    else:
        with pytest.raises(InvalidTransition, match="It cannot be used: it was disposed of"):
            services.answer_request(**values)


NOTE = "It was told on the phone, and needs no proof."


def test_an_action_whose_only_file_went_undecided_is_verified_as_without_evidence(world, claimed):
    dispose(world, add(world, action=claimed, file=upload()), ground="mistake")
    fresh = Action.objects.get(pk=claimed.pk)
    values = {"version": fresh.version, "to": "verified", "note": NOTE}
    post_update(actor=world.fresh("manager"), action=fresh, **values)
    verified = Action.objects.get(pk=claimed.pk)
    assert (verified.status, has_news(verified)) == ("verified", False)


def test_what_went_undecided_before_a_verification_is_no_news_after_it(world, claimed):
    dispose(world, add(world, action=claimed, file=upload()), ground="mistake")
    decide(world, add(world, action=claimed, file=upload("b.pdf", PDF + b" ")))
    verify(world, claimed)
    assert has_news(Action.objects.get(pk=claimed.pk)) is False


def test_a_decision_of_the_claimer_stands_where_nothing_is_left_to_decide_on(world, claimed):
    old = add(world, action=claimed, file=upload())
    decide(world, old)
    decide(world, add(world, action=claimed, file=upload("b.pdf", PDF + b" ")), person="deputy")
    Action.objects.filter(pk=claimed.pk).update(claimed_by=world.manager)
    against = standing(Action.objects.get(pk=claimed.pk), world.fresh("deputy")).against
    assert against.startswith("Who claimed this action also decided on")
    dispose(world, old)
    assert standing(Action.objects.get(pk=claimed.pk), world.fresh("deputy")).against == ""
