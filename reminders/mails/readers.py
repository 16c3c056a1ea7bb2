"""Why somebody gets a mail, and how often: by partnership, in words, true of this reader."""

from collections import defaultdict
from dataclasses import dataclass

from agencies.models import User
from agencies.queries import shown_names
from reminders.audiences import manages
from reminders.lines import is_late_enough
from reminders.mails import explained
from reminders.models import Cover, Policy, Preference, Reminder
from reminders.policies import Terms
from reminders.sending.evaluation import Verdict
from reminders.sources import SOURCES, Why
from scr_tracker.words import counted, long_day, one_line

Rhythm = Preference.Rhythm


@dataclass(frozen=True)
class Place:
    """A partnership, or several of which the same holds: what is said of it."""

    name: str
    said: str


def places(reader: User, verdict: Verdict) -> list[Place]:
    """By name; partnerships of which the same is to be said stand together."""
    rows: dict[int, list[Reminder]] = defaultdict(list)
    for row in sorted(verdict.kept, key=lambda row: (row.partnership.name, row.pk)):
        rows[row.partnership_id].append(row)
    names: dict[str, list[str]] = defaultdict(list)
    for here in rows.values():
        names[" ".join(_sentences(reader, here, verdict))].append(
            one_line(here[0].partnership.name)
        )
    return [Place(explained.joined(found), said) for said, found in names.items()]


def may_choose(verdict: Verdict) -> bool:
    """Some partnership of the mail leaves people the choice how often; none forbids it of news."""
    policies = [verdict.policy(row) for row in verdict.kept]
    left = [policy.allows_weekly or policy.allows_overdue_only for policy in policies]
    return any(left) or not left


def _sentences(reader: User, rows: list[Reminder], verdict: Verdict) -> list[str]:
    """Of the rows of one partnership."""
    policy = verdict.policy(rows[0])
    by_why: dict[Why, list[Reminder]] = defaultdict(list)
    for row in rows:
        by_why[verdict.why(row)].append(row)
    said = []
    if told := [*_own(reader, by_why[Why.OWN], policy), *_in_place(by_why, verdict)]:
        said.append(f"You hear of {explained.joined(told)}: {explained.days_in_words(policy)}.")
    said += _escalated(reader, by_why[Why.ESCALATED], verdict)
    if by_why[Why.DIGEST]:
        when = explained.digest_in_words(policy)
        said.append(f"As a manager you get everything that is late in one digest, {when}.")
    if told or by_why[Why.ESCALATED]:
        said.append(_choice(reader, policy))
    return [sentence for sentence in (*said, explained.quiet_in_words(policy)) if sentence]


def _own(reader: User, rows: list[Reminder], policy: Policy) -> list[str]:
    """What is the person's own: as owner, for their agency, as a manager."""
    agencys = [row for row in rows if not SOURCES[row.kind].is_the_managers]
    owned = [row for row in agencys if _owner_id(row) == reader.pk]
    others = [row for row in agencys if _owner_id(row) != reader.pk]
    told = ["what you own"] if owned else []
    if others:
        later = policy.leads_after and any(_owner_id(row) for row in others)
        late = counted(policy.leads_after, "day")
        since = f" (where somebody else owns it, once it is {late} late)" if later else ""
        told.append(f"what your agency owes{since}")
    return told + (["what is the managers’ to do"] if len(agencys) < len(rows) else [])


def _owner_id(row: Reminder) -> int | None:
    return row.action.owner_id if row.action and SOURCES[row.kind].owner else None


def _in_place(by_why: dict[Why, list[Reminder]], verdict: Verdict) -> list[str]:
    """What reaches the person in the place of others."""
    covers = {cover for row in by_why[Why.COVER] for cover in verdict.covers[row.pk]}
    told = ["what reaches neither an owner nor an agency lead"] if by_why[Why.STANDING_IN] else []
    return told + [_covered(cover) for cover in sorted(covers, key=lambda cover: cover.pk)]


def _covered(cover: Cover) -> str:
    name = one_line(shown_names([cover.user_id], cover.partnership_id)[cover.user_id])
    return f"what {name} owes, for whom you cover until {long_day(cover.last_on)}"


def _escalated(reader: User, rows: list[Reminder], verdict: Verdict) -> list[str]:
    """Of each capacity by which something of it is escalated to the person."""
    found = {_capacity(reader, row, verdict.terms[row.partnership_id]): True for row in rows}
    return [
        f"What is {counted(days, 'day')} late is escalated to you as {role}, "
        "and said again while it stays late."
        for days, role in sorted(found)
    ]


def _capacity(reader: User, row: Reminder, terms: Terms) -> tuple[int, str]:
    """After how many days late, and as what: who is no executive lead, or both, is of the top."""
    policy = terms.policy
    if is_late_enough(row.due_on, terms, policy.top_after):
        if manages(reader, row.partnership_id):
            return policy.top_after or 0, "a manager"
        if row.partnership.chair_id == reader.pk:
            return policy.top_after or 0, "the chair"
    return policy.executives_after or 0, "executive lead of its agency"


def _choice(reader: User, policy: Policy) -> str:
    """What the person chose about how often, and whether it holds here."""
    chosen: Preference | None = getattr(reader, "mail_preference", None)
    if chosen is None or chosen.rhythm == Rhythm.DAILY:
        return ""
    if chosen.rhythm == Rhythm.WEEKLY:
        day = explained.weekdays_in_words(chosen.weekday)
        what, is_left = f"one mail a week, on {day}", policy.allows_weekly
        so = "it also says what comes due before the next"
    else:
        what, is_left = "to hear only of what is overdue", policy.allows_overdue_only
        so = "what comes due is left out"
    return f"You chose {what}: {so if is_left else 'this partnership does not leave that choice'}."
