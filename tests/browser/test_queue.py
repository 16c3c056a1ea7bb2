"""The verification queue in a real browser: keys and mouse, one claim after the other."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def place(page):
    """(which claim, of how many), as the page says it."""
    words = page.get_by_text("Verification queue:").inner_text()
    return tuple(map(int, re.search(r"(\d+) of (\d+)", words).groups()))


def press(page, key):
    """Once the page says which keys it knows: before its script has run, none does anything."""
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press(key)


def test_a_manager_verifies_from_the_queue(visit):
    page = visit("manager")
    page.get_by_role("link", name="Verify one after the other").click()
    first, many = place(page)
    assert first == 1

    # Evidence goes back with a comment, and so does the claim that rests on it.
    expect(page.get_by_role("heading", level=1)).to_contain_text("Run a panel with partners")
    press(page, "s")
    comment = page.locator("[data-waits] textarea").first
    expect(comment).to_be_focused()
    page.get_by_role("button", name="Send back", exact=True).first.click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Say what is wrong")
    page.locator("[data-waits] textarea").first.fill("Please add who sits on the panel.")
    page.get_by_role("button", name="Send back", exact=True).first.click()
    expect(page.get_by_text("“Start of the PPN1 scrutiny panel”: sent back.")).to_be_visible()
    press(page, "v")
    page.keyboard.type("Who sits on the panel, sv?")
    page.get_by_role("button", name="Send the action back").click()
    expect(page.get_by_text("CLARE 1a.8 is sent back.")).to_be_visible()

    # Its evidence is accepted already: verified with the keyboard alone.
    assert place(page) == (1, many - 1)
    press(page, "v")
    page.keyboard.type("The tracker is in use.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("CLARE 2a.3 is verified.")).to_be_visible()

    # One key accepts, the next goes on; the claim stays for later.
    title = page.get_by_role("heading", level=1).inner_text()
    press(page, "a")
    expect(page.locator(".govuk-notification-banner")).to_contain_text("accepted.")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    press(page, "n")
    expect(page.get_by_text(f"Verification queue: 2 of {many - 2}")).to_be_visible()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    press(page, "n")
    expect(page.get_by_text(f"Verification queue: 3 of {many - 2}")).to_be_visible()
    assert asked, "to ask the server is what the key would do"
    page.get_by_label("Use single keys on this page").uncheck()
    asked.clear()
    press(page, "n")
    page.wait_for_timeout(500)
    assert asked == []
