"""Thin: what beat calls of this room."""

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from scr_tracker import once, stamps, unsaved_store


@shared_task
def prune_receipts() -> int:
    """Receipts of posts that can no longer come twice; once a night."""
    return once.prune(timezone.localdate())


@shared_task
def end_sessions() -> int:
    """Sessions that have expired, and what was typed after one had; every hour."""
    SessionStore.clear_expired()
    return unsaved_store.sweep()


@shared_task
def fold_stamps() -> int:
    """Adds up what single transactions wrote, so that stamps stay quick to read; every hour."""
    return stamps.fold()
