"""Two people at once: compare the version that a person read with the one that is there."""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from scr_tracker.errors import InvalidTransition, StaleRecord
from scr_tracker.models import Versioned

_Row = TypeVar("_Row", bound=Model)


def locked(rows: QuerySet[_Row]) -> QuerySet[_Row]:
    """The rows, locked until the transaction ends and read once they are.

    There is one order of locks, so that no two people wait for each other: evidence items, then
    actions, then recommendations, then whatever hangs on one of these; rows of one kind by their
    keys. A row that only names a locked one may be written all the while (`no_key`). On SQLite the
    transaction itself is the lock (BEGIN IMMEDIATE).
    """
    return rows.select_for_update(of=("self",), no_key=True).order_by("pk")


def lock_unchanged(row: Versioned, version: int) -> Any:
    """The row, locked and fresh, if it still has the version that the person read.

    Call inside a transaction; the order of locks is that of `locked`.

    Raises:
        StaleRecord: somebody saved in between; it lists what changed, field by field.
        InvalidTransition: the row is gone.
    """
    fresh: Any = locked(type(row)._default_manager.filter(pk=row.pk)).first()
    if fresh is None:
        raise InvalidTransition("Somebody else has removed this since you opened the page.")
    if fresh.version != version:
        raise stale(fresh, version)
    fresh.version += 1
    return fresh


def stale(row: Any, version: int) -> StaleRecord:
    """What to raise where the row is past the version that the person read."""
    records = row.history.filter(version__gt=version).order_by()
    savers = set(records.values_list("history_user_id", flat=True))
    return StaleRecord(changes_since(row, version), row.version, savers)


def changes_since(row: Any, version: int) -> list[str]:
    """What was saved since that version, from history, each line with who saved it.

    "Due date: 1 May 2026 → 8 May 2026 (by …)"; where a save changed no field that people see, the
    reason that it carried, such as the note of an update.
    """
    records = row.history.filter(version__gte=version).order_by("history_id")
    lines, previous = [], None
    for record in records.select_related("history_user"):
        if previous is not None:
            lines += _changes(previous, record)
        previous = record
    return lines


def _changes(then: Any, now: Any) -> list[str]:
    by = f"(by {now.history_user.name if now.history_user else 'the system'})"
    changes = now.diff_against(then, excluded_fields={"version"}).changes
    if not changes and now.version != then.version:
        return [f"{now.history_change_reason or 'Saved'} {by}"]
    return [_change(then, now, change.field, by) for change in changes]


def _change(then: Any, now: Any, field: str, by: str) -> str:
    label = str(now._meta.model.instance_type._meta.get_field(field).verbose_name).capitalize()
    old, new = _shown(then, field), _shown(now, field)
    return f"{label} changed {by}" if old is None else f"{label}: {old} → {new} {by}"


def _shown(record: Any, field: str) -> str | None:
    """The value in words; None for what is only said to have changed.

    These are lists of rows, and what the model keeps in its `unnamed_in_changes`.
    """
    from django.utils.formats import date_format

    if field in getattr(record._meta.model.instance_type, "unnamed_in_changes", ()):
        return None
    display = getattr(record, f"get_{field}_display", None)
    value = display() if display else getattr(record, field, "")
    if hasattr(value, "all"):
        return None
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
