"""Pieces of a row that every room shares; what was posted (`once.py`), what was not saved, and
whether anything was written (`stamps`)."""

import uuid
from typing import Any

from django.db import models
from django.utils import timezone


class PublicIdentity(models.Model):
    """A row with an address: URLs carry `public_id`, never the running key."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class Versioned(models.Model):
    """A row that several people may edit. Services compare `version` before they write."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class Receipt(models.Model):
    """One post of a form that was written, and which row it wrote. It holds no words of anybody."""

    key = models.CharField(max_length=64)
    model = models.CharField(max_length=100, blank=True)
    row = models.BigIntegerField(null=True)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], name="receipt_one_write_a_post")]

    def __str__(self) -> str:
        return f"{self.model} {self.row}"

    def note(self, written: Any) -> None:
        """Note the row that was written; of a post without a token nothing is kept."""
        if self.pk:
            self.model, self.row = written._meta.label_lower, written.pk
            self.save()


class UnsavedPost(PublicIdentity):
    """What somebody typed on a page whose session had ended (`unsaved.py`); there for an hour.

    `reader` is the `public_id` of who was shown the page. The words can be read only with the key
    that the cookie of their browser holds; `browser` is a digest of that key.
    """

    reader = models.UUIDField()
    browser = models.CharField(max_length=64)
    #: The token of the form: sent again from the same browser, it replaces what it sent before. A
    #: post without one replaces none.
    page = models.UUIDField(null=True)
    words = models.TextField()
    kept_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reader", "browser", "page"], name="unsaved_one_post_a_page"
            )
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class Stamp(models.Model):
    """What was written of a partnership so far, as a number (`scr_tracker.stamps`).

    `whose` is the key of the partnership, 0 of all of them. `written_in` says what the row is:

    - above 0: what the transaction of this number added;
    - 0: the sum of what was added up, and on SQLite all;
    - below 0: all triggers of a release are there (`stamps/placing.py`).
    """

    whose = models.BigIntegerField()
    written_in = models.BigIntegerField(default=0)
    value = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["whose", "written_in"], name="stamp_one_row_a_transaction"
            )
        ]

    def __str__(self) -> str:
        return f"{self.whose}: {self.value}"
