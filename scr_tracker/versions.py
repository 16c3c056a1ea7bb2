"""Two people at once: compare the version that a person read with the one that is there."""

from itertools import pairwise
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


def stale(row: Any, version: int, first: Any = None) -> StaleRecord:
    """What to raise where the row is past the version that the person read.

    `first`: what held before there was a row, as a record of its history, for who read that.
    """
    records = _records_since(row, version, first)
    read = next((each for each in reversed(records) if each.version == version), None)
    savers = {each.history_user_id for each in records if each.version > version}
    lines = [line for then, now in pairwise(records) for line in _changes(then, now)]
    return StaleRecord(lines, row.version, savers, read=read, saved=row)


def changes_between(then: Any, now: Any) -> list[str]:
    """Field by field, as the model has them: "Due date: 1 May 2026 → 8 May 2026".

    Both are records of one row's history.
    """
    changed = {each.field for each in now.diff_against(then, excluded_fields={"version"}).changes}
    names = [field.name for field in now.tracked_fields if field.name in changed]
    names += sorted(changed.difference(names))  # lists of rows
    lines = (_change(then, now, name) for name in names)
    return [line for line in lines if line]


def shown(record: Any, field: str) -> str | None:
    """The value in words, of a row or of a record of its history; None for what is only said to
    have changed.

    These are lists of rows, and what the model keeps in its `unnamed_in_changes`. What an empty
    field means is in its `empty_in_changes`.
    """
    from django.utils.formats import date_format

    model = _model_of(record)
    if field in getattr(model, "unnamed_in_changes", ()):
        return None
    display = getattr(record, f"get_{field}_display", None)
    value = display() if display else getattr(record, field, "")
    if hasattr(value, "all"):
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        value = ", ".join(map(str, sorted(value)))
    if hasattr(value, "year"):
        value = date_format(value, "j F Y")
    empty = getattr(model, "empty_in_changes", {}).get(field, "nothing")
    return str(value) if value not in (None, "") else str(empty)


def _records_since(row: Any, version: int, first: Any = None) -> list[Any]:
    """What history has of that version and those after it, the oldest first."""
    records = row.history.filter(version__gte=version).order_by("history_id")
    return [*([first] if first else []), *records.select_related("history_user")]


def _changes(then: Any, now: Any) -> list[str]:
    """With who saved it; where a save changed no field that people see, the reason that it
    carried, such as the note of an update."""
    by = f"(by {now.history_user.name if now.history_user else 'the system'})"
    lines = changes_between(then, now)
    if not lines and now.version != then.version:
        return [f"{now.history_change_reason or 'Saved'} {by}"]
    return [f"{line} {by}" for line in lines]


def _change(then: Any, now: Any, field: str) -> str:
    """ "" where the words are the same: a list in another order."""
    label = str(_model_of(now)._meta.get_field(field).verbose_name)
    old, new = shown(then, field), shown(now, field)
    label = label[:1].upper() + label[1:]
    if old is None:
        return f"{label} changed"
    return f"{label}: {old} → {new}" if old != new else ""


def _model_of(record: Any) -> Any:
    model = type(record)
    return getattr(model, "instance_type", model)


def set_before_saving(row: Any, field: str, rows: Any) -> None:
    """Set one of its lists of rows; `save_as` then writes one entry of history that holds it.

    The other way round there would be two entries, the first with the old list.
    """
    row.skip_history_when_saving = True
    try:
        getattr(row, field).set(rows)
    finally:
        del row.skip_history_when_saving


def save_as(row: Any, actor: Any, reason: str = "") -> None:
    """Save with the actor and the reason in history, in a request or outside of one.

    The named constraints are checked first, so that what breaks one is a `ValidationError` with its
    message for people; the code of the error names the form field where there is one.
    """
    row.validate_constraints()
    row._history_user = actor
    row._change_reason = reason[:100] or None
    row.save()
