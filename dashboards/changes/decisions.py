"""What changed of recommendations: forums' decisions, checks whether it lasted, and new ones."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import OuterRef, Subquery

from dashboards.changes.asked import Asked, Window
from dashboards.changes.kinds import Kind
from dashboards.changes.model import Change, Found, Thing, newest
from recommendations.models import EmbeddingCheck, Recommendation, SignOff
from recommendations.querysets import SignOffQuerySet
from scr_tracker.addresses import address_of
from scr_tracker.keys import Keys
from scr_tracker.words import long_day, signed

#: Characters of a wording that name a recommendation.
FIRST_WORDS = 150


class About(NamedTuple):
    """A recommendation, as a row of something that belongs to it reads it."""

    public_id: UUID
    reference: str
    wording: str
    review: str
    review_reference: str
    marking: str

    def thing(self, agency: str = "", url: str = "") -> Thing:
        page = "recommendations:recommendation-detail"
        return Thing(
            review=self.review,
            review_reference=self.review_reference,
            marking=self.marking,
            reference=self.reference,
            title=first_words(self.wording),
            agency=agency,
            url=url or address_of(page, self.public_id),
        )


#: Where `About` is read from, from the recommendation on.
_PATHS = (
    *("public_id", "reference", "wording"),
    *("review__pseudonym", "review__reference", "review__marking"),
)
PATHS = tuple(f"recommendation__{path}" for path in _PATHS)


def first_words(text: str) -> str:
    """The beginning, cut between two words."""
    line = " ".join(text.split())
    if len(line) <= FIRST_WORDS:
        return line
    return f"{line[:FIRST_WORDS].rpartition(' ')[0] or line[:FIRST_WORDS]} …"


class Recommendations:
    """What forums decided, what was looked at later, and what was entered, of a window."""

    def __init__(self, asked: Asked) -> None:
        # Asked once: for the lead of an agency it takes longer than all that follows.
        seen = Keys(asked.recommendations().order_by().values_list("pk", flat=True))
        self.sign_offs = list(_sign_offs(asked, seen))
        self.checks = list(_checks(asked, seen))
        self.new = list(_new(asked, seen))

    def told(self, window: Window) -> Iterator[Found]:
        """A decision made and reopened in the window stands under what was reopened alone."""
        for pk, recorded_at, reopened_at, *values in self.sign_offs:
            if window.holds(reopened_at):
                make = partial(_reopened, reopened_at, *values)
                yield Found(Kind.REOPENED, newest(reopened_at, pk), make)
            elif window.holds(recorded_at):
                make = partial(_signed_off, recorded_at, *values)
                yield Found(Kind.SIGNED_OFF, newest(recorded_at, pk), make)
        for pk, at, *values in self.checks:
            if window.holds(at):
                yield Found(Kind.CHECKED, newest(at, pk), partial(_checked, at, *values))
        for pk, at, *values in self.new:
            if window.holds(at):
                make = partial(_entered, at, *values)
                yield Found(Kind.NEW_RECOMMENDATION, newest(at, pk), make)


def _sign_offs(asked: Asked, seen: Keys) -> Any:
    within = asked.window.within
    rows = SignOff.objects.filter(within("recorded_at") | within("reopened_at"))
    return rows.filter(recommendation_id__in=seen).order_by().values_list(*_SIGN_OFFS)


def newly_decided(asked: Asked) -> SignOffQuerySet:
    """Decisions of forums that were recorded in the window and stand at its end."""
    seen = asked.recommendations().order_by().values("pk")
    rows = SignOff.objects.filter(asked.window.within("recorded_at"), reopened_at=None)
    return rows.filter(recommendation__in=seen)


def decisions_reopened(asked: Asked) -> SignOffQuerySet:
    """Decisions of forums that were reopened in the window."""
    seen = asked.recommendations().order_by().values("pk")
    return SignOff.objects.filter(asked.window.within("reopened_at"), recommendation__in=seen)


_SIGN_OFFS = (
    *("pk", "recorded_at", "reopened_at", "recorded_by_name", "recorded_by_role"),
    *("outcome", "basis", "forum__name", "meeting_on", "reopened_by__name", "reopen_reason"),
    *PATHS,
)


class _SignOff(NamedTuple):
    by: str
    role: str
    outcome: str
    basis: str
    forum: str
    meeting_on: date
    reopened_by: str | None
    reopen_reason: str

    @property
    def label(self) -> str:
        return str(SignOff.Outcome(self.outcome).label)

    @property
    def decided_by(self) -> str:
        return f"{self.forum}, meeting of {long_day(self.meeting_on)}"


def _split(values: tuple[Any, ...]) -> tuple[_SignOff, About]:
    many = len(_SignOff._fields)
    return _SignOff(*values[:many]), About(*values[many:])


def _signed_off(at: datetime, *values: Any) -> Change:
    said, about = _split(values)
    return Change(
        Kind.SIGNED_OFF,
        about.thing(),
        at=at,
        by=signed(said.by, said.role),
        became=said.label,
        why=said.basis,
        agreed_by=said.decided_by,
    )


def _reopened(at: datetime, *values: Any) -> Change:
    said, about = _split(values)
    return Change(
        Kind.REOPENED,
        about.thing(),
        at=at,
        by=said.reopened_by or "",
        was=f"{said.label} ({said.decided_by})",
        became="Reopened",
        why=said.reopen_reason,
    )


def _checks(asked: Asked, seen: Keys) -> Any:
    """A check is recorded once: when its history has an outcome for the first time."""
    told = EmbeddingCheck.history.filter(id=OuterRef("pk")).exclude(outcome="")
    first = told.order_by("history_date").values("history_date")[:1]
    rows = EmbeddingCheck.objects.exclude(outcome="").filter(recommendation_id__in=seen)
    rows = rows.annotate(told_at=Subquery(first)).filter(asked.window.within("told_at"))
    columns = ("pk", "told_at", "checked_by__name", "outcome", "checked_on", "note", *PATHS)
    return rows.order_by().values_list(*columns)


def _checked(
    at: datetime, by: str | None, outcome: str, checked_on: date, note: str, *about: Any
) -> Change:
    return Change(
        Kind.CHECKED,
        About(*about).thing(),
        at=at,
        by=by or "",
        was=checked_on,
        became=str(EmbeddingCheck.Outcome(outcome).label),
        why=note,
    )


def _new(asked: Asked, seen: Keys) -> Any:
    within = asked.window.within("history_date")
    entered = Recommendation.history.filter(within, history_type="+")
    entered = entered.filter(review__partnership=asked.partnership)
    first = Recommendation.history.filter(id=OuterRef("pk"), history_type="+")
    first = first.order_by("history_date")
    rows = Recommendation.objects.filter(pk__in=seen).filter(pk__in=entered.values("id"))
    rows = rows.annotate(
        entered_at=Subquery(first.values("history_date")[:1]),
        entered_by=Subquery(first.values("history_user__name")[:1]),
    )
    return rows.order_by().values_list("pk", "entered_at", "entered_by", *_PATHS)


def _entered(at: datetime, by: str | None, *about: Any) -> Change:
    return Change(Kind.NEW_RECOMMENDATION, About(*about).thing(), at=at, by=by or "")
