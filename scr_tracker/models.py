"""Abstract pieces of a row that every room shares. No tables of their own."""

import uuid

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
