"""Each partnership's policy on one day: what is read of it once, for a whole run."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.utils import timezone

from agencies.models import Partnership
from reminders.models import Policy
from reminders.schedule import Moment
from scr_tracker.words import long_day


@dataclass(frozen=True)
class Terms:
    """A policy on a day: whether mails go, and which steps are reached."""

    policy: Policy
    today: date

    @cached_property
    def is_sending(self) -> bool:
        return self.policy.is_on and self.policy.schedule.sends_on(self.today)

    @property
    def is_awake(self) -> bool:
        """Neither off nor paused; the day may be quiet."""
        return self.policy.is_on and not self.policy.schedule.is_paused_on(self.today)

    @property
    def rest(self) -> str:
        """As a sentence: why nothing is sent on the day."""
        return f"Nothing is sent today: {self.silence}." if self.silence else ""

    @property
    def next_sending(self) -> datetime | None:
        """Six in the morning of the next day on which mails go; None where reminders are off."""
        tomorrow = self.today + timedelta(days=1)
        days = self.policy.schedule.sending_days(tomorrow, tomorrow + timedelta(days=730))
        day = next(days, None) if self.policy.is_on else None
        return morning_of(day) if day else None

    @property
    def silence(self) -> str:
        """Why nothing is sent on the day: "a weekend", "Good Friday"; "" where mails go."""
        policy = self.policy
        if not policy.is_on:
            return "reminders are switched off"
        if policy.paused_until and policy.schedule.is_paused_on(self.today):
            return f"reminders are paused until {long_day(policy.paused_until)}"
        return policy.schedule.quiet.name(self.today)

    @cached_property
    def moment(self) -> Moment:
        return self.policy.schedule.at(self.today)

    @cached_property
    def this_week(self) -> Moment:
        """For people with one mail a week: it says what comes up until the next one."""
        return self.policy.schedule.at(self.today, looking_ahead=6)

    @cached_property
    def digest_day(self) -> date:
        """The day of the latest weekly digest, today or before it."""
        return self.policy.schedule.weekly_day(self.policy.digest_weekday, self.today)

    @cached_property
    def digest_at(self) -> datetime | None:
        """Before that moment no digest of today goes; None where it was due on an earlier day."""
        if self.digest_day != self.today:
            return None
        return _at(self.today, self.policy.digest_hour)


def morning_of(day: date) -> datetime:
    """When the plan of the day is made."""
    return _at(day, Policy.FIRST_HOUR)


def _at(day: date, hour: int) -> datetime:
    """That hour of the day in London."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


class Policies:
    """The terms of every partnership on a day; the defaults where it has decided nothing."""

    def __init__(self, today: date, policies: dict[int, Policy]) -> None:
        self.today = today
        self.by_partnership = {pk: Terms(policy, today) for pk, policy in policies.items()}

    @classmethod
    def of(cls, terms: Terms) -> "Policies":
        """Of one partnership alone."""
        return cls(terms.today, {terms.policy.partnership_id: terms.policy})

    def __getitem__(self, partnership_id: int) -> Terms:
        return self.by_partnership[partnership_id]

    def at(self, today: date) -> "Policies":
        return Policies(today, {pk: terms.policy for pk, terms in self.by_partnership.items()})

    @property
    def sending(self) -> set[int]:
        """Partnerships whose mails go on the day."""
        return {pk for pk, terms in self.by_partnership.items() if terms.is_sending}

    @property
    def days_ahead(self) -> int:
        every = self.by_partnership.values()
        return max((terms.policy.schedule.days_ahead for terms in every), default=0)

    @property
    def longest_stand(self) -> int:
        every = self.by_partnership.values()
        return max((terms.policy.schedule.longest_stand for terms in every), default=0)


def read(today: date, partnership_ids: Iterable[int] | None = None) -> Policies:
    """Of these partnerships, or of all: one question."""
    rows = Partnership.objects.select_related("reminder_policy")
    if partnership_ids is not None:
        rows = rows.filter(pk__in=partnership_ids)
    return Policies(today, {partnership.pk: policy_of(partnership) for partnership in rows})


def policy_of(partnership: Partnership) -> Policy:
    """Its policy, or one that holds the defaults and is not saved."""
    found: Policy | None = getattr(partnership, "reminder_policy", None)
    if found is None:
        return Policy(partnership=partnership)
    found.partnership = partnership
    return found
