"""The words of a mail: references, counts, dates and links. Never a title, never a wording."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from itertools import groupby

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from agencies import access
from agencies.models import Membership, Partnership, User
from recommendations.models import Review
from recommendations.status import Rating
from reminders.ledger import mail_domain
from reminders.models import Mail, Reminder
from reminders.schedule import in_words

ROLES = dict(Membership.Role.choices)


class Kind(IntEnum):
    """Why actions stand in a mail; the order of its tables."""

    OWN = 1
    NOBODY = 2
    DIGEST = 3


#: Heading of the table, and name of the live list.
WORDS = {
    Kind.OWN: ("actions for you", "actions that you owe"),
    Kind.NOBODY: ("actions that reach no owner or agency lead", "all actions"),
    Kind.DIGEST: ("all that is overdue", "overdue actions"),
}
QUERIES = {
    Kind.OWN: {"mine": "1"},
    Kind.NOBODY: {},
    Kind.DIGEST: {"rating": Rating.OVERDUE.value},
}


@dataclass(frozen=True)
class Item:
    """One action, as a mail prints it."""

    reference: str
    due_on: date
    when: str
    url: str
    is_overdue: bool


@dataclass(frozen=True)
class Section:
    """A table of one partnership, with the live list that it was taken from."""

    heading: str
    items: list[Item]
    list_url: str
    list_name: str


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str
    html: str


def write(mail: Mail, rows: list[Reminder], today: date) -> Letter:
    """Subject and both bodies, as things are today."""
    marking = _highest_marking(rows)
    counts = counts_in_words((row.action_id, row.due_on < today) for row in rows)
    context = {
        "marking": marking,
        "counts": counts,
        "name": mail.recipient.name,
        "roles": _roles(mail, rows),
        "request": _request(mail, rows),
        "sections": _sections(mail, rows, today),
        "home_url": settings.SITE_URL + "/",
    }
    return Letter(
        subject=f"[{marking}] SCR Tracker: {counts}",
        text=render_to_string("reminders/mail.txt", context),
        html=render_to_string("reminders/mail.html", context),
    )


def message(mail: Mail, letter: Letter) -> EmailMultiAlternatives:
    """The message to send: the same Message-ID at each attempt, and nobody's auto-reply."""
    made = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        to=[mail.recipient.email],
        headers={
            "Message-ID": mail.message_id,
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "List-Id": f"SCR Tracker reminders <reminders.{mail_domain()}>",
        },
    )
    made.attach_alternative(letter.html, "text/html")
    return made


def counts_in_words(actions: Iterable[tuple[int, bool]]) -> str:
    """ "2 actions overdue, 3 due soon", from (action, is it overdue?); each action counts once."""
    is_overdue = dict(actions)
    overdue = sum(is_overdue.values())
    return in_counts(overdue, len(is_overdue) - overdue)


def in_counts(overdue: int, soon: int) -> str:
    first = _actions(overdue or soon)
    if overdue and soon:
        return f"{first} overdue, {soon} due soon"
    return f"{first} {'overdue' if overdue else 'due soon'}"


def _actions(count: int) -> str:
    return "1 action" if count == 1 else f"{count} actions"


def _highest_marking(rows: list[Reminder]) -> str:
    markings = {row.action.recommendation.review.marking for row in rows}
    is_sensitive = Review.Marking.SENSITIVE in markings
    return Review.Marking(
        Review.Marking.SENSITIVE if is_sensitive else Review.Marking.OFFICIAL
    ).label


def _roles(mail: Mail, rows: list[Reminder]) -> str:
    """ "agency lead and partnership manager": what the person is in the partnerships concerned."""
    concerned = {row.partnership_id for row in rows}
    held = {m.role for m in access.held(mail.recipient) if m.partnership_id in concerned}
    return " and ".join(sorted(ROLES[role].lower() for role in held))


def _request(mail: Mail, rows: list[Reminder]) -> str:
    """What the person is asked to do: the lead acts, the manager chases."""
    if any(_kind(row, mail.recipient) == Kind.OWN for row in rows):
        return "Please open each action, and post an update, add evidence or ask for more time."
    return "Please open each action, and chase its agency, agree a new date or name an owner."


def _sections(mail: Mail, rows: list[Reminder], today: date) -> list[Section]:
    """A table for each partnership and kind: one's own first, then the digest."""

    def order(row: Reminder) -> tuple[str, int, Kind]:
        return row.partnership.name, row.partnership_id, _kind(row, mail.recipient)

    sections = []
    for (name, _, kind), group in groupby(sorted(rows, key=order), key=order):
        group_rows = list(group)
        heading, list_name = WORDS[kind]
        sections.append(
            Section(
                heading=f"{name}: {heading}",
                items=_items(group_rows, today),
                list_url=_list_url(group_rows[0].partnership, kind),
                list_name=list_name,
            )
        )
    return sections


def _kind(row: Reminder, recipient: User) -> Kind:
    """A manager who stands in for an agency without leads is told so."""
    if row.audience == Reminder.Audience.MANAGER:
        return Kind.DIGEST
    action = row.action
    leads = access.is_lead_for(recipient, row.partnership_id, action.lead_agency_id)
    return Kind.OWN if leads or action.owner_id == recipient.pk else Kind.NOBODY


def _items(rows: list[Reminder], today: date) -> list[Item]:
    """One item an action, the longest overdue first."""
    actions = {row.action_id: row for row in rows}
    return [
        Item(
            reference=row.action.full_reference,
            due_on=row.due_on,
            when=in_words(row.due_on, today),
            url=settings.SITE_URL + row.action.get_absolute_url(),
            is_overdue=row.due_on < today,
        )
        for row in sorted(actions.values(), key=lambda row: (row.due_on, row.action_id))
    ]


def _list_url(partnership: Partnership, kind: Kind) -> str:
    query = {"partnership": str(partnership.public_id), **QUERIES[kind]}
    return settings.SITE_URL + reverse("recommendations:action-list", query=query)
