"""History that says how long each of its rows stood, so that any past moment can be read.

`history = Records()` on a model keeps a row of each state of each of its rows, as simple-history
does, from `history_date` until `history_until`. The second is worked out by the database itself
(`history_triggers.py`): whoever writes history, in bulk or by hand, cannot forget it.
"""

from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

#: `history_until` of a row that still stands. A value, so that one comparison finds a moment.
FOREVER = datetime(9999, 12, 31, tzinfo=UTC)


class Lasting(models.Model):
    """The end of what a row of history says: the date of the next one of the same thing."""

    history_until = models.DateTimeField(default=FOREVER, editable=False)

    class Meta:
        abstract = True


class Records(HistoricalRecords):
    """`indexes`: of the historical table, for those who read many of its rows as at a day."""

    def __init__(self, *args: Any, indexes: tuple[models.Index, ...] = (), **kwargs: Any) -> None:
        self.indexes = indexes
        super().__init__(*args, bases=(Lasting,), **kwargs)

    def get_meta_options(self, model: Any) -> dict[str, Any]:
        options: dict[str, Any] = super().get_meta_options(model)
        return options | ({"indexes": self.indexes} if self.indexes else {})


def stood_at(moment: datetime) -> Q:
    """Condition on rows of history: what they say stood just before the moment."""
    return Q(history_date__lt=moment, history_until__gte=moment) & ~Q(history_type="-")
