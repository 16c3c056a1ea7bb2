"""The secret address of a calendar: made, made anew, switched off.

The secret follows from the token of the form that asked for it, under the key of the site: a post
that comes twice shows the same address. Neither of the two is kept beside the other.
"""

from base64 import urlsafe_b64encode
from secrets import token_urlsafe
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.crypto import salted_hmac

from agencies.models import User
from reminders.models import CalendarFeed


def secret_for(user: User, token: str) -> str:
    """256 bits, as 43 letters of an address. `token`: that of the form; without one, by chance."""
    if not token:
        return token_urlsafe(32)
    made = salted_hmac(__name__, f"{user.public_id} {token}", algorithm="sha256")
    return urlsafe_b64encode(made.digest()).decode().rstrip("=")


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
