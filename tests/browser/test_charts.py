"""Charts as people see them: nothing blocked, words large enough, patterns in forced colours."""

import re

import pytest
from django.template.loader import render_to_string

from tests.browser.conftest import SIZES
from tests.browser.test_accessibility import AXE, problems
from tests.charts import samples

pytestmark = pytest.mark.browser

PUT = """html => {
    const main = document.querySelector('main');
    main.classList.add('app-main--wide');
    main.innerHTML = '<h1>Charts</h1>' + html;
}"""
#: Of each word of the pictures that show: how high it is on the screen, in CSS pixels.
HEIGHTS = """() => [...document.querySelectorAll('.app-chart text')]
    .filter(word => word.checkVisibility())
    .map(word => parseFloat(getComputedStyle(word).fontSize) * word.getScreenCTM().d)"""
#: Pairs of words of one picture that touch on the screen.
TOUCHING = """() => [...document.querySelectorAll('.app-chart')].flatMap(picture => {
    const words = [...picture.querySelectorAll('text')].filter(word => word.checkVisibility());
    const seen = words.map(word => [word.textContent, word.getBoundingClientRect()]);
    return seen.flatMap(([a, one], n) => seen.slice(n + 1).filter(([, other]) =>
        one.left < other.right - 1 && other.left < one.right - 1 &&
        one.top < other.bottom - 6 && other.top < one.bottom - 6
    ).map(([b]) => `${a} and ${b}`));
})"""
OUTSIDE = """() => [...document.querySelectorAll('.app-chart')].flatMap(picture => {
    const paper = picture.getBoundingClientRect();
    return [...picture.querySelectorAll('text')].filter(word => word.checkVisibility() &&
        word.getBoundingClientRect().right > paper.right + 1).map(word => word.textContent);
})"""
STYLES = """selector => {
    const found = getComputedStyle(document.querySelector(selector));
    return [found.fill, found.stroke];
}"""


@pytest.fixture
def gallery(visit):
    """`gallery("phone")` → a page of the site with one chart of each kind on it."""

    def _gallery(size="desktop"):
        page = visit("board", size)
        page.blocked = []
        page.on("console", lambda message: page.blocked.append(message.text))
        page.goto("/help/")
        html = "".join(
            render_to_string("components/chart.html", {"chart": chart()})
            for chart in samples.ALL.values()
        )
        page.evaluate(PUT, html)
        return page

    return _gallery


@pytest.mark.parametrize("size", SIZES)
def test_every_word_is_large_enough_and_touches_no_other(gallery, size):
    page = gallery(size)
    for width in (SIZES[size]["width"], 800 if size == "desktop" else 320):
        page.set_viewport_size({"width": width, "height": 900})
        heights = page.evaluate(HEIGHTS)
        assert len(heights) > 60
        assert min(heights) >= 12
        assert page.evaluate(TOUCHING) == []
        assert page.evaluate(OUTSIDE) == []


@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_and_the_policy_blocks_nothing(gallery, size):
    page = gallery(size)
    assert page.locator(".app-chart:visible").count() == len(samples.ALL)
    assert [text for text in page.blocked if "Content Security" in text] == []
    page.evaluate(AXE)
    assert problems(page, "charts") == []


def test_each_segment_is_a_link_that_says_its_count(gallery):
    page = gallery()
    picture = page.get_by_role("group", name="By progress")
    names = picture.get_by_role("link").all()
    assert [each.get_attribute("data-rows") for each in names] == [
        "7",
        "14",
        "6",
        "13",
        "5",
        "12",
        "4",
    ]
    snapshot = picture.aria_snapshot()
    assert re.findall(r'link "([^"]+)"', snapshot)[:2] == ["7 in progress", "14 overdue"]


def test_the_picture_can_be_skipped(gallery):
    page = gallery()
    page.get_by_role("link", name="Skip the picture: By progress as a table").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('table') !== null")


def test_forced_colours_leave_patterns_in_the_colours_that_were_chosen(gallery):
    page = gallery()
    plain = page.evaluate(STYLES, ".app-chart__fill")
    page.emulate_media(forced_colors="active")
    ground, ink = page.evaluate(
        "() => { const b = getComputedStyle(document.body); return [b.backgroundColor, b.color] }"
    )
    assert page.evaluate(STYLES, ".app-chart__paper")[0] == ground
    assert page.evaluate(STYLES, ".app-chart__fill")[0] == ground != plain[0]
    assert page.evaluate(STYLES, ".app-chart__hatch")[1] == ink
    assert page.evaluate(STYLES, ".app-chart__words")[0] == ink


def test_paper_takes_the_wide_picture_and_every_row(gallery):
    page = gallery("phone")
    page.emulate_media(media="print")
    assert page.locator(".app-chart--wide:visible").count() == len(samples.ALL)
    assert page.locator(".app-chart--narrow:visible").count() == 0
    cut = "e => e.scrollHeight > e.clientHeight + 1"
    assert [page.locator(".app-table-scroll").nth(n).evaluate(cut) for n in range(5)] == [False] * 5
