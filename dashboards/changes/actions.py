"""What changed of actions: two evenings compared, and what was decided and moved in between."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from typing import Any, NamedTuple

from django.db.models import F, Q

from dashboards.changes.asked import Asked
from dashboards.changes.details import ActionDetail, ActionDetails
from dashboards.changes.kinds import Kind
from dashboards.changes.model import Change, Found, newest
from recommendations.models import Action, DueDateChange, ProgressUpdate
from recommendations.querysets import ActionQuerySet
from recommendations.status import OPEN, WITHOUT_EVIDENCE, Status, is_overdue
from scr_tracker.history import stood_at
from scr_tracker.keys import Keys
from scr_tracker.words import signed

CLAIMED = (Status.COMPLETED, Status.VERIFIED)
#: What a status that still stands is told as.
STANDING = {
    Status.VERIFIED: Kind.VERIFIED,
    Status.ON_HOLD: Kind.ON_HOLD,
    Status.WITHDRAWN: Kind.WITHDRAWN,
}
#: What only a decision ends: leaving it is told as reopened, unless what follows is verified.
ENDED = (Status.COMPLETED, Status.VERIFIED, Status.WITHDRAWN)


class Row(NamedTuple):
    """An action as it is at the end of the window."""

    pk: int
    status: str
    due_on: date | None
    completed_on: date | None
    claimed_at: datetime | None


class Past(NamedTuple):
    """A row of an action's history: what stood as the window began, or how it was entered in it."""

    pk: int
    kind: str
    at: datetime
    status: str
    due_on: date | None


class Update(NamedTuple):
    """A change of status."""

    pk: int
    action: int
    before: str
    after: str
    note: str
    at: datetime
    by: str
    role: str
    is_bare: bool

    @property
    def is_claim(self) -> bool:
        return self.after == Status.COMPLETED and self.before not in CLAIMED

    @property
    def is_reopening(self) -> bool:
        return self.before in ENDED and self.after != Status.VERIFIED


def of_actions(asked: Asked) -> Iterator[Found]:
    """Everything that is told of actions."""
    rows = {row.pk: row for row in map(Row._make, touched(asked).values_list(*Row._fields))}
    if rows:
        window = _Window(asked, rows)
        yield from window.compared()
        yield from window.decided()
        yield from window.moved()


def touched(asked: Asked) -> ActionQuerySet:
    """Actions of which anything was written in the window, or whose due date passed in it."""
    here = {"recommendation__review__partnership": asked.partnership}
    passed = Action.objects.filter(status__in=OPEN, due_on__gte=asked.first, **here)
    passed = passed.filter(due_on__lt=asked.last)
    # Not as one condition or the other: the database would look at every action that there is.
    keys = asked.written(Action, **here).union(passed.order_by().values("pk"), all=True)
    return asked.actions().filter(pk__in=keys).order_by()


class _Window:
    """What was written of these actions in the window."""

    def __init__(self, asked: Asked, rows: dict[int, Row]) -> None:
        self.asked, self.rows, self.keys = asked, rows, Keys(rows)
        self.details = ActionDetails()
        self.updates = [Update(*each) for each in self._of_these(_UPDATES)]
        self.claims = {each.action: each for each in self.updates if each.is_claim}

    def _of_these(self, rows: Any) -> Any:
        return rows.filter(self.asked.within("recorded_at"), action_id__in=self.keys)

    def _found(self, kind: Kind, order: Any, key: int, made: Callable[..., Change]) -> Found:
        return Found(kind, order, made, self.details, key)

    def compared(self) -> Iterator[Found]:
        """The two evenings. A row that is not there yet as the window begins was entered in it."""
        began: dict[int, Past] = {}
        entered: dict[int, Past] = {}
        for past in self._past():
            (began if past.at < self.asked.begins else entered)[past.pk] = past
        for row in self.rows.values():
            yield from self._of(row, began.get(row.pk), entered.get(row.pk))

    def _past(self) -> Iterator[Past]:
        asked = self.asked
        entered = Q(asked.within("history_date"), history_type="+")
        history = Action.history.filter(stood_at(asked.begins) | entered, id__in=self.keys)
        return map(Past._make, history.order_by().values_list(*_PAST))

    def _of(self, row: Row, began: Past | None, entered: Past | None) -> Iterator[Found]:
        first, last = self.asked.first, self.asked.last
        was_late = began is not None and is_overdue(began.status, began.due_on, first)
        is_late = is_overdue(row.status, row.due_on, last)
        if is_late and not was_late:
            late = partial(_late, row, last, is_new=began is None)
            yield self._found(Kind.LATE, (row.due_on, row.pk), row.pk, late)
        if began and was_late and not is_late:
            order = (began.due_on, row.pk)
            yield self._found(Kind.NOT_LATE, order, row.pk, partial(_not_late, row, began))
        if row.status in CLAIMED and (began is None or began.status not in CLAIMED):
            claim = self.claims.get(row.pk)
            at = claim.at if claim else row.claimed_at
            yield self._found(Kind.DONE, newest(at, row.pk), row.pk, partial(_done, row, claim))
        if began is None:
            at = entered.at if entered else None
            yield self._found(Kind.NEW_ACTION, newest(at, row.pk), row.pk, partial(_new, row, at))

    def decided(self) -> Iterator[Found]:
        latest = {(each.action, each.after): each for each in self.updates}
        for each in self.updates:
            row, kind = self.rows[each.action], STANDING.get(Status(each.after))
            order = newest(each.at, each.pk)
            if kind and row.status == each.after and latest[each.action, each.after] is each:
                yield self._found(kind, order, row.pk, partial(_decided, kind, each))
            if each.is_reopening:
                yield self._found(Kind.REOPENED, order, row.pk, partial(_reopened, each))

    def moved(self) -> Iterator[Found]:
        for pk, action, at, *values in self._of_these(_MOVES):
            yield self._found(Kind.MOVED, newest(at, pk), action, partial(_moved, at, *values))


_PAST = ("id", "history_type", "history_date", "status", "due_on")
_UPDATES: Any = (
    ProgressUpdate.objects.with_bareness()
    .exclude(status_before=F("status_after"))
    .filter(Q(status_before__in=ENDED) | Q(status_after__in=(*ENDED, Status.ON_HOLD)))
    .order_by("recorded_at", "pk")
    .values_list(
        *("pk", "action_id", "status_before", "status_after", "note", "recorded_at"),
        *("recorded_by_name", "recorded_by_role", "is_bare"),
    )
)
_MOVES = DueDateChange.objects.order_by().values_list(
    *("pk", "action_id", "recorded_at", "recorded_by_name", "recorded_by_role"),
    *("old_due_on", "new_due_on", "reason", "agreed_by"),
)


def _late(row: Row, last: date, action: ActionDetail, *, is_new: bool) -> Change:
    due, was = row.due_on or last, "Entered in between" if is_new else ""
    return Change(Kind.LATE, action.about, became=due, days=(last - due).days, was=was)


def _not_late(row: Row, began: Past, action: ActionDetail) -> Change:
    still_owed = row.status in OPEN and row.due_on is not None
    became = row.due_on if still_owed else str(Status(row.status).label)
    return Change(Kind.NOT_LATE, action.about, was=began.due_on or "", became=became or "")


def _done(row: Row, claim: Update | None, action: ActionDetail) -> Change:
    return Change(
        Kind.DONE,
        action.about,
        at=claim.at if claim else row.claimed_at,
        by=signed(claim.by, claim.role) if claim else "",
        became=row.completed_on or "",
        why=claim.note if claim else "",
    )


def _new(row: Row, at: datetime | None, action: ActionDetail) -> Change:
    by = action.made_by or ""
    return Change(Kind.NEW_ACTION, action.about, at=at, by=by, became=row.due_on or "")


def _decided(kind: Kind, update: Update, action: ActionDetail) -> Change:
    words = WITHOUT_EVIDENCE if update.is_bare else str(Status(update.after).label)
    return _told(kind, update, words, action)


def _reopened(update: Update, action: ActionDetail) -> Change:
    return _told(Kind.REOPENED, update, str(Status(update.after).label), action)


def _told(kind: Kind, update: Update, became: str, action: ActionDetail) -> Change:
    return Change(
        kind,
        action.about,
        at=update.at,
        by=signed(update.by, update.role),
        was=str(Status(update.before).label),
        became=became,
        why=update.note,
    )


def _moved(
    at: datetime,
    by: str,
    role: str,
    old: date | None,
    new: date,
    reason: str,
    agreed_by: str,
    action: ActionDetail,
) -> Change:
    return Change(
        Kind.MOVED,
        action.about,
        at=at,
        by=signed(by, role),
        was=old or "",
        became=new,
        days=(new - old).days if old else None,
        why=reason,
        agreed_by=agreed_by,
    )
