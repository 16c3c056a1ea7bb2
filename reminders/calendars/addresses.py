"""The secret address of a calendar: made, made anew, switched off."""

from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from agencies.models import User
from reminders.models import CalendarFeed
from scr_tracker.secret_addresses import secret_of


def secret_for(user: User, token: str) -> str:
    return secret_of(__name__, str(user.public_id), token)


@transaction.atomic
def make_address(*, actor: User, secret: str) -> CalendarFeed:
    """The person's own address, in place of the one that they had: that one stops at once."""
    now = {"secret_digest": CalendarFeed.digest_of(secret), "made_at": timezone.now()}
    feed, _ = CalendarFeed.objects.update_or_create(user=actor, defaults={**now, "read_at": None})
    return feed


def switch_off(*, actor: User) -> None:
    """The address stops at once."""
    CalendarFeed.objects.filter(user=actor).delete()


def opened(feed_id: UUID, secret: str) -> CalendarFeed:
    """The feed of this address.

    Raises:
        Http404: there is none, it was made anew or switched off, or its person's account is closed.
    """
    feed = CalendarFeed.objects.select_related("user").filter(public_id=feed_id).first()
    if feed is None or not feed.opens_with(secret) or not feed.user.is_active:
        raise Http404
    return feed
