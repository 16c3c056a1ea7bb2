"""Whose words they are: of whom the page was shown to, in the browser from which they came."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from scr_tracker.models import UnsavedPost
from tests.pages.late import NOTE, SIGN_IN, UNSAVED, Visitor, hidden, kept, notes


def test_nobody_else_who_signs_in_sees_it(late, world):
    assert late.sign_in(world.manager, next=UNSAVED).url == UNSAVED
    assert "signed out before" not in late.read("/help/")
    reply = late.client.get(UNSAVED, follow=True)
    assert reply.redirect_chain == [(reverse("dashboards:my-work"), 302)]
    assert "officers" not in reply.content.decode()
    assert "no longer here" not in reply.content.decode()


def test_nobody_else_who_signs_in_discards_it_or_sends_it(late, world, address):
    name = str(UnsavedPost.objects.get().public_id)
    late.sign_in(world.manager)
    token = hidden(late.read("/help/"), "csrfmiddlewaretoken")[0]
    to = reverse("unsaved-discard", args=[name])
    assert late.client.post(to, {"csrfmiddlewaretoken": token}).status_code == 404
    late.client.post(address, {"csrfmiddlewaretoken": token, "unsaved": name, "note": "Other."})
    assert kept() == 1


def test_it_is_there_when_its_author_signs_in_after_another(late, world):
    late.sign_in(world.manager)
    assert "officers" not in late.read(UNSAVED)
    late.sign_out()
    late.sign_in(world.police_lead)
    assert "signed out before" in late.read("/help/")
    assert late.save().status_code == 302
    assert notes() == [(NOTE,)]


def test_two_people_at_one_browser_each_get_their_own_back(late, world, action, address):
    late.sign_in(world.manager)
    data = late.form(action, note="The manager asked officers.")
    late.end_session()
    late.client.post(address, data)
    late.sign_in(world.police_lead)
    assert "Ten officers" in (html := late.read(UNSAVED))
    assert "The manager asked" not in html
    assert late.save().status_code == 302
    late.sign_out()
    late.sign_in(world.manager)
    assert "The manager asked" in (html := late.read(UNSAVED))
    assert "Ten officers" not in html


def test_it_is_there_when_its_author_has_signed_out(late, world):
    late.sign_in(world.police_lead)
    late.sign_out()
    late.sign_in(world.police_lead)
    assert "Ten officers" in late.read(UNSAVED)


def test_it_is_not_shown_in_another_browser(late, world):
    other = Visitor()
    other.sign_in(world.police_lead)
    assert other.client.get(UNSAVED).status_code == 302
    other.client.cookies["unsaved"] = late.client.cookies["unsaved"].value + "x"
    assert other.client.get(UNSAVED).status_code == 302
    other.client.cookies["unsaved"] = late.client.cookies["unsaved"].value
    assert "Ten officers" in other.read(UNSAVED)


def test_a_page_asks_for_it_only_where_the_cookie_names_its_reader(late, world):
    """One query of one who may have something, for the line on every page; none of the others."""

    def queries(visitor):
        with CaptureQueriesContext(connection) as found:
            visitor.read("/help/")
        return sum("unsavedpost" in each["sql"] for each in found)

    other = Visitor()
    other.sign_in(world.police_lead)
    assert queries(other) == 0
    late.sign_in(world.manager)
    assert queries(late) == 0
    late.sign_out()
    late.sign_in(world.police_lead)
    assert queries(late) == 1


@pytest.mark.parametrize("name", ["manager", "nobody"])
def test_a_page_shown_to_one_person_keeps_nothing_for_another(world, lead, action, address, name):
    """The tab of the one is still open, and the other has signed in beside it."""
    data = lead.form(action)
    lead.end_session()
    lead.sign_in(world.people[name])
    assert lead.client.post(address, data).status_code == 403
    assert kept() == 0


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: "",
        lambda token: token.split(":")[0],
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: "00000000-0000-0000-0000-000000000000" + token[36:],
    ],
    ids=["none", "unsigned", "another signature", "another person"],
)
def test_nothing_is_kept_without_the_token_of_a_page(lead, action, address, spoil):
    data = lead.form(action)
    lead.end_session()
    reply = lead.client.post(address, {**data, "shown_to": spoil(data["shown_to"])})
    assert reply.url == f"{SIGN_IN}?next={address}"
    assert kept() == 0


def test_a_token_of_a_page_of_a_month_ago_keeps_nothing(lead, action, address):
    data = lead.form(action)
    lead.end_session()
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        lead.client.post(address, data)
    assert kept() == 0


def test_a_post_from_another_site_is_refused_and_not_kept(lead, action, address):
    data = lead.form(action)
    lead.end_session()
    reply = lead.client.post(address, data, headers={"Origin": "https://elsewhere.example"})
    assert reply.status_code == 403
    assert kept() == 0


def test_who_has_signed_in_again_in_another_tab_sends_it_from_there(lead, world, action, address):
    """The page's CSRF token is of the earlier session; the session there now is of the same one."""
    data = lead.form(action)
    lead.end_session()
    lead.sign_in(world.police_lead)
    assert lead.client.post(address, data).url == UNSAVED
    assert lead.save().status_code == 302
    assert (notes(), kept()) == ([(NOTE,)], 0)


def test_it_is_kept_when_the_browser_has_lost_its_cookies(lead, world, action, address):
    data = lead.form(action)
    lead.client.cookies.clear()
    assert lead.client.post(address, data).url == UNSAVED
    assert lead.client.get(UNSAVED).url == f"{SIGN_IN}?next={UNSAVED}"
    lead.sign_in(world.police_lead)
    assert lead.save().status_code == 302
    assert notes() == [(NOTE,)]


def test_it_is_kept_when_the_session_has_expired(lead, world, action, address, today):
    data = lead.form(action)
    with time_machine.travel(timezone.now() + timedelta(hours=13), tick=False):
        lead.client.post(address, data)
        lead.sign_in(world.police_lead)
        assert lead.save().status_code == 302
    assert notes() == [(NOTE,)]


def test_it_is_kept_when_the_password_was_changed_elsewhere(lead, world, action, address):
    data = lead.form(action)
    world.police_lead.set_password("eleven purple bicycles")
    world.police_lead.save()
    lead.client.post(address, data)
    lead.sign_in(world.police_lead, "eleven purple bicycles")
    assert lead.save().status_code == 302
    assert notes() == [(NOTE,)]


def test_of_an_account_that_was_closed_nobody_sees_it(lead, world, action, address):
    data = lead.form(action)
    world.police_lead.is_active = False
    world.police_lead.save()
    lead.client.post(address, data)
    assert kept() == 1
    assert lead.sign_in(world.police_lead).url == reverse("account_inactive")
    lead.sign_in(world.manager)
    assert lead.client.get(UNSAVED, follow=True).context["user"] == world.manager


def test_neither_cookie_nor_database_holds_a_word_of_it(late, address):
    row = UnsavedPost.objects.values().get()
    held = [str(late.client.cookies), str(late.client.session.items()), str(row)]
    assert [word for word in ("officers", address) if word in "".join(held)] == []
    assert str(row["browser"]) not in str(late.client.cookies)


def test_the_cookie_is_for_the_server_alone(late):
    cookie = late.client.cookies["unsaved"]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", "")
    assert cookie["max-age"] == 12 * 3600


def test_of_many_pages_of_a_person_the_last_five_are_kept(lead, world, action, address):
    """Also where the browser takes no cookie: nobody fills the table."""
    pages = [lead.form(action, note=f"Officers {number}") for number in range(7)]
    lead.end_session()
    lead.client.post(address, pages[0])
    lead.client.cookies.pop("unsaved")
    for data in pages[1:]:
        lead.client.post(address, data)
    assert kept() == 5
    lead.sign_in(world.police_lead)
    words = re.findall(r"Officers \d</span>", lead.read(UNSAVED))
    assert words == [f"Officers {number}</span>" for number in range(2, 7)]


def test_two_clicks_before_the_first_answer_are_read_with_the_cookie_of_either(
    lead, world, action, address
):
    """Neither post had the cookie of the other; which of the two stays is up to the browser."""
    data, cookies = lead.form(action), []
    lead.end_session()
    for _ in range(2):
        assert lead.client.post(address, data).url == f"{SIGN_IN}?next={UNSAVED}"
        cookies.append(lead.client.cookies.pop("unsaved").value)
    lead.sign_in(world.police_lead)
    for cookie in cookies:
        lead.client.cookies["unsaved"] = cookie
        assert "Ten officers were briefed." in lead.read(UNSAVED)
    assert lead.save().status_code == 302
    assert notes() == [(NOTE,)]


def test_the_table_keeps_one_post_of_a_page_in_a_browser(late):
    """What the database holds to, where two posts come at the same moment."""
    row = UnsavedPost.objects.get()
    twice = UnsavedPost(reader=row.reader, page=row.page, browser=row.browser, words="")
    with pytest.raises(IntegrityError), transaction.atomic():
        twice.save()
