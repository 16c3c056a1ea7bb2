"""A policy in words: pure, the same in mails, on the policy page and in the command."""

from collections.abc import Sequence
from datetime import date

from agencies.queries import Answerable
from reminders.models import Policy
from scr_tracker.words import counted, long_day

AGENCYS_LEADS = "the agency’s leads"


def days_in_words(policy: Policy) -> str:
    """When something is mentioned, as the end of a sentence.

    "14 and 3 days before the due date, on the day, 1, 2, 4 and 8 days after it, then every 14
    days"
    """
    before = sorted(set(policy.days_before), reverse=True)
    after = sorted(set(policy.days_after))
    parts = [f"{_days(before)} before the due date"] if before else []
    if policy.on_the_day:
        parts.append("on the day" if parts else "on the due date")
    if after:
        parts.append(f"{_days(after)} after {'it' if parts else 'the due date'}")
        return ", ".join([*parts, f"then {_every(policy)}"])
    late = f"{_every(policy)} while it is late"
    return ", ".join([*parts, f"then {late}" if parts else late])


def weekdays_in_words(weekday: int) -> str:
    return f"{Policy.Weekday(weekday).label}s"


def escalation_in_words(policy: Policy) -> str:
    """Who is told of what stays late, beside whoever owes it; "" where nobody ever is.

    "the agency’s leads after 1 day, its executive lead after 14, and the managers and the chair
    after 28"
    """
    steps = [
        (AGENCYS_LEADS, policy.leads_after or None),
        ("the agency’s executive lead", policy.executives_after),
        ("the managers and the chair", policy.top_after),
    ]
    told = [(who, days) for who, days in steps if days is not None]
    words = [
        f"{who} after {counted(days, 'day') if place == 0 else days}"
        for place, (who, days) in enumerate(told)
    ]
    said = _listed(words)
    return (
        said.replace("the agency’s executive", "its executive") if AGENCYS_LEADS in said else said
    )


def digest_in_words(policy: Policy) -> str:
    """ "on Mondays from 7:00"."""
    return f"on {weekdays_in_words(policy.digest_weekday)} from {policy.digest_hour}:00"


def quiet_in_words(policy: Policy) -> str:
    """ "Nothing is sent at weekends or on bank holidays in England."; "" where no day is quiet."""
    quiet = ["at weekends"] if policy.is_quiet_at_weekends else []
    if policy.is_quiet_on_bank_holidays:
        quiet.append(f"on bank holidays in {policy.partnership.get_nation_display()}")
    return f"Nothing is sent {' or '.join(quiet)}." if quiet else ""


def rules(policy: Policy, today: date) -> list[str]:
    """All that holds on the day, a sentence each: what whoever is to be told may count on."""
    if not policy.is_on:
        return ["Reminders and digests are switched off."]
    said = [f"Who owes something is told {days_in_words(policy)}."]
    if not policy.leads_after:
        said.append(f"{_capital(AGENCYS_LEADS)} are told from the start, as the owner is.")
    if escalation := escalation_in_words(policy):
        said.append(f"What stays late is told to {escalation}.")
    said.append(f"The managers get a digest of everything that is late {digest_in_words(policy)}.")
    lines = (_paused(policy, today), *said, quiet_in_words(policy), _held(policy))
    return [line for line in lines if line]


def gaps(policy: Policy, answerable: Answerable) -> list[str]:
    """Who is named nowhere though the rules are to reach them, and what happens then."""
    if not policy.is_on:
        return []
    said, bare = [], answerable.agencies - answerable.led
    if policy.executives_after is not None and bare:
        number = f"{bare} of {counted(answerable.agencies, 'agency', 'agencies')}"
        who = f"{number} {'has' if bare == 1 else 'have'} no executive lead"
        then = f" until the managers are told, after {_after(policy)}" if policy.top_after else ""
        said.append(f"{who}: what stays late there goes no further than its leads{then}.")
    if policy.top_after is not None and not answerable.has_chair:
        said.append(f"There is no chair: the managers alone are told after {_after(policy)}.")
    return said


def _after(policy: Policy) -> str:
    return counted(policy.top_after or 0, "day")


def _paused(policy: Policy, today: date) -> str:
    """ "" where no pause is planned, and once it is over."""
    if policy.paused_from is None or policy.paused_until is None or policy.paused_until < today:
        return ""
    first, last = long_day(policy.paused_from), long_day(policy.paused_until)
    return f"Paused from {first} to {last}: nothing is sent on these days."


def _held(policy: Policy) -> str:
    if policy.shows_wording:
        return "Mails hold titles and pseudonyms, too; never those of a restricted review."
    return "Mails hold references, dates and links: no titles and no pseudonyms."


def _every(policy: Policy) -> str:
    return "every day" if policy.then_every == 1 else f"every {policy.then_every} days"


def _days(numbers: Sequence[int]) -> str:
    """ "1 day", "14 and 3 days", "1, 2, 4 and 8 days"."""
    return counted(numbers[0], "day") if len(numbers) == 1 else f"{joined(numbers)} days"


def joined(parts: Sequence[object]) -> str:
    """ "14", "14 and 3", "1, 2, 4 and 8"."""
    *first, last = map(str, parts)
    return f"{', '.join(first)} and {last}" if first else last


def _listed(parts: Sequence[str]) -> str:
    """With a comma before “and” where there are three, as they hold an “and” themselves."""
    if len(parts) < 2:
        return "".join(parts)
    *first, last = parts
    return f"{', '.join(first)}{',' if len(first) > 1 else ''} and {last}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
