"""Sending a mail: claim with a lease, look again, send, settle.

Delivery is **at least once**. The window: between the mail server's "accepted" and our own "sent"
lies a moment in which a worker may die, lose the database, or outlive its lease; the mail is then
sent again, under the same Message-ID, so that mail programs can fold the two into one. A mail is
settled right after it was sent and before the next one goes, so that a worker that dies has one
such mail at most, however many it holds. What changed before the second time counts then: a mail
with nothing left to say is dropped, though the first may have arrived.

In every other case a mail goes out once: one worker takes it (`claims`), and only the worker whose
lease token still stands may say how it ended. No transaction is open while the server is asked.

A mail that failed after its last attempt loses nothing: its rows are marked failed, and the plan
of a later day says what they had to say in a new mail, if it still holds. One case is final: the
server refused the address for good. Then the address is marked (`RefusedAddress`): nobody is told
of anything there, and others in their place, until a manager says that it works again.
"""

import logging
import re
import smtplib
from datetime import date, timedelta
from random import SystemRandom
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from reminders import ledger, news
from reminders.mails import headers, letters
from reminders.mails.letters import Letter
from reminders.models import Mail, RefusedAddress, Reminder
from reminders.sending import claims
from reminders.sending.evaluation import Verdict, evaluate
from reminders.sending.posting import Post

log = logging.getLogger(__name__)

#: After so many attempts, spread over about a day, a mail has failed.
MAX_ATTEMPTS = 10
LONGEST_PAUSE = timedelta(hours=6)
#: What the outbox says of the items of a failed mail.
AGAIN = "The mail failed. The plan of a later day takes this up again, if it still holds."
NOT_AGAIN = "The address was refused for good: nothing goes there until a manager says it works."
#: Of refusals with 5xx, those that are not about the address (RFC 3463): a mailbox that is full,
#: the way there, what we sent, or our own standing. 5.4.1 is what some say of an unknown address.
ELSEWHERE = re.compile(rb"5\.(2\.[2-4]|3\.|4\.(?!1\b)|[5-7]\.)")
#: In place of a subject that the database would not take.
WORDS_LOST = "The words of this mail could not be kept."
_random = SystemRandom()


def send(
    mail: Mail,
    token: UUID,
    post: Post,
    *,
    today: date | None = None,
    verdict: Verdict | None = None,
) -> str:
    """Send a mail that was taken; the state in which this call left it, "" if it was not ours.

    Never raises for what one mail or the mail server does: the reason is kept with the mail, and
    the other mails go on. `verdict`: what the mail has to say, where that was read a moment ago.
    """
    if mail.attempts > MAX_ATTEMPTS:
        return _fail(mail, token, f"The worker stopped {MAX_ATTEMPTS} times while sending.")
    try:
        verdict = verdict or evaluate(mail, today)
        if verdict.is_empty:
            return _hold_back(mail, token, verdict) or _drop(mail, token, verdict)
        letter = letters.write(mail, verdict, today or timezone.localdate())
        post.send(headers.message(mail, letter))
    except Exception as error:  # whatever one mail does, the others go on
        log.warning("mail %s attempt %s: %s", mail.pk, mail.attempts, type(error).__name__)
        return _refused(mail, token, error)
    return _sent(mail, token, verdict, letter)


def _sent(mail: Mail, token: UUID, verdict: Verdict, letter: Letter) -> str:
    """What went is sent, also where its words cannot be kept: else it would go again and again."""
    try:
        return _note_sent(mail, token, verdict, letter)
    except Exception:
        log.exception("mail %s: its words could not be kept", mail.pk)
        return _note_sent(mail, token, verdict, Letter(subject=WORDS_LOST, text="", html=""))


def _settle(mail: Mail, token: UUID, state: Mail.State, **fields: object) -> bool:
    """Say how it ended, if the lease is still ours."""
    changed = claims.ours(token).filter(pk=mail.pk).update(state=state, **claims.FREE, **fields)
    if not changed:
        log.warning("mail %s: the lease ran out before it was settled", mail.pk)
    return bool(changed)


@transaction.atomic
def _note_sent(mail: Mail, token: UUID, verdict: Verdict, letter: Letter) -> str:
    done = _settle(
        mail,
        token,
        Mail.State.SENT,
        state_reason="",
        sent_at=timezone.now(),
        to_address=mail.recipient.email,
        subject=letter.subject,
        body_text=letter.text,
        body_html=letter.html,
    )
    if not done:
        return ""
    for why in set(verdict.whys.values()):
        rows = [pk for pk, each in verdict.whys.items() if each == why]
        Reminder.objects.filter(pk__in=rows).update(state=Reminder.State.SENT, why=why)
    news.settle(mail, verdict.news)
    _note_dropped(mail, verdict)
    return Mail.State.SENT.value


@transaction.atomic
def _hold_back(mail: Mail, token: UUID, verdict: Verdict) -> str:
    """Nothing of it goes on this day, a weekend or in a pause: it waits for the next that does."""
    if verdict.back_at is None:
        return ""
    later = {"not_before": verdict.back_at + ledger.HOLD, "attempts": mail.attempts - 1}
    if not _settle(mail, token, Mail.State.PLANNED, **later):
        return ""
    news.settle(mail, verdict.news, is_held=True)
    _note_dropped(mail, verdict, is_held=True)
    return Mail.State.PLANNED.value


@transaction.atomic
def _drop(mail: Mail, token: UUID, verdict: Verdict) -> str:
    """Nothing is left to say: no mail."""
    reasons = sorted({*verdict.dropped.values(), *verdict.news.dropped.values()})
    reason = reasons[0] if len(reasons) == 1 else "Nothing was left to remind of."
    if not _settle(mail, token, Mail.State.DROPPED, state_reason=reason):
        return ""
    news.settle(mail, verdict.news)
    _note_dropped(mail, verdict)
    return Mail.State.DROPPED.value


def _note_dropped(mail: Mail, verdict: Verdict, *, is_held: bool = False) -> None:
    """What is put off has not been said: its step is free for the plan of a later day."""
    for reason in set(verdict.dropped.values()):
        rows = {pk for pk, why in verdict.dropped.items() if why == reason}
        lasting = mail.reminders.filter(pk__in=rows - verdict.put_off)
        lasting.update(state=Reminder.State.DROPPED, state_reason=reason)
        if not is_held:
            put_off = mail.reminders.filter(pk__in=rows & verdict.put_off)
            put_off.update(state=Reminder.State.FAILED, state_reason=reason)


def _refused(mail: Mail, token: UUID, error: Exception) -> str:
    """Try again later, at growing distances; or give up, for good reason."""
    reason = reason_in_words(error)
    if is_permanent(error):
        return _give_up_address(mail, token, reason)
    if mail.attempts >= MAX_ATTEMPTS:
        return _fail(mail, token, reason)
    state = Mail.State.PLANNED
    later = timezone.now() + pause_after(mail.attempts)
    return state.value if _settle(mail, token, state, not_before=later, state_reason=reason) else ""


@transaction.atomic
def _fail(mail: Mail, token: UUID, reason: str, rows_reason: str = AGAIN) -> str:
    """No more attempts with this mail; its rows say whether a later one takes them up."""
    if not _settle(mail, token, Mail.State.FAILED, state_reason=reason):
        return ""
    rows = mail.reminders.filter(state=Reminder.State.PLANNED)
    rows.update(state=Reminder.State.FAILED, state_reason=rows_reason)
    news.fail(mail, rows_reason)
    return Mail.State.FAILED.value


@transaction.atomic
def _give_up_address(mail: Mail, token: UUID, reason: str) -> str:
    """Marked even where the lease ran out: the server has said it."""
    marked = RefusedAddress(user=mail.recipient, email=mail.recipient.email, said=reason)
    RefusedAddress.objects.bulk_create([marked], ignore_conflicts=True)
    return _fail(mail, token, reason, NOT_AGAIN)


def pause_after(attempts: int) -> timedelta:
    """5, 10, 20 … minutes up to 6 hours, and up to a fifth more, so that retries spread out."""
    first = timedelta(seconds=settings.MAIL_FIRST_PAUSE_SECONDS)
    pause = min(first * int(2 ** (attempts - 1)), LONGEST_PAUSE)
    return pause * _random.uniform(1.0, 1.2)


def is_permanent(error: Exception) -> bool:
    """The server refuses the address for good (5xx); nothing else is final at once."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    said = error.recipients.values()
    return bool(said) and all(code >= 500 and not ELSEWHERE.match(words) for code, words in said)


def reason_in_words(error: Exception) -> str:
    """Why sending failed, for the outbox: plain, short, and without the mail's content."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()), (0, b""))
        words = " ".join(said.decode("utf-8", "replace").replace("\0", "").split())
        refused = "refused the address for good" if is_permanent(error) else "refused the address"
        return f"The mail server {refused}: {code} {words}"[:300]
    if isinstance(error, smtplib.SMTPResponseException):
        return f"The mail server refused the mail (code {error.smtp_code})."
    if isinstance(error, TimeoutError):
        return "The mail server did not answer in time."
    if isinstance(error, smtplib.SMTPServerDisconnected | ConnectionResetError):
        return "The mail server broke off the connection."
    if isinstance(error, OSError):
        return "The mail server could not be reached."
    return f"The mail could not be made or sent ({type(error).__name__})."
