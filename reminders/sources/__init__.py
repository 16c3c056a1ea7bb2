"""What is chased: each kind of thing is described here, once, and nowhere else.

Plan, forecast, mail, outbox and timeline know no kind by name. A new one is a `Source` at the end
of `kinds.py` and a choice of `Reminder.Kind`. What is due, and who may see it, is asked of the
QuerySets of the lists.
"""

from reminders.sources.apart import Apart
from reminders.sources.described import LiveList, Source, Why
from reminders.sources.due import Due, answer_url_of, name_of, read, read_ids, url_of
from reminders.sources.kinds import SOURCES

__all__ = [
    "SOURCES",
    "Apart",
    "Due",
    "LiveList",
    "Source",
    "Why",
    "answer_url_of",
    "name_of",
    "read",
    "read_ids",
    "url_of",
]
