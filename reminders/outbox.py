"""What a manager reads in the outbox: only rows of the own partnership, of actions they may see."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import (
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    prefetch_related_objects,
)

from agencies.models import Invitation, Partnership
from agencies.queries import has_arrived, shown_name
from recommendations.models import Action
from reminders.letters import in_counts
from reminders.models import Mail, Reminder
from reminders.schedule import in_words

if TYPE_CHECKING:
    from agencies.access import Person

#: References named in a list before "and 12 more".
NAMED = 4
#: What a reference in a list needs of a row of the ledger.
PRINTED = (
    *("mail_id", "action__public_id", "action__number"),
    *("action__recommendation__reference", "action__recommendation__review__pseudonym"),
)


@dataclass(frozen=True)
class MailRow:
    """One mail in the list, as far as this partnership is concerned."""

    mail: Mail
    about: str
    actions: list[Action]
    more: int


@dataclass(frozen=True)
class ItemRow:
    """One item of a mail."""

    action: Action
    due_on: date
    when: str
    audience: str
    state: str
    state_label: str
    reason: str


def rows_of(partnership: Partnership, user: "Person") -> "QuerySet[Reminder]":
    """The ledger rows of the partnership that the person may see."""
    return Reminder.objects.visible_to(user).filter(partnership=partnership)


def mails_of(partnership: Partnership, user: "Person") -> "QuerySet[Mail]":
    """With `shown_name` and `has_arrived`: the recipient, as the partnership may know them."""
    rows = rows_of(partnership, user).filter(mail_id=OuterRef("pk"))
    return Mail.objects.filter(Exists(rows)).annotate(
        shown_name=shown_name("recipient", partnership),
        has_arrived=has_arrived("recipient", partnership),
    )


def invitations_of(partnership: Partnership) -> "QuerySet[Invitation]":
    """Mails that asked people to join, under the names that the managers typed."""
    rows = Invitation.objects.filter(membership__partnership=partnership)
    return rows.select_related("membership__user").order_by("-invited_at", "-pk")


def mail_rows(mails: list[Mail], partnership: Partnership, user: "Person") -> list[MailRow]:
    """The mails of one page with counts and the first references: two queries."""
    rows = rows_of(partnership, user).filter(mail__in=mails)
    is_late = Q(due_on__lt=F("mail__day"))
    counts = rows.order_by().values("mail_id")
    counts = counts.annotate(
        late=Count("action_id", filter=is_late, distinct=True),
        soon=Count("action_id", filter=~is_late, distinct=True),
    )
    by_mail = {row["mail_id"]: (row["late"], row["soon"]) for row in counts}
    first = rows.select_related("action__recommendation__review").only(*PRINTED)
    first = first.order_by("due_on", "pk")
    prefetch_related_objects(
        mails, Prefetch("reminders", queryset=first[: NAMED + 1], to_attr="first_rows")
    )
    return [_mail_row(mail, *by_mail[mail.pk]) for mail in mails]


def _mail_row(mail: Mail, late: int, soon: int) -> MailRow:
    first: list[Reminder] = mail.first_rows  # type: ignore[attr-defined]
    actions = list({row.action_id: row.action for row in first}.values())[:NAMED]
    return MailRow(mail, in_counts(late, soon), actions, late + soon - len(actions))


def item_rows(rows: list[Reminder], day: date) -> list[ItemRow]:
    return [
        ItemRow(
            action=row.action,
            due_on=row.due_on,
            when=in_words(row.due_on, day),
            audience=_audience(row),
            state=row.state,
            state_label=Reminder.State(row.state).label,
            reason=row.state_reason,
        )
        for row in rows
    ]


def _audience(row: Reminder) -> str:
    if row.audience == Reminder.Audience.OWNER:
        return "As owner or agency lead"
    return "Overdue digest, listed again" if row.is_repeat else "Overdue digest"


def may_read_whole(mail: Mail, user: "Person") -> bool:
    """Every item is of a partnership that the person manages, and of an action that they see.

    Only then are subject and text shown: both speak of all the items.
    """
    seen = Reminder.objects.visible_to(user).values("pk")
    return not mail.reminders.exclude(pk__in=seen).exists()
