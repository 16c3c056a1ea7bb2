"""The words of a mail: references, counts, dates and links.

A title, the first words of a recommendation or a pseudonym only where the partnership switched
that on, and never of a restricted review. Of evidence nothing: no file's name, no item's title.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from textwrap import fill

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.text import Truncator

from agencies import access
from agencies.models import Membership, Partnership, User
from recommendations.models import Notice, highest_marking
from reminders import news, refusals
from reminders.audiences import manages
from reminders.mails import readers
from reminders.models import Mail, Reminder
from reminders.schedule import in_words
from reminders.sending.evaluation import Verdict
from reminders.sources import SOURCES, Why, answer_url_of, name_of
from scr_tracker.addresses import list_at
from scr_tracker.words import counted, long_day, one_line

ROLES = dict(Membership.Role.choices)
#: Roles by which somebody is told; others, as owner or by name, `readers` explain.
TOLD = {Membership.Role.MANAGER, Membership.Role.AGENCY_LEAD}
HEADINGS = {
    Why.OWN: "for you to do",
    Why.COVER: "for you to do while you cover for somebody",
    Why.STANDING_IN: "what reaches no owner or agency lead",
    Why.ESCALATED: "long overdue, and escalated to you",
    Why.DIGEST: "the week’s digest of what is overdue",
}
#: What the person is to do, as their own or in another's place.
TO_DO = {Why.OWN, Why.COVER}
#: Things named in one table; of more than that its live list tells.
MOST_ITEMS = 20
#: Of a recommendation, where titles are shown.
FIRST_WORDS = 12
#: Characters of a line of text, where its words allow.
WIDTH = 76
#: Of what others owe: of managers; of an executive lead and the chair, who set no dates; and of
#: both, where it is the managers' to do.
CHASE = "Of what others owe, please agree a new date, name an owner, or ask what stands in the way."
ASK_LEADS = "Please ask who leads for the agency what stands in the way of each escalated item."
ASK_MANAGERS = "Please ask the partnership’s managers what stands in the way of what is theirs."


@dataclass(frozen=True)
class Item:
    """One thing, as a mail prints it; `title` is "" where the partnership wants none in mails."""

    name: str
    title: str
    due_day: str
    when: str
    url: str
    is_overdue: bool


@dataclass(frozen=True)
class Link:
    name: str
    url: str


@dataclass(frozen=True)
class Section:
    """A table of one partnership, with the live lists that it was taken from.

    `more`: "and 41 more: 40 actions overdue, 1 due soon", where the table ends before them.
    """

    heading: str
    items: list[Item]
    more: str
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
    counts = news.in_words(due if rows else "", len(new), "you")
    context = {
        "marking": marking,
        "counts": counts,
        "name": one_line(mail.recipient.name),
        "roles": _roles(mail, {row.partnership_id for row in about}),
        "request": _request(mail.recipient, verdict),
        "is_resend": mail.resend_of_id is not None,
        "sections": _sections(verdict, today),
        "news": news.sections(verdict.news),
        "news_url": settings.SITE_URL + list_at("reminders:notice-list", {}),
        "unreached": refusals.told_to(mail.recipient),
        "places": readers.places(mail.recipient, verdict),
        "may_choose": readers.may_choose(verdict),
        "personal_url": settings.SITE_URL + list_at("reminders:personal", {}),
        "home_url": settings.SITE_URL + "/",
    }
    return Letter(
        subject=f"[{marking}] SCR Tracker: {counts}",
        text=_wrapped(render_to_string("reminders/mail.txt", context)),
        html=render_to_string("reminders/mail.html", context),
    )


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
    roles = {m.role for m in access.held(mail.recipient) if m.partnership_id in concerned}
    held = roles & TOLD
    return " and ".join(sorted(ROLES[role].lower() for role in held))


def _request(reader: User, verdict: Verdict) -> str:
    """What the person is asked to do with what is theirs, and with what others owe."""
    own = {row.kind for row in verdict.kept if verdict.why(row) in TO_DO}
    asks = [source.ask for kind, source in SOURCES.items() if kind in own]
    others = (row for row in verdict.kept if verdict.why(row) not in TO_DO)
    return " ".join([*asks, *dict.fromkeys(_ask(reader, row) for row in others)])


def _ask(reader: User, row: Reminder) -> str:
    """Of a row that others owe."""
    if SOURCES[row.kind].is_the_managers:
        return ASK_MANAGERS
    return CHASE if manages(reader, row.partnership_id) else ASK_LEADS


def _sections(verdict: Verdict, today: date) -> list[Section]:
    """A table for each partnership and reason: one's own first, then the digest."""

    def order(row: Reminder) -> tuple[str, int, Why]:
        return row.partnership.name, row.partnership_id, verdict.why(row)

    beside = verdict.apart.among(verdict.kept)
    sections = []
    for (name, _, why), group in groupby(sorted(verdict.kept, key=order), key=order):
        rows = _once(group)
        shown, left = _cut(rows, why)
        sections.append(
            Section(
                heading=f"{one_line(name)}: {HEADINGS[why]}",
                items=[_item(row, verdict, today, beside.get(row.item_id, "")) for row in shown],
                more=_more(left, today),
                lists=_lists({row.kind for row in rows}, rows[0].partnership, why),
            )
        )
    return sections


def _once(rows: Iterable[Reminder]) -> list[Reminder]:
    """One row a thing, the longest overdue first."""
    things = {row.item_id: row for row in rows}
    return sorted(things.values(), key=lambda row: (row.due_on, row.kind, row.pk))


def _cut(rows: list[Reminder], why: Why) -> tuple[list[Reminder], list[Reminder]]:
    """Those that are named, and the rest: only what the live lists below the table show is left.

    So a mail never becomes a flood, and nothing is said to stand in a list where it does not.
    """
    shown, left = rows[:MOST_ITEMS], list[Reminder]()
    for row in rows[MOST_ITEMS:]:
        (left if why in SOURCES[row.kind].lists else shown).append(row)
    return shown, left


def _more(left: list[Reminder], today: date) -> str:
    if not left:
        return ""
    counts = counts_in_words((row.item_id, row.kind, row.due_on < today) for row in left)
    return f"and {len(left)} more: {counts}"


def _item(row: Reminder, verdict: Verdict, today: date, agency: str) -> Item:
    """`agency`: where another thing of the mail is called alike."""
    shows_wording = verdict.policy(row).shows_wording_of(row.recommendation.review)
    return Item(
        name=one_line(name_of(row, with_pseudonym=shows_wording, agency=agency)),
        title=_title(row) if shows_wording else "",
        due_day=long_day(row.due_on),
        when=in_words(row.due_on, today),
        url=settings.SITE_URL + answer_url_of(row),
        is_overdue=row.due_on < today,
    )


def _title(row: Reminder) -> str:
    """What the action is called; where there is none, how the recommendation begins."""
    if row.action:
        return one_line(row.action.title)
    return Truncator(one_line(row.recommendation.wording)).words(FIRST_WORDS)


def _wrapped(text: str) -> str:
    """Lines of a width that reads well; an address is never broken."""
    return "\n".join(
        fill(
            line,
            WIDTH,
            subsequent_indent="  " if line.startswith(("- ", "  ")) else "",
            break_long_words=False,
            break_on_hyphens=False,
        )
        if len(line) > WIDTH and not line.lstrip().startswith("http")
        else line
        for line in text.splitlines()
    )


def _lists(kinds: set[str], partnership: Partnership, why: Why) -> list[Link]:
    found = [source.lists.get(why) for kind, source in SOURCES.items() if kind in kinds]
    return [Link(live.name, live.url(partnership)) for live in found if live]
