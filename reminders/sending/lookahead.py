"""What the next mails have to say, read for all of them together.

Evaluated alone, a mail costs a dozen questions; together, they cost not many more. What was read
is used for two seconds and then read again, so that a mail says what holds when it is sent.
"""

import logging
import time
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Q

from agencies import access
from reminders.models import Mail, Reminder
from reminders.sending.evaluation import Verdict, evaluate_all

log = logging.getLogger(__name__)

#: Seconds.
FRESH = 2
#: Rows read at once, for the memory's sake; a mail of more is read alone.
MOST_ROWS = 1000
PLANNED = Count("reminders", filter=Q(reminders__state=Reminder.State.PLANNED))


class Known(NamedTuple):
    mail: Mail
    #: None where the mail has to be judged alone.
    verdict: Verdict | None = None


class LookAhead:
    """Of mails that are claimed: no planner adds to them any more."""

    def __init__(self, mail_ids: Collection[int], today: date | None = None) -> None:
        self._today = today
        self._read(mail_ids)

    def take(self, mail_id: int) -> Known:
        if mail_id in self._known and time.monotonic() - self._read_at > FRESH:
            self._read([*self._known])
        if known := self._known.pop(mail_id, None):
            return known
        return Known(Mail.objects.with_reader().get(pk=mail_id))

    def _read(self, mail_ids: Collection[int]) -> None:
        """Forget what was, and read these. Where one cannot be read, each is left to itself."""
        self._known: dict[int, Known] = {}
        self._read_at = time.monotonic()
        try:
            mails = _as_many_as_fit(mail_ids)
            access.read_together([mail.recipient for mail in mails])
            verdicts = evaluate_all(mails, self._today)
        except Exception:  # one of them is poisoned; alone, it harms no other
            log.warning("%s mails are looked at one by one", len(mail_ids))
            return
        self._known = {mail.pk: Known(mail, verdicts[mail.pk]) for mail in mails}


def _as_many_as_fit(mail_ids: Collection[int]) -> list[Mail]:
    sizes = Mail.objects.filter(pk__in=mail_ids).order_by().annotate(planned=PLANNED)
    some, total = [], 0
    for mail_id, size in sizes.values_list("pk", "planned"):
        if total + size <= MOST_ROWS:
            some.append(mail_id)
            total += size
    return list(Mail.objects.with_reader().filter(pk__in=some))
