"""What is new for people joins the mail of the day: unread, not mailed yet, and still visible.

Who chose a weekly mail, or only what is overdue, finds it in the mails that they get anyway; for
everybody else a mail goes out for it alone. At the moment of sending, what was read meanwhile or
can no longer be seen drops out. A mail says the kind, the reference, the day and a link, no more.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from agencies import access
from agencies.models import Partnership, User
from recommendations import restricted
from recommendations.models import Notice
from reminders import bell, ledger, policies, refusals
from reminders.models import Mail, MailedNotice, Reminder
from reminders.policies import Policies
from reminders.querysets import managed_by
from scr_tracker.words import long_day

if TYPE_CHECKING:
    from agencies.access import Person

State = MailedNotice.State
#: What is older stays on the bell page, and joins no mail any more.
YOUNG = timedelta(days=14)
#: People looked at together: memory stays the same however many there are.
TOGETHER = 500
#: What has a row joins no other mail, but for that of a mail that failed.
UNMAILED = Q(mailed=None) | Q(mailed__state=State.FAILED)
READ = "It has been read."
UNSEEN = "The recipient may no longer see it."


@dataclass
class News:
    """Of one mail: the notices that go, and the reason for each that does not, by its key.

    `resting`: of those that do not, the ones that a later mail may hold, as the reason passes.
    `with_pseudonym`: keys of those that may be called by their review's pseudonym.
    """

    kept: list[Notice] = field(default_factory=list)
    with_pseudonym: set[int] = field(default_factory=set)
    dropped: dict[int, str] = field(default_factory=dict)
    resting: list[Notice] = field(default_factory=list)


@dataclass(frozen=True)
class Awaited:
    """People, and what is new for each and waits for a mail; by the person's key."""

    people: dict[int, User]
    notices: dict[int, list[Notice]]


@dataclass(frozen=True)
class Line:
    """A notice, as a mail prints it."""

    kind: str
    name: str
    day: str
    url: str


@dataclass(frozen=True)
class Section:
    heading: str
    lines: list[Line]


def waiting_for(
    user_ids: Iterable[int], before: datetime, partnership_ids: Collection[int]
) -> dict[int, list[int]]:
    """Person → keys of the notices that wait for a mail, of what happened before that moment."""
    people = _people(user_ids)
    waiting: dict[int, list[int]] = defaultdict(list)
    rows = bell.rows_of(
        None, _young(before), recipient_id__in=people, partnership_id__in=partnership_ids
    )
    seen = bell.seen(people, rows)
    for row in rows:
        if row.pk in seen:
            waiting[row.recipient_id].append(row.pk)
    return dict(waiting)


def would_join(
    terms: Policies, before: datetime, only_beside: Collection[int], mailed: Collection[int]
) -> dict[int, list[int]]:
    """As `join`, which writes: person → keys; `mailed` are those to whom a mail goes anyway."""
    return {
        person: keys
        for ids in _batches(before)
        for person, keys in waiting_for(ids, before, terms.sending).items()
        if person not in only_beside or person in mailed
    }


def awaited(
    partnership: Partnership, user: "Person", before: datetime, among: "QuerySet[User]"
) -> Awaited:
    """What waits for a mail, of what a manager may see of the partnership."""
    here = (_young(before), managed_by(user), ~refusals.is_refused("recipient_id"))
    found = named(Notice.objects.filter(*here, partnership=partnership))
    notices = {notice.pk: notice for notice in found}
    people = _people({notice.recipient_id for notice in notices.values()}, among)
    waiting: dict[int, list[Notice]] = defaultdict(list)
    rows = bell.rows_of(pk__in=notices, recipient_id__in=people) if people else []
    for pk in sorted(bell.seen(people, rows)):
        waiting[notices[pk].recipient_id].append(notices[pk])
    return Awaited(people, dict(waiting))


def named(notices: "QuerySet[Notice]") -> "QuerySet[Notice]":
    """With all that `bell.reference_of` needs."""
    return notices.select_related("partnership", "recommendation__review", "action")


def join(terms: Policies, before: datetime, only_beside: Collection[int]) -> int:
    """Put what waits under the mails of the day; the number of notices that joined.

    `only_beside`: people to whom no mail goes for news alone. A rerun adds nothing.
    """
    return sum(
        _join(waiting_for(ids, before, terms.sending), terms.today, only_beside)
        for ids in _batches(before)
    )


def evaluate_all(mails: Sequence[Mail], today: date) -> dict[int, News]:
    """Mail id → what of its notices goes, as things are now."""
    news = {mail.pk: News() for mail in mails}
    rows = MailedNotice.objects.filter(mail__in=news, state=State.PLANNED)
    placed = dict(rows.order_by().values_list("notice_id", "mail_id"))
    if not placed:
        return news
    found: Any = Notice.objects.filter(pk__in=placed).newest_first()
    notices = list(named(found.annotate(is_refused=refusals.is_refused("recipient_id"))))
    people = _people(notice.recipient_id for notice in notices)
    seen = bell.seen(people, bell.rows_of(pk__in=placed, recipient_id__in=people))
    terms = policies.read(today, {notice.partnership_id for notice in notices})
    for notice in notices:
        of_mail = news[placed[notice.pk]]
        if reason := _reason(notice, seen):
            of_mail.dropped[notice.pk] = reason
        elif reason := _passing(notice, terms):
            of_mail.dropped[notice.pk] = reason
            of_mail.resting.append(notice)
        else:
            of_mail.kept.append(notice)
            if terms[notice.partnership_id].policy.shows_wording_of(notice.recommendation.review):
                of_mail.with_pseudonym.add(notice.pk)
    return news


def sections(news: News) -> list[Section]:
    """A list for each partnership, the newest first, of the notices that go."""

    def place(notice: Notice) -> tuple[str, int]:
        return notice.partnership.name, notice.partnership_id

    return [
        Section(f"{name}: new for you", [_line(each, news.with_pseudonym) for each in group])
        for (name, _), group in groupby(sorted(news.kept, key=place), key=place)
    ]


def in_words(counts: str, many: int, whom: str = "them") -> str:
    """ "2 actions overdue, 3 new for them"; `counts` says what is due, "" where nothing is."""
    return ", ".join(filter(None, [counts, f"{many} new for {whom}" if many else ""]))


def settle(mail: Mail, news: News, *, is_held: bool = False) -> None:
    """How it ended, once the mail has gone or was dropped; or `is_held` back to a later day."""
    if not news.kept and not news.dropped:
        return
    rows = MailedNotice.objects.filter(mail=mail, state=State.PLANNED)
    rows.filter(notice__in=[notice.pk for notice in news.kept]).update(state=State.SENT)
    resting = {notice.pk for notice in news.resting}
    for reason in set(news.dropped.values()):
        ids = {pk for pk, why in news.dropped.items() if why == reason}
        lasting = rows.filter(notice__in=ids - resting)
        lasting.update(state=State.DROPPED, state_reason=reason)
        if not is_held:
            put_off = rows.filter(notice__in=ids & resting)
            put_off.update(state=State.FAILED, state_reason=reason)


def fail(mail: Mail, reason: str) -> None:
    """The mail has failed: its rows go on to a later one."""
    rows = MailedNotice.objects.filter(mail=mail, state=State.PLANNED)
    rows.update(state=State.FAILED, state_reason=reason)


def is_young(notice: Notice, day: date) -> bool:
    """It may still join a mail on that day."""
    return timezone.localdate(notice.recorded_at) >= day - YOUNG


def _young(before: datetime) -> Q:
    return UNMAILED & Q(read_at=None, recorded_at__lt=before, recorded_at__gte=before - YOUNG)


def _batches(before: datetime) -> "Iterator[Sequence[int]]":
    refused = refusals.is_refused("recipient_id")
    waiting = Notice.objects.filter(_young(before), ~refused, recipient__is_active=True)
    ids = waiting.order_by("recipient_id").values_list("recipient_id", flat=True).distinct()
    found = list(ids)
    return (found[start : start + TOGETHER] for start in range(0, len(found), TOGETHER))


def _people(user_ids: Iterable[int], among: "QuerySet[User] | None" = None) -> dict[int, User]:
    rows = User.objects.all() if among is None else among
    people = rows.filter(is_active=True).in_bulk({*user_ids})
    access.read_together(people.values())
    restricted.read_together(people.values())
    return people


@transaction.atomic
def _join(waiting: Mapping[int, list[int]], today: date, only_beside: Collection[int]) -> int:
    mine = ledger.make_mails({pk for pk in waiting if pk not in only_beside}, today)
    mails = ledger.mails_that_wait(waiting, today)
    rows = [
        MailedNotice(notice_id=pk, mail=mails[person])
        for person, ids in waiting.items()
        if person in mails
        for pk in ids
    ]
    joined = len(rows)
    MailedNotice.objects.bulk_create(rows, ignore_conflicts=True)
    for person, mail in mails.items():
        failed = MailedNotice.objects.filter(notice__in=waiting[person], state=State.FAILED)
        failed.update(mail=mail, state=State.PLANNED, state_reason="")
    here = {"mail_id": OuterRef("pk")}
    empty = ~Exists(Reminder.objects.filter(**here)) & ~Exists(MailedNotice.objects.filter(**here))
    Mail.objects.filter(empty, public_id__in=mine).delete()
    return joined


def _reason(notice: Any, seen: set[int]) -> str:
    if notice.read_at:
        return READ
    return "" if notice.pk in seen or notice.is_refused else UNSEEN


def _passing(notice: Any, terms: Policies) -> str:
    """Why it does not go today, though it may later."""
    return terms[notice.partnership_id].rest or (refusals.REFUSED if notice.is_refused else "")


def _line(notice: Notice, with_pseudonym: Collection[int]) -> Line:
    return Line(
        kind=notice.get_kind_display(),
        name=bell.reference_of(notice, with_pseudonym=notice.pk in with_pseudonym),
        day=long_day(timezone.localdate(notice.recorded_at)),
        url=settings.SITE_URL + reverse("reminders:notice-open", args=[notice.public_id]),
    )
