"""Help and the statements: open to everybody, signed in or not; one h1, one title."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse

from recommendations import meanings
from recommendations.status import Progress, Rating, Status
from recommendations.templatetags import status_help

PAGES = ("help", "accessibility", "privacy")
EVERYBODY = (None, "manager", "police_lead", "board_member", "scrutineer", "nobody")


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("name", PAGES)
def test_everybody_reads_the_statements(client, sign_in, name, who):
    page = (sign_in(who) if who else client).get(reverse(name))
    html = page.content.decode()
    assert page.status_code == 200
    heading = re.findall(r"<h1[^>]*>(.*?)</h1>", html)
    assert len(heading) == 1
    assert re.findall(r"<title>(.*?)</title>", html) == [f"{heading[0]} – SCR Tracker"]


def test_the_icon_is_found_by_the_name_that_browsers_guess(client):
    address = client.get("/favicon.ico").url
    assert address.endswith(".svg")
    assert Path(finders.find(address.removeprefix(settings.STATIC_URL))).read_text()[:4] == "<svg"


def test_help_explains_every_status_rating_and_progress(client, db):
    html = client.get(reverse("help")).content.decode()
    for word in (*Status.labels, *Rating.labels, *Progress.labels):
        assert f">{word}</strong>" in html


def test_each_word_has_a_meaning():
    assert set(status_help.STATUS_MEANS) == set(Status)
    assert set(meanings.RATING_MEANS) == set(Rating)
    assert set(meanings.PROGRESS_MEANS) == set(Progress)


def test_help_says_who_may_set_what():
    said = {row.label: row.who for row in status_help.action_statuses()}
    assert said == {
        "Not started": "Partnership manager",
        "In progress": "Partnership manager, Agency lead",
        "Completed": "Partnership manager, Agency lead",
        "Verified": "Partnership manager",
        "On hold": "Partnership manager, Agency lead",
        "Withdrawn": "Partnership manager",
    }


def test_menu_shows_the_managers_pages_to_managers_only(sign_in):
    def menu(who):
        html = sign_in(who).get(reverse("help")).content.decode()
        return re.findall(r'navigation__link" href="[^"]+"[^>]*>(?:<strong[^>]*>)?([^<]+)', html)

    everybody = ["My work", "Reviews", "Actions", "Dashboard"]
    assert menu("police_lead") == everybody
    assert menu("nobody") == everybody
    assert menu("manager") == [*everybody, "To verify", "People", "Agencies", "Outbox"]


def test_header_names_only_the_persons_own_partnerships(sign_in, world):
    html = sign_in("police_lead").get(reverse("help")).content.decode()
    assert 'class="app-header__partnership">City Children&#x27;s Partnership</span>' in html
    assert "Coast" not in html
    outside = sign_in("outsider").get(reverse("help")).content.decode()
    assert "Coast Adults Board" in outside
    assert "City" not in outside


def test_anonymous_visitors_get_no_menu(client, db):
    html = client.get(reverse("help")).content.decode()
    assert "govuk-service-navigation" not in html
    assert "Sign out" not in html


def test_nothing_inline(client, db):
    for name in PAGES:
        html = client.get(reverse(name)).content.decode()
        assert re.findall(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", html) == []


def test_demo_notice_only_in_a_demo(client, db, settings):
    assert "<strong>Demo.</strong>" in client.get(reverse("help")).content.decode()
    settings.DEMO_MODE = False
    assert "<strong>Demo.</strong>" not in client.get(reverse("help")).content.decode()
