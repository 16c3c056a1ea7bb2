"""Pages as at a past day: `?as-at=2026-03-01` turns what they read back to the end of that day.

`day.py` knows which day is chosen, and `links.py` keeps it from page to page. `shadows.py` says
where the rows of each table as they stood come from, `standing.py` puts them in front of the
tables, `pages.py` does so for a view. Each room declares its tables in its own `shadows.py`.
"""

from scr_tracker.as_at.day import chosen, end_of, now_only, start_of, today
from scr_tracker.as_at.links import kept_in, turned_to
from scr_tracker.as_at.pages import NotThere, readable
from scr_tracker.as_at.standing import standing_at

__all__ = [
    "NotThere",
    "chosen",
    "end_of",
    "kept_in",
    "now_only",
    "readable",
    "standing_at",
    "start_of",
    "today",
    "turned_to",
]
