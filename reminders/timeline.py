"""What the timeline of an action tells of reminders."""

from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef

from agencies import access
from agencies.queries import shown_name
from recommendations.models import Action
from recommendations.timeline import Entry
from reminders.models import Reminder
from reminders.schedule import in_words

if TYPE_CHECKING:
    from agencies.access import Person


def entries(action: Action, user: "Person") -> list[Entry]:
    """Reminders that went out: one's own, and all for those who may see the outbox.

    The reader may see the action: whoever shows its timeline has fetched it so. What a digest
    lists again is left out: it says nothing new of the action.
    """
    sent = Reminder.objects.filter(action=action, state=Reminder.State.SENT, is_repeat=False)
    if not access.has_role(user, action.recommendation.review.partnership_id, "manager"):
        sent = sent.filter(recipient_id=user.pk or 0)
    named = sent.annotate(shown_name=shown_name("recipient", OuterRef("partnership")))
    return [_entry(row) for row in named.select_related("mail")]


def _entry(row: Any) -> Entry:
    is_digest = row.audience == Reminder.Audience.MANAGER
    sent_at = row.mail.sent_at
    if sent_at is None:
        raise ValueError(f"Reminder {row.pk} is sent, its mail is not.")
    return Entry(
        at=sent_at,
        title=f"{'Overdue digest' if is_digest else 'Reminder'} sent to {row.shown_name}",
        text=in_words(row.due_on, row.mail.day).capitalize(),
    )
