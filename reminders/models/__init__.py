"""When: the ledger of reminders, the mails that carry them, and what people decide about both."""

from reminders.models.calendar import CalendarEntry, CalendarFeed
from reminders.models.lease import Lease
from reminders.models.mail import Mail
from reminders.models.mailed_notice import MailedNotice
from reminders.models.night import Night
from reminders.models.personal import Cover, Preference
from reminders.models.policy import Policy
from reminders.models.refused import RefusedAddress
from reminders.models.reminder import Reminder
from reminders.models.slot import Slot

__all__ = [
    "CalendarEntry",
    "CalendarFeed",
    "Cover",
    "Lease",
    "Mail",
    "MailedNotice",
    "Night",
    "Policy",
    "Preference",
    "RefusedAddress",
    "Reminder",
    "Slot",
]
