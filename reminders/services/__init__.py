"""Every write of this room that people ask for and that is more than one plain row.

Keyword-only, `actor` always, atomic, in this order: may he → is it legal → is it unchanged since it
was read → write → record → on commit. They raise `NotAllowed`, `InvalidTransition`, `StaleRecord`.
"""

from reminders.services.personal import edit_preference, end_cover, name_cover
from reminders.services.policy import edit_policy
from reminders.services.refused import clear_refusal
from reminders.services.resend import resend_mail

__all__ = [
    "clear_refusal",
    "edit_policy",
    "edit_preference",
    "end_cover",
    "name_cover",
    "resend_mail",
]
