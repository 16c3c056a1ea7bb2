"""Days on which nothing is sent: weekends, and the bank holidays of the partnership's nation."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from agencies.models import Partnership

if TYPE_CHECKING:
    from holidays import HolidayBase

Nation = Partnership.Nation
SUBDIVISIONS = {
    Nation.ENGLAND: "ENG",
    Nation.WALES: "WLS",
    Nation.SCOTLAND: "SCT",
    Nation.NORTHERN_IRELAND: "NIR",
}
SATURDAY = 5


@lru_cache
def _bank_holidays(nation: str) -> "HolidayBase":
    """The library takes half a second to load: only who asks for a day waits for it."""
    from holidays.countries.united_kingdom import UnitedKingdom

    return UnitedKingdom(subdiv=SUBDIVISIONS[Nation(nation)])  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class Quiet:
    """`nation`: whose bank holidays are kept; "" for none."""

    nation: str = ""
    weekends: bool = False

    def __contains__(self, day: date) -> bool:
        return self.name(day) != ""

    def name(self, day: date) -> str:
        """ "Good Friday", "a weekend"; "" for a day on which mails go."""
        if self.nation and (holiday := _bank_holidays(self.nation).get(day)):
            return str(holiday)
        return "a weekend" if self.weekends and day.weekday() >= SATURDAY else ""

    def on_or_before(self, day: date) -> date:
        """The latest day on which mails go, of this day and those before it."""
        while day in self:
            day -= timedelta(days=1)
        return day

    def on_or_after(self, day: date) -> date:
        while day in self:
            day += timedelta(days=1)
        return day


#: No day is quiet.
NEVER = Quiet()
