"""Notices. What of them a person still sees is told by `reminders.bell`, which knows every kind."""

from typing import Self

from django.db import models


class NoticeQuerySet(models.QuerySet):
    def unread(self) -> Self:
        return self.filter(read_at=None)

    def newest_first(self) -> Self:
        return self.order_by("-recorded_at", "-pk")
