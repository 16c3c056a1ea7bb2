"""Which program this is, and how it is set: two that answer otherwise have another digest."""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver


def digest() -> str:
    """Of the program's own files, of the versions that it asks for, and of the settings.

    Worked out once, when the site starts (`wsgi.py`): files that are put there later are not what
    runs. A template is read again while DEBUG is on, so then the digest is worked out each time.
    """
    return _digest() if settings.DEBUG else _digest_once()


@cache
def _digest_once() -> str:
    return _digest()


def _digest() -> str:
    told = sha256(json.dumps(_settings(), sort_keys=True, default=_kind).encode())
    for file in _files():
        told.update(str(file.relative_to(settings.BASE_DIR)).encode())
        told.update(sha256(file.read_bytes()).digest())
    return told.hexdigest()


def _files() -> list[Path]:
    folders = [Path(room.path) for room in apps.get_app_configs()]
    rooms = [folder for folder in folders if folder.parent == settings.BASE_DIR]
    ours = [
        file
        for folder in (*rooms, settings.BASE_DIR / "templates")
        for file in folder.rglob("*")
        if file.suffix in (".py", ".html") and file.is_file()
    ]
    return sorted([*ours, *(settings.BASE_DIR / "requirements").glob("*.txt")])


def _settings() -> dict[str, Any]:
    return {name: getattr(settings, name) for name in dir(settings) if name.isupper()}


def _kind(value: Any) -> str:
    """In place of what is no plain value: an address in memory is another in each process."""
    if isinstance(value, set | frozenset):
        return repr(sorted(map(str, value)))
    return str(value) if isinstance(value, Path) else type(value).__qualname__


@receiver(setting_changed)
def _forget(**kwargs: Any) -> None:
    """A test that sets something otherwise has another program before it."""
    _digest_once.cache_clear()
