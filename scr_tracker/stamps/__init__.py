"""A stamp of all that is recorded of a partnership: it is another as soon as anything is written.

Triggers of the database move it (`triggers.py`, put there by `placing.py`), in the transaction that
writes, whoever writes and by whatever way. Two equal stamps, read one after the other, therefore
say that nothing of the partnership was committed in between, and what was worked out after the
first of them still holds.

A transaction adds to a row of its own, so that no two wait for each other, and none is overlooked
that began earlier and ended later: each adds something above zero, and nothing is ever taken off.
What is added is chance, so that a database which was put back to an earlier day does not come to
the same stamps again by other ways.
"""

from django.db import connection
from django.db.models import Func, OuterRef, Subquery, TextField

from scr_tracker.models import Stamp
from scr_tracker.stamps.triggers import EVERYONE, TABLE, all_there, moved


def stamp(partnership: str) -> Subquery:
    """The stamp of the partnership whose key is at the path, to be read along with a row.

    What is kept under it is read after that row, or with it: all that is written later moves the
    stamp. It can be compared with another stamp of the same partnership and with nothing else.
    NULL where a trigger of this release may be missing (`placing.py`).
    """
    rows = Stamp.objects.filter(whose__in=[EVERYONE, OuterRef(partnership)])
    added = _Added("value", there=all_there(connection.vendor))
    return Subquery(rows.order_by().annotate(added=added).values("added"))


class _Added(Func):
    """Plain SQL's sum, for Django's would ask for groups. As text: no number is long enough."""

    template = "CASE WHEN MIN(written_in) = %(there)s THEN CAST(SUM(%(expressions)s) AS text) END"
    output_field = TextField()


def move_all() -> None:
    """As if something had been written of every partnership: after rows came in past triggers."""
    with connection.cursor() as cursor:
        cursor.execute(moved(connection.vendor))


def fold(*, dry_run: bool = False) -> int:
    """Add the rows of single transactions up, so that few are to be read. How many there were.

    On SQLite, where only one writes at a time, there are none. What is added up at the same time
    by somebody else is added up once: who comes second finds no row to take.
    """
    single = Stamp.objects.filter(written_in__gt=0)
    if dry_run or connection.vendor != "postgresql":
        return single.count()
    with connection.cursor() as cursor:
        cursor.execute(_FOLDED)
        return int(cursor.fetchone()[0])


_FOLDED = f"""
WITH taken AS (
    DELETE FROM "{TABLE}" WHERE written_in > 0 RETURNING whose, value
), added AS (
    INSERT INTO "{TABLE}" AS stamp (whose, written_in, value)
    SELECT whose, 0, sum(value) FROM taken GROUP BY whose ORDER BY whose
    ON CONFLICT (whose, written_in) DO UPDATE SET value = stamp.value + excluded.value
)
SELECT count(*) FROM taken"""  # noqa: S608 - our own table

__all__ = ["EVERYONE", "fold", "move_all", "stamp"]
