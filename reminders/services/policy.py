"""How a partnership chases what is owed to it."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies.models import Partnership, User
from agencies.services.checks import allow_manager, lock_partnership
from reminders import past
from reminders.checks import check
from reminders.models import Policy
from scr_tracker.versions import lock_unchanged, save_as, stale


@transaction.atomic
def edit_policy(
    *, actor: User, partnership: Partnership, version: int, values: dict[str, Any]
) -> Policy:
    """Save how the partnership chases; it holds from the next plan on, and when a mail is sent.

    `values`: fields of `Policy`. `version`: 0 where the partnership had decided nothing yet.

    Raises:
        ValidationError: the rules cannot hold (`checks.py`).
    """
    allow_manager(actor, partnership)
    lock_partnership(partnership)
    policy = Policy.objects.filter(partnership=partnership).first()
    if policy is None:
        policy = Policy(partnership=partnership)
    elif version == 0:
        policy.partnership = partnership
        raise stale(policy, version, first=past.of_defaults(policy))
    else:
        policy = lock_unchanged(policy, version)
    stored = policy.paused_from, policy.paused_until
    for name, value in values.items():
        setattr(policy, name, value)
    check(policy, stored, timezone.localdate())
    save_as(policy, actor)
    return policy
