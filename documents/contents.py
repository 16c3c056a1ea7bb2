"""What an evidence pack holds: read once, as its reader sees it.

The index in HTML and the one in Word are written from the same `Contents` (`story.py`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from evidence.figures import AddedUp, added_up
from evidence.models import Evidence, EvidenceDecision, EvidenceVersion
from evidence.states import State
from recommendations.legend import Legend
from recommendations.models import (
    Action,
    Challenge,
    EmbeddingCheck,
    Recommendation,
    Response,
    Review,
    SignOff,
)


@dataclass(frozen=True)
class FileOf:
    """A version of an item. `path`: its place in the ZIP, "" where it is left out (`why_not`)."""

    version: EvidenceVersion
    path: str = ""
    why_not: str = ""


@dataclass(frozen=True)
class Item:
    """An evidence item below one recommendation. `supports`: the visible actions there."""

    evidence: Evidence
    state: State
    decision: EvidenceDecision | None
    supports: tuple[Action, ...]
    files: tuple[FileOf, ...]

    @property
    def is_link_only(self) -> bool:
        return bool(self.evidence.url) and not self.files


@dataclass(frozen=True)
class Part:
    """A recommendation, with what of it the reader may see. `folder` is its place in the ZIP."""

    recommendation: Recommendation
    folder: str
    why: str
    responses: tuple[Response, ...]
    actions: tuple[Any, ...]
    items: tuple[Item, ...]
    sign_offs: tuple[SignOff, ...]
    checks: tuple[EmbeddingCheck, ...]
    challenges: tuple[Challenge, ...]
    requests: tuple[Any, ...] = ()

    @property
    def figures(self) -> AddedUp:
        return added_up(item.evidence for item in self.items)


@dataclass(frozen=True)
class LeftOut:
    """What is named in the index and not in the ZIP."""

    what: str
    why: str


@dataclass
class Contents:
    """`missing`: what the store could not give after all, by id of the version, and why."""

    review: Review
    recommendation: Recommendation | None
    parts: tuple[Part, ...]
    asked_by: str
    asked_by_role: str
    made_at: datetime
    today: date
    marking: str
    legend: Legend
    missing: dict[int, str] = field(default_factory=dict)

    def placed(self, file: FileOf) -> FileOf:
        """The file, or why it is left out after all."""
        why = self.missing.get(file.version.pk)
        return FileOf(file.version, "", why) if why and file.path else file

    def items(self) -> Iterator[Item]:
        """Each item once, in the order of the report."""
        seen: set[int] = set()
        for part in self.parts:
            for item in part.items:
                if item.evidence.pk not in seen:
                    seen.add(item.evidence.pk)
                    yield item

    def files(self) -> list[FileOf]:
        """Each file that goes into the ZIP, once, in the order of its path."""
        found = [self.placed(file) for item in self.items() for file in item.files]
        return sorted((file for file in found if file.path), key=lambda file: file.path)

    @property
    def size(self) -> int:
        return sum(file.version.size for file in self.files())

    def left_out(self) -> list[LeftOut]:
        rows = []
        for item in self.items():
            if item.is_link_only:
                rows.append(LeftOut(item.evidence.title, "It is a link; no file was added."))
            for file in map(self.placed, item.files):
                if not file.path:
                    what = f"{item.evidence.title}, version {file.version.number}"
                    rows.append(LeftOut(what, file.why_not))
        return rows

    def holds(self) -> dict[str, list[int]]:
        """The ids of all that the reader is shown, by kind."""
        parts, items = self.parts, list(self.items())
        return {
            "recommendation": sorted(part.recommendation.pk for part in parts),
            "response": sorted(row.pk for part in parts for row in part.responses),
            "action": sorted(row.pk for part in parts for row in part.actions),
            "challenge": sorted(row.pk for part in parts for row in part.challenges),
            "request": sorted(row.pk for part in parts for row in part.requests),
            "evidence": sorted(item.evidence.pk for item in items),
            "version": sorted(file.version.pk for file in self.files()),
        }
