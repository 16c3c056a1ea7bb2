"""How a partnership signs off."""

from collections.abc import Collection

from django.db import transaction

from agencies.models import Agency, Partnership, User
from agencies.services.checks import allow_manager
from scr_tracker.errors import InvalidTransition
from scr_tracker.versions import lock_unchanged, save_as


@transaction.atomic
def edit_settings(
    *,
    actor: User,
    partnership: Partnership,
    version: int,
    asks_partner_agreement: bool,
    embedding_months: int,
    partners: Collection[Agency],
) -> Partnership:
    """Change who must agree to a sign-off, and when its embedding check is due.

    Decisions that are recorded already, and the checks that they planned, stay as they are.
    """
    allow_manager(actor, partnership)
    if asks_partner_agreement and not partners:
        raise InvalidTransition("Choose the partners whose agreement is asked for.", "partners")
    partnership = lock_unchanged(partnership, version)
    partnership.asks_partner_agreement = asks_partner_agreement
    partnership.embedding_months = embedding_months
    reason = _set_partners(actor, partnership, {agency.pk for agency in partners})
    save_as(partnership, actor, reason)
    return partnership


def _set_partners(actor: User, partnership: Partnership, wanted: set[int]) -> str:
    """Mark the safeguarding partners; what to write into history, "" where nothing changed."""
    links = list(partnership.services.select_related("agency").order_by("agency__name"))
    if wanted - {link.agency_id for link in links if link.is_active}:
        raise InvalidTransition("Choose agencies that serve the partnership.", "partners")
    changed = False
    for link in links:
        is_partner = link.agency_id in wanted
        if link.is_safeguarding_partner != is_partner:
            link.is_safeguarding_partner, changed = is_partner, True
            save_as(link, actor)
    named = ", ".join(link.agency.label for link in links if link.is_safeguarding_partner)
    return f"Safeguarding partners: {named or 'none'}" if changed else ""
