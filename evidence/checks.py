"""System checks of this room."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from evidence.clamav import is_valid_url


def scanner_is_set(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """For `check --deploy`: production without a virus scanner fails."""
    if settings.CLAMAV_URL or settings.DEMO_MODE:
        return []
    return [
        Error(
            "Files are not checked for viruses.",
            hint="Set CLAMAV_URL to tcp://host:3310 or unix:///path/to/clamd.ctl.",
            id="evidence.E002",
        )
    ]


def scanner_url_is_valid(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    if not settings.CLAMAV_URL or is_valid_url(settings.CLAMAV_URL):
        return []
    return [
        Error(
            f"CLAMAV_URL is “{settings.CLAMAV_URL}”.",
            hint="It must be tcp://host:3310 or unix:///path/to/clamd.ctl.",
            id="evidence.E001",
        )
    ]
