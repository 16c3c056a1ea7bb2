"""The lists of this room as files."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from agencies.models import Partnership
from recommendations.tables import marking_of
from reminders import bell, outbox
from reminders.models import Mail
from scr_tracker.exports import Column, Table
from scr_tracker.exports.tables import in_chunks

if TYPE_CHECKING:
    from agencies.access import Person

MAILS = (
    Column("Day", lambda row: row.mail.day),
    Column("To", lambda row: row.mail.shown_name, 30),
    Column("About", lambda row: row.about, 40),
    Column("Items", lambda row: _named(row.named, row.more), 60),
    Column("State", lambda row: row.mail.get_state_display()),
    Column("Sent at", lambda row: row.mail.sent_at, 20),
    Column("Reason", lambda row: row.mail.state_reason, 40),
    Column("Sent again", lambda row: row.mail.resend_of_id is not None),
)
COMING = (
    Column("Day", lambda row: row.day),
    Column("To", lambda row: row.name, 30),
    Column("About", lambda row: row.about, 40),
    Column("Items", lambda row: _named([*row.named, *row.rest], 0), 60),
    Column("New for them", lambda row: "; ".join(told.name for told in row.told_new), 40),
)
INVITATIONS = (
    Column("Invited at", lambda row: row.invited_at, 20),
    Column("To", lambda row: row.name, 30),
    Column("E-mail address", lambda row: row.membership.user.email, 40),
    Column("Sent at", lambda row: row.sent_at, 20),
)
ITEMS = (
    Column("Item", lambda row: row.name, 24),
    Column("Due", lambda row: row.due_on),
    Column("When", lambda row: row.when, 20),
    Column("Why", lambda row: row.why, 50),
    Column("State", lambda row: row.state_label),
    Column("Reason", lambda row: row.reason, 40),
)
NOTICES = (
    Column("At", lambda entry: entry.notice.recorded_at, 20),
    Column("Kind", lambda entry: entry.notice.get_kind_display(), 20),
    Column("What", lambda entry: entry.title, 50),
    Column("Reference", lambda entry: entry.reference, 20),
    Column("By", lambda entry: entry.notice.recorded_by_name, 24),
    Column("Role", lambda entry: entry.notice.recorded_by_role, 30),
    Column("Read", lambda entry: entry.notice.read_at is not None),
)


def mail_table(partnership: Partnership, mails: Any, user: "Person", state: str) -> Table:
    rows = in_chunks(mails, lambda some: outbox.mail_rows(some, partnership, user))
    said = [f"State: {Mail.State(state).label}"] if state else []
    return Table("Mails", MAILS, rows, place=partnership.name, said=said)


def coming_table(partnership: Partnership, coming: Iterable[Any]) -> Table:
    said = ["Days: the next 14"]
    return Table("Mails planned", COMING, coming, place=partnership.name, said=said)


def invitation_table(partnership: Partnership, rows: Any) -> Table:
    return Table("Invitations", INVITATIONS, rows, place=partnership.name)


def item_table(partnership: Partnership, mail: Mail, rows: Any) -> Table:
    found = in_chunks(rows, lambda some: outbox.item_rows(some, mail.day))
    said = [f"Mail of {mail.day:%Y-%m-%d}"]
    return Table("Items of a mail", ITEMS, found, place=partnership.name, said=said)


def notice_table(notices: Any, user: Any, *, is_narrowed: bool) -> Table:
    rows = in_chunks(notices, lambda some: bell.entries(some, user))
    said = ["State: Unread"] if is_narrowed else []
    marking = marking_of(notices, "recommendation__review__marking")
    return Table("Notifications", NOTICES, rows, said=said, marking=marking)


def _named(items: Iterable[Any], more: int) -> str:
    said = "; ".join(item.name for item in items)
    return f"{said}; and {more} more" if more else said
