"""The entries of `CACHES`: Redis in production, the file system where nothing is installed.

"default" counts attempts to sign in. "figures" has what pages have worked out (`kept_text.py`).
"""

from pathlib import Path
from typing import Any

#: In seconds. A page works its figures out rather than wait for what was kept.
PATIENCE = 1


def caches(redis: str, folder: Path) -> dict[str, dict[str, Any]]:
    """`redis`: its URL, or ""."""
    if not redis:
        return {"default": _files(folder / "cache"), "figures": _files(folder / "figures")}
    patience = {"socket_connect_timeout": PATIENCE, "socket_timeout": PATIENCE}
    return {
        "default": _redis(redis, "scr-tracker"),
        "figures": _redis(redis, "scr-figures") | {"OPTIONS": patience},
    }


def _redis(url: str, prefix: str) -> dict[str, Any]:
    backend = "django.core.cache.backends.redis.RedisCache"
    return {"BACKEND": backend, "LOCATION": url, "KEY_PREFIX": prefix}


def _files(folder: Path) -> dict[str, Any]:
    return {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": folder}
