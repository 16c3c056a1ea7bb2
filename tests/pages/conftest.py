"""Somebody at whose browser the session ends while they type."""

import pytest
from django.urls import reverse

from tests.pages.late import Visitor


@pytest.fixture
def lead(world, today):
    visitor = Visitor()
    visitor.sign_in(world.police_lead)
    return visitor


@pytest.fixture
def manager(world, today):
    visitor = Visitor()
    visitor.sign_in(world.manager)
    return visitor


@pytest.fixture
def action(world):
    return world.police_action


@pytest.fixture
def address(action):
    return reverse("recommendations:action-update", args=[action.public_id])


@pytest.fixture
def late(lead, action, address):
    """The lead has pressed the button after the session had ended."""
    data = lead.form(action)
    lead.end_session()
    lead.reply = lead.client.post(address, data)
    return lead
