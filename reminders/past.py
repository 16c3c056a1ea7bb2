"""Who changed a partnership's policy, when, and what: from its history."""

from itertools import pairwise
from typing import Any

from agencies.queries import shown_name
from recommendations.timeline import Entry
from reminders.models import Policy
from scr_tracker.versions import changes_between

NOBODY = "The system"


def saves(policy: Policy) -> list[Entry]:
    """Each time that it was saved, the last first, with what changed: of the first, from the
    defaults on. One question."""
    records = [of_defaults(policy), *_saved(policy).order_by("history_id")]
    return [_entry(then, now) for then, now in pairwise(records)][::-1]


def last_save(policy: Policy) -> Any:
    """The record of the last save, with who it was (`by`); None where nobody has saved."""
    return _saved(policy).order_by("-history_id").first() if policy.pk else None


def of_defaults(policy: Policy) -> Any:
    """What held before anybody saved it, as a record of its history that is not stored."""
    same = {"pk": policy.pk, "public_id": policy.public_id, "partnership": policy.partnership}
    unsaved = Policy(**same, version=0)
    record: Any = Policy.history.model
    return record(**{f.attname: getattr(unsaved, f.attname) for f in record.tracked_fields})


def _saved(policy: Policy) -> Any:
    """As the partnership may call people."""
    named = shown_name("history_user", policy.partnership)
    return policy.history.annotate(by=named)


def _entry(then: Any, now: Any) -> Entry:
    changes = changes_between(then, now)
    title = "Rules changed" if changes else "Saved without a change"
    return Entry(now.history_date, title, now.by or NOBODY, text="\n".join(changes))
