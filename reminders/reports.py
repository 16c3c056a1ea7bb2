"""What a run did or would do, person by person: for the command, as text and as JSON."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import chain
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from agencies.models import User
from recommendations.models import Notice
from reminders import bell, news, policies
from reminders.ledger import Line
from reminders.mails import reasons
from reminders.mails.because import Because
from reminders.mails.letters import counts_in_words
from reminders.models import Mail, MailedNotice, Reminder
from reminders.planning import CHUNK, Plan
from reminders.policies import Policies
from reminders.schedule import in_words
from reminders.sources import Due, Why, name_of
from scr_tracker.words import long_day

#: Grows when a key of the JSON changes its name or meaning; new keys may come without that.
SCHEMA = 3


@dataclass(frozen=True)
class Item:
    kind: str
    item: str
    partnership: str
    audience: str
    why: str
    due_on: date
    step: int
    is_repeat: bool
    state: str
    reason: str


@dataclass(frozen=True)
class NewItem:
    """What is new for the person; `kind` in words, `day` when it happened."""

    kind: str
    item: str
    partnership: str
    day: date
    state: str
    reason: str


@dataclass(frozen=True)
class Silence:
    """A partnership in which nothing is sent on the day, and why: "a weekend"."""

    partnership: str
    reason: str


@dataclass
class MailReport:
    to: str
    name: str
    state: str
    reason: str = ""
    about: str = ""
    subject: str = ""
    items: list[Item] = field(default_factory=list)
    new: list[NewItem] = field(default_factory=list)


@dataclass
class Report:
    today: date
    is_dry_run: bool
    added: int
    waiting: int
    quiet: list[Silence]
    mails: list[MailReport]
    sent: int

    def as_json(self) -> dict[str, Any]:
        return {"schema": SCHEMA, **asdict(self)}

    def as_text(self) -> str:
        note = " (dry run: nothing was written, nothing was sent)" if self.is_dry_run else ""
        lines = [f"{long_day(self.today)}{note}"]
        lines += [f"Nothing is sent today in {q.partnership}: {q.reason}." for q in self.quiet]
        for mail in self.mails:
            state = Mail.State(mail.state).label.lower()
            because = f" ({mail.reason})" if mail.reason else ""
            lines.append(f"\n{mail.name} <{mail.to}>: {mail.about} - {state}{because}")
            lines += [f"  {_item(item, self.today)}" for item in mail.items]
            lines += [f"  {_new(item)}" for item in mail.new]
        by_this = "" if self.is_dry_run else f" ({self.sent} sent by this run)"
        mails, added = _count(len(self.mails), "mail"), _count(self.added, "reminder")
        lines.append(f"\n{mails}{by_this}, {added} added, {self.waiting} left for the next day.")
        return "\n".join(lines)


def of_run(run: Plan, mail_ids: Iterable[int]) -> Report:
    """The mails of the day, and those that the run took up from earlier days: by their keys."""
    taken = {*mail_ids}
    found = Mail.objects.filter(day=run.today) | Mail.objects.filter(pk__in=taken)
    rows = (
        found.defer("body_text", "body_html")
        .select_related("recipient")
        .prefetch_related(
            *("reminders__partnership", "reminders__action", "reminders__recommendation__review"),
            Prefetch("notices__notice", news.named(Notice.objects.all())),
        )
    )
    ordered = list(rows.order_by("recipient__email", "day"))
    sent = sum(mail.state == Mail.State.SENT for mail in ordered if mail.pk in taken)
    mails = [_mail(mail, run.today) for mail in ordered]
    return _report(run, policies.read(run.today), mails, sent)


def of_dry_run(run: Plan) -> Report:
    """What would be planned; nothing of it is in the database."""
    terms = policies.read(run.today)
    mails: dict[int, MailReport] = {}
    dues: dict[int, list[Due]] = defaultdict(list)
    for start in range(0, len(run.lines), CHUNK):
        lines = run.lines[start : start + CHUNK]
        because = Because(lines, terms)
        for line in lines:
            person, state = line.recipient, Mail.State.PLANNED.value
            mail = mails.setdefault(person.pk, MailReport(person.email, person.name, state))
            mail.items.append(_planned_item(line, terms, because.in_words(line)))
            dues[person.pk].append(line.due)
    _add_news(mails, run.news)
    for pk, mail in mails.items():
        things = ((due.item_id, due.kind, due.due_on) for due in dues[pk])
        mail.about = _about(things, run.today, len(mail.new))
    return _report(run, terms, sorted(mails.values(), key=lambda mail: mail.to))


def _add_news(mails: dict[int, MailReport], waiting: dict[int, list[int]]) -> None:
    """What would join the mails, or be one of its own."""
    for start in range(0, len(waiting), CHUNK):
        keys = {pk: waiting[pk] for pk in [*waiting][start : start + CHUNK]}
        people = User.objects.in_bulk(keys)
        found = Notice.objects.filter(pk__in=chain.from_iterable(keys.values()))
        for notice in news.named(found.newest_first()):
            person = people[notice.recipient_id]
            new = MailReport(person.email, person.name, Mail.State.PLANNED.value)
            item = _new_item(notice, MailedNotice.State.PLANNED.value)
            mails.setdefault(person.pk, new).new.append(item)


def _report(run: Plan, terms: Policies, mails: list[MailReport], sent: int = 0) -> Report:
    quiet = [
        Silence(each.policy.partnership.name, each.silence)
        for each in terms.by_partnership.values()
        if each.silence
    ]
    quiet.sort(key=lambda silence: silence.partnership)
    return Report(run.today, run.is_dry_run, run.added, run.waiting, quiet, mails, sent)


def _mail(mail: Mail, today: date) -> MailReport:
    rows, new = list(mail.reminders.all()), list(mail.notices.all())
    return MailReport(
        to=mail.to_address or mail.recipient.email,
        name=mail.recipient.name,
        state=mail.state,
        reason=mail.state_reason,
        about=_about(((row.item_id, row.kind, row.due_on) for row in rows), today, len(new)),
        subject=mail.subject,
        items=[_stored_item(row) for row in rows],
        new=[_new_item(row.notice, row.state, row.state_reason) for row in new],
    )


def _about(things: Iterable[tuple[object, str, date]], today: date, new: int) -> str:
    due = [(thing, kind, due_on < today) for thing, kind, due_on in things]
    return news.in_words(counts_in_words(due) if due else "", new)


def _new_item(notice: Notice, state: str, reason: str = "") -> NewItem:
    return NewItem(
        kind=str(notice.get_kind_display()),
        item=bell.reference_of(notice),
        partnership=notice.partnership.name,
        day=timezone.localdate(notice.recorded_at),
        state=state,
        reason=reason,
    )


def _stored_item(row: Reminder) -> Item:
    return Item(
        kind=row.kind,
        item=name_of(row),
        partnership=row.partnership.name,
        audience=row.audience,
        why=_why(row),
        due_on=row.due_on,
        step=row.step,
        is_repeat=row.is_repeat,
        state=row.state,
        reason=row.state_reason,
    )


def _why(row: Reminder) -> str:
    """As it was when the mail was sent; before that, as it was planned."""
    reason = Why(row.why) if row.why else reasons.OF_AUDIENCES[row.audience]
    return reasons.in_words(reason, row.kind)


def _planned_item(line: Line, terms: Policies, why: str) -> Item:
    return Item(
        kind=line.due.kind,
        item=line.due.name,
        partnership=terms[line.due.partnership_id].policy.partnership.name,
        audience=line.audience,
        why=why,
        due_on=line.due.due_on,
        step=line.step,
        is_repeat=False,
        state=Reminder.State.PLANNED.value,
        reason="",
    )


def _item(item: Item, today: date) -> str:
    """ "CLARE 1a.1, City: 12 days late, step +8, as owner or agency lead"."""
    step = "sent again" if item.is_repeat else f"step {item.step:+d}"
    left_out = f"; left out: {item.reason}" if item.reason else ""
    when = in_words(item.due_on, today)
    return f"{item.item}, {item.partnership}: {when}, {step}, {item.why}{left_out}"


def _new(item: NewItem) -> str:
    """ "CLARE 1a.1, City: new since 2 November 2026, assigned"."""
    left_out = f"; left out: {item.reason}" if item.reason else ""
    new = f"new since {long_day(item.day)}, {item.kind.lower()}"
    return f"{item.item}, {item.partnership}: {new}{left_out}"


def _count(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number} {noun}s"
