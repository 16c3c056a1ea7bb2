"""From a sign-off to the check whether it has lasted, in a real browser, as the clock moves."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

#: The check falls due after six months: then it is a fortnight late.
LATER = 200
ASKED = re.compile("Has Clare 2b lasted")


def fill_day(group, day):
    parts = {"Day": day.day, "Month": day.month, "Year": day.year}
    for part, value in parts.items():
        group.get_by_label(part, exact=True).fill(str(value))


def open_2b(page):
    page.goto("/recommendations/")
    page.get_by_role("row").filter(has_text=re.compile(r"\b2b\b")).get_by_role("link").first.click()


def test_a_sign_off_is_looked_at_again_and_leads_to_an_action(visit, site):
    page = visit("manager", "phone")
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    open_2b(page)
    page.get_by_role("link", name="Reopen this recommendation").click()
    page.get_by_label("Why is it reopened?").fill("The audit covers one year only.")
    page.get_by_role("button", name="Reopen").click()
    verify_what_reopened(page)
    page.get_by_role("link", name="Record a forum’s decision").click()
    page.get_by_label("Assured", exact=True).check()
    page.get_by_label("6 months after sign-off").check()
    page.get_by_label("Forum", exact=True).select_option(index=1)
    fill_day(page.get_by_role("group", name="Date of the meeting"), yesterday)
    page.get_by_label("On what basis?").fill("The second audit was seen.")
    partners = page.get_by_role("group", name="Agreement of")
    for number in range(partners.count()):
        partners.nth(number).get_by_label("Who agreed, by role?").fill("Director")
        fill_day(partners.nth(number).get_by_role("group", name="On which day?"), yesterday)
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_text("The forum’s decision is recorded.")).to_be_visible()
    page.get_by_role("link", name="What stood when it was signed off").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What stood when 2b")
    expect(page.get_by_text("SHA-256").first).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("link", name=ASKED)).to_have_count(0)

    with site.later(LATER) as address:
        record_the_check(visit("manager", "phone", at=address))


def verify_what_reopened(page):
    """Evidence had come in after the verification: it is taken back, and made anew."""
    expect(page.get_by_text("1 action waits to be verified again")).to_be_visible()
    page.goto("/")
    page.get_by_role("link", name=re.compile("Show in the regular assurance report")).first.click()
    waiting = page.get_by_role("article").filter(has_text="Waiting for a decision")
    waiting.get_by_role("button", name="Accept").click()
    expect(page.locator(".govuk-notification-banner")).to_contain_text("accepted.")
    page.get_by_label("What does the evidence show?").fill("Both reports were read.")
    page.get_by_role("button", name="Verify the action").click()
    expect(page.get_by_text("CLARE 2b.4 is verified.")).to_be_visible()
    open_2b(page)


def record_the_check(page):
    page.get_by_role("link", name=ASKED).click()
    page.get_by_label("Partly embedded").check()
    page.get_by_label("What was looked at, and what did it show?").fill("Four records of ten.")
    page.get_by_label("Reopen it and add an action").check()
    page.get_by_label("What will be done").fill("Read the records once more")
    page.get_by_label("Which agency leads it?").select_option(index=1)
    due = datetime.now(UTC).date() + timedelta(days=LATER + 30)
    fill_day(page.get_by_role("group", name="Due date"), due)
    page.get_by_role("button", name="Record the check").click()
    expect(page.get_by_text("The recommendation is reopened, and action 2b.")).to_be_visible()
    expect(page.get_by_text("It led to action")).to_be_visible()
    expect(page.get_by_text("Four records of ten.", exact=True)).to_be_visible()
