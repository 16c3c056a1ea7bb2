"""The board's picture of a partnership: few aggregates, over what the person may see.

Each number carries the address of the list that has exactly that many rows. The day is that of the
scope throughout, in Europe/London.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from dashboards.board import actions
from dashboards.board.closed import ClosedBlock, closed_block
from dashboards.board.groups import action_groups
from dashboards.board.progress import ProgressBlock, progress_block
from dashboards.board.proof import levels
from dashboards.board.slippage import Slippage, slippage
from dashboards.board.waiting import WaitingBlock, waiting_block
from dashboards.figures import COMING_DAYS, Number
from dashboards.scope import Scope
from scr_tracker.charts import StackedBar, StackedRows


@dataclass(frozen=True)
class Board:
    scope: Scope
    progress: ProgressBlock
    lateness: StackedRows
    matrix: StackedRows
    verification: tuple[actions.Claims, ...]
    claims: actions.Claims
    waiting: WaitingBlock
    coming: StackedRows
    not_started: Number
    slippage: Slippage
    levels: StackedBar
    strengths: StackedBar
    closed: ClosedBlock

    @property
    def overdue(self) -> int:
        return sum(row.total for row in self.lateness.rows)

    @property
    def coming_until(self) -> date:
        return self.scope.today + timedelta(days=COMING_DAYS)


def board(scope: Scope) -> Board:
    groups = action_groups(scope)
    return Board(
        scope=scope,
        progress=progress_block(scope),
        lateness=actions.lateness(groups, scope),
        matrix=actions.matrix(groups, scope),
        verification=actions.verification(groups, scope),
        claims=actions.all_claims(groups, scope),
        waiting=waiting_block(scope),
        coming=actions.coming(groups, scope),
        not_started=actions.not_started(groups, scope),
        slippage=slippage(scope),
        levels=levels(scope),
        strengths=actions.strengths(groups, scope),
        closed=closed_block(scope),
    )


__all__ = ["Board", "board"]
