"""Files dropped on the page: sent one by one; what is refused or breaks off costs nothing else."""

import uuid

import pytest
from playwright.sync_api import expect

from evidence.refusals import NOT_STORED
from tests.browser.conftest import SIZES, sign_in
from tests.browser.test_accessibility import problems

pytestmark = pytest.mark.browser

DROP = """files => {
    const data = new DataTransfer();
    files.forEach(([name, text]) => data.items.add(new File([text], name)));
    const event = {bubbles: true, cancelable: true, dataTransfer: data};
    for (const kind of ["dragenter", "dragover", "drop"])
        document.querySelector("input[type=file]").dispatchEvent(new DragEvent(kind, event));
}"""


def open_form(page):
    page.goto("/actions/?mine=1")
    page.locator("tbody a").first.click()
    page.get_by_role("button", name="Add evidence").click()
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("drop files anywhere on this page")).to_be_visible()


def say_what_it_is(page):
    page.get_by_label("Document", exact=True).check()
    page.get_by_label("Output").check()
    for part, value in (("Day", "3"), ("Month", "9"), ("Year", "2026")):
        page.get_by_label(part, exact=True).first.fill(value)


def arrived(page, name):
    return page.get_by_role("group", name=name)


def test_of_three_dropped_files_one_is_refused_and_two_become_items(visit):
    page, mark = visit("police"), uuid.uuid4().hex[:8]
    open_form(page)
    page.evaluate(DROP, [[f"a-{mark}.txt", mark], ["run.exe", "MZ"], [f"b-{mark}.csv", f"{mark},"]])
    expect(page.get_by_text("Programs are not accepted.", exact=True)).to_be_visible()
    for name in (f"a-{mark}.txt", f"b-{mark}.csv"):
        expect(arrived(page, name)).to_be_visible()
    assert problems(page, "files on their way") == []
    page.reload()  # what has arrived is offered again, what was refused is gone
    expect(arrived(page, f"a-{mark}.txt")).to_be_visible()
    expect(arrived(page, "run.exe")).to_have_count(0)
    # The order is that of arrival, and two files are sent at a time.
    arrived(page, f"a-{mark}.txt").get_by_label("Title").fill(f"Briefing {mark}")
    say_what_it_is(page)
    page.get_by_role("button", name="Add evidence").click()
    expect(page.locator(".govuk-notification-banner")).to_contain_text("Uploaded: 2 items.")
    assert page.evaluate("window.scrollY") == 0
    evidence = page.locator("#evidence")
    for title in (f"Briefing {mark}", f"b-{mark}"):
        expect(evidence.get_by_role("link", name=title)).to_be_visible()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_refused_file_shows_name_reason_and_what_helps_together(visit, size):
    page, mark = visit("police", size), uuid.uuid4().hex[:8]
    open_form(page)
    page.evaluate(DROP, [["attendance.docm", "PK"]])
    line = page.locator("[data-sending] li")
    expect(line).to_contain_text("Save it as .docx, .xlsx, .pptx or PDF and choose that.")
    expect(line).to_contain_text("attendance.docm")
    expect(line.get_by_role("button", name="Leave out attendance.docm")).to_be_visible()
    expect(line.get_by_role("button", name="Try again")).to_be_hidden()
    another = line.get_by_role("button", name="Choose another file in place of attendance.docm")
    with page.expect_file_chooser() as chooser:
        another.click()
    file = {"name": f"{mark}.txt", "mimeType": "text/plain", "buffer": mark.encode()}
    chooser.value.set_files([file])
    expect(page.locator("input[type=file]")).to_be_focused()
    expect(arrived(page, f"{mark}.txt")).to_be_visible()
    expect(line).to_have_count(0)
    page.get_by_role("button", name=f"Leave out {mark}.txt").click()
    expect(arrived(page, f"{mark}.txt")).to_have_count(0)


def test_the_status_tells_of_all_that_arrived_and_of_the_answer_that_a_file_keeps(visit):
    page, mark = visit("police", "desktop"), uuid.uuid4().hex[:8]
    open_form(page)
    said, a, b = page.locator("[data-said]"), f"a-{mark}.txt", f"b-{mark}.txt"
    page.evaluate(DROP, [[a, f"{mark} a"], [b, f"{mark} b"]])
    expect(said).to_contain_text("2 files have arrived, ")
    page.goto(page.url.replace("names=no", "names=kept"))
    page.evaluate(DROP, [[a, f"{mark} a"]])
    expect(said).to_have_text(f"{a} is here already, as a file that names somebody.")
    expect(arrived(page, a)).to_contain_text("You sent it as a file that names somebody")
    for name in (a, b):
        page.get_by_role("button", name=f"Leave out {name}").click()
        expect(arrived(page, name)).to_have_count(0)


def test_a_file_chosen_before_the_script_has_come_is_sent_too(visit):
    page, mark = visit("police", "phone"), uuid.uuid4().hex[:8]
    open_form(page)
    held = []
    page.route("**/upload*.js", lambda route: held.append(route))
    page.reload(wait_until="commit")
    field, name = page.locator("input[type=file]"), f"{mark}.txt"
    field.set_input_files([{"name": name, "mimeType": "text/plain", "buffer": mark.encode()}])
    assert field.evaluate("field => field.files.length") == 1
    held.pop().continue_()
    expect(arrived(page, name)).to_be_visible()
    assert field.evaluate("field => field.files.length") == 0
    page.get_by_role("button", name=f"Leave out {name}").click()
    expect(arrived(page, name)).to_have_count(0)


def test_a_file_for_which_the_store_has_no_room_can_be_tried_again(visit):
    page, mark = visit("police", "desktop"), uuid.uuid4().hex[:8]
    open_form(page)
    full = {"status": 507, "content_type": "text/plain", "body": NOT_STORED}
    page.route("**/evidence/files/", lambda route: route.fulfill(**full))
    page.evaluate(DROP, [[f"{mark}.txt", mark]])
    expect(page.locator("[data-reason]")).to_have_text(NOT_STORED)
    page.unroute("**/evidence/files/")
    page.get_by_role("button", name=f"Try again {mark}.txt").click()
    expect(arrived(page, f"{mark}.txt")).to_be_visible()
    page.get_by_role("button", name=f"Leave out {mark}.txt").click()
    expect(arrived(page, f"{mark}.txt")).to_have_count(0)


def test_a_broken_line_and_an_ended_session_lose_nothing(visit):
    page, mark = visit("police", "phone"), uuid.uuid4().hex[:8]
    open_form(page)
    page.route("**/evidence/files/", lambda route: route.abort())
    page.evaluate(DROP, [[f"{mark}.txt", mark]])
    expect(page.locator("[data-reason]")).to_contain_text("the connection broke off")
    say_what_it_is(page)
    page.get_by_role("button", name="Add evidence").click()
    said, again = page.get_by_text("Some files have not arrived."), f"Try again {mark}.txt"
    expect(said).to_be_focused()
    places = [each.bounding_box() for each in (said, page.get_by_role("button", name=again))]
    assert 0 <= places[0]["y"] < places[1]["y"] < SIZES["phone"]["height"]
    page.unroute("**/evidence/files/")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name=again).click()
    expect(page.locator("[data-reason]")).to_contain_text("You are signed out.")
    other = page.context.new_page()
    other.goto("/accounts/sign-in/")
    sign_in(other, "police", "/")
    expect(other.get_by_role("heading", level=1)).to_have_text("My work")
    page.get_by_role("button", name=again).press("Enter")
    expect(arrived(page, f"{mark}.txt")).to_be_visible()
    page.wait_for_timeout(1000)  # the button takes two clicks within a second for one
    page.get_by_role("button", name="Add evidence").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(mark)
