"""Who answers for a partnership and its agencies: the chair, and an executive lead for each."""

from collections.abc import Mapping

from django.db import transaction

from agencies import access
from agencies.models import Membership, Partnership, User
from agencies.services.checks import allow_manager
from scr_tracker.errors import InvalidTransition
from scr_tracker.versions import lock_unchanged, save_as


@transaction.atomic
def name_answerable(
    *,
    actor: User,
    partnership: Partnership,
    version: int,
    chair: User | None,
    executives: Mapping[int, User | None],
) -> Partnership:
    """Name the chair, and the executive lead of each agency (by the agency's id).

    They are told of what stays late, so they must read the whole of the partnership already:
    nobody comes to see anything by being named.
    """
    allow_manager(actor, partnership)
    partnership = lock_unchanged(partnership, version)
    named = {person.pk for person in (chair, *executives.values()) if person}
    if named - readers(partnership):
        raise InvalidTransition("Choose people who read the whole of the partnership.")
    partnership.chair = chair
    changed = []
    for link in partnership.services.select_related("agency").filter(agency_id__in=executives):
        executive = executives[link.agency_id]
        if link.executive_lead_id != (executive.pk if executive else None):
            link.executive_lead = executive
            save_as(link, actor)
            changed.append(link.agency.label)
    save_as(partnership, actor, f"Executive leads of {', '.join(changed)}" if changed else "")
    return partnership


def readers(partnership: Partnership) -> set[int]:
    """Ids of the people who read the whole of it today."""
    rows = Membership.objects.active().filter(
        partnership=partnership, role__in=access.WHOLE_PARTNERSHIP
    )
    return set(rows.values_list("user_id", flat=True))
