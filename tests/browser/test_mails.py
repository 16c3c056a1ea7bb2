"""What people read in their mailbox: the mails of the demo’s last Monday, in a browser."""

import email
from datetime import timedelta
from email import policy
from pathlib import Path

import pytest
from django.utils import timezone

from tests.browser.conftest import SIZES
from tests.browser.test_accessibility import AXE, RUN

pytestmark = pytest.mark.browser

#: `manage.py remind`, as it would run at noon of a day.
ON_THAT_DAY = """
import sys
from datetime import UTC, datetime

import django
import time_machine
from django.core.management import call_command

django.setup()
from tests.reminders.things import send_every_day

send_every_day()
noon = datetime.fromisoformat(sys.argv[1]).replace(hour=12, tzinfo=UTC)
with time_machine.travel(noon):
    call_command("remind")
"""


@pytest.fixture
def mails(site):
    """(recipient, HTML) of each mail so far; digests go on Mondays, and their hour is over."""
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday() or 7)
    site.run("-c", ON_THAT_DAY, monday.isoformat())
    found = []
    for path in (Path(site.env["VAR_DIR"]) / "mail").iterdir():
        for part in path.read_bytes().split(b"\n" + b"-" * 79 + b"\n"):
            message = email.message_from_bytes(part.strip(), policy=policy.default)
            html = message.get_body(("html",)) if message["Subject"] else None
            if html and "Why you get this mail" in html.get_content():
                found.append((message["To"], html.get_content()))
    return found


def test_axe_finds_nothing_in_any_mail_and_nothing_scrolls_sideways(mails, browser):
    for person, word in (("manager", "digest"), ("board", "escalated"), ("police", "late")):
        assert any(to == f"{person}@demo.example" and word in html for to, html in mails)
    for size in SIZES.values():
        for scheme in ("light", "dark"):
            page = browser.new_page(viewport=size, color_scheme=scheme)
            page.evaluate(AXE)
            for recipient, html in mails:
                page.set_content(html)
                assert page.evaluate(RUN) == [], recipient
                width = page.evaluate("document.documentElement.scrollWidth")
                assert width <= size["width"], recipient
            page.close()
