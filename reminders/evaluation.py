"""What of a mail still holds at the moment of sending, and why the rest does not."""

from dataclasses import dataclass, field
from datetime import date

from agencies.models import User
from recommendations.models import Action
from recommendations.status import OPEN, Status
from reminders.audiences import Told, subject_of, told_of
from reminders.models import Mail, Reminder


@dataclass
class Verdict:
    """The rows that go, and the reason in words for each that does not, by row id."""

    kept: list[Reminder] = field(default_factory=list)
    dropped: dict[int, str] = field(default_factory=dict)


def evaluate(mail: Mail) -> Verdict:
    """Look at the mail's rows as things are now: status, due date, sight, role, account."""
    planned = mail.reminders.filter(state=Reminder.State.PLANNED).select_related(
        "partnership", "action__recommendation__review"
    )
    rows = list(planned.order_by("due_on", "pk"))
    recipient = User.objects.get(pk=mail.recipient_id)
    actions = {row.action_id: row.action for row in rows}
    told = told_of(map(subject_of, actions.values()))
    visible = _visible(recipient, actions)
    verdict = Verdict()
    for row in rows:
        reason = _reason(row, recipient, told[row.action_id], visible)
        if reason:
            verdict.dropped[row.pk] = reason
        else:
            verdict.kept.append(row)
    _drop_idle_digests(verdict)
    return verdict


def _visible(recipient: User, actions: dict[int, Action]) -> set[int]:
    seen = Action.objects.visible_to(recipient).filter(pk__in=actions)
    return set(seen.order_by().values_list("pk", flat=True))


def _reason(row: Reminder, recipient: User, told: Told, visible: set[int]) -> str:
    """Why the row is dropped, for people; "" where it still holds."""
    action = row.action
    is_digest = row.audience == Reminder.Audience.MANAGER
    if not recipient.is_active:
        return "The recipient’s account is closed."
    if action.status not in OPEN:
        return f"No longer open: {Status(action.status).label.lower()}."
    if action.due_on != row.due_on:
        return f"The due date moved {_from_to(row.due_on, action.due_on)}."
    if action.pk not in visible:
        return "The recipient may no longer see the action."
    if recipient.pk not in (told.managers if is_digest else told.owners):
        return "The recipient no longer owns the action or leads for its agency."
    return ""


def _drop_idle_digests(verdict: Verdict) -> None:
    """A digest goes out for what is newly late; without that, nothing is listed again."""
    moved = {row.partnership_id for row in verdict.kept if _opens_digest(row)}
    for row in list(verdict.kept):
        if row.is_repeat and row.partnership_id not in moved:
            verdict.kept.remove(row)
            verdict.dropped[row.pk] = "Nothing is newly late in this partnership any more."


def _opens_digest(row: Reminder) -> bool:
    return row.audience == Reminder.Audience.MANAGER and not row.is_repeat


def _from_to(old: date, new: date | None) -> str:
    return f"from {day_in_words(old)} to {day_in_words(new) if new else 'no date'}"


def day_in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
