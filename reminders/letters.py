"""The words of a mail: references, counts, dates and links. Never a title, never a wording."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from agencies import access
from agencies.models import Membership, Partnership
from recommendations.models import Notice, highest_marking
from reminders import news, refusals
from reminders.evaluation import Verdict
from reminders.ledger import mail_domain
from reminders.models import Mail, Reminder
from reminders.schedule import in_words
from reminders.sources import SOURCES, Why, answer_url_of, name_of
from scr_tracker.words import counted

ROLES = dict(Membership.Role.choices)
HEADINGS = {
    Why.OWN: "for you to do",
    Why.COVER: "for you to do while you cover for somebody",
    Why.STANDING_IN: "what reaches no owner or agency lead",
    Why.ESCALATED: "late for long, and escalated to you",
    Why.DIGEST: "the week’s digest of what is overdue",
}
#: What the person is to do, as their own or in another's place.
TO_DO = {Why.OWN, Why.COVER}
#: Of what others owe.
CHASE = "Please chase the agency of each item that others owe, agree a new date or name an owner."


@dataclass(frozen=True)
class Item:
    """One thing, as a mail prints it."""

    name: str
    due_on: date
    when: str
    url: str
    is_overdue: bool


@dataclass(frozen=True)
class Link:
    name: str
    url: str


@dataclass(frozen=True)
class Section:
    """A table of one partnership, with the live lists that it was taken from."""

    heading: str
    items: list[Item]
    lists: list[Link]


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str
    html: str


def write(mail: Mail, verdict: Verdict, today: date) -> Letter:
    """Subject and both bodies, of the rows that go, as things are today."""
    rows, new = verdict.kept, verdict.news.kept
    about: list[Reminder | Notice] = [*rows, *new]
    marking = highest_marking(row.recommendation.review.marking for row in about)
    due = counts_in_words((row.item_id, row.kind, row.due_on < today) for row in rows)
    counts = news.in_words(due if rows else "", len(new))
    context = {
        "marking": marking,
        "counts": counts,
        "name": mail.recipient.name,
        "roles": _roles(mail, {row.partnership_id for row in about}),
        "request": _request(verdict),
        "is_resend": mail.resend_of_id is not None,
        "sections": _sections(verdict, today),
        "news": news.sections(new),
        "news_url": settings.SITE_URL + reverse("reminders:notice-list"),
        "unreached": refusals.told_to(mail.recipient),
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


def counts_in_words(things: Iterable[tuple[object, str, bool]]) -> str:
    """Of (thing, its kind, is it overdue?), each thing once: as `in_counts`."""
    counts: dict[str, tuple[int, int]] = {}
    for kind, is_overdue in {thing: (kind, late) for thing, kind, late in things}.values():
        overdue, soon = counts.get(kind, (0, 0))
        counts[kind] = overdue + is_overdue, soon + (not is_overdue)
    return in_counts(counts)


def in_counts(counts: Mapping[str, tuple[int, int]]) -> str:
    """ "2 actions overdue, 3 due soon", from kind → (overdue, due soon).

    Things of several kinds are only counted: "2 overdue, 3 due soon".
    """
    overdue = sum(late for late, _ in counts.values())
    soon = sum(ahead for _, ahead in counts.values())
    if not overdue + soon:
        return "nothing due"
    first = overdue or soon
    words = counted(first, SOURCES[next(iter(counts))].noun) if len(counts) == 1 else str(first)
    if overdue and soon:
        return f"{words} overdue, {soon} due soon"
    return f"{words} {'overdue' if overdue else 'due soon'}"


def _roles(mail: Mail, concerned: set[int]) -> str:
    """ "agency lead and partnership manager": what the person is in the partnerships concerned."""
    held = {m.role for m in access.held(mail.recipient) if m.partnership_id in concerned}
    return " and ".join(sorted(ROLES[role].lower() for role in held))


def _request(verdict: Verdict) -> str:
    """What the person is asked to do with what is theirs, and with what others owe."""
    own = {row.kind for row in verdict.kept if verdict.why(row) in TO_DO}
    asks = [source.ask for kind, source in SOURCES.items() if kind in own]
    if any(verdict.why(row) not in TO_DO for row in verdict.kept):
        asks.append(CHASE)
    return " ".join(asks)


def _sections(verdict: Verdict, today: date) -> list[Section]:
    """A table for each partnership and reason: one's own first, then the digest."""

    def order(row: Reminder) -> tuple[str, int, Why]:
        return row.partnership.name, row.partnership_id, verdict.why(row)

    sections = []
    for (name, _, why), group in groupby(sorted(verdict.kept, key=order), key=order):
        rows = list(group)
        heading = f"{name}: {HEADINGS[why]}"
        lists = _lists({row.kind for row in rows}, rows[0].partnership, why)
        sections.append(Section(heading, _items(rows, today), lists))
    return sections


def _items(rows: list[Reminder], today: date) -> list[Item]:
    """One item a thing, the longest overdue first."""
    things = {row.item_id: row for row in rows}
    return [
        Item(
            name=name_of(row),
            due_on=row.due_on,
            when=in_words(row.due_on, today),
            url=settings.SITE_URL + answer_url_of(row),
            is_overdue=row.due_on < today,
        )
        for row in sorted(things.values(), key=lambda row: (row.due_on, row.kind, row.pk))
    ]


def _lists(kinds: set[str], partnership: Partnership, why: Why) -> list[Link]:
    found = [source.lists.get(why) for kind, source in SOURCES.items() if kind in kinds]
    return [Link(live.name, live.url(partnership)) for live in found if live]
