"""An address that was refused works again."""

from django.db import transaction
from django.utils import timezone

from agencies import access
from agencies.models import Partnership, User
from agencies.services.checks import allow_manager
from reminders import refusals
from reminders.models import RefusedAddress
from scr_tracker.errors import NotAllowed
from scr_tracker.versions import locked


@transaction.atomic
def clear_refusal(
    *, actor: User, partnership: Partnership, refusal: RefusedAddress
) -> RefusedAddress:
    """A manager of one of the person's partnerships says so; mails go there from the next plan on.

    That it was refused stays on record. Whoever comes second changes nothing.
    """
    allow_manager(actor, partnership)
    if not refusals.ever(partnership).filter(pk=refusal.pk).exists():
        raise NotAllowed("Only managers of the person’s partnerships may do this.")
    fresh = locked(RefusedAddress.objects.filter(pk=refusal.pk)).get()
    if fresh.cleared_at is None:
        signed = access.signature(actor, partnership.pk)
        fresh.cleared_at, fresh.cleared_by = timezone.now(), actor
        fresh.cleared_by_name = str(signed["recorded_by_name"])
        fresh.cleared_by_role = str(signed["recorded_by_role"])
        fresh.save()
    return fresh
