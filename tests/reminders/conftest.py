"""A mail server that tests of the room send to."""

import pytest

from tests.reminders.smtp import Sink, start


@pytest.fixture
def smtp(settings):
    sink = Sink()
    server = start(sink)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield sink
    server.stop()
