"""What was typed is shown although its page has been settled, or fails, by now."""

import pytest
from django.urls import reverse

from evidence import services
from recommendations.models import Action, Review
from recommendations.views import moves
from tests.evidence.asking import ask
from tests.evidence.samples import add
from tests.pages.late import UNSAVED, hidden
from tests.world import add_action, add_person

pytestmark = pytest.mark.usefixtures("today")


def type_late(visitor, person, address, to="", **words):
    html = visitor.read(address)
    names = ("csrfmiddlewaretoken", "shown_to", "once", "version")
    tokens = {name: found[-1] for name in names if (found := hidden(html, name))}
    visitor.end_session()
    visitor.client.post(to or address, {**tokens, **words})
    visitor.sign_in(person)


def test_words_of_a_request_that_was_withdrawn_meanwhile_are_shown(world, lead):
    request = ask(world)
    address = reverse("evidence:request-answer", args=[request.public_id])
    type_late(lead, world.police_lead, address, note="The list is with the trainer.")
    services.withdraw_request(
        actor=world.fresh("manager"), request=request, version=request.version, reason="Found."
    )
    assert "The list is with the trainer." in lead.read(UNSAVED)


def test_words_are_shown_where_their_page_fails(world, lead, monkeypatch):
    address = reverse("recommendations:action-hold", args=[world.police_action.public_id])
    type_late(lead, world.police_lead, address, reason="The trainer is ill.")

    def fail(*args, **kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr(moves, "get_visible", fail)
    assert "The trainer is ill." in lead.read(UNSAVED)


def test_words_of_a_claim_that_somebody_else_decided_meanwhile_stay(world, manager):
    claim = add_action(world, status="completed")
    address = reverse("evidence:queue-claim", args=[world.city.public_id, claim.public_id])
    words = {"decision": "in_progress", "note": "The dates are missing."}
    type_late(manager, world.manager, address, **words)
    to, fields = manager.sending()
    Action.objects.filter(pk=claim.pk).update(status="in_progress")
    assert manager.client.post(to, fields).status_code == 302
    assert "The dates are missing." in manager.read(UNSAVED)


def test_words_of_a_decision_on_an_item_of_such_a_claim_stay(world, manager):
    claim = add_action(world, status="completed")
    item = add(world, action=claim)
    ids = [world.city.public_id, claim.public_id]
    page = reverse("evidence:queue-claim", args=ids)
    to_item = reverse("evidence:queue-decide", args=[*ids, item.public_id])
    comment = {f"e{item.pk}-comment": "The dates are missing."}
    type_late(manager, world.manager, page, to=to_item, **comment)
    to, fields = manager.sending()
    Action.objects.filter(pk=claim.pk).update(status="in_progress")
    assert manager.client.post(to, fields).status_code == 302
    assert "The dates are missing." in manager.read(UNSAVED)


def test_words_of_a_disposal_that_a_hold_has_stopped_meanwhile_stay(world, manager):
    address = reverse("evidence:disposal-add", args=[add(world).public_id])
    type_late(manager, world.manager, address, ground="mistake", reason="It names a child.")
    to, fields = manager.sending()
    Review.objects.filter(pk=world.review.pk).update(is_held=True, hold_reason="Inquest.")
    assert manager.client.post(to, fields).status_code == 302
    assert "It names a child." in manager.read(UNSAVED)


def test_words_of_a_disposal_that_was_decided_meanwhile_stay(world, manager):
    item, deputy = add(world), add_person(world, "deputy", "manager")
    disposal = services.propose_disposal(
        actor=deputy, evidence=item, ground="mistake", reason="It names a child."
    )
    address = reverse("evidence:disposal-decide", args=[disposal.public_id])
    words = {"decision": "decline", "note": "It names nobody."}
    type_late(manager, world.manager, address, **words)
    to, fields = manager.sending()
    services.decide_disposal(
        actor=deputy, disposal=disposal, accept=False, note="It is the register."
    )
    assert manager.client.post(to, fields).status_code == 302
    assert "It names nobody." in manager.read(UNSAVED)
