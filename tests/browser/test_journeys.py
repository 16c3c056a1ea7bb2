"""The four journeys in a real browser, at both widths, and once without JavaScript."""

import time
import uuid

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

VISITS = pytest.mark.parametrize(
    ("size", "scripts"),
    [("desktop", True), ("phone", True), ("phone", False)],
    ids=["desktop", "phone", "phone without JavaScript"],
)


@VISITS
def test_manager_updates_a_status(visit, size, scripts):
    page = visit("manager", size, scripts=scripts)
    page.goto("/actions/?status=in_progress")
    page.locator("tbody a").first.click()
    note = f"The training room is closed ({uuid.uuid4().hex[:8]})."
    page.get_by_label("What has happened?").fill(note)
    page.get_by_label("On hold").check()
    page.get_by_role("button", name="Post update").click()
    expect(page.get_by_text("The action is on hold. Its due date still counts.")).to_be_visible()
    expect(page.get_by_text(note).first).to_be_visible()
    expect(page.get_by_role("heading", name="Status set to on hold").first).to_be_visible()


@VISITS
def test_a_forgotten_note_is_asked_for_and_nothing_is_lost(visit, size, scripts):
    page = visit("manager", size, scripts=scripts)
    page.goto("/actions/?status=not_started")
    page.locator("tbody a").first.click()
    page.get_by_label("In progress", exact=True).check()
    page.get_by_role("button", name="Post update").click()
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_contain_text("Say what has happened.")
    assert page.title().startswith("Error: ")
    expect(page.get_by_label("In progress", exact=True)).to_be_checked()
    summary.get_by_role("link").first.click()
    expect(page.get_by_label("What has happened?")).to_be_focused()


@VISITS
def test_agency_lead_uploads_and_downloads_evidence(visit, size, scripts, tmp_path):
    page = visit("police", size, scripts=scripts)
    page.goto("/actions/?mine=1")
    page.locator("tbody a").first.click()
    page.get_by_role("button", name="Add evidence").click()
    title = f"Briefing record {uuid.uuid4().hex[:8]}"
    content = f"Briefing held.\n{title}\n".encode()
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    page.locator("input[type=file]").set_input_files(
        files=[{"name": "briefing.txt", "mimeType": "text/plain", "buffer": content}]
    )
    if scripts:
        expect(page.get_by_role("group", name="briefing.txt")).to_be_visible()
    page.get_by_label("Title").fill(title)
    page.get_by_label("Document", exact=True).check()
    page.get_by_label("Output").check()
    for part, value in (("Day", "3"), ("Month", "9"), ("Year", "2026")):
        page.get_by_label(part, exact=True).first.fill(value)
    page.get_by_role("button", name="Add evidence").click()
    expect(page.locator(".govuk-notification-banner")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    with page.expect_download() as started:
        page.get_by_role("link", name="Download").first.click()
    download = started.value
    assert download.suggested_filename == "briefing.txt"
    download.save_as(tmp_path / "briefing.txt")
    assert (tmp_path / "briefing.txt").read_bytes() == content


@VISITS
def test_board_member_goes_from_the_dashboard_to_an_action(visit, size, scripts):
    page = visit("board", size, scripts=scripts)
    page.goto("/dashboard/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    number = page.locator("table a[href*='rating=overdue']").first
    count = int(number.inner_text().split()[0])
    number.click()
    assert count > 0
    expect(page.locator("tbody tr")).to_have_count(count)
    page.locator("tbody a").first.click()
    expect(page.get_by_text("Overdue").first).to_be_visible()
    expect(page.get_by_role("heading", name="Timeline")).to_be_visible()
    assert page.get_by_role("button", name="Post update").count() == 0


#: No day is quiet, and the digest was due yesterday: so the hour at which this runs is no matter.
DIGEST = """
from datetime import timedelta
from django.utils import timezone
from agencies.models import Partnership
from reminders.tasks import plan_reminders
from tests.reminders.things import send_every_day, set_policy
send_every_day()
yesterday = timezone.localdate() - timedelta(days=1)
for partnership in Partnership.objects.all():
    set_policy(partnership, digest_weekday=yesterday.weekday())
plan_reminders.delay()
"""


def test_the_overdue_digest_is_in_the_outbox_after_the_worker_ran(visit, site):
    """The task goes to the real broker, as beat sends it; the real worker plans and delivers."""
    page = visit("manager")
    site.manage("shell", "-v0", "-c", DIGEST)
    page.get_by_role("link", name="Outbox").click()
    end = time.monotonic() + 60
    row = page.locator("tbody tr", has_text="Partnership manager").filter(has_text="Sent")
    while not row.count():
        assert time.monotonic() < end, page.locator("main").inner_text()
        time.sleep(1)
        page.reload()
    row.get_by_role("link").first.click()
    main = page.locator("main").inner_text()
    assert "overdue" in main.lower()
    assert "CLARE" in main
