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
from collections.abc import Iterator
from datetime import date, datetime
from random import SystemRandom

from django.db.models import Max, Min, QuerySet
from django.utils import timezone

from reminders import rate
from reminders.delivery import deliver
from reminders.models import Mail
from reminders.posting import Post

log = logging.getLogger(__name__)

#: Seconds after which a batch takes up no other mail; beat queues the next each minute.
LONGEST = 45
#: Mails read at once: what another worker takes meanwhile costs one UPDATE in vain.
PAGE = 25
_random = SystemRandom()


def send_waiting(*, today: date | None = None, seconds: float | None = None) -> list[int]:
    """Deliver what may go now; the ids of the mails that this call took.

    `seconds`: for how long, without an end where it is not given.
    """
    started, taken = time.monotonic(), []
    with Post() as post:
        for mail_id in _around(timezone.now()):
            is_over = seconds is not None and time.monotonic() - started > seconds
            if is_over or post.is_unreachable or (turn := rate.turn()) is None:
                break
            given = post.given
            state = _deliver(mail_id, post, today)
            turn.end(has_gone=post.given > given)
            if state:
                taken.append(mail_id)
    return taken


def _deliver(mail_id: int, post: Post, today: date | None) -> str:
    """Its own defects a mail keeps to itself; what is left is a database that fails."""
    try:
        return deliver(mail_id, post=post, today=today)
    except Exception:
        log.exception("mail %s: not settled; it is taken again when its lease runs out", mail_id)
        return Mail.State.SENDING.value


def _around(now: datetime) -> Iterator[int]:
    """Each mail that waits, once, beginning anywhere. Mails that come meanwhile may be left out."""
    waiting = Mail.objects.claimable(now).order_by("pk")
    ends = waiting.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return
    start = _random.randint(ends["first"], ends["last"])
    yield from _by_key(waiting.filter(pk__gte=start))
    yield from _by_key(waiting.filter(pk__lt=start))


def _by_key(waiting: "QuerySet[Mail]") -> Iterator[int]:
    last = 0
    while ids := list(waiting.filter(pk__gt=last).values_list("pk", flat=True)[:PAGE]):
        last = ids[-1]
        _random.shuffle(ids)
        yield from ids
