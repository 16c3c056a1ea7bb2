"""What people chose about their mails, and who is away: read once for many."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Max

from reminders.models import Cover, Mail, Night, Policy, Preference
from reminders.policies import Policies, Terms

Rhythm = Preference.Rhythm
#: In days: a weekly mail is moved by quiet days, so far at most.
LOOKED_BACK = 21


def step_of(chosen: Preference | None, due_on: date, terms: Terms, since: int = 0) -> int | None:
    """The step that somebody is told on a day on which their mail goes; None where it is none.

    A choice that the partnership's policy does not leave is as good as none. A weekly mail speaks
    of the week ahead.
    """
    if is_weekly(chosen, terms.policy):
        return terms.this_week.step(due_on, since)
    step = terms.moment.step(due_on, since)
    if chosen and chosen.rhythm == Rhythm.OVERDUE and terms.policy.allows_overdue_only:
        return step if step and step > 0 else None
    return step


def is_weekly(chosen: Preference | None, policy: Policy) -> bool:
    return bool(chosen and chosen.rhythm == Rhythm.WEEKLY and policy.allows_weekly)


class Rhythms:
    """How often people want to hear of what they owe: those who chose otherwise than daily."""

    def __init__(self, today: date) -> None:
        rows = Preference.objects.exclude(rhythm=Rhythm.DAILY).filter(user__is_active=True)
        self.chosen = {preference.user_id: preference for preference in rows}
        self.weekly = {pk for pk, one in self.chosen.items() if one.rhythm == Rhythm.WEEKLY}
        self.nights = _nights_before(today) if self.weekly else set()
        self.failed = _failed_since(self.weekly, today) if self.weekly else {}

    def step(self, user_id: int, due_on: date, terms: Terms, since: int = 0) -> int | None:
        """The step at which the person is to be told on the day, or None.

        Where no plan was made on the day of a weekly mail, the partnership sent nothing then, or
        the mail failed, the next plan makes it up.
        """
        chosen = self.chosen.get(user_id)
        is_over = is_weekly(chosen, terms.policy) and self._is_weekly_over(user_id, terms)
        return None if is_over else step_of(chosen, due_on, terms, since)

    def _is_weekly_over(self, user_id: int, terms: Terms) -> bool:
        """The weekly mail of these days has been planned, and did not fail."""
        schedule = terms.policy.schedule
        day = schedule.weekly_day(self.chosen[user_id].weekday, terms.today)
        if self.failed.get(user_id, date.min) >= day:
            return False
        nights = (night for night in self.nights if day <= night < terms.today)
        return any(schedule.sends_on(night) for night in nights)

    def beside_only(self, terms: Policies) -> set[int]:
        """People to whom no mail goes today for news alone: it is not the day of their weekly
        one, or they want to hear only of what is overdue."""
        days = {terms[pk].policy.schedule for pk in terms.sending}
        today = {
            weekday
            for weekday in range(5)
            if any(schedule.weekly_day(weekday, terms.today) == terms.today for schedule in days)
        }
        return {
            pk
            for pk, chosen in self.chosen.items()
            if chosen.rhythm == Rhythm.OVERDUE or chosen.weekday not in today
        }


def _failed_since(user_ids: Iterable[int], today: date) -> dict[int, date]:
    """Person → the day of their last mail that failed; of these weeks."""
    rows = Mail.objects.daily().filter(
        recipient_id__in=user_ids,
        state=Mail.State.FAILED,
        day__gte=today - timedelta(days=LOOKED_BACK),
    )
    return dict(rows.order_by().values_list("recipient_id").annotate(last=Max("day")))


def _nights_before(today: date) -> set[date]:
    """The days of which a plan was made; those of this week are enough."""
    since = today - timedelta(days=LOOKED_BACK)
    return set(Night.objects.filter(day__range=(since, today)).values_list("day", flat=True))


class Covers:
    """Who is away between two days, and who covers: by person and partnership."""

    def __init__(self, covers: Iterable[Cover]) -> None:
        self.rows: dict[tuple[int, int], list[Cover]] = defaultdict(list)
        for cover in covers:
            self.rows[cover.user_id, cover.partnership_id].append(cover)

    @classmethod
    def between(cls, first: date, last: date) -> "Covers":
        rows = Cover.objects.filter(ended_at=None, first_on__lte=last, last_on__gte=first)
        return cls(rows.order_by("pk"))

    def on(self, user_id: int, partnership_id: int, day: date) -> Cover | None:
        """The cover of the day; the one named last, where covers overlap."""
        for cover in reversed(self.rows.get((user_id, partnership_id), ())):
            if cover.first_on <= day <= cover.last_on:
                return cover
        return None

    def delegate_id(self, user_id: int, partnership_id: int, day: date) -> int | None:
        """Who covers on the day."""
        cover = self.on(user_id, partnership_id, day)
        return cover.delegate_id if cover else None

    def delegate_ids(self, user_id: int, partnership_id: int) -> set[int]:
        """All who cover at some time between the two days."""
        return {cover.delegate_id for cover in self.rows.get((user_id, partnership_id), ())}
