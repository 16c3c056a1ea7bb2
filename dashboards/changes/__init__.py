"""What changed between two days: exactly, from the record, and only what the person may see.

Between two days means: after the end of `first`, and by the end of `last`. Midnight in
Europe/London ends a day. So what is recorded on the day of a meeting belongs to the time before
the next one, and two windows that meet count nothing twice and leave nothing out.

Of an action two evenings are compared: late, or claimed as done, at the end of `last` and not at
the end of `first`, whatever lay between. Everything else is an event, in the window by the moment
at which it was recorded, whatever day it is about. Of decisions (a verification, a sign-off, a
decision on evidence, a hold, a withdrawal) those are listed that stand at the end of `last`; one
that was undone within the window stands under “Reopened” alone, with what it was, so that no
number speaks of a decision that holds no more. `kinds.py` says it for each kind.

Who may see what is decided as it is today, by `visible_to`. Titles are those of the end of `last`.
"""

from dashboards.changes.kinds import Kind
from dashboards.changes.model import Change, Changes, Section, Thing
from dashboards.changes.reading import changes

__all__ = ["Change", "Changes", "Kind", "Section", "Thing", "changes"]
