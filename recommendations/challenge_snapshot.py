"""The board's questions, as they were when a forum decided, and those that nobody has settled."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from recommendations.models import Challenge, ChallengeAnswer, Recommendation
from recommendations.snapshot import Json, Open, Part, choice, day, ids

if TYPE_CHECKING:
    from agencies.access import Person


def take(recommendation: Recommendation) -> list[Json]:
    answers = ChallengeAnswer.objects.select_related("judged_by")
    rows = recommendation.challenges.select_related("agency")
    return [_row(row) for row in rows.prefetch_related(Prefetch("answers", answers))]


def readable(rows: list[Json], user: "Person", actions: frozenset[str]) -> Iterable[str]:
    return ids(Challenge.objects.visible_to(user), rows)


def left_open(recommendation: Recommendation, user: "Person") -> list[Open]:
    seen = Challenge.objects.visible_to(user).unsettled().filter(recommendation=recommendation)
    return [
        Open(f"Question to {row.agency}, {_state(row)}", row.question, row.get_absolute_url())
        for row in seen.select_related("agency").order_by("recorded_at", "pk")
    ]


def _state(row: Challenge) -> str:
    return str(row.get_outcome_display()).lower()


def _row(row: Any) -> Json:
    return {
        "id": str(row.public_id),
        "agency": row.agency.name,
        "question": row.question,
        "asked_by": row.recorded_by_name,
        "asked_at": day(row.recorded_at),
        "outcome": choice(row, "outcome"),
        "answers": [_answer(each) for each in row.answers.all()],
    }


def _answer(row: ChallengeAnswer) -> Json:
    return {
        "answer": row.answer,
        "by": row.recorded_by_name,
        "at": day(row.recorded_at),
        "outcome": choice(row, "outcome"),
        "comment": row.comment,
        "judged_by": row.judged_by.name if row.judged_by else "",
        "judged_at": day(row.judged_at),
    }


PART = Part("challenges", take, readable, left_open=left_open)
