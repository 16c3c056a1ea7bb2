"""Addresses that programs read for somebody without signing in, because they know a secret part.

The secret follows from the token of the form that asked for it, under the key of the site: a post
that comes twice shows the same address. Only a digest of it is kept, so that neither the database
nor a backup opens anything. What no log may hold of such an address is in `logs.py`.
"""

import hashlib
from base64 import urlsafe_b64encode
from datetime import timedelta
from secrets import token_urlsafe

from django.db import models
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from scr_tracker.models import PublicIdentity

#: How exactly it is noted that a program has read it.
TO_THE_HOUR = timedelta(hours=1)


class SecretAddress(PublicIdentity):
    """The row is the address: without one there is none, and a new secret stops the old one."""

    secret_digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)
    #: The last time that a program read it, to the hour.
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def digest_of(secret: str) -> str:
        return hashlib.sha256(secret.encode()).hexdigest()

    def opens_with(self, secret: str) -> bool:
        return constant_time_compare(self.secret_digest, self.digest_of(secret))


def secret_of(purpose: str, whose: str, token: str) -> str:
    """256 bits, as 43 letters of an address. `token`: that of the form; without one, by chance."""
    if not token:
        return token_urlsafe(32)
    made = salted_hmac(purpose, f"{whose} {token}", algorithm="sha256")
    return urlsafe_b64encode(made.digest()).decode().rstrip("=")


def note_reading(address: SecretAddress) -> None:
    now = timezone.now()
    if address.read_at is None or address.read_at < now - TO_THE_HOUR:
        type(address)._default_manager.filter(pk=address.pk).update(read_at=now)
