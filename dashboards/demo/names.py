"""The names that a fixture declares, and the looking-up of every other use of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from dashboards.demo.days import Calendar
from dashboards.demo.reading import Entry
from dashboards.demo.rows import AgencyRow, PersonRow


@dataclass(frozen=True)
class Names:
    """Agencies by every name that they have, forums, people, and the calendar of the fixture."""

    agencies: dict[str, str]
    forums: frozenset[str]
    people: dict[str, PersonRow]
    calendar: Calendar

    def agency(self, entry: Entry, key: str) -> str:
        return self.agency_named(entry, key, entry.text(key))

    def agency_list(self, entry: Entry, key: str) -> tuple[str, ...]:
        return tuple(self.agency_named(entry, key, said) for said in entry.texts(key))

    def forum(self, entry: Entry, key: str) -> str:
        said = entry.text(key)
        if said not in self.forums:
            raise entry.error_at(key, f"unknown forum “{said}”.")
        return said

    def person(self, entry: Entry, key: str) -> str:
        return self._person(entry, key, entry.text(key))

    def person_list(self, entry: Entry, key: str) -> tuple[str, ...]:
        return tuple(self._person(entry, key, said) for said in entry.texts(key))

    def lead_of(self, entry: Entry, key: str) -> str:
        """The agency at the key, which must have a person who leads for it."""
        agency = self.agency(entry, key)
        if not any(agency in person.agencies for person in self.people.values()):
            raise entry.error_at(key, f"nobody leads for “{agency}”, so it cannot lead.")
        return agency

    def _person(self, entry: Entry, key: str, said: str) -> str:
        if said.lower() not in self.people:
            raise entry.error_at(key, f"unknown person “{said.lower()}”.")
        return said.lower()

    def agency_named(self, entry: Entry, key: str, said: str) -> str:
        if said.lower() not in self.agencies:
            raise entry.error_at(key, f"unknown agency “{said}”.")
        return self.agencies[said.lower()]


def known_as(entry: Entry, agencies: Iterable[AgencyRow]) -> dict[str, str]:
    """Every name, short name and other name in lower case → the agency's name."""
    names: dict[str, str] = {}
    for agency in agencies:
        for said in {agency.name, agency.short_name, *agency.aliases} - {""}:
            if names.setdefault(said.lower(), agency.name) != agency.name:
                raise entry.error_at("agencies", f"“{said}” names two agencies.")
    return names
