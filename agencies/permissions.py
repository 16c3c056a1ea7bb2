"""What a person may do in the agencies room."""

from typing import TYPE_CHECKING

from agencies import access
from agencies.models import Membership, Partnership

if TYPE_CHECKING:
    from agencies.access import Person


def may_manage(user: "Person", partnership: Partnership) -> bool:
    """People and settings belong to the partnership's own managers."""
    return access.has_role(user, partnership.pk, "manager")


def may_read_meetings(user: "Person", partnership: Partnership) -> bool:
    """When forums meet, and what for, is read by who reads the whole partnership."""
    return access.has_role(user, partnership.pk, *access.WHOLE_PARTNERSHIP)


def may_change(user: "Person", membership: Membership) -> bool:
    """A manager changes other people's roles, never the own one."""
    return membership.user_id != user.pk and may_manage(user, membership.partnership)
