"""A manager has a mail sent again."""

from datetime import date
from functools import partial
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from agencies import access
from agencies.models import Partnership, User
from agencies.services.checks import allow_manager
from reminders import ledger, outbox, resending, tasks
from reminders.models import Mail, Reminder
from scr_tracker.errors import InvalidTransition, NotAllowed
from scr_tracker.versions import locked

BETWEEN = (
    "Somebody else has had it sent again, or it was planned anew, since you opened this page. "
    "Look at the mail first."
)
#: What a row that goes again takes from the first one.
COPIED = (
    *("recipient_id", "partnership_id", "kind", "item_id", "recommendation_id"),
    *("action_id", "audience", "due_on", "step"),
)


@transaction.atomic
def resend_mail(
    *, actor: User, partnership: Partnership, mail: Mail, reason: str, number: int
) -> Mail:
    """A new mail of what still stands of the partnership's items, under a Message-ID of its own.

    It is looked at again when it is sent. `number`: how often the person saw that it had been sent
    again for the partnership, so that of two managers at once one is asked to look first.
    """
    allow_manager(actor, partnership)
    if not outbox.rows_of(partnership, actor).filter(mail=mail).exists():
        raise NotAllowed("This mail is not in the partnership’s outbox.")
    first = locked(Mail.objects.filter(pk=mail.pk)).get()
    today = timezone.localdate()
    offer = resending.offer(first, partnership, actor, today)
    if offer.refusal or offer.number != number:
        raise InvalidTransition(offer.refusal or BETWEEN)
    again = _make(first, actor, partnership, reason, today)
    _write(_copies(offer.rows, again))
    queue = partial(tasks.deliver_batch.apply_async, expires=tasks.TURN)
    transaction.on_commit(queue, robust=True)
    return again


def _make(first: Mail, actor: User, partnership: Partnership, reason: str, today: date) -> Mail:
    signed, public_id = access.signature(actor, partnership.pk), uuid4()
    again = Mail(
        public_id=public_id,
        recipient_id=first.recipient_id,
        day=today,
        message_id=ledger.message_id(public_id),
        resend_of=first,
        resent_for=partnership,
        resent_by=actor,
        resent_by_name=str(signed["recorded_by_name"]),
        resent_by_role=str(signed["recorded_by_role"]),
        resend_reason=reason,
    )
    again.validate_constraints()
    again.save()
    return again


def _write(rows: list[Reminder]) -> None:
    """A plan may have taken up what failed since the ledger was asked: no lock keeps it away."""
    try:
        with transaction.atomic():
            Reminder.objects.bulk_create(rows)
    except IntegrityError as error:
        raise InvalidTransition(BETWEEN) from error


def _copies(rows: list[Reminder], again: Mail) -> list[Reminder]:
    """What failed, and was not planned anew since, is said by this mail: no later plan says it."""
    theirs = Reminder.objects.filter(
        recipient_id=again.recipient_id, item_id__in=[row.item_id for row in rows]
    )
    held = ledger.identities(theirs, date.min)
    copies = [Reminder(mail=again, **{n: getattr(row, n) for n in COPIED}) for row in rows]
    for row in copies:
        identity = (row.recipient_id, row.kind, row.item_id, row.audience, row.due_on, row.step)
        row.is_repeat = identity in held
    return copies
