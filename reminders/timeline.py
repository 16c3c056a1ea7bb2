"""What the timeline of an action tells of reminders."""

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from agencies import access
from agencies.models import User
from agencies.queries import shown_name
from recommendations.models import Action
from recommendations.timeline import Entry
from reminders.models import Reminder
from reminders.schedule import in_words
from reminders.sources import SOURCES

if TYPE_CHECKING:
    from agencies.access import Person


def entries(action: Action, user: "Person") -> list[Entry]:
    """Reminders that went out of the action and of what hangs on it.

    One's own, and all for those who may see the outbox. The reader may see the action: whoever
    shows its timeline has fetched it so. What a digest lists again is left out: it says nothing
    new of the thing.
    """
    place = action.recommendation.review.partnership_id
    sent = Reminder.objects.filter(action=action, state=Reminder.State.SENT, is_repeat=False)
    if not access.has_role(user, place, "manager"):
        sent = sent.filter(recipient_id=user.pk or 0)
    rows = list(sent.filter(_seen(action, user)).select_related("mail"))
    names = _names({row.recipient_id for row in rows}, place) if rows else {}
    return [_entry(row, names[row.recipient_id]) for row in rows]


def _seen(action: Action, user: "Person") -> Q:
    """Condition: the row is of the action itself, or of a thing of it that the person sees."""
    seen = Q(item_id=action.public_id)
    for kind, source in SOURCES.items():
        if source.action:
            things = source.visible_to(user).filter(public_id=OuterRef("item_id"))
            seen |= Q(Exists(things), kind=kind)
    return seen


def _names(recipients: set[int], partnership_id: int) -> dict[int, str]:
    people: Any = User.objects.filter(pk__in=recipients)
    named = people.annotate(shown_name=shown_name("pk", partnership_id))
    return dict(named.values_list("pk", "shown_name"))


def _entry(row: Reminder, name: str) -> Entry:
    source, sent_at = SOURCES[row.kind], row.mail.sent_at
    if sent_at is None:
        raise ValueError(f"Reminder {row.pk} is sent, its mail is not.")
    is_digest = row.audience == Reminder.Audience.MANAGER
    about = f" ({source.noun})" if source.action else ""
    return Entry(
        at=sent_at,
        title=f"{'Overdue digest' if is_digest else 'Reminder'}{about} sent to {name}",
        text=in_words(row.due_on, row.mail.day).capitalize(),
        url=source.url(row.item_id) if source.action else "",
    )
