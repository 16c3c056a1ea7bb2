"""When: the ledger of reminders, and the mails that carry them. One file a model."""

from reminders.models.lease import Lease
from reminders.models.mail import Mail
from reminders.models.reminder import Reminder
from reminders.models.slot import Slot

__all__ = ["Lease", "Mail", "Reminder", "Slot"]
