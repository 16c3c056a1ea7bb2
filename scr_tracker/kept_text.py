"""What a page shows that costs much to work out, kept until anything of it is written.

A text is kept under the stamps of the partnerships that it is about (`scr_tracker.stamps`), the
day and the release of the program. Whoever asks reads the stamps first and anew, so nobody is shown
what no longer holds; a text that holds no more is asked for never again, and the cache drops it in
time. Without a cache, or without stamps, everything is worked out: it fails no page.
"""

import json
import logging
import zlib
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.cache import caches
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe

from scr_tracker import as_at, release

#: In seconds. It never says how old a text may be, only when its room is wanted back.
KEPT_FOR = 3600
log = logging.getLogger(__name__)

Texts = dict[str, str]
Made = dict[str, SafeString]


def kept(about: Any, stamps: Mapping[int, str | None], make: Callable[[], Texts]) -> Made:
    """The texts that `make` writes, by their names, as HTML; made only where none are kept.

    `about`: all by which two such texts may differ, beside what is written, the day and the release
    of the program. It is told apart by its `repr`, so it holds nothing without an order. `stamps`,
    by the keys of the partnerships, were read before whatever `make` uses; where one is not known
    (None), or there is none, nothing is kept.
    """
    if not settings.KEEP_FIGURES or not stamps or None in stamps.values():
        return _safe(make())
    day = timezone.localdate()
    told = (about, sorted(stamps.items()), as_at.chosen(), day, release.digest())
    key = sha256(repr(told).encode()).hexdigest()
    if (found := _read(key)) is not None:
        return _safe(found)
    texts = make()
    # What was begun on one day and ended on the next is partly of either.
    if timezone.localdate() == day:
        _write(key, texts)
    return _safe(texts)


def _safe(texts: Texts) -> Made:
    return {name: mark_safe(text) for name, text in texts.items()}  # noqa: S308 - by our templates


def _read(key: str) -> Texts | None:
    """Whatever lies there in place of what was put there: it is one text less, and no mistake."""
    try:
        sealed = caches["figures"].get(key)
        return None if sealed is None else json.loads(zlib.decompress(_seal().decrypt(sealed)))
    except Exception as failure:
        log.warning("Kept figures could not be read: %r", failure)
        return None


def _write(key: str, texts: Texts) -> None:
    try:
        sealed = _seal().encrypt(zlib.compress(json.dumps(texts).encode(), 1))
        caches["figures"].set(key, sealed.decode(), KEPT_FOR)
    except Exception as failure:
        log.warning("Figures could not be kept: %r", failure)


def _seal() -> Fernet:
    """What lies outside of the database is unreadable there, and nobody can put words into it."""
    digest = salted_hmac("scr_tracker.kept_text", "seal", algorithm="sha256").digest()
    return Fernet(urlsafe_b64encode(digest))
