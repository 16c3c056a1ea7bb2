"""Error pages: plain words, one h1, nothing saved, and 500 without a database."""

import re

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import reverse

from scr_tracker import errors
from tests.world import PASSWORD


def heading_of(page):
    found = re.findall(r"<h1[^>]*>(.*?)</h1>", page.content.decode())
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("who", [None, "manager"])
def test_unknown_address_is_404(client, sign_in, who):
    page = (sign_in(who) if who else client).get("/nothing/here/")
    assert page.status_code == 404
    assert heading_of(page) == "Page not found"


def test_a_form_without_its_token_is_403_and_changes_nothing(world):
    client = Client(enforce_csrf_checks=True)
    values = {"login": "manager@example.test", "password": PASSWORD}
    page = client.post(reverse("account_login"), values)
    assert page.status_code == 403
    assert heading_of(page) == "This page had been open for too long"
    assert "_auth_user_id" not in client.session


def test_a_form_with_its_token_goes_through(world):
    client = Client(enforce_csrf_checks=True)
    html = client.get(reverse("account_login")).content.decode()
    token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)[0]
    values = {"login": "manager@example.test", "password": PASSWORD}
    reply = client.post(reverse("account_login"), {**values, "csrfmiddlewaretoken": token})
    assert reply.status_code == 302


def test_a_body_that_is_too_large_is_413(client, world):
    length = str(4 * settings.EVIDENCE_MAX_BYTES + 1)
    page = client.post(reverse("account_login"), CONTENT_LENGTH=length)
    assert page.status_code == 413
    assert heading_of(page) == "That was too large to send"
    assert "One file can be up to 1 MB." in page.content.decode()


def test_too_many_characters_in_a_form_is_413(client, world):
    page = client.post(
        reverse("account_login"),
        "login=" + "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1),
        content_type="application/x-www-form-urlencoded",
    )
    assert page.status_code == 413


def test_500_needs_neither_database_nor_request():
    # No database fixture: a query would fail the test.
    page = errors.server_error(RequestFactory().get("/"))
    assert page.status_code == 500
    assert heading_of(page) == "Something went wrong"


def test_a_crash_shows_the_500_page(world, monkeypatch):
    def crash(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("scr_tracker.views.render", crash)
    page = Client(raise_request_exception=False).get("/help/")
    assert page.status_code == 500
    assert heading_of(page) == "Something went wrong"


@pytest.mark.parametrize(
    ("view", "status", "heading"),
    [
        (errors.bad_request, 400, "We could not read that"),
        (errors.permission_denied, 403, "You cannot open this page"),
    ],
)
def test_pages_that_django_asks_for(view, status, heading):
    page = view(RequestFactory().get("/"))
    assert (page.status_code, heading_of(page)) == (status, heading)


def test_a_foreign_host_is_400(client, db):
    page = client.get("/help/", headers={"host": "elsewhere.example"})
    assert page.status_code == 400
    assert heading_of(page) == "We could not read that"
