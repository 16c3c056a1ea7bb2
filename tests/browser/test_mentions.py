"""A name is chosen after an @: by keyboard, and as a screen reader is told."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import AXE, RUN

pytestmark = pytest.mark.browser

LEAD = "Hampshire Constabulary lead"


def test_a_name_is_chosen_by_keyboard_or_typed(visit):
    page = visit("manager")
    page.goto("/actions/")
    page.get_by_role("link", name="Brief officers and staff face to face").click()
    area = page.get_by_label("What has happened?")
    option = page.get_by_role("option", name=LEAD)
    expect(area).to_have_attribute("aria-autocomplete", "list")  # its script has run

    area.press_sequentially("Thanks, @hamp")
    expect(option).to_be_visible()
    expect(page.get_by_text("1 name. Choose with the arrow keys")).to_be_attached()
    page.evaluate(AXE)
    assert page.evaluate(RUN) == []
    area.press("ArrowDown")
    assert area.get_attribute("aria-activedescendant") == option.get_attribute("id")
    area.press("Enter")
    expect(area).to_have_value(f"Thanks, @{LEAD} ")
    expect(option).to_be_hidden()
    expect(page.get_by_text(f"{LEAD} is mentioned.")).to_be_attached()

    area.press_sequentially("and @h")
    expect(option).to_be_visible()
    area.press("Escape")
    expect(option).to_be_hidden()
    area.press("Enter")
    expect(area).to_have_value(f"Thanks, @{LEAD} and @h\n")

    area.fill("jo@hamp")
    area.press("End")
    area.press_sequentially("s")
    expect(option).to_be_hidden()

    area.fill("")
    area.press_sequentially("@Hampshire")
    option.click()
    expect(area).to_have_value(f"@{LEAD} ")
    expect(area).to_be_focused()
