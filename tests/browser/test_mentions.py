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
    expect(page.get_by_text(f"1 name. Tap one, or press Enter for {LEAD}.")).to_be_attached()
    page.evaluate(AXE)
    assert page.evaluate(RUN) == []
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


def test_after_a_bare_at_no_name_is_chosen_until_one_is_begun(visit):
    page = visit("manager")
    page.goto("/actions/")
    page.get_by_role("link", name="Brief officers and staff face to face").click()
    area = page.get_by_label("What has happened?")
    area.press_sequentially("Thanks, @")
    expect(page.get_by_role("option").first).to_be_visible()
    expect(page.get_by_role("option", selected=True)).to_have_count(0)
    area.press("Enter")
    expect(area).to_have_value("Thanks, @\n")
    area.press("Backspace")
    area.press_sequentially("hamp")
    area.press("Tab")
    expect(area).to_have_value(f"Thanks, @{LEAD} ")
    expect(area).to_be_focused()


def test_on_a_phone_the_names_stand_at_the_line_that_is_typed(visit):
    """Also where the keyboard leaves half of the window, and the line is at its lower edge."""
    page = visit("manager", "phone")
    page.goto("/actions/")
    page.get_by_role("link", name="Brief officers and staff face to face").click()
    page.set_viewport_size({"width": 390, "height": 420})
    area = page.get_by_label("What has happened?")
    for text in ("@", "One line.\nAnother.\nAnd a third.\n@", "Word. " * 90 + "@"):
        for block in ("start", "end"):
            area.fill("")
            area.evaluate("(field, block) => field.scrollIntoView({ block })", block)
            area.fill(text)
            area.press_sequentially("h")
            expect(page.get_by_role("option").first).to_be_in_viewport(ratio=1)
            expect(page.get_by_role("listbox")).to_be_in_viewport(ratio=1)
            area.press("Escape")
