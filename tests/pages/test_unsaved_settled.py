"""What was typed is shown although its page has been settled, or fails, by now."""

import pytest
from django.urls import reverse

from evidence import services
from recommendations.views import moves
from tests.evidence.asking import ask
from tests.pages.late import UNSAVED, Visitor, hidden

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def lead(world):
    visitor = Visitor()
    visitor.sign_in(world.police_lead)
    return visitor


def type_late(lead, world, address, **words):
    html = lead.read(address)
    names = ("csrfmiddlewaretoken", "shown_to", "once", "version")
    data = {**{name: hidden(html, name)[-1] for name in names}, **words}
    lead.end_session()
    lead.client.post(address, data)
    lead.sign_in(world.police_lead)


def test_words_of_a_request_that_was_withdrawn_meanwhile_are_shown(world, lead):
    request = ask(world)
    address = reverse("evidence:request-answer", args=[request.public_id])
    type_late(lead, world, address, note="The list is with the trainer.")
    services.withdraw_request(
        actor=world.fresh("manager"), request=request, version=request.version, reason="Found."
    )
    assert "The list is with the trainer." in lead.read(UNSAVED)


def test_words_are_shown_where_their_page_fails(world, lead, monkeypatch):
    address = reverse("recommendations:action-hold", args=[world.police_action.public_id])
    type_late(lead, world, address, reason="The trainer is ill.")

    def fail(*args, **kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr(moves, "get_visible", fail)
    assert "The trainer is ill." in lead.read(UNSAVED)
