"""Whether a mail can be sent again for a partnership, and what it would be about."""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from agencies.models import Partnership, User
from reminders import outbox, refusals
from reminders.models import Mail, Reminder
from reminders.sending.evaluation import still_hold

if TYPE_CHECKING:
    from agencies.access import Person

WAITS = (Mail.State.PLANNED, Mail.State.SENDING)
STILL_WAITS = "This mail has not gone yet. It can be sent again once it was sent, or has failed."
AGAIN_ALREADY = "This mail is being sent again already."
REFUSED = (
    "The address was refused for good. Where it works again, say so in the outbox first: then this "
    "mail can be sent again."
)
NOTHING = "Nothing of what it said still stands, so no mail would go."


@dataclass
class Offer:
    """`rows`: what would go. `refusal`: why it cannot be sent again, "" where it can.

    `number`: how often it was sent again for the partnership so far.
    """

    number: int
    rows: list[Reminder] = field(default_factory=list)
    refusal: str = ""


def offer(mail: Mail, partnership: Partnership, user: "Person", today: date) -> Offer:
    """As things are now, of the partnership's items that the person may see."""
    again = mail.resends.filter(resent_for=partnership).values_list("state", flat=True)
    found = Offer(len(again))
    if waits(mail):
        found.refusal = STILL_WAITS
    elif any(state in WAITS for state in again):
        found.refusal = AGAIN_ALREADY
    elif User.objects.filter(refusals.is_refused(), pk=mail.recipient_id).exists():
        found.refusal = REFUSED
    else:
        rows = outbox.rows_of(partnership, user).filter(mail=mail)
        found.rows = _once(still_hold(list(outbox.printed(rows)), today))
        found.refusal = "" if found.rows else NOTHING
    return found


def waits(mail: Mail) -> bool:
    return mail.state in WAITS


def _once(rows: list[Reminder]) -> list[Reminder]:
    """Each thing once for an audience: of two steps the later one."""
    ordered = sorted(rows, key=lambda row: row.step)
    found = {(row.kind, row.item_id, row.audience): row for row in ordered}
    return sorted(found.values(), key=lambda row: (row.due_on, row.pk))
