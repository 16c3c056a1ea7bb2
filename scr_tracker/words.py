"""Dates and numbers in words, the same on pages, in sentences and in mails."""

import calendar
from datetime import date, datetime

from django.utils import timezone

MONTHS = tuple(calendar.month_name)
MONTHS_SHORT = tuple(calendar.month_abbr)


def long_day(day: date) -> str:
    """ "3 March 2027"."""
    return f"{day.day} {MONTHS[day.month]} {day.year}"


def short_day(day: date) -> str:
    """ "3 Mar 2027"."""
    return f"{day.day} {MONTHS_SHORT[day.month]} {day.year}"


def moment(at: datetime) -> str:
    """ "3 March 2027 at 2:05pm"."""
    return f"{long_day(timezone.localtime(at))} at {clock(at)}"


def clock(at: datetime) -> str:
    """ "2:05pm"."""
    return timezone.localtime(at).strftime("%I:%M%p").lstrip("0").lower()


def month_of(day: date) -> str:
    """ "March 2027"."""
    return f"{MONTHS[day.month]} {day.year}"


def signed(name: str, role: str) -> str:
    """ "Jo Smith, Partnership manager"; once, where an account has its role for a name."""
    return f"{name}, {role}" if role and role != name else name


def counted(number: int, one: str, many: str = "") -> str:
    """ "1 day", "7 days", "no days"."""
    return f"{number or 'no'} {noun(number, one, many)}"


def noun(number: int, one: str, many: str = "") -> str:
    """ "day", "days": where the number stands elsewhere, as in a link."""
    return one if number == 1 else many or f"{one}s"


def days_late(due_on: date, today: date) -> str:
    """ "1 day late", "12 days late": for a date before today."""
    return f"{counted((today - due_on).days, 'day')} late"


def one_line(words: str) -> str:
    """Without line breaks: what somebody named cannot pass for a paragraph, or for a header."""
    return " ".join(words.split())
