"""Where what was typed lies (`unsaved.py`): a row for each post, and its key in the browser alone.

Each post is encrypted with a key that only the browser has, in a cookie of its own, so that signing
in and out leaves it alone: neither a backup nor who reads the database reads it after its hour, nor
before. A row goes when its words are saved, when it is discarded, and when the hour is over
(`sweep`). The cookie also names the people who typed here, so that a page of anybody else asks the
database nothing.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from scr_tracker.models import UnsavedPost

COOKIE = "unsaved"
KEPT_FOR = timedelta(hours=1)
#: Posts of one person; people have a few pages open.
MOST_POSTS = 5
#: People whose posts one browser keeps.
MOST_READERS = 10


@dataclass(frozen=True)
class Browser:
    """What the cookie holds: the key to what was typed here, and the people who typed it."""

    key: str
    readers: tuple[str, ...] = ()

    @classmethod
    def of(cls, request: HttpRequest) -> "Browser | None":
        """None where the browser has no cookie of ours, or one that we have not signed."""
        known: dict[str, Any] = request.__dict__
        if "_unsaved_browser" not in known:
            age = settings.SESSION_COOKIE_AGE
            value = request.get_signed_cookie(COOKIE, "", salt=COOKIE, max_age=age) or ""
            key, *readers = value.split(".")
            known["_unsaved_browser"] = cls(key, tuple(readers)) if key else None
        found: Browser | None = known["_unsaved_browser"]
        return found

    @classmethod
    def new(cls) -> "Browser":
        return cls(Fernet.generate_key().decode())

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.key.encode()).hexdigest()

    def add_reader(self, request: HttpRequest, reader: str) -> None:
        """Who typed last stands last."""
        self._set(request, [*self._without(reader), reader])

    def leave_out(self, request: HttpRequest, reader: str) -> None:
        self._set(request, self._without(reader))

    def _without(self, reader: str) -> list[str]:
        return [each for each in self.readers if each != reader]

    def _set(self, request: HttpRequest, readers: Iterable[str]) -> None:
        """For `set_cookie`, when the answer is there."""
        browser = Browser(self.key, tuple(readers)[-MOST_READERS:])
        request.__dict__.update(_unsaved_browser=browser, _unsaved_changed=True)

    @transaction.atomic
    def store(self, reader: str, text: str, page: UUID | None) -> None:
        """The same page sent once more takes the place of what it sent before, under the same key.
        Two clicks before the browser has its cookie make a key each, and a row each: no matter
        which of the two it keeps, it reads one."""
        words = Fernet(self.key).encrypt(text.encode()).decode()
        values = {"words": words, "kept_at": timezone.now()}
        place: dict[str, Any] = {"reader": reader, "browser": self.digest, "page": page}
        posts = UnsavedPost.objects.filter(reader=reader)
        if page:
            posts.update_or_create(**place, defaults=values)
        else:
            posts.create(**place, **values)
        newest = posts.order_by("-kept_at", "-pk").values_list("pk", flat=True)
        posts.filter(pk__in=list(newest[MOST_POSTS:])).delete()

    def posts(self) -> QuerySet[UnsavedPost]:
        """Those of this browser whose hour is not over, whosever they are."""
        after = timezone.now() - KEPT_FOR
        return UnsavedPost.objects.filter(browser=self.digest, kept_at__gt=after)

    def read(self, post: UnsavedPost) -> str:
        """What was stored of it."""
        return Fernet(self.key).decrypt(post.words.encode()).decode()


def set_cookie(request: HttpRequest, response: HttpResponseBase) -> None:
    """The browser learns what has changed. Of a person who has come back nothing stays there."""
    browser = Browser.of(request)
    if browser is None or "_unsaved_changed" not in request.__dict__:
        return
    if not browser.readers:
        response.delete_cookie(COOKIE)
        return
    response.set_signed_cookie(
        COOKIE,
        ".".join([browser.key, *browser.readers]),
        salt=COOKIE,
        max_age=settings.SESSION_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def sweep(*, dry_run: bool = False) -> int:
    """Remove what was kept for its hour, whosever it is. How many there were."""
    old = UnsavedPost.objects.filter(kept_at__lte=timezone.now() - KEPT_FOR)
    return old.count() if dry_run else old.delete()[0]
