"""Forums' decisions with what rooms further right say of each, read in the same query.

They `register` a source in `AppConfig.ready()`: the annotations that it adds to decisions.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from recommendations.models import SignOff

Source = Callable[[], dict[str, Any]]
_sources: list[Source] = []


def register(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def told(decisions: "QuerySet[SignOff]") -> "QuerySet[SignOff]":
    """The decisions, each with all that is said of it."""
    for source in _sources:
        decisions = decisions.annotate(**source())
    return decisions
