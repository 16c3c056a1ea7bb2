"""One mail at a time, taken as a batch takes many."""

from contextlib import contextmanager

from django.utils import timezone

from reminders.models import Mail
from reminders.sending import claims
from reminders.sending.delivery import send
from reminders.sending.posting import Post


def waiting_ids(now=None):
    """Mails that may be taken at that moment, the oldest day first."""
    waiting = Mail.objects.claimable(now or timezone.now()).order_by("day", "pk")
    return list(waiting.values_list("pk", flat=True))


@contextmanager
def held(mail_id):
    """The token under which this mail was taken; None where it does not wait for anybody."""
    with claims.take(after=mail_id - 1, many=1) as hand:
        mine = hand.draw() if hand.left == [mail_id] else None
        yield hand.token if mine else None


def claim(mail_id):
    """Take the mail as a worker does that then dies: nothing is given back."""
    with held(mail_id) as token:
        return token


def deliver(mail_id, *, today=None):
    """The state in which the mail is left; "" where it does not wait."""
    with held(mail_id) as token, Post() as post:
        if token is None:
            return ""
        return send(Mail.objects.with_reader().get(pk=mail_id), token, post, today=today)
