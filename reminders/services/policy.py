"""How a partnership chases what is owed to it."""

from typing import Any

from django.db import transaction

from agencies.models import Partnership, User
from agencies.services.checks import allow_manager, lock_partnership
from reminders.models import Policy
from scr_tracker.versions import lock_unchanged, save_as, stale


@transaction.atomic
def edit_policy(
    *, actor: User, partnership: Partnership, version: int, values: dict[str, Any]
) -> Policy:
    """Save how the partnership chases; it holds from the next plan on, and when a mail is sent.

    `values`: fields of `Policy`. `version`: 0 where the partnership had decided nothing yet.
    """
    allow_manager(actor, partnership)
    lock_partnership(partnership)
    policy = Policy.objects.filter(partnership=partnership).first()
    if policy is None:
        policy = Policy(partnership=partnership)
    elif version == 0:
        raise stale(policy, version)
    else:
        policy = lock_unchanged(policy, version)
    for name, value in values.items():
        setattr(policy, name, value)
    save_as(policy, actor)
    return policy
