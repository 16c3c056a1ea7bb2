"""Labels and colours of a partnership, from the form to the tags, and back to the defaults."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SIZES
from tests.browser.test_accessibility import AXE, problems

pytestmark = pytest.mark.browser

STYLE = """tag => {
    const found = getComputedStyle(tag);
    return [found.backgroundColor, found.color, found.borderTopWidth];
}"""
AMBER = ["rgb(255, 221, 0)", "rgb(11, 12, 12)", "1px"]


def open_form(page):
    menu = page.locator("nav[aria-label=Menu]")
    page.goto(menu.get_by_text("Agencies", exact=True).get_attribute("href"))
    page.get_by_role("link", name="Labels and colours").click()


def row(page, caption, name):
    table = page.get_by_role("table", name=caption)
    return table.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name, exact=True))


def fill(page, name, *, label, colour):
    each = row(page, "Labels and colours of ratings", name)
    each.get_by_label("Label", exact=False).fill(label)
    each.get_by_label("Colour", exact=False).fill(colour)
    return each


@pytest.fixture
def back_to_defaults(visit):
    """The site is shared: afterwards the partnership has the house's words again."""
    yield
    page = visit("outsider", scripts=False)
    open_form(page)
    page.get_by_role("link", name="Fill in the defaults").click()
    page.get_by_role("button", name="Save labels and colours").click()
    expect(page.get_by_text("Saved. Every page and file")).to_be_visible()


def test_colours_are_chosen_looked_at_and_saved_without_scripts(visit, back_to_defaults):
    page = visit("outsider", scripts=False)
    blocked = []
    page.on("console", lambda message: blocked.append(message.text))
    open_form(page)
    each = fill(page, "At risk", label="Amber", colour="#ffdd00")
    page.get_by_role("button", name="Look").last.click()
    error = page.get_by_role("alert").get_by_role("link")
    expect(error).to_have_text(
        "The colour of “At risk” has a contrast of 1.34 to 1 to the page. It needs 3 to 1. "
        "Choose a darker colour, or give it a border"
    )
    each.get_by_label("Border").check()
    page.get_by_role("button", name="Look").last.click()
    expect(page.get_by_role("img", name="Amber")).to_be_visible()
    page.get_by_role("button", name="Save labels and colours").click()
    page.goto("/actions/")
    tag = page.locator(".app-legend .govuk-tag", has_text="Amber")
    assert tag.evaluate(STYLE) == AMBER
    page.emulate_media(forced_colors="active")
    late = page.locator(".app-legend .govuk-tag", has_text="Overdue")
    assert late.evaluate(STYLE)[2] == "1px"
    assert [text for text in blocked if "Content Security" in text] == []


def test_a_colour_is_drawn_anew_while_it_is_chosen(visit):
    page = visit("outsider")
    open_form(page)
    fill(page, "At risk", label="Soon", colour="#8a2be2")
    drawn = page.get_by_role("img", name="Soon").locator("rect")
    expect(drawn).to_have_attribute("fill", "#8a2be2")
    expect(page.get_by_role("status")).to_have_text("How it will look has been drawn anew.")
    fill(page, "At risk", label="Soon", colour="#ffffff")
    expect(page.locator("#seen")).to_contain_text("Once these answers are right")


@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_on_the_form_and_its_changes(visit, size):
    page = visit("outsider", size)
    open_form(page)
    page.evaluate(AXE)
    assert problems(page, "form") == []
    fill(page, "At risk", label="", colour="#777777")
    page.get_by_role("button", name="Save labels and colours").click()
    page.evaluate(AXE)
    assert problems(page, "form in error") == []
