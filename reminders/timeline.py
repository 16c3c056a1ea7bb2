"""What the timeline of an action tells of reminders."""

from typing import TYPE_CHECKING

from django.db.models import Q

from recommendations.models import Action
from recommendations.timeline import Entry
from reminders.models import Reminder
from reminders.schedule import in_words

if TYPE_CHECKING:
    from agencies.access import Person


def entries(action: Action, user: "Person") -> list[Entry]:
    """Reminders that went out: one's own, and all for those who may see the outbox.

    What a digest lists again is left out: it says nothing new of the action.
    """
    told = Q(recipient_id=user.pk) | Q(pk__in=Reminder.objects.visible_to(user).values("pk"))
    rows = (
        Reminder.objects.filter(told, action=action, state=Reminder.State.SENT, is_repeat=False)
        .filter(action__in=Action.objects.visible_to(user))
        .select_related("mail", "recipient")
    )
    return [_entry(row) for row in rows]


def _entry(row: Reminder) -> Entry:
    is_digest = row.audience == Reminder.Audience.MANAGER
    sent_at = row.mail.sent_at
    if sent_at is None:
        raise ValueError(f"Reminder {row.pk} is sent, its mail is not.")
    return Entry(
        at=sent_at,
        title=f"{'Overdue digest' if is_digest else 'Reminder'} sent to {row.recipient.name}",
        text=in_words(row.due_on, row.mail.day).capitalize(),
    )
