"""Every write of this room that is more than one plain row.

Keyword-only, `actor` always, atomic, in this order: may he → is it legal → is it unchanged since it
was read → write → record → on commit. They raise `NotAllowed`, `InvalidTransition`, `StaleRecord`.
"""

from recommendations.services.actions import add_action, edit_action
from recommendations.services.assurance import (
    answer_challenge,
    ask_challenge,
    close_challenge,
    record_embedding_check,
    reopen_sign_off,
    sign_off,
)
from recommendations.services.dates import ask_for_time, decide_extension, move_due_date
from recommendations.services.progress import post_update
from recommendations.services.recommendations import (
    add_recommendation,
    edit_recommendation,
    link_repeat,
    respond,
)
from recommendations.services.reviews import (
    add_review,
    edit_review,
    name_person,
    unname_person,
)

__all__ = [
    "add_action",
    "add_recommendation",
    "add_review",
    "answer_challenge",
    "ask_challenge",
    "ask_for_time",
    "close_challenge",
    "decide_extension",
    "edit_action",
    "edit_recommendation",
    "edit_review",
    "link_repeat",
    "move_due_date",
    "name_person",
    "post_update",
    "record_embedding_check",
    "reopen_sign_off",
    "respond",
    "sign_off",
    "unname_person",
]
