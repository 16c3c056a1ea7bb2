"""The page on which a manager decides whom to remind: Enter looks, and mistakes are in sight."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def open_policy(page):
    page.goto("/")
    page.get_by_role("link", name="Outbox").first.click()
    page.get_by_role("link", name="When and whom to remind").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("When and whom to remind")


@pytest.mark.parametrize("scripts", [True, False])
def test_enter_looks_and_mistakes_are_in_sight(visit, scripts):
    page = visit("manager", "phone", scripts=scripts)
    page.set_viewport_size({"width": 1280, "height": 900})  # the menu is open
    open_policy(page)
    page.set_viewport_size({"width": 390, "height": 844})
    held = page.locator("#rules").inner_text()
    day = {"day": "25", "month": "12", "year": str(datetime.now(UTC).year + 1)}
    for part, value in day.items():
        page.locator(f"[name=preview_on_{part}]").fill(value)
    page.locator("[name=is_quiet_on_bank_holidays]").check()  # others may have saved it off
    page.locator("[name=then_every]").fill("9")
    for field in ("preview_on_year", "then_every"):
        with page.expect_navigation():
            page.locator(f"[name={field}]").press("Enter")
        expect(page.locator("#seen")).to_contain_text("Nothing is sent: Christmas Day.")
        expect(page.get_by_role("heading", name="Who would get what")).to_be_in_viewport()
        assert page.locator("#rules").inner_text() == held
    expect(page.locator("[name=then_every]")).to_have_value("9")

    page.locator("[name=then_every]").fill("0")
    if scripts:
        expect(page.locator("#seen")).to_contain_text("must be 1 or more")
    with page.expect_navigation():
        page.get_by_role("button", name="Show that day").click()
    expect(page.locator(".govuk-error-summary")).to_be_in_viewport()

    page.locator("[name=then_every]").fill("14")
    with page.expect_navigation():
        page.get_by_role("button", name="Save the rules").click()
    expect(page.locator(".govuk-notification-banner")).to_be_in_viewport()
