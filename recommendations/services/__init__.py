"""Every write of this room that is more than one plain row.

Keyword-only, `actor` always, atomic, in this order: may he → is it legal → is it unchanged since it
was read → write → record → on commit. They raise `NotAllowed`, `InvalidTransition`, `StaleRecord`.
"""

from recommendations.services.actions import add_action, edit_action
from recommendations.services.answers import answer_action
from recommendations.services.bulk import change_many
from recommendations.services.challenges import (
    answer_challenge,
    ask_challenge,
    close_challenge,
)
from recommendations.services.dates import ask_for_time, decide_extension, move_due_date
from recommendations.services.deciding import Agreement
from recommendations.services.embedding import NewAction, record_embedding_check
from recommendations.services.legend import edit_legend
from recommendations.services.milestones import add_milestone, edit_milestone
from recommendations.services.progress import post_update, take_back_verifications
from recommendations.services.recommendations import (
    add_recommendation,
    edit_recommendation,
    respond,
)
from recommendations.services.repeats import link_repeat, unlink_repeat
from recommendations.services.reviews import (
    add_review,
    change_keeping,
    edit_review,
    name_person,
    unname_person,
)
from recommendations.services.saved_views import (
    delete_view,
    edit_view,
    save_view,
    start_with,
    unshare_view,
)
from recommendations.services.sign_off import reopen_sign_off, sign_off

__all__ = [
    "Agreement",
    "NewAction",
    "add_action",
    "add_milestone",
    "add_recommendation",
    "add_review",
    "answer_action",
    "answer_challenge",
    "ask_challenge",
    "ask_for_time",
    "change_keeping",
    "change_many",
    "close_challenge",
    "decide_extension",
    "delete_view",
    "edit_action",
    "edit_legend",
    "edit_milestone",
    "edit_recommendation",
    "edit_review",
    "edit_view",
    "link_repeat",
    "move_due_date",
    "name_person",
    "post_update",
    "record_embedding_check",
    "reopen_sign_off",
    "respond",
    "save_view",
    "sign_off",
    "start_with",
    "take_back_verifications",
    "unlink_repeat",
    "unname_person",
    "unshare_view",
]
