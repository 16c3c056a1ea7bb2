"""Two people at once: compare the version that a person read with the one that is there."""

from typing import Any

from scr_tracker.errors import StaleRecord
from scr_tracker.models import Versioned


def lock_unchanged(row: Versioned, version: int) -> Any:
    """The row, locked and fresh, if it still has the version that the person read.

    Call inside a transaction. On SQLite the transaction itself is the lock (BEGIN IMMEDIATE).

    Raises:
        StaleRecord: somebody saved in between; it lists what changed, field by field.
    """
    fresh = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    if fresh.version != version:
        raise StaleRecord(changes_since(fresh, version), fresh.version)
    fresh.version += 1
    return fresh


def changes_since(row: Any, version: int) -> list[str]:
    """What changed since that version, from history: "Due date: 1 May 2026 → 8 May 2026 (by …)"."""
    then = row.history.filter(version=version).order_by("history_id").last()
    now = row.history.order_by("history_id").last()
    if then is None or now is None:
        return []
    by = now.history_user.name if now.history_user else "the system"
    lines = []
    for change in now.diff_against(then, excluded_fields={"version"}).changes:
        label = row._meta.get_field(change.field).verbose_name
        old, new = _shown(then, change.field), _shown(now, change.field)
        lines.append(f"{str(label).capitalize()}: {old} → {new} (by {by})")
    return lines


def _shown(record: Any, field: str) -> str:
    from django.utils.formats import date_format

    display = getattr(record, f"get_{field}_display", None)
    value = display() if display else getattr(record, field, "")
    if hasattr(value, "all"):
        return "changed"
    if hasattr(value, "year"):
        value = date_format(value, "j F Y")
    return str(value) if value not in (None, "") else "nothing"


def save_as(row: Any, actor: Any, reason: str = "") -> None:
    """Save with the actor and the reason in history, in a request or outside of one.

    The named constraints are checked first, so that what breaks one is a `ValidationError` with its
    message for people; the code of the error names the form field where there is one.
    """
    row.validate_constraints()
    row._history_user = actor
    row._change_reason = reason[:100] or None
    row.save()
