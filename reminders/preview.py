"""What goes out next, by the same rule as the plan: per day and person, for the outbox."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.utils import timezone

from agencies.models import Partnership, User
from agencies.queries import shown_name
from recommendations.models import Notice
from reminders import bell, ledger, news, sources
from reminders.audiences import Reach
from reminders.ledger import Line
from reminders.lines import lines_of, starts_of
from reminders.mails import reasons
from reminders.mails.explained import joined
from reminders.mails.letters import counts_in_words
from reminders.models import Policy, Reminder
from reminders.personal import LOOKED_BACK, Rhythms
from reminders.policies import Policies, Terms
from reminders.schedule import in_words
from reminders.sources import SOURCES, Apart, Due, Why

if TYPE_CHECKING:
    from agencies.access import Person

#: How far the outbox looks ahead, in days.
DAYS = 14
#: Things named in a list before "and 12 more".
NAMED = 4


class Named(NamedTuple):
    """A thing in a list."""

    name: str
    url: str


class Reason(NamedTuple):
    """One thing of a mail to be: why it is in it, and how it stands on the day."""

    due: Due
    name: str
    when: str
    why: str


class Told(NamedTuple):
    """What is new for somebody, and where it stands."""

    kind: str
    name: str
    url: str


@dataclass(frozen=True)
class Coming:
    """One mail to be: the day, the person, and what it will be about as things stand.

    `items`: each thing once, the longest overdue first. `whys`: why it stands in the mail.
    `new`: what is new for the person and joins it. `beside`: what tells things of one name apart.
    """

    day: date
    recipient: User
    items: list[Due]
    whys: dict[UUID, str]
    new: list[Notice]
    beside: dict[UUID, str]

    @property
    def name(self) -> str:
        """As the partnership knows the person."""
        return str(self.recipient.shown_name)  # type: ignore[attr-defined]  # annotated

    @property
    def named(self) -> list[Named]:
        """The first: the longest overdue."""
        return [Named(self._called(due), due.url) for due in self.items[:NAMED]]

    @property
    def rest(self) -> list[Named]:
        """Those after the first."""
        return [Named(self._called(due), due.url) for due in self.items[NAMED:]]

    @property
    def told(self) -> list[Reason]:
        """The first, each with its reason in words."""
        return [self._reason(due) for due in self.items[:NAMED]]

    @property
    def told_rest(self) -> list[Reason]:
        return [self._reason(due) for due in self.items[NAMED:]]

    def _reason(self, due: Due) -> Reason:
        when, why = in_words(due.due_on, self.day), self.whys[due.item_id]
        return Reason(due, self._called(due), when, why)

    def _called(self, due: Due) -> str:
        return due.name_with(self.beside.get(due.item_id, ""))

    @property
    def about(self) -> str:
        due = ((each.item_id, each.kind, each.due_on < self.day) for each in self.items)
        return news.in_words(counts_in_words(due) if self.items else "", len(self.new))

    @property
    def told_new(self) -> list[Told]:
        """The first of what is new."""
        return [
            Told(str(each.get_kind_display()), bell.reference_of(each), bell.page_of(each))
            for each in self.new[:NAMED]
        ]

    @property
    def more_new(self) -> int:
        return max(0, len(self.new) - NAMED)


class _Forecast:
    """Walks the days, and collects who in the partnership is told of what on which."""

    def __init__(
        self,
        dues: list[Due],
        reach: Reach,
        known: set[ledger.Identity],
        awaited: news.Awaited,
        first: date,
    ) -> None:
        self.dues, self.reach, self.known, self.awaited = dues, reach, known, awaited
        self.rhythms = Rhythms(first)
        self.last_digests = ledger.last_digests(first - timedelta(days=LOOKED_BACK), first)
        self.steady = not reach.covers.rows and not self.rhythms.weekly
        self.told: dict[tuple[date, int], list[Line]] = defaultdict(list)
        self.new: dict[tuple[date, int], list[Notice]] = {}
        self.digests: set[int] = set()
        self.apart = Apart(dues)

    def walk(self, days: Iterable[Terms]) -> list[Coming]:
        before: Terms | None = None
        for terms in days:
            for due in self._moved(before, terms):
                for line in lines_of(due, self.reach, terms, self.rhythms):
                    self._take(line, terms)
            self._end(terms)
            before = terms
        rows = (self._coming(day, pk) for day, pk in self.told.keys() | self.new.keys())
        return sorted(rows, key=lambda row: (row.day, row.name, row.recipient.pk))

    def _coming(self, day: date, user_id: int) -> Coming:
        lines, new = self.told.get((day, user_id), []), self.new.get((day, user_id), [])
        person = (self.reach.people if lines else self.awaited.people)[user_id]
        whys = {line.due.item_id: self._why(line, day) for line in reversed(lines)}
        items = sorted({line.due for line in lines})
        return Coming(day, person, items, whys, new, self.apart.among(items))

    def _why(self, line: Line, day: date) -> str:
        """In words, with the names of those for whom the person covers."""
        person, reach = line.recipient, self.reach
        reason = reasons.why(line.audience, person, line.due, reach, day)
        if reason != Why.COVER:
            return reasons.in_words(reason, line.due.kind)
        away = {reach.people[each.user_id] for each in reach.covering(person.pk, line.due, day)}
        names: list[str] = sorted(each.shown_name for each in away)  # type: ignore[attr-defined]
        return f"covering for {joined(names)}"

    def _moved(self, before: Terms | None, terms: Terms) -> list[Due]:
        """Of what there is, all that may have reached a step since the day before.

        That is asked of each due date once: many things share one.
        """
        if before is None or terms.digest_at or not self.steady:
            return self.dues
        starts, moved = starts_of(terms), set()
        for due_on in {due.due_on for due in self.dues}:
            if any(before.moment.step(due_on, s) != terms.moment.step(due_on, s) for s in starts):
                moved.add(due_on)
        return [due for due in self.dues if due.due_on in moved]

    def _take(self, line: Line, terms: Terms) -> None:
        user_id = line.recipient.pk
        if line.audience == Reminder.Audience.MANAGER:
            last = self.last_digests.get((user_id, line.due.partnership_id))
            if last is not None and last >= terms.digest_day:
                return
        if line.identity not in self.known:
            self.known.add(line.identity)
            self.told[terms.today, user_id].append(line)
            if line.audience == Reminder.Audience.MANAGER:
                self.digests.add(user_id)

    def _end(self, terms: Terms) -> None:
        """The mails of the day are out: what that means for the days that follow."""
        beside = self.rhythms.beside_only(Policies.of(terms))
        for user_id in [*self.awaited.notices]:
            if user_id not in beside or (terms.today, user_id) in self.told:
                waiting = self.awaited.notices.pop(user_id)
                if young := [one for one in waiting if news.is_young(one, terms.today)]:
                    self.new[terms.today, user_id] = young
        for user_id in self.digests:
            self.last_digests[user_id, terms.policy.partnership_id] = terms.today
        self.rhythms.nights.add(terms.today)
        self.digests = set()


def coming(policy: Policy, user: "Person", today: date) -> list[Coming]:
    """The mails of the next days about what this person may see of the policy's partnership.

    Starts with tomorrow's run: what today's run has planned stands in the ledger. What is new for
    people joins their next mail, if they leave it unread. However many
    things there are, and of how many kinds, the questions are as many: nothing is asked for each.
    """
    first, last = today + timedelta(days=1), today + timedelta(days=DAYS)
    return _forecast(policy, user, first, last)


def on_day(policy: Policy, user: "Person", day: date) -> list[Coming]:
    """Who would get what on the day, by a policy that need not be saved.

    The days before it are walked too, as far as a fortnight back: what they say is not said again.
    The things are those of now: what comes up or is done until then is not foreseen.
    """
    tomorrow = timezone.localdate() + timedelta(days=1)
    first = min(day, max(tomorrow, day - timedelta(days=DAYS)))
    return [row for row in _forecast(policy, user, first, day) if row.day == day]


def _forecast(policy: Policy, user: "Person", first: date, last: date) -> list[Coming]:
    schedule, partnership = policy.schedule, policy.partnership
    days = [Terms(policy, day) for day in schedule.sending_days(first, last) if policy.is_on]
    if not days:
        return []
    dues = _due(partnership, user, last + timedelta(days=schedule.days_ahead))
    people: Any = User.objects.annotate(shown_name=shown_name("pk", partnership))
    since = first - timedelta(days=schedule.longest_stand)
    before = Reminder.objects.filter(partnership=partnership, mail__day__lt=first)
    known = ledger.identities(before, since)
    awaited = news.awaited(partnership, user, timezone.now(), people)
    return _Forecast(dues, Reach(dues, first, last, people), known, awaited, first).walk(days)


def _due(partnership: Partnership, user: "Person", until: date) -> list[Due]:
    """What is owed by then that the person may see, the longest overdue first."""
    rows = {
        kind: source.within(source.due_by(until, source.visible_to(user)), [partnership.pk])
        for kind, source in SOURCES.items()
    }
    return sorted(sources.read(rows))
