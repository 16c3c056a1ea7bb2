"""What waits goes out, one mail after the other, over one connection.

A batch is no list of mails. Each worker takes what waits: it begins anywhere, so that several
seldom try for the same, and goes around once. So the workers share the load however fast each of
them is, and one that dies holds back nothing but the mail in its hand; a list that was handed out
would have died with it. A batch ends when nothing waits; when its time is over, for a worker has
other work, too; when the minute's mails have gone (`rate.py`); or when the mail server cannot be
reached: to know that costs an attempt of one mail, and the others are left as they are.
"""

import logging
import time
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from random import SystemRandom

from django.db.models import Max, Min, QuerySet
from django.utils import timezone

from reminders import rate
from reminders.delivery import deliver
from reminders.lookahead import LookAhead
from reminders.models import Mail
from reminders.posting import Post

log = logging.getLogger(__name__)

#: Seconds after which a batch takes up no other mail; beat queues the next each minute.
LONGEST = 45
#: Mails read at once: what another worker takes meanwhile costs one UPDATE in vain.
PAGE = 50
_random = SystemRandom()


def send_waiting(*, today: date | None = None, seconds: float | None = None) -> list[int]:
    """Deliver what may go now; the ids of the mails that this call took.

    `seconds`: for how long, without an end where it is not given.
    """
    with Post() as post:
        batch = _Batch(post, today, seconds)
        for page in _around(timezone.now()):
            if not batch.send(page):
                break
    return batch.taken


class _Batch:
    def __init__(self, post: Post, today: date | None, seconds: float | None) -> None:
        self.taken: list[int] = []
        self._post, self._today, self._ahead = post, today, LookAhead(today)
        self._end = None if seconds is None else time.monotonic() + seconds

    def send(self, page: Sequence[int]) -> bool:
        """False where the batch is over."""
        for mail_id in page:
            if self._is_over() or (turn := rate.turn()) is None:
                return False
            if mail_id == page[0]:
                self._ahead.read(page)
            given = self._post.given
            if self._deliver(mail_id):
                self.taken.append(mail_id)
            turn.end(has_gone=self._post.given > given)
        return True

    def _is_over(self) -> bool:
        is_late = self._end is not None and time.monotonic() > self._end
        return is_late or self._post.is_unreachable

    def _deliver(self, mail_id: int) -> str:
        """Its own defects a mail keeps to itself; what is left is a database that fails."""
        try:
            return deliver(mail_id, post=self._post, today=self._today, ahead=self._ahead)
        except Exception:
            log.exception("mail %s: not settled; taken again when its lease runs out", mail_id)
            return Mail.State.SENDING.value


def _around(now: datetime) -> Iterator[list[int]]:
    """Each mail that waits, once, beginning anywhere. Mails that come meanwhile may be left out."""
    waiting = Mail.objects.claimable(now).order_by("pk")
    ends = waiting.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return
    start = _random.randint(ends["first"], ends["last"])
    yield from _pages(waiting.filter(pk__gte=start))
    yield from _pages(waiting.filter(pk__lt=start))


def _pages(waiting: "QuerySet[Mail]") -> Iterator[list[int]]:
    last = 0
    while ids := list(waiting.filter(pk__gt=last).values_list("pk", flat=True)[:PAGE]):
        last = ids[-1]
        _random.shuffle(ids)
        yield ids
