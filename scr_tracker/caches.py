"""The entries of `CACHES`: Redis in production, the file system where nothing is installed.

"default" counts attempts to sign in. "figures" has what pages have worked out (`kept_text.py`).
"""

import json
from pathlib import Path
from typing import Any

#: In seconds. A page works its figures out rather than wait for what was kept.
PATIENCE = 1


class Plain:
    """How a value lies in Redis: as JSON. Django's own way runs what somebody else put there."""

    def dumps(self, value: Any) -> str:
        return json.dumps(value)

    def loads(self, stored: bytes) -> Any:
        return json.loads(stored)


def caches(redis: str, figures: str, folder: Path) -> dict[str, dict[str, Any]]:
    """`redis`, `figures`: the URLs of the two, or ""."""
    patience = {"socket_connect_timeout": PATIENCE, "socket_timeout": PATIENCE}
    return {
        "default": _redis(redis, "scr-tracker") if redis else _files(folder / "cache"),
        "figures": _redis(figures, "scr-figures", **patience)
        if figures
        else _files(folder / "figures"),
    }


def _redis(url: str, prefix: str, **options: Any) -> dict[str, Any]:
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": url,
        "KEY_PREFIX": prefix,
        "OPTIONS": {"serializer": "scr_tracker.caches.Plain", **options},
    }


def _files(folder: Path) -> dict[str, Any]:
    return {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": folder}
