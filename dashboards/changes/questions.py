"""What changed of challenges: put, answered, and whether the answer was accepted."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from dashboards.changes.asked import Asked
from dashboards.changes.decisions import PATHS, About
from dashboards.changes.kinds import Kind
from dashboards.changes.model import Change, Found, newest
from recommendations.models import Challenge, ChallengeAnswer
from recommendations.querysets import ChallengeQuerySet
from scr_tracker.addresses import address_of
from scr_tracker.words import signed


def of_challenges(asked: Asked) -> Iterator[Found]:
    seen = _seen(asked)
    columns = ("pk", "recorded_at", "recorded_by_name", "recorded_by_role", "question")
    rows = seen.filter(asked.within("recorded_at")).order_by()
    for pk, at, by, role, question, *about in rows.values_list(*columns, *_about("")):
        make = partial(_told, Kind.ASKED, at, signed(by, role), "", question, *about)
        yield Found(Kind.ASKED, newest(at, pk), make)
    yield from _answers(asked, seen)


def _seen(asked: Asked) -> ChallengeQuerySet:
    rows = Challenge.objects.visible_to(asked.user).filter(
        recommendation__review__partnership=asked.partnership
    )
    if asked.review:
        rows = rows.filter(recommendation__review__public_id=asked.review)
    return rows.filter(agency__public_id=asked.agency) if asked.agency else rows


def _about(path: str) -> tuple[str, ...]:
    own = ("public_id", "agency__name", "agency__short_name", *PATHS)
    return tuple(f"{path}{name}" for name in own)


def _answers(asked: Asked, seen: ChallengeQuerySet) -> Iterator[Found]:
    """Given, and judged: each is told where it was recorded in the window."""
    rows = ChallengeAnswer.objects.filter(
        asked.within("recorded_at") | asked.within("judged_at"),
        challenge__in=seen.order_by().values("pk"),
    )
    columns = (
        *("pk", "recorded_at", "recorded_by_name", "recorded_by_role", "answer"),
        *("judged_at", "judged_by__name", "outcome", "comment"),
    )
    for row in rows.order_by().values_list(*columns, *_about("challenge__")):
        pk, at, by, role, answer, judged_at, judged_by, outcome, comment, *about = row
        if asked.begins <= at < asked.ends:
            make = partial(_told, Kind.ANSWERED, at, signed(by, role), "", answer, *about)
            yield Found(Kind.ANSWERED, newest(at, pk), make)
        if judged_at and asked.begins <= judged_at < asked.ends:
            became = str(ChallengeAnswer.Outcome(outcome).label)
            judged = (judged_at, judged_by or "", became, comment)
            make = partial(_told, Kind.JUDGED, *judged, *about)
            yield Found(Kind.JUDGED, newest(judged_at, pk), make)


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
