"""What waits goes out, one mail after the other, over one connection.

A batch is no list of mails. Each worker takes the next fifty that wait and that nobody else takes,
again and again. So the workers share the load however fast each of them is, and one that dies
holds back few mails, and not for long (`claims`); a list that was handed out would have died with
it. A batch ends when nothing waits; when its time is over, for a worker has other work, too; when
the minute's mails have gone (`rate.py`); or when the mail server cannot be reached: to know that
costs an attempt of one mail, and the others are left as they are.
"""

import logging
import time
from datetime import date

from reminders.sending import claims, rate
from reminders.sending.claims import Hand
from reminders.sending.delivery import send
from reminders.sending.lookahead import LookAhead
from reminders.sending.posting import Post

log = logging.getLogger(__name__)

#: Seconds after which a batch takes up no other mail; beat queues the next each minute.
LONGEST = 45
#: One mail that cannot be settled may be at fault itself; so many in a row are the database's
#: fault, and all would be sent again.
TOO_MANY = 2


def send_waiting(*, today: date | None = None, seconds: float | None = None) -> list[int]:
    """Deliver what may go now; the ids of the mails that this call took.

    `seconds`: for how long, without an end where it is not given.
    """
    with Post() as post:
        batch = _Batch(post, today, seconds)
        while batch.goes_on():
            pass
    return batch.taken


class _Batch:
    def __init__(self, post: Post, today: date | None, seconds: float | None) -> None:
        self.taken: list[int] = []
        self._post, self._today, self._unsettled = post, today, 0
        self._end = None if seconds is None else time.monotonic() + seconds

    def goes_on(self) -> bool:
        """Take and send the next mails; False where the batch is over.

        Leave to send the first comes before they are taken: what has to wait is not touched. While
        it is not known whether the mail server answers, or where only so many go in a minute, one
        is taken at a time: whose mail is in a hand gets no other that day.
        """
        turn, begun = self._turn(), len(self.taken)
        if turn is None:
            return False
        many = claims.PAGE if self._post.is_ready and turn.slot is None else 1
        with claims.take(after=self.taken[-1] if self.taken else 0, many=many) as hand:
            ahead = LookAhead(hand.left, self._today)
            while turn and self._send_next(hand, ahead, turn):
                turn = self._turn()
        return len(self.taken) > begun and self._unsettled < TOO_MANY

    def _turn(self) -> rate.Turn | None:
        """Leave to send one mail; None where the batch is over."""
        is_late = self._end is not None and time.monotonic() > self._end
        return None if is_late or self._post.is_unreachable else rate.turn()

    def _send_next(self, hand: Hand, ahead: LookAhead, turn: rate.Turn) -> bool:
        """False where none is left, or one was not settled: then what is held is given back."""
        given, mail_id = self._post.given, hand.draw()
        is_settled = mail_id is not None and self._send(mail_id, hand, ahead)
        if mail_id is not None:
            self._unsettled = 0 if is_settled else self._unsettled + 1
        turn.end(has_gone=self._post.given > given)
        return is_settled

    def _send(self, mail_id: int, hand: Hand, ahead: LookAhead) -> bool:
        """Its own defects a mail keeps to itself; what is left is a database that fails."""
        self.taken.append(mail_id)
        try:
            mail, verdict = ahead.take(mail_id)
            return bool(send(mail, hand.token, self._post, today=self._today, verdict=verdict))
        except Exception:
            log.exception("mail %s: not settled; taken again when its lease runs out", mail_id)
            return False
