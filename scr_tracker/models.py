"""Pieces of a row that every room shares, and the receipts of what was posted (`once.py`)."""

import uuid
from typing import Any

from django.db import models


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
