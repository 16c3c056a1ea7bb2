"""What changed of actions: two evenings compared, and what was decided and moved in between."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from typing import Any, NamedTuple

from django.db.models import F, Q

from dashboards.changes.asked import Asked, Window
from dashboards.changes.details import ActionDetail, ActionDetails
from dashboards.changes.evenings import ENDED
from dashboards.changes.kinds import Kind
from dashboards.changes.model import Change, Found, newest
from recommendations.models import Action, DueDateChange, ProgressUpdate
from recommendations.querysets import ActionQuerySet
from recommendations.status import OPEN, WITHOUT_EVIDENCE, Status, is_overdue
from scr_tracker.keys import Keys
from scr_tracker.words import signed

CLAIMED = (Status.COMPLETED, Status.VERIFIED)
#: What a status that still stands is told as.
STANDING = {
    Status.VERIFIED: Kind.VERIFIED,
    Status.ON_HOLD: Kind.ON_HOLD,
    Status.WITHDRAWN: Kind.WITHDRAWN,
}


class State(NamedTuple):
    """An action as it stood from a moment on: a row of its history."""

    pk: int
    kind: str
    at: datetime
    status: str
    due_on: date | None
    completed_on: date | None
    claimed_at: datetime | None


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


def touched(asked: Asked) -> ActionQuerySet:
    """Actions of which anything was written in the window, or whose due date passed in it."""
    here = {"recommendation__review__partnership": asked.partnership}
    passed = Action.objects.filter(status__in=OPEN, due_on__gte=asked.window.first, **here)
    passed = passed.filter(due_on__lt=asked.window.last)
    # Not as one condition or the other: the database would look at every action that there is.
    keys = asked.written(Action, **here).union(passed.order_by().values("pk"), all=True)
    return asked.actions().filter(pk__in=keys).order_by()


class Actions:
    """Everything that is told of actions, of a window in what was asked for."""

    def __init__(self, asked: Asked) -> None:
        window, self.details = asked.window, ActionDetails()
        self.keys = Keys(touched(asked).values_list("pk", flat=True))
        self.states = self._states(window)
        within = window.within("recorded_at")
        updates, moves = (
            rows.filter(within, action_id__in=self.keys) if self.states else ()
            for rows in (_UPDATES, _MOVES)
        )
        self.updates, self.moves = [Update(*each) for each in updates], list(moves)

    def _states(self, window: Window) -> dict[int, list[State]]:
        """By action, in their order: what stood as the window began, and what was written in it."""
        history = Action.history.filter(
            history_date__lt=window.ends, history_until__gte=window.begins, id__in=self.keys
        )
        states: defaultdict[int, list[State]] = defaultdict(list)
        for values in history.order_by("history_date", "history_id").values_list(*_STATE):
            states[values[0]].append(State(*values))
        return states

    def told(self, window: Window) -> Iterator[Found]:
        updates = [each for each in self.updates if window.holds(each.at)]
        claims = {each.action: each for each in updates if each.is_claim}
        for pk, states in self.states.items():
            yield from self._compared(window, states, claims.get(pk))
        yield from self._decided(window, updates)
        for pk, action, at, *values in self.moves:
            if window.holds(at):
                move = partial(_moved, at, *values)
                yield self._found(Kind.MOVED, newest(at, pk), action, move)

    def _found(self, kind: Kind, order: Any, key: int, made: Callable[..., Change]) -> Found:
        return Found(kind, order, made, self.details, key)

    def _compared(
        self, window: Window, states: list[State], claim: Update | None
    ) -> Iterator[Found]:
        """The two evenings. What is not there yet as the window begins was entered in it."""
        began, row = at_moment(states, window.begins), at_moment(states, window.ends)
        if row is None:
            return
        was_late = began is not None and is_overdue(began.status, began.due_on, window.first)
        is_late = is_overdue(row.status, row.due_on, window.last)
        if is_late and not was_late:
            late = partial(_late, row, window.last, is_new=began is None)
            yield self._found(Kind.LATE, (row.due_on, row.pk), row.pk, late)
        if began and was_late and not is_late:
            order = (began.due_on, row.pk)
            yield self._found(Kind.NOT_LATE, order, row.pk, partial(_not_late, row, began))
        if row.status in CLAIMED and (began is None or began.status not in CLAIMED):
            at = claim.at if claim else row.claimed_at
            yield self._found(Kind.DONE, newest(at, row.pk), row.pk, partial(_done, row, claim))
        if began is None:
            at = states[0].at
            yield self._found(Kind.NEW_ACTION, newest(at, row.pk), row.pk, partial(_new, row, at))

    def _decided(self, window: Window, updates: list[Update]) -> Iterator[Found]:
        latest = {(each.action, each.after): each for each in updates}
        for each in updates:
            row = at_moment(self.states[each.action], window.ends)
            kind, order = STANDING.get(Status(each.after)), newest(each.at, each.pk)
            stands = row is not None and row.status == each.after
            if kind and stands and latest[each.action, each.after] is each:
                yield self._found(kind, order, each.action, partial(_decided, kind, each))
            if each.is_reopening:
                yield self._found(Kind.REOPENED, order, each.action, partial(_reopened, each))


def at_moment(states: list[State], moment: datetime) -> State | None:
    """What stood just before the moment; None where there was nothing yet, or nothing any more."""
    found = None
    for state in states:
        if state.at >= moment:
            break
        found = state
    return found if found and found.kind != "-" else None


_STATE = (
    *("id", "history_type", "history_date", "status", "due_on"),
    *("completed_on", "claimed_at"),
)
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


def _late(row: State, last: date, action: ActionDetail, *, is_new: bool) -> Change:
    due, was = row.due_on or last, "Entered in between" if is_new else ""
    return Change(Kind.LATE, action.about, became=due, days=(last - due).days, was=was)


def _not_late(row: State, began: State, action: ActionDetail) -> Change:
    still_owed = row.status in OPEN and row.due_on is not None
    became = row.due_on if still_owed else str(Status(row.status).label)
    return Change(Kind.NOT_LATE, action.about, was=began.due_on or "", became=became or "")


def _done(row: State, claim: Update | None, action: ActionDetail) -> Change:
    return Change(
        Kind.DONE,
        action.about,
        at=claim.at if claim else row.claimed_at,
        by=signed(claim.by, claim.role) if claim else "",
        became=row.completed_on or "",
        why=claim.note if claim else "",
    )


def _new(row: State, at: datetime | None, action: ActionDetail) -> Change:
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
