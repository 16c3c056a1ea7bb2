"""A board pack's report, from what its maker may see at this moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime

from django.utils import timezone

from agencies import access
from agencies.models import Meeting, User
from documents.board.changed import of_reviews, read_changes
from documents.board.legend import meanings
from documents.board.material import Material, Scope, read
from documents.board.sections import SECTIONS
from documents.models import BoardPack
from documents.report.model import Report
from recommendations.models import Review
from scr_tracker import as_at
from scr_tracker.words import counted, long_day, signed

#: So many reviews are named on the first page; of more only the number is said.
NAMED = 12


def compose(pack: BoardPack, maker: User, made_at: datetime) -> tuple[Report, Material]:
    """The report, and what it was made from. Nothing is written while it is read."""
    only = None if pack.is_all_reviews else list(pack.asked_reviews.values_list("pk", flat=True))
    scope = Scope(
        user=maker,
        partnership=pack.partnership,
        today=pack.as_at,
        only=only,
        period_from=pack.period_from,
        period_to=pack.period_to or pack.as_at,
    )
    found = read_changes(scope) if "changes" in pack.sections else None
    with turned_back_to(pack.as_at, maker):
        material = read(scope)
        if found:
            material = replace(material, changes=of_reviews(found, material))
        sections = tuple(SECTIONS[key].build(material) for key in pack.sections if key in SECTIONS)
    report = Report(
        title=pack.title,
        partnership=pack.partnership.name,
        marking=str(Review.Marking(material.marking).label),
        as_at=pack.as_at,
        covers=covers(material, maker),
        made_at=made_at,
        made_by=signed(pack.recorded_by_name, pack.recorded_by_role),
        sections=sections,
        period_from=pack.period_from,
        period_to=pack.period_to or (pack.as_at if pack.period_from else None),
        meeting=meeting_in_words(pack.meeting) if pack.meeting else "",
        legend=meanings(material.legend, pack.sections),
    )
    return report, material


@contextmanager
def turned_back_to(day: date, reader: User) -> Iterator[None]:
    """As it stood at the end of the day; of today as it stands."""
    if day >= timezone.localdate():
        yield
        return
    with as_at.standing_at(day, reader):
        yield


def covers(material: Material, maker: User) -> str:
    """ "2 reviews: Clare (SCR-2018-01), Rowan (R-2)"; what of them where that is not all."""
    reviews = material.reviews
    said = counted(len(reviews), "review")
    if reviews and len(reviews) <= NAMED:
        said += ": " + ", ".join(f"{each.pseudonym} ({each.reference})" for each in reviews)
    if access.has_role(maker, material.scope.partnership.pk, *access.WHOLE_PARTNERSHIP):
        return said
    agencies = {
        m.agency.name
        for m in access.held(maker)
        if m.agency and m.partnership_id == material.scope.partnership.pk
    }
    return f"{said}; what {' and '.join(sorted(agencies))} may see of them"


def meeting_in_words(meeting: Meeting) -> str:
    """ "Learning Group, 4 November 2026 (Extraordinary meeting)"."""
    said = f"{meeting.forum.name}, {long_day(meeting.held_on)}"
    return f"{said} ({meeting.title})" if meeting.title else said
