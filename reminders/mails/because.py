"""Why lines of a plan are told to their people: as `reasons` say, with the policy's numbers."""

from collections.abc import Collection

from reminders.audiences import Reach
from reminders.ledger import Line
from reminders.lines import is_late_enough
from reminders.mails import explained, reasons
from reminders.models import Preference, Reminder
from reminders.personal import Rhythms
from reminders.policies import Policies
from reminders.sources import Why
from scr_tracker.words import counted, long_day

Rhythm = Preference.Rhythm


class Because:
    """Of some lines of one day: read for all of them together."""

    def __init__(self, lines: Collection[Line], terms: Policies) -> None:
        self.terms, self.today = terms, terms.today
        self.reach = Reach({line.due for line in lines}, self.today, self.today)
        self.chosen = Rhythms(self.today).chosen

    def in_words(self, line: Line) -> str:
        """ "covering for Jo Smith until 3 March 2027; in their weekly mail"."""
        reason = reasons.why(line.audience, line.recipient, line.due, self.reach, self.today)
        said = {
            Why.COVER: self._cover,
            Why.ESCALATED: self._escalated,
            Why.DIGEST: self._digest,
        }.get(reason)
        words = said(line) if said else reasons.in_words(reason, line.due.kind)
        return f"{words}{self._choice(line)}"

    def _cover(self, line: Line) -> str:
        covers = self.reach.covering(line.recipient.pk, line.due, self.today)
        words = [
            f"{self.reach.people[cover.user_id].name} until {long_day(cover.last_on)}"
            for cover in covers
        ]
        return f"covering for {explained.joined(words)}"

    def _escalated(self, line: Line) -> str:
        terms = self.terms[line.due.partnership_id]
        policy, told = terms.policy, self.reach.told(line.due, self.today)
        days, whom = policy.top_after, "managers and the chair"
        is_top = is_late_enough(line.due.due_on, terms, days) and line.recipient.pk in told.top
        if line.recipient.pk in told.executives and not is_top:
            days, whom = policy.executives_after, "the executive lead"
        return f"escalated to {whom} after {counted(days or 0, 'day')}"

    def _digest(self, line: Line) -> str:
        policy = self.terms[line.due.partnership_id].policy
        return f"in the managers’ weekly digest, {explained.digest_in_words(policy)}"

    def _choice(self, line: Line) -> str:
        chosen = self.chosen.get(line.recipient.pk)
        policy = self.terms[line.due.partnership_id].policy
        if chosen is None or line.audience == Reminder.Audience.MANAGER:
            return ""
        if chosen.rhythm == Rhythm.WEEKLY and policy.allows_weekly:
            return f"; in their weekly mail, on {explained.weekdays_in_words(chosen.weekday)}"
        if chosen.rhythm == Rhythm.OVERDUE and policy.allows_overdue_only:
            return "; they chose to hear only of what is overdue"
        return ""
