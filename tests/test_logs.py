"""The address of a calendar opens it: no log holds one."""

import io
import logging

import pytest
from django.conf import settings
from django.test import Client

from tests.reminders.calendars import add_feed


@pytest.fixture
def log(monkeypatch):
    """What the console's handler, as the settings made it, writes."""
    (handler,) = [h for h in logging.getLogger().handlers if h.name == "console"]
    written = io.StringIO()
    monkeypatch.setattr(handler, "stream", written)
    return written


def secret_of(path):
    return path.rsplit("/")[-1].removesuffix(".ics")


@pytest.mark.parametrize("method", ["OPTIONS", "PROPFIND", "POST"])
def test_a_method_that_is_not_allowed_logs_no_secret(world, log, method):
    path = add_feed(world.police_lead)
    assert Client().generic(method, path).status_code == 405
    assert "Method Not Allowed" in log.getvalue()
    assert "/calendar/feeds/…" in log.getvalue()
    assert secret_of(path) not in log.getvalue()


def test_an_error_in_it_logs_no_secret(world, log, monkeypatch):
    path = add_feed(world.police_lead)

    def fail(*_):
        raise ValueError(f"while {path} was read")

    monkeypatch.setattr("reminders.calendars.views.publish", fail)
    assert Client(raise_request_exception=False).get(path).status_code == 500
    assert "Internal Server Error: /calendar/feeds/…" in log.getvalue()
    assert "ValueError" in log.getvalue(), "the trace is kept"
    assert secret_of(path) not in log.getvalue()


def test_other_events_are_logged_as_they_are(log):
    logging.getLogger("reminders").warning("Not found: %s, %d%%", "/calendar/", 5)
    assert "Not found: /calendar/, 5%" in log.getvalue()
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["secrets"]
