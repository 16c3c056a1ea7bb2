"""What people, scripts and links get when the session has ended, and when it never was."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from tests.world import PASSWORD

SIGN_IN = reverse("account_login")
ENDED = "You have been signed out because your session has ended. Sign in to go on."


@pytest.fixture
def address(world):
    return reverse("recommendations:action-list", query={"mine": "1"})


@pytest.fixture
def ended(sign_in):
    client = sign_in("police_lead")
    Session.objects.all().delete()
    return client


def test_a_link_leads_where_it_was_going_after_signing_in(ended, world, address):
    reply = ended.get(address)
    assert reply.url == f"{SIGN_IN}?next=/actions/%3Fmine%3D1"
    values = {"login": world.police_lead.email, "password": PASSWORD, "next": address}
    assert ended.post(SIGN_IN, values).url == address


def test_the_sign_in_page_says_once_that_the_session_has_ended(ended, address):
    assert ENDED in ended.get(address, follow=True).content.decode()
    assert ENDED not in ended.get(SIGN_IN).content.decode()


@pytest.mark.parametrize("has_signed_out", [True, False])
def test_it_says_so_only_where_it_is_so(sign_in, world, address, has_signed_out):
    client = Client()
    if has_signed_out:
        client = sign_in("police_lead")
        client.post(reverse("account_logout"))
    page = client.get(address, follow=True)
    assert page.redirect_chain[0][0].startswith(SIGN_IN)
    assert ENDED not in page.content.decode()


@pytest.mark.parametrize("headers", [{"X-CSRFToken": "x"}, {"Sec-Fetch-Mode": "cors"}])
def test_a_script_gets_a_plain_no(ended, world, headers):
    upload = reverse("evidence:upload-add", args=[world.police_action.public_id])
    reply = ended.post(upload, headers=headers)
    assert (reply.status_code, reply.content) == (403, b"You have been signed out.")
    assert ended.get(world.police_action.get_absolute_url(), headers=headers).status_code == 403


def test_a_browser_that_goes_to_a_page_is_led_to_sign_in(ended, address):
    assert ended.get(address, headers={"Sec-Fetch-Mode": "navigate"}).status_code == 302
