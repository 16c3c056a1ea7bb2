"""Every write of evidence. Nothing here decides an action's status.

Keyword-only, `actor` always, in this order: may he → is it legal → is it unchanged since it was
read → write → record → on commit. They raise `NotAllowed`, `InvalidTransition`, `StaleRecord`.
"""

from evidence.services.bringing import bring_in
from evidence.services.decisions import decide
from evidence.services.disposal import decide_disposal, propose_disposal
from evidence.services.items import (
    Facts,
    add_evidence,
    add_version,
    edit_evidence,
    link_to_action,
    record_download,
)
from evidence.services.looks import let_decision_stand
from evidence.services.requests import (
    answer_request,
    ask_for_evidence,
    change_request,
    judge_answer,
    withdraw_request,
)

__all__ = [
    "Facts",
    "add_evidence",
    "add_version",
    "answer_request",
    "ask_for_evidence",
    "bring_in",
    "change_request",
    "decide",
    "decide_disposal",
    "edit_evidence",
    "judge_answer",
    "let_decision_stand",
    "link_to_action",
    "propose_disposal",
    "record_download",
    "withdraw_request",
]
