"""The rows that somebody ticked, as they travel in the form."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from agencies import access
from agencies.models import Partnership
from scr_tracker import as_at
from scr_tracker.listing import PAGE_SIZE

if TYPE_CHECKING:
    from agencies.access import Person

#: What one page of the list shows.
MOST = PAGE_SIZE
#: The version of a row that comes from the list, which does not print it.
UNSEEN = 0

Picked = Mapping[UUID, int]


def read(ticked: Iterable[str]) -> dict[UUID, int]:
    """ "id" from the list, "id:version" from the preview; what is neither is left out."""
    found: dict[UUID, int] = {}
    for said in ticked:
        key, _, version = said.partition(":")
        try:
            found[UUID(key)] = int(version or UNSEEN)
        except ValueError:
            continue
    return found


def written(rows: Iterable[Any]) -> list[str]:
    """What the preview's form carries: each row as it was read for it."""
    return [f"{row.public_id}:{row.version}" for row in rows]


def managed_in(user: "Person", rows: Iterable[Any], of: str) -> Partnership | None:
    """The partnership whose rows are changed: the first that the person manages, in the order of
    the rows. `of`: the attribute of a row that is its review's partnership."""
    managed = {m.partnership_id: m.partnership for m in access.held(user) if m.role == "manager"}
    for row in rows:
        partnership = managed.get(partnership_of(row, of))
        if partnership:
            return partnership
    return None


def partnership_of(row: Any, of: str) -> int:
    for name in of.split("."):
        row = getattr(row, name)
    return int(row)


def tickable(user: "Person") -> set[int]:
    """Partnerships whose rows the person may change together; none of a past day."""
    return set() if as_at.chosen() else set(access.partnership_ids(user, "manager"))
