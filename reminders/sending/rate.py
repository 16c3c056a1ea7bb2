"""At most so many mails in a minute (`MAIL_PER_MINUTE`), over all workers and machines.

There are as many slots as mails may go in a minute, each a row of the database. One worker wins a
slot, by a compare-and-set UPDATE, and it is free again a minute after its mail went: so no minute,
wherever it begins, has more. The slot is won before the mail is taken, and then one is taken at a
time. A mail that has to wait is not touched: it stays planned, and no attempt is counted. The
clocks of the machines have to agree.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom

from django.conf import settings
from django.db.models import Min
from django.utils import timezone

from reminders.models import Slot

MINUTE = timedelta(minutes=1)
#: For a slot that is free so soon a worker waits; for any other the mails wait.
PATIENCE = timedelta(seconds=5)
#: Slots read at once, so that two workers seldom try for the same.
CHOICE = 10
_random = SystemRandom()


@dataclass(frozen=True)
class Turn:
    """A slot that was won. Where there is no limit, it is none."""

    slot: Slot | None = None

    def end(self, *, has_gone: bool) -> None:
        """The minute counts from when the mail went; a slot that was not used is free at once."""
        if self.slot is None:
            return
        ours = Slot.objects.filter(pk=self.slot.pk, free_at=self.slot.free_at)
        ours.update(free_at=timezone.now() + (MINUTE if has_gone else timedelta(0)))


def turn() -> Turn | None:
    """Leave to send one mail; None where others have used the minute up."""
    limit = settings.MAIL_PER_MINUTE
    if not limit:
        return Turn()
    _make_slots(limit)
    while (won := _win(limit)) is None:
        pause = _next_free(limit) - timezone.now()
        if pause > PATIENCE:
            return None
        time.sleep(max(pause.total_seconds(), 0))
    return won


def _make_slots(limit: int) -> None:
    """Where the setting has grown; what is above a lower one rests."""
    there = Slot.objects.filter(number__lt=limit)
    if there.count() < limit:
        wanted = set(range(limit)).difference(there.values_list("number", flat=True))
        Slot.objects.bulk_create((Slot(number=n) for n in wanted), ignore_conflicts=True)


def _win(limit: int) -> Turn | None:
    """A free slot; of several workers that try for the same, one gets it and the others another."""
    while True:
        now = timezone.now()
        free = Slot.objects.filter(number__lt=limit, free_at__lte=now)
        slots = list(free.order_by("free_at")[:CHOICE])
        if not slots:
            return None
        slot = _random.choice(slots)
        slot.free_at = now + MINUTE
        if free.filter(pk=slot.pk).update(free_at=slot.free_at):
            return Turn(slot)


def _next_free(limit: int) -> datetime:
    first: datetime = Slot.objects.filter(number__lt=limit).aggregate(at=Min("free_at"))["at"]
    return first
