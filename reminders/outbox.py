"""What a manager reads in the outbox: only rows of the own partnership, of things they may see."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

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
from django.utils.text import capfirst

from agencies.models import Invitation, Partnership
from agencies.queries import has_arrived, shown_name
from reminders import bell
from reminders.mails import reasons
from reminders.mails.letters import in_counts
from reminders.models import Mail, MailedNotice, Reminder
from reminders.news import in_words as counted_with
from reminders.schedule import in_words
from reminders.sources import Apart, Why, name_of, url_of

if TYPE_CHECKING:
    from agencies.access import Person

#: References named in a list before "and 12 more".
NAMED = 4
#: What a reference in a list needs of a row of the ledger.
PRINTED = (
    *("mail_id", "kind", "item_id", "action__number", "action__public_id"),
    *("recommendation__reference", "recommendation__review__pseudonym"),
)


class Named(NamedTuple):
    """A thing in a list."""

    name: str
    url: str


class StateTab(NamedTuple):
    """A state that mails are in, and how many."""

    state: str
    label: str
    number: int


@dataclass(frozen=True)
class MailRow:
    """One mail in the list, as far as this partnership is concerned."""

    mail: Mail
    about: str
    named: list[Named]
    more: int


@dataclass(frozen=True)
class ItemRow:
    """One item of a mail."""

    name: str
    url: str
    due_on: date
    when: str
    why: str
    state: str
    state_label: str
    reason: str


class NewsRow(NamedTuple):
    """What was new for somebody, in a mail."""

    kind: str
    name: str
    url: str
    state: str
    state_label: str
    reason: str


def rows_of(partnership: Partnership, user: "Person") -> "QuerySet[Reminder]":
    """The ledger rows of the partnership that the person may see."""
    return Reminder.objects.visible_to(user).filter(partnership=partnership)


def news_of(partnership: Partnership, user: "Person") -> "QuerySet[MailedNotice]":
    """What was new for people in the partnership, and joined a mail of theirs."""
    return MailedNotice.objects.visible_to(user).filter(notice__partnership=partnership)


def mails_of(partnership: Partnership, user: "Person") -> "QuerySet[Mail]":
    """With `shown_name` and `has_arrived`: the recipient, as the partnership may know them."""
    return _mails(partnership, user).annotate(
        shown_name=shown_name("recipient", partnership),
        has_arrived=has_arrived("recipient", partnership),
    )


def states_of(partnership: Partnership, user: "Person") -> list[StateTab]:
    """Of the mails that the person may see, how many are in each state; one question."""
    states = _mails(partnership, user).order_by().values("state")
    numbers = dict(states.annotate(number=Count("pk")).values_list("state", "number"))
    return [
        StateTab(state.value, str(state.label), numbers[state.value])
        for state in Mail.State
        if state.value in numbers
    ]


def resends_of(mail: Mail, partnership: Partnership, user: "Person") -> "QuerySet[Mail]":
    """The mails in which this one was sent again for the partnership, the latest first."""
    return _mails(partnership, user).filter(resend_of=mail, resent_for=partnership)


def printed(rows: "QuerySet[Reminder]") -> "QuerySet[Reminder]":
    """With all that their names, and the moment of sending, need."""
    return rows.select_related("recipient", "partnership", "recommendation__review", "action")


def _mails(partnership: Partnership, user: "Person") -> "QuerySet[Mail]":
    here = {"mail_id": OuterRef("pk")}
    rows, news = rows_of(partnership, user), news_of(partnership, user)
    return Mail.objects.filter(Exists(rows.filter(**here)) | Exists(news.filter(**here)))


def invitations_of(partnership: Partnership) -> "QuerySet[Invitation]":
    """Mails that asked people to join, under the names that the managers typed."""
    rows = Invitation.objects.filter(membership__partnership=partnership)
    return rows.select_related("membership__user").order_by("-invited_at", "-pk")


def mail_rows(mails: list[Mail], partnership: Partnership, user: "Person") -> list[MailRow]:
    """The mails of one page with counts and the first references: three queries."""
    rows = rows_of(partnership, user).filter(mail__in=mails)
    is_late = Q(due_on__lt=F("mail__day"))
    counts = rows.order_by().values("mail_id", "kind")
    counts = counts.annotate(
        late=Count("item_id", filter=is_late, distinct=True),
        soon=Count("item_id", filter=~is_late, distinct=True),
    )
    by_mail: dict[int, dict[str, tuple[int, int]]] = defaultdict(dict)
    for row in counts:
        by_mail[row["mail_id"]][row["kind"]] = row["late"], row["soon"]
    first = rows.select_related("action", "recommendation__review").only(*PRINTED)
    first = first.order_by("due_on", "pk")
    prefetch_related_objects(
        mails, Prefetch("reminders", queryset=first[: NAMED + 1], to_attr="first_rows")
    )
    new = news_of(partnership, user).filter(mail__in=mails).order_by().values("mail_id")
    news = dict(new.annotate(number=Count("pk")).values_list("mail_id", "number"))
    apart = Apart(row for mail in mails for row in mail.first_rows)  # type: ignore[attr-defined]
    return [_mail_row(mail, by_mail[mail.pk], news.get(mail.pk, 0), apart) for mail in mails]


def _mail_row(mail: Mail, counts: dict[str, tuple[int, int]], new: int, apart: Apart) -> MailRow:
    first: list[Reminder] = mail.first_rows  # type: ignore[attr-defined]
    beside = apart.among(first)
    things = {
        row.item_id: Named(name_of(row, agency=beside.get(row.item_id, "")), url_of(row))
        for row in first
    }
    named = list(things.values())[:NAMED]
    about = counted_with(in_counts(counts) if counts else "", new)
    return MailRow(mail, about, named, sum(map(sum, counts.values())) - len(named))


def news_rows(mail: Mail, partnership: Partnership, user: "Person") -> list[NewsRow]:
    """What was new for the recipient in the mail, as far as the manager may see it."""
    rows = news_of(partnership, user).filter(mail=mail)
    found = rows.select_related("notice__recommendation__review", "notice__action")
    return [
        NewsRow(
            kind=str(row.notice.get_kind_display()),
            name=bell.reference_of(row.notice),
            url=bell.page_of(row.notice),
            state=row.state,
            state_label=str(row.get_state_display()),
            reason=row.state_reason,
        )
        for row in found
    ]


def item_rows(rows: list[Reminder], day: date) -> list[ItemRow]:
    beside = Apart(rows).among(rows)
    return [
        ItemRow(
            name=name_of(row, agency=beside.get(row.item_id, "")),
            url=url_of(row),
            due_on=row.due_on,
            when=in_words(row.due_on, day),
            why=_why(row),
            state=row.state,
            state_label=Reminder.State(row.state).label,
            reason=row.state_reason,
        )
        for row in rows
    ]


def _why(row: Reminder) -> str:
    """As it was when the mail was sent; before that, as it was planned."""
    reason = Why(row.why) if row.why else reasons.OF_AUDIENCES[row.audience]
    return capfirst(reasons.in_words(reason, row.kind))


def may_read_whole(mail: Mail, user: "Person") -> bool:
    """Every item, and all that is new, is of a partnership that the person manages, and of a thing
    that they see.

    Only then are subject and text shown: both speak of all of it.
    """
    seen = Reminder.objects.visible_to(user).values("pk")
    new = MailedNotice.objects.visible_to(user).values("pk")
    items, news = mail.reminders.exclude(pk__in=seen), mail.notices.exclude(pk__in=new)
    return not items.exists() and not news.exists()
