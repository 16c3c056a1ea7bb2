"""The session ends while somebody types: nothing is lost, and it is written once."""

import uuid

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SIZES, sign_in
from tests.browser.test_accessibility import problems

pytestmark = pytest.mark.browser

END_SESSIONS = "from django.contrib.sessions.models import Session as S; S.objects.all().delete()"


@pytest.mark.parametrize("scripts", [True, False], ids=["", "without JavaScript"])
@pytest.mark.parametrize("size", SIZES)
def test_an_update_typed_before_the_session_ended_is_posted_once(visit, site, size, scripts):
    page, mark = visit("police", size, scripts=scripts), uuid.uuid4().hex[:8]
    note = f"Ten officers were briefed ({mark}).\nTwo more follow."
    page.goto("/actions/?mine=1")
    page.locator("tbody a").first.click()
    title = page.get_by_role("heading", level=1).inner_text()
    page.get_by_label("What has happened?").fill(note)
    site.manage("shell", "-c", END_SESSIONS)
    page.get_by_role("button", name="Post update").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(page.get_by_text("It is kept for an hour, for the person who typed it")).to_be_visible()
    wrong = problems(page, "sign-in") if scripts else []
    sign_in(page, "police", "/unsaved/")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "You were signed out before this was saved"
    )
    expect(page.get_by_text(mark)).to_be_visible()
    wrong += problems(page, "what was not saved") if scripts else []
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("This has not been saved yet")).to_be_visible()
    wrong += problems(page, "what has come back") if scripts else []
    page.go_back()
    expect(page.get_by_text(mark)).to_be_visible()
    page.goto("/help/")
    page.goto("/unsaved/")
    expect(page.get_by_text(mark)).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Post update").click()
    expect(page.get_by_text("This has not been saved yet")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_text(mark)).to_have_count(1)
    page.goto("/unsaved/")
    expect(page.get_by_role("heading", level=1)).to_have_text("My work")
    assert wrong == []
