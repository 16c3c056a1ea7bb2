"""Writing the ledger: a row before anything is sent, once, under one mail a person a day."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from email.utils import parseaddr
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from agencies.models import User
from reminders.models import Mail, Reminder
from reminders.sources import Due

#: A new mail is not sent while its planner may still add to it; a planner that dies loses no more.
HOLD = timedelta(minutes=15)


#: What the ledger holds once: recipient, kind, thing, audience, due date, step.
Identity = tuple[int, str, UUID, str, date, int]


@dataclass(frozen=True)
class Line:
    """A ledger row to be: this person is told of this thing at this step.

    `send_from`: the mail that carries it does not go before that moment.
    """

    recipient: User
    due: Due
    audience: str
    step: int
    send_from: datetime | None = None

    @property
    def identity(self) -> Identity:
        return identity_of(self.recipient.pk, self.due, self.audience, self.step)


def identity_of(recipient_id: int, due: Due, audience: str, step: int) -> Identity:
    return recipient_id, due.kind, due.item_id, audience, due.due_on, step


def identities(rows: "QuerySet[Reminder]", since: date) -> set[Identity]:
    """What of these rows the ledger holds in mails of that day and later.

    However long a thing is late, the answer stays short: a step stands for some weeks at most
    (`Policies.longest_stand`). Rows of a mail that failed are not held: what they had to say is
    still to be said.
    """
    standing = rows.exclude(state=Reminder.State.FAILED).filter(
        is_repeat=False, mail__day__gte=since
    )
    identity = ("recipient_id", "kind", "item_id", "audience", "due_on", "step")
    return set(standing.order_by().values_list(*identity))


def last_digests(since: date, before: date) -> dict[tuple[int, int], date]:
    """(person, partnership) → the day of the last weekly digest that has gone, between the two.

    What comes late after it waits for the next. One that still waits may be added to, and one
    that failed is planned anew: neither is counted.
    """
    rows = Reminder.objects.filter(
        audience=Reminder.Audience.MANAGER,
        is_repeat=False,
        state__in=(Reminder.State.SENT, Reminder.State.DROPPED),
        mail__day__gte=since,
        mail__day__lt=before,
    )
    found = rows.order_by().values_list("recipient_id", "partnership_id")
    return {(person, place): day for person, place, day in found.annotate(day=Max("mail__day"))}


def served(today: date, recipient_ids: Collection[int]) -> set[int]:
    """People whose mail of the day has gone, failed or is on its way: they get no second one."""
    midnight = timezone.make_aware(datetime.combine(today, time()))
    over = Mail.objects.daily().filter(
        Q(day=today) & ~Q(state=Mail.State.PLANNED)
        | Q(state=Mail.State.SENDING)
        | Q(sent_at__gte=midnight, sent_at__lt=midnight + timedelta(days=1)),
        recipient_id__in=recipient_ids,
    )
    return set(over.order_by().values_list("recipient_id", flat=True))


@transaction.atomic
def add(lines: Sequence[Line], today: date) -> int:
    """Insert-ignore the lines under each person's mail of the day; the number of rows added.

    Safe beside another planner: the constraints decide, and the mails are locked until the rows
    stand, so that no worker takes a mail in between. Lines of people already served today are
    left out; tomorrow's run finds them again.
    """
    mine = make_mails({line.recipient.pk for line in lines}, today)
    mails = mails_that_wait({line.recipient.pk for line in lines}, today)
    rows = [_row(line, mails[line.recipient.pk]) for line in lines if line.recipient.pk in mails]
    _hold_until(lines, mails)
    Reminder.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    # What the ledger already held leaves a new mail empty: that mail never was.
    filled = Reminder.objects.filter(mail_id=OuterRef("pk"))
    Mail.objects.filter(~Exists(filled), public_id__in=mine).delete()
    return Reminder.objects.filter(public_id__in=[row.public_id for row in rows]).count()


def release(today: date) -> None:
    """The plan stands: the day's mails may go, each from its hour on."""
    held = Mail.objects.daily().filter(day=today, state=Mail.State.PLANNED)
    held.filter(attempts=0).update(not_before=F("send_from"))
    # A mail that is to be tried again, and carries a digest by now, waits for the later of both.
    early = Q(not_before=None) | Q(not_before__lt=F("send_from"))
    held.filter(early, send_from__isnull=False).update(not_before=F("send_from"))


def _hold_until(lines: Sequence[Line], mails: dict[int, Mail]) -> None:
    """A mail that carries a digest waits for its hour: the latest, where it carries several."""
    later: dict[datetime, list[int]] = defaultdict(list)
    for line in lines:
        mail = mails.get(line.recipient.pk)
        if mail and line.send_from and (mail.send_from is None or mail.send_from < line.send_from):
            mail.send_from = line.send_from
            later[line.send_from].append(mail.pk)
    for moment in sorted(later):
        Mail.objects.filter(pk__in=later[moment]).update(send_from=moment)


def mails_that_wait(recipient_ids: Collection[int], today: date) -> dict[int, Mail]:
    """Person → their mail of the day, locked, where it has not been taken yet."""
    waiting = Mail.objects.daily().filter(
        recipient_id__in=recipient_ids, day=today, state=Mail.State.PLANNED
    )
    return {mail.recipient_id: mail for mail in waiting.select_for_update().order_by("pk")}


def make_mails(recipient_ids: set[int], today: date) -> list[UUID]:
    """A mail of the day for each who may still get one: an older unsent one, or a new one."""
    wanted = sorted(recipient_ids - served(today, recipient_ids))
    _carry_over(wanted, today)
    new = []
    for recipient_id in wanted:
        public_id = uuid4()
        new.append(
            Mail(
                public_id=public_id,
                recipient_id=recipient_id,
                day=today,
                message_id=message_id(public_id),
                not_before=timezone.now() + HOLD,
            )
        )
    Mail.objects.bulk_create(new, ignore_conflicts=True)
    return [mail.public_id for mail in new]


def _carry_over(recipient_ids: Collection[int], today: date) -> None:
    """A mail of an earlier day that never went becomes today's: one mail, not two, goes out.

    It is held as a new one is, while the planner may add to it.
    """
    has_today = Mail.objects.daily().filter(recipient_id=OuterRef("recipient_id"), day=today)
    waiting = (
        Mail.objects.daily()
        .filter(
            ~Exists(has_today),
            recipient_id__in=recipient_ids,
            state=Mail.State.PLANNED,
            day__lt=today,
        )
        .select_for_update()
        .order_by("pk")
    )
    latest = {mail.recipient_id: mail.pk for mail in waiting}
    carried = Mail.objects.filter(pk__in=latest.values())
    carried.update(day=today, send_from=None)
    held = timezone.now() + HOLD
    carried.filter(Q(not_before=None) | Q(not_before__lt=held)).update(not_before=held)


def _row(line: Line, mail: Mail) -> Reminder:
    due = line.due
    return Reminder(
        recipient_id=line.recipient.pk,
        partnership_id=due.partnership_id,
        kind=due.kind,
        item_id=due.item_id,
        recommendation_id=due.recommendation_id,
        action_id=due.action_id,
        audience=line.audience,
        due_on=due.due_on,
        step=line.step,
        mail_id=mail.pk,
    )


def message_id(public_id: UUID) -> str:
    """Of a mail, for good."""
    return f"<{public_id}@{mail_domain()}>"


def mail_domain() -> str:
    """The domain of our sender address: in Message-ID and List-Id."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost.localdomain"
