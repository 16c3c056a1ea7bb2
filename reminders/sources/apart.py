"""Things that one mail, or one row of a list, calls by the same name: told apart by agency."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from agencies.models import Agency
from reminders.models import Reminder
from reminders.sources.due import Due, name_of
from reminders.sources.kinds import SOURCES

#: Item → its agency, or None.
Agencies = Mapping[UUID, int | None]


class Apart:
    """The agencies that owe things, read for all that are called alike.

    Nothing is asked where no two are; else for the names of agencies, and for each kind of ledger
    rows, which do not know them. Several mails may be read together: `among` tells of one.
    """

    def __init__(self, things: Iterable[Due | Reminder]) -> None:
        alike = [group for group in _alike(things) if len(group) > 1]
        self.agencies: dict[UUID, int | None] = {}
        rows: dict[str, set[UUID]] = defaultdict(set)
        for each in (each for group in alike for each in group.values()):
            if isinstance(each, Due):
                self.agencies[each.item_id] = each.agency_id
            else:
                rows[each.kind].add(each.item_id)
        for kind, ids in rows.items():
            self.agencies |= _agencies(kind, ids)
        told = {pk for group in alike for pk in _different(group, self.agencies).values()}
        found = Agency.objects.filter(pk__in=told) if told else ()
        self.names = {agency.pk: agency.short_name or agency.name for agency in found}

    def among(self, things: Iterable[Due | Reminder]) -> dict[UUID, str]:
        """Of these, the agency to add to the names of those that would be alike; by item.

        Two of one agency stay alike.
        """
        groups = (_different(group, self.agencies) for group in _alike(things))
        return {item: self.names[pk] for group in groups for item, pk in group.items()}


def _alike(things: Iterable[Due | Reminder]) -> list[dict[UUID, Due | Reminder]]:
    """By what they are called."""
    groups: dict[str, dict[UUID, Due | Reminder]] = defaultdict(dict)
    for each in things:
        groups[each.name if isinstance(each, Due) else name_of(each)][each.item_id] = each
    return list(groups.values())


def _different(group: Iterable[UUID], agencies: Agencies) -> dict[UUID, int]:
    """Item → agency of those that have one, where they are several agencies."""
    found = {item: pk for item in group if (pk := agencies.get(item))}
    return found if len({*found.values()}) > 1 else {}


def _agencies(kind: str, ids: set[UUID]) -> dict[UUID, int | None]:
    path = SOURCES[kind].agency
    rows = SOURCES[kind].model._default_manager.filter(public_id__in=ids).order_by()
    return dict(rows.values_list("public_id", path)) if path else {}
