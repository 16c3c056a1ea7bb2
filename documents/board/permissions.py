"""Who may have board packs made, give them, and schedule them."""

from typing import TYPE_CHECKING

from agencies import access
from agencies.models import Partnership
from documents.models import BoardPack, BoardSchedule

if TYPE_CHECKING:
    from agencies.access import Person


def may_ask(user: "Person", partnership: Partnership) -> bool:
    """Whoever has a role there: a pack holds what its maker may see, and no more."""
    return partnership.pk in access.partnership_ids(user)


def may_give(user: "Person", pack: BoardPack) -> bool:
    """A manager, of a pack of their own that is ready."""
    is_own = pack.recorded_by_id == user.pk and pack.state == BoardPack.State.READY
    return is_own and access.has_role(user, pack.partnership_id, "manager")


def may_schedule(user: "Person", partnership: Partnership) -> bool:
    return access.has_role(user, partnership.pk, "manager")


def may_end(user: "Person", schedule: BoardSchedule) -> bool:
    is_managed = access.has_role(user, schedule.partnership_id, "manager")
    return is_managed and schedule.ended_at is None
