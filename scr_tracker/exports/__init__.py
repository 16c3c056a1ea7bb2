"""Lists as files: each is declared once, as a `Table`, and can be had as CSV and as Excel.

A list's page answers `?download=csv` and `?download=xlsx` with the rows that it shows, all pages of
them, in its order:

    if exports.wanted(request):
        return exports.send(request, action_table(listed))

and `{% include "components/downloads.html" with request=request only %}` links to both. What the
table was filtered by, the day that it is as at and its marking are printed in the file.
"""

from scr_tracker.exports.cells import FORMULA
from scr_tracker.exports.sending import send, wanted
from scr_tracker.exports.tables import Column, Table

__all__ = ["FORMULA", "Column", "Table", "send", "wanted"]
