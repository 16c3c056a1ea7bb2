"""A letter as a message: what mail programs and mail servers read of it."""

from email import charset

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from reminders.ledger import mail_domain
from reminders.mails.letters import Letter
from reminders.models import Mail
from scr_tracker.addresses import list_at

#: Bytes of seven bits and short lines: no server on the way has to encode a mail anew, which would
#: break a signature over its body.
ENCODING = charset.Charset("utf-8")
ENCODING.body_encoding = charset.QP


def message(mail: Mail, letter: Letter) -> EmailMultiAlternatives:
    """The message to send: the same Message-ID at each attempt, and nobody's auto-reply.

    `List-Unsubscribe` (RFC 2369) leads to the page where people choose how often they are told,
    after signing in. `List-Unsubscribe-Post` (RFC 8058) is left out: it would let whoever holds
    the mail, or a program that tries its links, silence what is part of the work. `Precedence` is
    left out, too: no standard describes it, and some servers put off or file away what is `bulk`.
    Auto-replies are held back by `Auto-Submitted` (RFC 3834), by `List-Id` and, at Exchange, by
    `X-Auto-Response-Suppress`. There is no `Reply-To`: the text says that nobody reads replies.
    """
    made = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        to=[mail.recipient.email],
        headers={
            "Message-ID": mail.message_id,
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "List-Id": f"SCR Tracker reminders <reminders.{mail_domain()}>",
            "List-Unsubscribe": f"<{settings.SITE_URL}{list_at('reminders:personal', {})}>",
            "Content-Language": "en-GB",
        },
    )
    made.encoding = ENCODING
    made.attach_alternative(letter.html, "text/html")
    return made
