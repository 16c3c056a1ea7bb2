"""A manager has a real worker make a board pack, reads it, takes it, gives it to the board."""

import io
import re
import zipfile

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import problems
from tests.documents.read_back import pages_of_pdf
from tests.documents.tagged import complaints

pytestmark = pytest.mark.browser


def taken(page, label):
    with page.expect_download() as waiting:
        page.get_by_role("link", name=f"Download it as {label}").click()
    return waiting.value.path().read_bytes()


def test_a_pack_from_the_question_to_the_board(visit):
    page = visit("manager")
    page.get_by_role("link", name="Dashboard").click()
    page.get_by_role("link", name=re.compile("^Board packs")).click()
    page.get_by_role("button", name="Have a board pack made").click()
    page.get_by_label("Title").fill("Papers of November")
    page.get_by_label("Only some of them").check()
    page.get_by_label("Clare").check()
    page.get_by_role("checkbox", name="Actions", exact=True).check()
    page.get_by_role("button", name="Make the pack").click()
    expect(page.get_by_role("button", name="Read it here")).to_be_visible(timeout=60_000)
    assert problems(page, "a ready pack") == []
    pdf = taken(page, "PDF")
    assert complaints(pdf) == []
    assert all("OFFICIAL" in each for each in pages_of_pdf(pdf))
    for label in ("Word", "Excel"):
        assert zipfile.ZipFile(io.BytesIO(taken(page, label))).testzip() is None
    page.get_by_role("button", name="Read it here").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Papers of November")
    expect(page.get_by_role("img").first).to_be_visible()
    assert problems(page, "a pack as a page") == []
    page.get_by_role("link", name="The pack and its files").click()
    page.get_by_role("link", name="Give it to the board").click()
    page.get_by_role("button", name="Give it to the board").click()
    expect(page.get_by_text("The board can open the pack.")).to_be_visible()
    reader = visit("board", "phone")
    reader.goto(page.url)
    reader.get_by_role("button", name="Read it here").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Papers of November")
    assert problems(reader, "a pack on a phone") == []


def test_it_is_asked_for_and_read_without_scripts(visit):
    page = visit("board", "phone", scripts=False)
    page.goto("/dashboard/")
    page.get_by_role("link", name=re.compile("^Board packs")).click()
    page.get_by_role("button", name="Have a board pack made").click()
    page.get_by_label("Title").fill("Mine")
    page.get_by_role("button", name="Make the pack").click()
    for _ in range(60):
        if page.get_by_role("button", name="Read it here").count():
            break
        page.wait_for_timeout(1000)
        page.get_by_role("link", name="Look how far it is").click()
    page.get_by_role("button", name="Read it here").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mine")
