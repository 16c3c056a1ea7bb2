"""What changed of challenges: put, answered, and whether the answer was accepted."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from dashboards.changes.asked import Asked, Window
from dashboards.changes.decisions import PATHS, About
from dashboards.changes.kinds import Kind
from dashboards.changes.model import Change, Found, newest
from recommendations.models import Challenge, ChallengeAnswer
from recommendations.querysets import ChallengeQuerySet
from scr_tracker.addresses import address_of
from scr_tracker.words import signed


class Row(NamedTuple):
    """A challenge with one of its answers, or without any."""

    pk: int
    at: datetime
    by: str
    role: str
    question: str
    answer_pk: int | None
    answered_at: datetime | None
    answered_by: str | None
    answered_role: str | None
    answer: str | None
    judged_at: datetime | None
    judged_by: str | None
    outcome: str | None
    comment: str | None


_ROW = (
    *("pk", "recorded_at", "recorded_by_name", "recorded_by_role", "question"),
    *("answers__pk", "answers__recorded_at", "answers__recorded_by_name"),
    *("answers__recorded_by_role", "answers__answer", "answers__judged_at"),
    *("answers__judged_by__name", "answers__outcome", "answers__comment"),
)
_ABOUT = ("public_id", "agency__name", "agency__short_name", *PATHS)


class Challenges:
    """Put, answered, judged: each is told where it was recorded in the window."""

    def __init__(self, asked: Asked) -> None:
        within = asked.window.within
        told = within("recorded_at") | within("answers__recorded_at") | within("answers__judged_at")
        rows = _seen(asked).filter(told).order_by().values_list(*_ROW, *_ABOUT)
        many = len(_ROW)
        self.rows = [(Row(*values[:many]), values[many:]) for values in rows]

    def told(self, window: Window) -> Iterator[Found]:
        put: dict[int, Found] = {}
        for row, about in self.rows:
            if window.holds(row.at):
                by = signed(row.by, row.role)
                make = partial(_told, Kind.ASKED, row.at, by, "", row.question, *about)
                put[row.pk] = Found(Kind.ASKED, newest(row.at, row.pk), make)
            yield from _answers(window, row, about)
        yield from put.values()


def _answers(window: Window, row: Row, about: tuple[Any, ...]) -> Iterator[Found]:
    pk = row.answer_pk or 0
    if row.answered_at and window.holds(row.answered_at):
        by = signed(row.answered_by or "", row.answered_role or "")
        make = partial(_told, Kind.ANSWERED, row.answered_at, by, "", row.answer or "", *about)
        yield Found(Kind.ANSWERED, newest(row.answered_at, pk), make)
    if row.judged_at and window.holds(row.judged_at):
        became = str(ChallengeAnswer.Outcome(row.outcome or "").label)
        judged = (row.judged_at, row.judged_by or "", became, row.comment or "")
        make = partial(_told, Kind.JUDGED, *judged, *about)
        yield Found(Kind.JUDGED, newest(row.judged_at, pk), make)


def _seen(asked: Asked) -> ChallengeQuerySet:
    rows = Challenge.objects.visible_to(asked.user).filter(
        recommendation__review__partnership=asked.partnership
    )
    if asked.review:
        rows = rows.filter(recommendation__review__public_id=asked.review)
    return rows.filter(agency__public_id=asked.agency) if asked.agency else rows


def _told(
    kind: Kind,
    at: datetime,
    by: str,
    became: str,
    why: str,
    public_id: UUID,
    agency: str,
    agency_short: str,
    *about: Any,
) -> Change:
    url = address_of("recommendations:challenge-detail", public_id)
    thing = About(*about).thing(agency=agency_short or agency, url=url)
    return Change(kind, thing, at=at, by=by, became=became, why=why)
