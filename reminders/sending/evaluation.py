"""What of a mail still holds at the moment of sending, and why the rest does not.

Asked of `Reach` and the policies, as the plan was: whoever would not be told now, is not.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from agencies.models import User
from reminders import news, policies, refusals, sources
from reminders.audiences import Reach, Told
from reminders.lines import escalations, is_late_enough
from reminders.mails import reasons
from reminders.models import Cover, Mail, Policy, Reminder
from reminders.news import News
from reminders.policies import Policies
from reminders.sources import SOURCES, Apart, Due, Why
from scr_tracker.words import long_day

Audience = Reminder.Audience
#: Kind and `public_id`: an action that waits to be verified is another thing than the action.
Thing = tuple[str, UUID]


@dataclass
class Verdict:
    """The rows that go, and the reason in words for each that does not, by row id.

    `put_off`: of those that do not, the ones that a later day may say, as the reason passes.
    `back_at`: where nothing goes because nothing is sent today, the moment at which mails go
    again. `whys`: for each row that goes, why it stands in the person's mail; `covers`: where that
    is in the place of others, whose. `terms`: the policies by which it was judged. `news`: what is
    new for the person, and joins the mail. `apart`: what tells things of one name apart.
    """

    terms: Policies
    kept: list[Reminder] = field(default_factory=list)
    dropped: dict[int, str] = field(default_factory=dict)
    put_off: set[int] = field(default_factory=set)
    back_at: datetime | None = None
    whys: dict[int, Why] = field(default_factory=dict)
    covers: dict[int, list[Cover]] = field(default_factory=dict)
    news: News = field(default_factory=News)
    apart: Apart = field(default_factory=lambda: Apart([]))

    @property
    def is_empty(self) -> bool:
        return not self.kept and not self.news.kept

    def why(self, row: Reminder) -> Why:
        return self.whys[row.pk]

    def policy(self, row: Reminder) -> Policy:
        return self.terms[row.partnership_id].policy


@dataclass
class _Now:
    """The things of some mails as they are now: those still due, and whom they reach."""

    today: date
    due: dict[Thing, Due]
    ended: dict[Thing, str]
    reach: Reach
    terms: Policies
    #: Whether quiet days are kept: not of what a manager asks for.
    keeps_quiet: bool = True

    def told(self, due: Due) -> Told:
        return self.reach.told(due, self.today)


def evaluate(mail: Mail, today: date | None = None) -> Verdict:
    """As `evaluate_all`, of one mail."""
    return evaluate_all([mail], today)[mail.pk]


def evaluate_all(mails: Sequence[Mail], today: date | None = None) -> dict[int, Verdict]:
    """Mail id → verdict, as things are now: state, due date, sight, role, account, policy.

    Every kind, and the things of all the mails, are read in the same questions.
    """
    rows = _rows_of({mail.pk: mail for mail in mails})
    now = _look(rows, today or timezone.localdate())
    verdicts = {mail.pk: Verdict(now.terms) for mail in mails}
    for row in rows:
        _judge(row, now, verdicts[row.mail_id])
    apart = Apart(now.due.values())
    for verdict in verdicts.values():
        verdict.apart = apart
    for mail_id, found in news.evaluate_all(mails, now.today).items():
        verdicts[mail_id].news = found
    for mail in mails:
        if verdicts[mail.pk].is_empty:
            own = (row for row in rows if row.mail_id == mail.pk)
            verdicts[mail.pk].back_at = _back_at(verdicts[mail.pk], own, now)
    return verdicts


def _rows_of(mails: Mapping[int, Mail]) -> list[Reminder]:
    """What waits in them; mails and people are those that were given, not read for each row."""
    planned = Reminder.objects.filter(mail__in=mails, state=Reminder.State.PLANNED)
    brought = planned.select_related("partnership", "recommendation__review", "action")
    rows = list(brought.order_by("due_on", "pk"))
    for row in rows:
        row.mail = mails[row.mail_id]
        row.recipient = row.mail.recipient
    return rows


def still_hold(rows: Sequence[Reminder], today: date) -> list[Reminder]:
    """Of these rows, whatever became of them, those that would go if they were sent now."""
    now = _look(rows, today)
    now.keeps_quiet = False
    verdict = Verdict(now.terms)
    for row in rows:
        _judge(row, now, verdict)
    return verdict.kept


def _judge(row: Reminder, now: _Now, verdict: Verdict) -> None:
    due = now.due.get((row.kind, row.item_id))
    recipient = now.reach.people.get(row.recipient_id) or row.recipient
    if reason := _reason(row, recipient, due, now):
        verdict.dropped[row.pk] = reason
    elif due and (reason := _passing(row, recipient, due, now)):
        verdict.dropped[row.pk] = reason
        verdict.put_off.add(row.pk)
    elif due:
        verdict.kept.append(row)
        verdict.whys[row.pk] = reasons.why(row.audience, recipient, due, now.reach, now.today)
        if verdict.why(row) == Why.COVER:
            verdict.covers[row.pk] = now.reach.covering(recipient.pk, due, now.today)


def _look(rows: Iterable[Reminder], today: date) -> _Now:
    ids: dict[str, set[UUID]] = defaultdict(set)
    for row in rows:
        ids[row.kind].add(row.item_id)
    waiting = {k: SOURCES[k].waiting(_these(SOURCES[k].rows(), ids[k])) for k in ids}
    due = {(each.kind, each.item_id): each for each in sources.read(waiting)}
    over = {kind: {pk for pk in items if (kind, pk) not in due} for kind, items in ids.items()}
    return _Now(
        today=today,
        due=due,
        ended={
            (kind, item.public_id): SOURCES[kind].ended(item)
            for kind, items in over.items()
            if items
            for item in _these(SOURCES[kind].rows(), items)
        },
        reach=Reach(
            due.values(),
            today,
            today,
            also=[
                (row.recipient_id, due[row.kind, row.item_id])
                for row in rows
                if (row.kind, row.item_id) in due
            ],
        ),
        terms=policies.read(today, {row.partnership_id for row in rows}),
    )


def _these(rows: "QuerySet[Any]", item_ids: Iterable[UUID]) -> "QuerySet[Any]":
    return rows.filter(public_id__in=item_ids)


def _reason(row: Reminder, recipient: User, due: Due | None, now: _Now) -> str:
    """Why the row is dropped, for people; "" where it still holds."""
    if not recipient.is_active:
        return "The recipient’s account is closed."
    if due is None:
        return now.ended.get((row.kind, row.item_id), "It is no longer there.")
    if due.due_on != row.due_on:
        return f"The due date moved {_from_to(row.due_on, due.due_on)}."
    if recipient.pk in now.reach.refused or _is_told(row, due, now) or _is_away(row, due, now):
        return ""
    if (recipient.pk, due.item_id) not in now.reach.seen:
        return "The recipient may no longer see it."
    return _no_longer(row)


def _passing(row: Reminder, recipient: User, due: Due, now: _Now) -> str:
    """Why the row does not go today, though a later day may say it; "" where it goes."""
    terms = now.terms[due.partnership_id]
    is_asked_for = not now.keeps_quiet or row.mail.resend_of_id is not None
    if not (terms.is_awake if is_asked_for else terms.is_sending):
        return terms.rest
    if recipient.pk in now.reach.refused:
        return refusals.REFUSED
    if not _is_told(row, due, now):
        return "The recipient is away; somebody covers for them."
    return ""


def _is_away(row: Reminder, due: Due, now: _Now) -> bool:
    """Somebody covers for the recipient, who would be told otherwise."""
    cover = now.reach.covers.delegate_id(row.recipient_id, due.partnership_id, now.today)
    is_own = row.recipient_id in now.reach.owing(due, now.today)
    return row.audience == Audience.OWNER and cover is not None and is_own


def _back_at(verdict: Verdict, rows: Iterable[Reminder], now: _Now) -> datetime | None:
    """When mails go again for what rests, where nothing of the mail goes before."""
    resting = {row.partnership_id for row in rows if row.pk in verdict.put_off}
    resting |= {notice.partnership_id for notice in verdict.news.resting}
    moments = (now.terms[pk].next_sending for pk in resting if not now.terms[pk].is_sending)
    return min(filter(None, moments), default=None)


def _is_told(row: Reminder, due: Due, now: _Now) -> bool:
    told, terms = now.told(due), now.terms[due.partnership_id]
    if row.audience == Audience.MANAGER:
        return row.recipient_id in told.managers
    if row.audience == Audience.OWNER:
        return row.recipient_id in {*told.owners, *told.leads}
    return any(
        row.recipient_id in people and is_late_enough(due.due_on, terms, since)
        for people, since in escalations(told, terms.policy)
    )


def _no_longer(row: Reminder) -> str:
    """Of who sees the thing and is not told of it any more."""
    if row.audience == Audience.MANAGER:
        return "The recipient no longer manages the partnership."
    if row.audience == Audience.ESCALATED:
        return "It is no longer escalated to the recipient."
    return "The recipient no longer owns it or leads for its agency."


def _from_to(old: date, new: date | None) -> str:
    return f"from {long_day(old)} to {long_day(new) if new else 'no date'}"
