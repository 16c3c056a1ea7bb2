"""Every write of this room that is more than one plain row.

Keyword-only, `actor` always, atomic, in this order: may he → is it legal → is it unchanged since it
was read → write → record → on commit. They raise `NotAllowed`, `InvalidTransition`, `StaleRecord`.
"""

from agencies.services.agencies import add_agency, edit_agency, set_agency_active
from agencies.services.answerable import name_answerable
from agencies.services.feeds import make_feed, opened_feed, switch_feed_off
from agencies.services.forums import add_forum, edit_forum, set_forum_active
from agencies.services.meetings import add_meetings, edit_meeting, remove_meeting
from agencies.services.people import (
    add_person,
    appoint_manager,
    change_role,
    resend_invitation,
    set_membership_active,
)
from agencies.services.settings import edit_settings

__all__ = [
    "add_agency",
    "add_forum",
    "add_meetings",
    "add_person",
    "appoint_manager",
    "change_role",
    "edit_agency",
    "edit_forum",
    "edit_meeting",
    "edit_settings",
    "make_feed",
    "name_answerable",
    "opened_feed",
    "remove_meeting",
    "resend_invitation",
    "set_agency_active",
    "set_forum_active",
    "set_membership_active",
    "switch_feed_off",
]
