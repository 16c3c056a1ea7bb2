"""What the timeline of an action tells of reminders."""

from typing import TYPE_CHECKING, Any

from agencies import access
from agencies.models import User
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
    place = action.recommendation.review.partnership_id
    sent = Reminder.objects.filter(action=action, state=Reminder.State.SENT, is_repeat=False)
    if not access.has_role(user, place, "manager"):
        sent = sent.filter(recipient_id=user.pk or 0)
    rows = list(sent.select_related("mail"))
    names = _names({row.recipient_id for row in rows}, place) if rows else {}
    return [_entry(row, names[row.recipient_id]) for row in rows]


def _names(recipients: set[int], partnership_id: int) -> dict[int, str]:
    people: Any = User.objects.filter(pk__in=recipients)
    named = people.annotate(shown_name=shown_name("pk", partnership_id))
    return dict(named.values_list("pk", "shown_name"))


def _entry(row: Reminder, name: str) -> Entry:
    is_digest = row.audience == Reminder.Audience.MANAGER
    sent_at = row.mail.sent_at
    if sent_at is None:
        raise ValueError(f"Reminder {row.pk} is sent, its mail is not.")
    return Entry(
        at=sent_at,
        title=f"{'Overdue digest' if is_digest else 'Reminder'} sent to {name}",
        text=in_words(row.due_on, row.mail.day).capitalize(),
    )
