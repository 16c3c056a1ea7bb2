"""The secret address of a feed: made, made anew, switched off, opened."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from agencies import access
from agencies.models import ChangesFeed, Partnership, User
from scr_tracker.errors import NotAllowed


@transaction.atomic
def make_feed(*, actor: User, partnership: Partnership, secret: str) -> ChangesFeed:
    """The person's own address, in place of the one that they had: that one stops at once."""
    if partnership.pk not in access.partnership_ids(actor):
        raise NotAllowed("Only who has a part in the partnership reads its changes.")
    now = {"secret_digest": ChangesFeed.digest_of(secret), "made_at": timezone.now()}
    feed, _ = ChangesFeed.objects.update_or_create(
        user=actor, partnership=partnership, defaults={**now, "read_at": None}
    )
    return feed


def switch_feed_off(*, actor: User, partnership: Partnership) -> None:
    """The address stops at once."""
    ChangesFeed.objects.filter(user=actor, partnership=partnership).delete()


def opened_feed(feed_id: UUID, secret: str) -> ChangesFeed | None:
    """The feed of this address; None where there is none, it was made anew or switched off, or its
    person has left the partnership or has no account any more.
    """
    rows = ChangesFeed.objects.select_related("user", "partnership")
    feed = rows.filter(public_id=feed_id).first()
    if feed is None or not feed.opens_with(secret):
        return None
    return feed if feed.partnership_id in access.partnership_ids(feed.user) else None
