"""Signing in and out, passwords; nobody signs up, and no name leads to a 500."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.world import PASSWORD, add_person

OPEN = (
    "account_login",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_signup",
    "account_inactive",
)
OWN = ("account_change_password", "account_reauthenticate", "account_logout")


def title_of(page):
    return re.findall(r"<title>(.*?)</title>", page.content.decode())[0]


@pytest.mark.parametrize("name", OPEN)
def test_open_account_pages_show_for_anonymous_people(client, world, name):
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert page.content.decode().count("<h1") == 1


@pytest.mark.parametrize("name", OWN)
def test_own_account_pages_show_for_signed_in_people(sign_in, name):
    page = sign_in("police_lead").get(reverse(name))
    assert page.status_code == 200
    assert page.content.decode().count("<h1") == 1


@pytest.mark.parametrize("name", ["account_change_password", "account_reauthenticate"])
def test_own_account_pages_ask_anonymous_people_to_sign_in(client, world, name):
    assert client.get(reverse(name)).url == f"{reverse('account_login')}?next={reverse(name)}"


def test_a_person_without_a_password_chooses_one(sign_in, world):
    world.police_lead.set_unusable_password()
    world.police_lead.save()
    client = sign_in("police_lead")
    page = client.get(reverse("account_change_password"), follow=True)
    assert page.redirect_chain == [(reverse("account_set_password"), 302)]
    assert title_of(page) == "Choose a password – SCR Tracker"


def sign(client, email, password, **more):
    values = {"login": email, "password": password, **more}
    return client.post(reverse("account_login"), values)


def test_a_person_signs_in_and_out(client, world):
    reply = sign(client, "Manager@Example.test", PASSWORD, next="/help/")
    assert (reply.status_code, reply.url) == (302, "/help/")
    assert "Signed in as Manager" in client.get("/help/").content.decode()
    assert client.post(reverse("account_logout")).url == reverse("account_login")
    assert "Signed in as" not in client.get("/help/").content.decode()


def test_sign_in_goes_nowhere_else(client, world):
    reply = sign(client, "manager@example.test", PASSWORD, next="https://elsewhere.example/")
    assert reply.url == "/"


def test_a_wrong_password_says_so_without_saying_which(client, world):
    known = sign(client, "manager@example.test", "wrong")
    unknown = sign(client, "stranger@example.test", "wrong")
    for page in (known, unknown):
        assert page.status_code == 200
        assert title_of(page) == "Error: Sign in – SCR Tracker"
        html = page.content.decode()
        assert html.count("The e-mail address or the password is not right") == 1
        assert 'href="#id_login"' in html
    assert 'value="manager@example.test"' in known.content.decode()


@pytest.mark.parametrize(
    ("email", "password"),
    [("man\x00ager@example.test", "x"), ("manager@example.test", "x\x00y"), ("", ""), ("x", "x")],
)
def test_bad_input_is_an_error_in_the_form(client, world, email, password):
    page = sign(client, email, password)
    assert page.status_code == 200
    assert title_of(page) == "Error: Sign in – SCR Tracker"


def test_a_null_byte_in_a_reset_is_an_error_in_the_form(client, world):
    page = client.post(reverse("account_reset_password"), {"email": "a\x00@example.test"})
    assert page.status_code == 200
    assert title_of(page) == "Error: Choose a new password – SCR Tracker"


def test_the_demo_password_opens_a_demo_and_nothing_else(client, world, settings):
    person = add_person(world, "demo_manager", "manager")
    person.set_password(settings.DEMO_PASSWORD)
    person.save()
    assert sign(client, person.email, settings.DEMO_PASSWORD).status_code == 302
    settings.DEMO_MODE = False
    assert sign(Client(), person.email, settings.DEMO_PASSWORD).status_code == 200


def test_demo_logins_show_in_a_demo_only(client, world, settings):
    assert "police@demo.example" in client.get(reverse("account_login")).content.decode()
    settings.DEMO_MODE = False
    assert "demo.example" not in client.get(reverse("account_login")).content.decode()


def test_nobody_signs_up(client, world):
    before = world.manager.__class__.objects.count()
    values = {"email": "new@example.test", "password1": PASSWORD, "password2": PASSWORD}
    page = client.post(reverse("account_signup"), values)
    assert title_of(page) == "People are invited – SCR Tracker"
    assert world.manager.__class__.objects.count() == before


def reset_link(client, email):
    client.post(reverse("account_reset_password"), {"email": email})
    return re.findall(r"http://testserver(\S+)", mail.outbox[-1].body)[0]


def test_a_forgotten_password_is_replaced_once(client, world):
    link = reset_link(client, "manager@example.test")
    assert mail.outbox[0].subject == "[OFFICIAL] SCR Tracker: choose a new password"
    form_page = client.get(link).url
    new = "eleven purple bicycles"
    page = client.post(form_page, {"password1": new, "password2": "other words entirely"})
    assert title_of(page) == "Error: Choose a new password – SCR Tracker"
    page = client.post(form_page, {"password1": new, "password2": new}, follow=True)
    assert title_of(page) == "Your password is changed – SCR Tracker"
    assert sign(Client(), "manager@example.test", new).status_code == 302
    assert title_of(Client().get(link)) == "This link no longer works – SCR Tracker"


def test_a_stranger_gets_the_same_answer_and_no_mail(client, world):
    known = client.post(reverse("account_reset_password"), {"email": "manager@example.test"})
    mail.outbox.clear()
    unknown = client.post(reverse("account_reset_password"), {"email": "x@example.test"})
    assert (unknown.status_code, unknown.url) == (known.status_code, known.url)
    assert mail.outbox == []


def test_the_demo_password_is_nobodys_own(client, world, settings):
    settings.DEMO_MODE = False
    form_page = client.get(reset_link(client, "manager@example.test")).url
    same = settings.DEMO_PASSWORD
    page = client.post(form_page, {"password1": same, "password2": same})
    assert "This is the demo&#x27;s public password" in page.content.decode()


def test_a_person_changes_the_password(sign_in):
    client = sign_in("police_lead")
    new = "eleven purple bicycles"
    values = {"oldpassword": "wrong", "password1": new, "password2": new}
    page = client.post(reverse("account_change_password"), values)
    assert "Your present password is not right" in page.content.decode()
    reply = client.post(reverse("account_change_password"), {**values, "oldpassword": PASSWORD})
    assert (reply.status_code, reply.url) == (302, "/")


def test_too_many_tries_get_a_page(client, world):
    pages = [sign(client, "manager@example.test", "wrong") for _ in range(40)]
    last = pages[-1]
    assert {page.status_code for page in pages} <= {200, 429}
    assert last.status_code == 429 or "Too many tries" in last.content.decode()


@pytest.mark.parametrize("name", ["account_login", "account_logout"])
def test_a_next_that_is_no_address_is_ignored(world, client, name):
    assert client.get(reverse(name), {"next": "http://["}).status_code in {200, 302}


@pytest.mark.parametrize("after", ["http://[", "//evil.example", "https://evil.example/"])
def test_signing_in_leads_to_no_other_site(world, client, after):
    data = {"login": world.manager.email, "password": PASSWORD, "next": after}
    page = client.post(reverse("account_login"), data)
    assert (page.status_code, page.url) == (302, "/")
