"""Mails in a worker's hand: taken under a lease, and given back where they were not begun.

A mail is claimed by one worker only, and only whoever holds the token of the lease may say how it
ended. A batch takes fifty at once, for one claim costs as much as fifty. The lease is theirs
together, so none of them is begun in its second half, which the last one has to itself.
"""

from datetime import datetime, timedelta
from itertools import takewhile
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from reminders.models import Mail

PAGE = 50
FREE = {"lease_token": None, "lease_until": None}


class Hand:
    """Mails under one lease, in the order of their keys. What is left at the end is given back."""

    def __init__(self, token: UUID, mail_ids: list[int], until: datetime) -> None:
        self.token, self.left, self._until = token, mail_ids, until

    def __enter__(self) -> "Hand":
        return self

    def __exit__(self, *error: object) -> None:
        """As if they had not been taken: no attempt is counted."""
        if self.left:
            rows = ours(self.token).filter(pk__in=self.left)
            rows.update(state=Mail.State.PLANNED, attempts=F("attempts") - 1, **FREE)

    def draw(self) -> int | None:
        """The next one; None where none is left, or no time to begin it."""
        return self.left.pop(0) if self.left and timezone.now() < self._until else None


@transaction.atomic
def take(after: int, many: int = PAGE) -> Hand:
    """The next mails that wait, behind that key, and that nobody else takes at this moment.

    Rows that another worker has locked are passed over; the UPDATE asks once more whether they
    wait, so that no lease is written over where there are no row locks.
    """
    now, token = timezone.now(), uuid4()
    waiting = Mail.objects.claimable(now)
    rows = waiting.filter(pk__gt=after).order_by("pk").select_for_update(skip_locked=True)
    ids = _together(list(rows.values_list("pk", "state")[:many]))
    if _mark(waiting.filter(pk__in=ids), token, now + lease()) < len(ids):
        ids = sorted(ours(token).values_list("pk", flat=True))
    return Hand(token, ids, now + lease() / 2)


def lease() -> timedelta:
    return timedelta(seconds=settings.MAIL_LEASE_SECONDS)


def ours(token: UUID) -> "QuerySet[Mail]":
    """The mails of this lease that are not settled yet."""
    return Mail.objects.filter(state=Mail.State.SENDING, lease_token=token)


def _together(rows: list[tuple[int, str]]) -> list[int]:
    """Those that wait. One whose worker died is taken alone: if it was the cause, it would cost
    the others attempt after attempt."""
    waiting = [pk for pk, _ in takewhile(lambda row: row[1] == Mail.State.PLANNED, rows)]
    return waiting or [pk for pk, _ in rows[:1]]


def _mark(mails: "QuerySet[Mail]", token: UUID, until: datetime) -> int:
    return mails.update(
        state=Mail.State.SENDING,
        lease_token=token,
        lease_until=until,
        attempts=F("attempts") + 1,
    )
