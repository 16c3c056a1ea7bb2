"""What was typed is shown in the words of its form: labels, choices, dates, nothing hidden."""

import re
from html import unescape

import pytest
from django.urls import reverse

from tests.pages.late import NOTE, UNSAVED, Visitor, hidden


@pytest.fixture
def manager(world, today):
    visitor = Visitor()
    visitor.sign_in(world.manager)
    return visitor


def too_late(visitor, person, page, address=None, **data):
    """Post to the address with the tokens of the page, after the session has ended; sign in."""
    html = visitor.read(page)
    tokens = {name: hidden(html, name)[-1] for name in ("once", "shown_to", "csrfmiddlewaretoken")}
    visitor.end_session()
    visitor.client.post(address or page, {**data, **tokens})
    visitor.sign_in(person)


def shown(visitor):
    html = visitor.read(UNSAVED)
    keys = re.findall(r"<dt[^>]*>(.*?)</dt>", html, re.DOTALL)
    values = re.findall(r"<dd[^>]*>(?:<span[^>]*>)?(.*?)(?:</span>)?</dd>", html, re.DOTALL)
    return dict(zip(map(unescape, keys), map(unescape, values), strict=True))


def heading(visitor):
    return unescape(re.findall(r"<h2[^>]*id=.post-1.[^>]*>(.*?)</h2>", visitor.read(UNSAVED))[0])


def test_an_update_is_shown_as_on_the_page_of_its_action(manager, world):
    """Its form is posted to an address of its own, which leads to the page of the action."""
    action = world.police_action
    address = reverse("recommendations:action-update", args=[action.public_id])
    data = {"note": NOTE, "to": "completed", "version": "1"}
    too_late(manager, world.manager, action.get_absolute_url(), address, **data)
    assert shown(manager) == {"What has happened?": NOTE, "Status": "Completed"}
    assert heading(manager) == action.title


def test_what_only_another_choice_asks_for_is_not_shown(manager, world):
    """The page fills in today as the day on which the work was done."""
    action = world.police_action
    address = reverse("recommendations:action-update", args=[action.public_id])
    day = {"completed_on_day": "2", "completed_on_month": "11", "completed_on_year": "2026"}
    data = {"note": NOTE, "to": "", "version": "1", **day}
    too_late(manager, world.manager, action.get_absolute_url(), address, **data)
    assert shown(manager) == {"What has happened?": NOTE}


def test_what_was_chosen_is_shown_by_its_name_and_a_date_in_one_line(manager, world):
    page = reverse("recommendations:action-add", args=[world.recommendation.public_id])
    day = {"due_on_day": "3", "due_on_month": "9", "due_on_year": "2027"}
    data = {"title": "Audit again", "lead_agency": world.police.pk, **day}
    too_late(manager, world.manager, page, **data)
    assert shown(manager) == {
        "What will be done": "Audit again",
        "Lead agency": world.police.name,
        "Due date": "3 September 2027",
    }


def test_what_no_form_knows_is_shown_with_its_name_in_the_post(manager, world):
    page = reverse("recommendations:action-add", args=[world.recommendation.public_id])
    too_late(
        manager, world.manager, page, **{"file-17-why_keep": "Another year's", "files_lost": "1"}
    )
    assert shown(manager) == {"Why keep": "Another year's"}


def test_a_page_that_is_closed_by_now_shows_the_words_and_no_button(manager, world):
    action = world.police_action
    page = action.get_absolute_url()
    too_late(manager, world.manager, page, note=NOTE)
    world.manager.memberships.all().delete()
    html = manager.read(UNSAVED)
    assert shown(manager) == {"Note": NOTE}
    assert "is not there for you any more" in html
    assert hidden(html, "unsaved") == []
    to = re.findall(r'action="([^"]*/discard/)"', html)[0]
    token = hidden(html, "csrfmiddlewaretoken")[0]
    assert manager.client.post(to, {"csrfmiddlewaretoken": token}).url == UNSAVED


def test_what_is_no_date_is_shown_as_it_was_typed(manager, world):
    page = reverse("recommendations:action-add", args=[world.recommendation.public_id])
    too_late(manager, world.manager, page, due_on_day="31", due_on_month="9", due_on_year="2027")
    assert shown(manager) == {"Due date": "31 9 2027"}
