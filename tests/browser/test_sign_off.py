"""From a sign-off to the check whether it has lasted, in a real browser, as time moves."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

MOVE = (
    "from datetime import timedelta; from django.utils import timezone; "
    "from recommendations.models import EmbeddingCheck as E; "
    "E.objects.filter(recommendation__reference='2b', outcome='')"
    ".update(due_on=timezone.localdate() - timedelta(days=3))"
)


def fill_day(group, day, month, year):
    for part, value in (("Day", day), ("Month", month), ("Year", year)):
        group.get_by_label(part, exact=True).fill(value)


def test_a_sign_off_is_looked_at_again_and_leads_to_an_action(visit, site):
    page = visit("manager", "phone")
    page.goto("/recommendations/")
    row = page.get_by_role("row").filter(has_text=re.compile(r"\b2b\b"))
    row.get_by_role("link").first.click()
    page.get_by_role("link", name="Reopen this recommendation").click()
    page.get_by_label("Why is it reopened?").fill("The audit covers one year only.")
    page.get_by_role("button", name="Reopen").click()
    page.get_by_role("link", name="Record a forum’s decision").click()
    page.get_by_label("Assured", exact=True).check()
    page.get_by_label("12 months after sign-off").check()
    page.get_by_label("Forum", exact=True).select_option(index=1)
    fill_day(page.get_by_role("group", name="Date of the meeting"), "2", "3", "2026")
    page.get_by_label("On what basis?").fill("The second audit was seen.")
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_text("The forum’s decision is recorded.")).to_be_visible()
    page.get_by_role("link", name="What stood when it was signed off").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What stood when 2b")
    expect(page.get_by_text("SHA-256").first).to_be_visible()

    site.manage("shell", "-c", MOVE)
    page.goto("/")
    page.get_by_role("link", name=re.compile("Has Clare 2b lasted")).click()
    page.get_by_label("Partly embedded").check()
    page.get_by_label("What was looked at, and what did it show?").fill("Four records of ten.")
    page.get_by_label("Reopen it and add an action").check()
    page.get_by_label("What will be done").fill("Read the records once more")
    page.get_by_label("Which agency leads it?").select_option(index=1)
    fill_day(page.get_by_role("group", name="Due date"), "1", "6", "2027")
    page.get_by_role("button", name="Record the check").click()
    expect(page.get_by_text("The recommendation is reopened, and action 2b.")).to_be_visible()
    expect(page.get_by_text("It led to action")).to_be_visible()
    expect(page.get_by_text("Four records of ten.", exact=True)).to_be_visible()
