"""How a fixture writes dates, and what they mean on the day of loading."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

#: Said under what was done on a day that the source does not tell.
UNDATED_NOTE = "The published response gives no date for this."


@dataclass(frozen=True)
class When:
    """A day, or a period where the source names a month, a year or a span.

    `said` is what the source tells where that is less than a day: "February 2019", "undated".
    """

    first: date
    last: date
    said: str = ""

    @property
    def until(self) -> date | None:
        """The end of the period; None for a day, and for what has no date."""
        return self.last if self.last != self.first else None

    @property
    def day(self) -> date:
        """The one day that stands for it: of a month the first, of a longer period the last."""
        in_one_month = (self.first.year, self.first.month) == (self.last.year, self.last.month)
        return self.first if in_one_month else self.last

    @property
    def note(self) -> str:
        """A sentence that says how much the source tells; empty where it tells the day."""
        if self.said == "undated":
            return UNDATED_NOTE
        if " to " in self.said:
            return f"From {self.said}."
        return f"The day is not known: {self.said}." if self.said else ""


@dataclass(frozen=True)
class Calendar:
    """Reads dates of one fixture: relative to `today`, and `undated` where the source is silent."""

    today: date
    undated: date

    def when(self, text: str) -> When:
        """Read a date or a period.

        Raises:
            ValueError: with a message that says how dates are written.
        """
        text = text.strip()
        first, span, last = text.partition(" to ")
        if span:
            start, end = self._part(first, text), self._part(last, text)
            if end.last < start.first:
                raise ValueError(f"“{text}” ends before it begins.")
            return When(start.first, end.last, _span_said(text))
        return self._part(text, text)

    def day(self, text: str) -> date:
        """Read a single day; a month or a year is refused."""
        when = self.when(text)
        if when.said and when.said != "undated":
            raise ValueError(f"“{text}” must name a day.")
        return when.first

    def _part(self, text: str, whole: str) -> When:
        if text == "undated":
            return When(self.undated, self.undated, "undated")
        if text == "today":
            return When(self.today, self.today)
        if found := re.fullmatch(r"([+-]\d{1,4}) days?", text):
            shifted = self.today + timedelta(days=int(found[1]))
            return When(shifted, shifted)
        if text.startswith("next "):
            coming = self._next(text.removeprefix("next "), whole)
            return When(coming, coming)
        if re.fullmatch(r"(19|20)\d\d", text):
            return When(date(int(text), 1, 1), date(int(text), 12, 31), text)
        if month := _parsed(text, "%B %Y"):
            end = monthrange(month.year, month.month)[1]
            return When(month, month.replace(day=end), text)
        if day := _parsed(text, "%d %B %Y"):
            return When(day, day)
        raise ValueError(
            f"“{whole}” is no date. Write 4 November 2019, November 2019, 2019, "
            "March 2020 to May 2020, today, +10 days, -12 days, next 31 August or undated."
        )

    def _next(self, text: str, whole: str) -> date:
        """The next such day of the year that is still to come; today counts."""
        this_year = _parsed(f"{text} {self.today.year}", "%d %B %Y")
        if this_year is None:
            raise ValueError(f"“{whole}” must read like “next 31 August”.")
        if this_year >= self.today:
            return this_year
        return this_year.replace(year=this_year.year + 1)


def _parsed(text: str, layout: str) -> date | None:
    try:
        return datetime.strptime(text, layout).date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        return None


def _span_said(text: str) -> str:
    return text.replace("undated", "the published response")
