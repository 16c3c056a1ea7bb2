"""What a partnership calls its ratings and progress."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from agencies.models import Partnership, User
from agencies.services.checks import allow_manager, lock_partnership
from recommendations import legend_history
from recommendations.legend import Entry
from recommendations.legend_checks import refusals
from recommendations.models import OwnLegend
from scr_tracker.errors import StaleRecord, refuse_all
from scr_tracker.versions import save_as


@transaction.atomic
def edit_legend(
    *, actor: User, partnership: Partnership, version: int, entries: Sequence[Entry]
) -> OwnLegend:
    """Save every label, colour and meaning; they hold from the next page on, for old days too.

    `version`: 0 where the house's words held when the person read.

    Raises:
        ManyRefused: what `legend_checks` has against it, each at its field.
    """
    allow_manager(actor, partnership)
    lock_partnership(partnership)
    refuse_all(refusals(entries))
    row = OwnLegend.objects.filter(partnership=partnership).first()
    if (row.version if row else 0) != version:
        raise _stale(row, version)
    row = row or OwnLegend(partnership=partnership, version=0)
    row.version += 1
    row.entries = stored(entries)
    save_as(row, actor)
    Partnership.objects.filter(pk=partnership.pk).update(legend_version=row.version)
    return row


def stored(entries: Sequence[Entry]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for entry in entries:
        found.setdefault(entry.kind, {})[entry.key] = {
            "label": entry.label,
            "colour": entry.colour,
            "has_border": entry.has_border,
            "meaning": entry.meaning,
        }
    return found


def _stale(row: OwnLegend | None, version: int) -> StaleRecord:
    """With what was saved since, line by line."""
    if row is None:  # pragma: no cover - a row is never taken away
        return StaleRecord([], 0)
    since = [save for save in legend_history.saves(row) if save.version > version]
    lines = [f"{line} (by {save.by})" for save in reversed(since) for line in save.lines]
    return StaleRecord(lines, row.version, {save.by_id for save in since})
