"""What the timeline of an action, and the page of another thing, tell of reminders."""

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from agencies import access
from agencies.queries import shown_name
from recommendations.models import Action
from recommendations.timeline import Entry
from reminders.models import Reminder
from reminders.schedule import in_words
from reminders.sources import SOURCES
from scr_tracker.models import PublicIdentity

if TYPE_CHECKING:
    from agencies.access import Person


def entries(action: Action, user: "Person") -> list[Entry]:
    """Reminders that went out of the action and of what hangs on it.

    The reader may see the action: whoever shows its timeline has fetched it so.
    """
    rows = Reminder.objects.filter(_seen(action, user), action=action)
    return _told(rows, user, action.recommendation.review.partnership_id, action)


def entries_of(item: PublicIdentity, user: "Person", partnership_id: int) -> list[Entry]:
    """Reminders that went out of the thing, for its own page; the reader may see it."""
    rows = Reminder.objects.filter(item_id=item.public_id)
    return _told(rows, user, partnership_id, item)


def _told(
    rows: "QuerySet[Reminder]", user: "Person", partnership_id: int, about: PublicIdentity
) -> list[Entry]:
    """One's own, and all for those who may see the outbox, the latest first; in one query.

    What a digest lists again is left out: it says nothing new of the thing.
    """
    sent: Any = rows.filter(state=Reminder.State.SENT, is_repeat=False)
    if not access.has_role(user, partnership_id, "manager"):
        sent = sent.filter(recipient_id=user.pk or 0)
    sent = sent.annotate(shown_name=shown_name("recipient", partnership_id))
    found = sent.select_related("mail").order_by("-mail__sent_at", "pk")
    return [_entry(row, is_of_another=row.item_id != about.public_id) for row in found]


def _seen(action: Action, user: "Person") -> Q:
    """Condition: the row is of the action itself, or of a thing of it that the person sees."""
    seen = Q(item_id=action.public_id)
    for kind, source in SOURCES.items():
        if source.action:
            things = source.visible_to(user).filter(public_id=OuterRef("item_id"))
            seen |= Q(Exists(things), kind=kind)
    return seen


def _entry(row: Any, *, is_of_another: bool) -> Entry:
    source = SOURCES[row.kind]
    is_digest = row.audience == Reminder.Audience.MANAGER
    about = f" ({source.noun})" if is_of_another else ""
    return Entry(
        at=row.mail.sent_at,
        title=f"{'Overdue digest' if is_digest else 'Reminder'}{about} sent to {row.shown_name}",
        text=in_words(row.due_on, row.mail.day).capitalize(),
        url=source.url(row.item_id) if is_of_another else "",
    )
