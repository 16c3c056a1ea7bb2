"""What a partnership's own words and colours for ratings and progress are."""

from typing import ClassVar

from django.db import models
from simple_history.models import HistoricalRecords

from agencies.models import Partnership
from scr_tracker.models import PublicIdentity, Versioned


class OwnLegend(PublicIdentity, Versioned):
    """How a partnership calls and colours what is computed. Without a row the house's words hold.

    `entries`: kind ("rating", "progress") → its key → `label`, `colour`, `has_border`, `meaning`;
    every key of both, so that a label that the house changes later is none that they chose. What is
    stored of actions stays neutral. `legend.py` reads it; `Partnership.legend_version` says that
    there is one.
    """

    partnership = models.OneToOneField(
        Partnership, on_delete=models.PROTECT, related_name="own_legend"
    )
    entries = models.JSONField()
    history = HistoricalRecords()

    unnamed_in_changes: ClassVar = {"entries"}

    def __str__(self) -> str:
        return f"Legend of {self.partnership}"
