"""What the timeline of an action, and the page of another thing, tell of reminders.

A timeline tells of what people did: all mails of a day are one entry of it, with the mails inside.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from agencies import access
from agencies.models import Partnership
from agencies.queries import shown_names
from recommendations.models import Action, Recommendation
from recommendations.timeline import Detail, Entry
from reminders import sources
from reminders.models import Reminder
from reminders.schedule import in_words
from reminders.sources import SOURCES
from scr_tracker.models import PublicIdentity
from scr_tracker.words import counted

if TYPE_CHECKING:
    from agencies.access import Person

TITLES = {
    Reminder.Audience.OWNER.value: "Reminder",
    Reminder.Audience.ESCALATED.value: "Escalation",
    Reminder.Audience.MANAGER.value: "Weekly digest",
}
#: The same of all of a day.
TOGETHER = {
    Reminder.Audience.OWNER.value: "reminded",
    Reminder.Audience.ESCALATED.value: "escalated to",
    Reminder.Audience.MANAGER.value: "in the weekly digest of",
}
#: In the order of `Told`.
COLUMNS = (
    *("kind", "item_id", "action__public_id", "audience", "due_on", "recipient_id"),
    *("mail__day", "mail__sent_at", "mail__public_id"),
)


class Told(NamedTuple):
    """What a timeline needs of a reminder that went out, and no more: a mail is long."""

    kind: str
    item_id: UUID
    action_id: UUID | None
    audience: str
    due_on: date
    recipient_id: int
    day: date
    at: datetime
    mail_id: UUID


def entries(action: Action, user: "Person") -> list[Entry]:
    """Reminders that went out of the action and of what hangs on it, an entry a day.

    The reader may see the action: whoever shows its timeline has fetched it so.
    """
    partnership = action.recommendation.review.partnership
    rows = Reminder.objects.filter(action=action)
    days: dict[date, list[tuple[Told, str, Entry]]] = defaultdict(list)
    for told in _on_page_of(action, rows, user, partnership.pk):
        days[timezone.localdate(told[0].at)].append(told)
    is_manager = access.has_role(user, partnership.pk, "manager")
    return [_day(day, partnership if is_manager else None) for day in days.values()]


def entries_on(recommendation: Recommendation, user: "Person") -> list[Entry]:
    """Reminders of the recommendation and of what hangs on it, but on none of its actions.

    The reader may see the recommendation.
    """
    rows = Reminder.objects.filter(recommendation=recommendation, action=None)
    found = _on_page_of(recommendation, rows, user, recommendation.review.partnership_id)
    return [entry for _, _, entry in found]


def entries_of(item: PublicIdentity, user: "Person", partnership_id: int) -> list[Entry]:
    """Reminders that went out of the thing, for its own page; the reader may see it."""
    rows = Reminder.objects.filter(item_id=item.public_id)
    return [_entry(row, name) for row, name in _told(rows, user, partnership_id)]


def _told(
    rows: "QuerySet[Reminder]", user: "Person", partnership_id: int
) -> list[tuple[Told, str]]:
    """One's own, and all for those who may see the outbox, the latest first; to whom each went.

    What a digest lists again is left out: it says nothing new of the thing. Names are looked up
    only for a manager, and where something went out.
    """
    sent = rows.filter(state=Reminder.State.SENT, is_repeat=False).order_by("-mail__sent_at", "pk")
    is_manager = access.has_role(user, partnership_id, "manager")
    if not is_manager:
        sent = sent.filter(recipient_id=user.pk or 0)
    found = [Told(*row) for row in sent.values_list(*COLUMNS)]
    if is_manager:
        names = shown_names({row.recipient_id for row in found}, partnership_id)
    else:
        names = {row.recipient_id: user.name for row in found}  # type: ignore[union-attr]  # signed in
    return [(row, names[row.recipient_id]) for row in found]


def _on_page_of(
    about: Action | Recommendation, rows: "QuerySet[Reminder]", user: "Person", partnership_id: int
) -> list[tuple[Told, str, Entry]]:
    """A manager sees whatever hangs on it, too (`ReminderQuerySet.visible_to`), and is not asked
    about."""
    told = _told(rows, user, partnership_id)
    if not access.has_role(user, partnership_id, "manager"):
        seen = {about.public_id} | _seen([row for row, _ in told], about.public_id, user)
        told = [(row, name) for row, name in told if row.item_id in seen]
    own = about.get_absolute_url()
    return [(row, name, _entry(row, name, _noun(row), own)) for row, name in told]


def _day(told: list[tuple[Told, str, Entry]], outbox: Partnership | None) -> Entry:
    """What went out on one day, the latest first. `outbox`: whose mails the reader may open."""
    parts: dict[str, dict[str, bool]] = defaultdict(dict)
    for audience in TOGETHER:
        for row, name, _ in told:
            if row.audience == audience:
                parts[TOGETHER[audience]][name] = True
    title = "; ".join(f"{part}: {', '.join(names)}" for part, names in parts.items())
    texts = dict.fromkeys(_about(row, entry.text) for row, _, entry in told)
    newest = told[0][2]
    urls = {entry.url for _, _, entry in told}
    return Entry(
        at=newest.at,
        title=title[:1].upper() + title[1:],
        text="\n".join(texts),
        url=newest.url if len(urls) == 1 else "",
        details=tuple(_detail(*each, outbox) for each in told) if outbox or told[1:] else (),
        more=counted(len({row.mail_id for row, _, _ in told}), "mail"),
    )


def _detail(row: Told, _: str, entry: Entry, outbox: Partnership | None) -> Detail:
    mail = outbox and reverse("reminders:mail-detail", args=[outbox.public_id, row.mail_id])
    return Detail(entry.at, entry.title, entry.text, entry.url, mail or "")


def _about(row: Told, when: str) -> str:
    noun = _noun(row)
    return f"{noun.capitalize()}: {when.lower()}" if noun else when


def _noun(row: Told) -> str:
    """What hangs on the thing of the page; "" where it is that thing."""
    source = SOURCES[row.kind]
    return "" if source.is_bare else source.noun


def _seen(rows: Iterable[Told], own: UUID, user: "Person") -> set[UUID]:
    """Of the things that hang on the one of the page, those that the reader may see."""
    ids: dict[str, set[UUID]] = defaultdict(set)
    for row in rows:
        if row.item_id != own:
            ids[row.kind].add(row.item_id)
    visible = {k: SOURCES[k].visible_to(user).filter(public_id__in=ids[k]) for k in ids}
    return set(sources.read_ids(visible)) if visible else set()


def _entry(row: Told, name: str, noun: str = "", own: str = "") -> Entry:
    """`noun`: what it was about, where the page is of another thing. `own`: the page's address,
    to which nothing leads from there.
    """
    source = SOURCES[row.kind]
    url = source.url((source.page and row.action_id) or row.item_id) if noun else ""
    return Entry(
        at=row.at,
        title=f"{TITLES[row.audience]}{f' ({noun})' if noun else ''} sent to {name}",
        text=in_words(row.due_on, row.day).capitalize(),
        url="" if url == own else url,
    )
