"""Thin: what beat calls of this room."""

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from scr_tracker import once


@shared_task
def prune_receipts() -> int:
    """Receipts of posts that can no longer come twice; once a night."""
    return once.prune(timezone.localdate())


@shared_task
def end_sessions() -> None:
    """Sessions that have expired, and with them words that were kept (`unsaved.py`); every hour."""
    SessionStore.clear_expired()
