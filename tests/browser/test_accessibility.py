"""Axe finds nothing on any page, at both widths, and no page scrolls sideways on a phone.

A crawl from My work collects one page of each address that a person can reach by links; each page
with a form is seen a second time in error, after an empty post.
"""

from pathlib import Path

import pytest
from django.urls import Resolver404, resolve

from tests.browser.conftest import ROOT, SIZES

pytestmark = pytest.mark.browser

AXE = (Path(ROOT) / "node_modules" / "axe-core" / "axe.min.js").read_text()
#: What axe preloads serves two rules: one is experimental and off, one never says "violation".
RUN = """async () =>
    (await axe.run(document, {resultTypes: ['violations'], preload: false})).violations.map(
    v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).slice(0, 3).join(' | '))"""
LEFT_OUT = {
    "account_logout",
    "recommendations:action-export",
    "reminders:calendar-event",
    "evidence:recommendation-register",
    "evidence:review-register",
    "evidence:recommendation-figures",
    "evidence:review-figures",
    "evidence:version-download",
    "documents:pack-download",
    "documents:board-pack-download",
}
FEWEST = {"manager": 40, "police": 18, "board": 10, "scrutineer": 10, "outsider": 25}


def route_of(path):
    try:
        return resolve(path).view_name
    except Resolver404:
        return None


def crawl(page, address):
    """One page for each named address that links lead to, breadth first: its route."""
    found, waiting = set(), ["/", "/help/", "/accessibility/", "/privacy/"]
    while waiting:
        path = waiting.pop(0)
        route = route_of(path.split("?")[0])
        if route is None or route in found or route in LEFT_OUT or route.startswith("admin:"):
            continue
        answer = page.goto(path)
        assert answer.status == 200, (path, answer.status)
        found.add(route)
        links = page.eval_on_selector_all(
            "a[href]",  # also those of drawings, which have no address as text
            "links => links.map(a => new URL(a.getAttribute('href'), location).href.split('#')[0])",
        )
        if route == "recommendations:action-detail":
            waiting.append(f"{path}answer/")  # from My work only where it is due
        waiting += [link.removeprefix(address) for link in links if link.startswith(address)]
        yield route


def problems(page, name):
    page.wait_for_load_state()  # a page without its styles has others
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = [f"{name}: {problem}" for problem in page.evaluate(RUN)]
    return found + ([f"{name}: scrolls sideways"] if scrolls_sideways(page) else [])


def scrolls_sideways(page):
    return page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )


@pytest.mark.parametrize("person", FEWEST)
def test_axe_finds_nothing_on_any_page(visit, site, person):
    page = visit(person, "desktop")
    page.context.add_init_script(AXE)
    found, wrong = [], []
    for route in crawl(page, site.address):
        found.append(route)
        wrong += problems(page, f"{route} at desktop")
        page.set_viewport_size(SIZES["phone"])
        wrong += problems(page, f"{route} at phone")
        button = page.locator("main form[method=post]:not([action*='restore']) button").first
        if person == "manager" and button.count() and "/add/" in page.url:
            with page.expect_navigation():
                button.click()
            wrong += problems(page, f"{route} in error")
        page.set_viewport_size(SIZES["desktop"])
    assert wrong == []
    assert len(found) >= FEWEST[person], sorted(found)


@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_before_signing_in_and_on_errors(browser, site, size):
    context = browser.new_context(viewport=SIZES[size], base_url=site.address)
    page = context.new_page()
    wrong = []
    for path in (
        "/accounts/sign-in/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/password/reset/key/1-x/",
        "/nothing-here/",
    ):
        page.goto(path)
        wrong += problems(page, path)
    page.goto("/accounts/sign-in/")
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()
    wrong += problems(page, "sign-in in error")
    context.close()
    assert wrong == []
