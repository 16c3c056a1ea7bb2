"""How piles of rows get into the database: COPY on PostgreSQL, many at once on SQLite.

All of it is one transaction: what is not finished leaves nothing behind. Rows wait in piles of some
thousands, so that memory does not grow with what is loaded. On PostgreSQL a thread copies while the
next rows are made, maybe by other processes (`apart.py`): so what packs rows asks no database.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from queue import Queue
from threading import Thread
from typing import Any, NamedTuple, Protocol

from django.db import connection

from dashboards.scale.tables import Pile

#: Rows of a table that are written at once.
AT_ONCE = 4000


class Packed(NamedTuple):
    """Rows as the database takes them: the text of COPY, or tuples. `many`: how many they are."""

    statement: str
    rows: Any
    many: int


class Writer(Protocol):
    def write(self, packed: Packed) -> None: ...


def pack(pile: Pile) -> Packed:
    """The rows that wait; the pile is empty then."""
    many = len(pile.rows)
    if connection.vendor == "postgresql":
        return Packed(_copy(pile), _text(pile.taken()), many)
    return Packed(_insert(pile), pile.taken(), many)


@contextmanager
def writing() -> Iterator[Writer]:
    """All that was written is in the database at the end."""
    if connection.vendor != "postgresql":
        yield Inserter()
        return
    copier = Copier()
    try:
        yield copier
    finally:
        copier.stop()
    copier.check()


class Inserter:
    def write(self, packed: Packed) -> None:
        connection.ensure_connection()
        # Past Django's cursor, which would look through each row for parameters to convert.
        connection.connection.executemany(packed.statement, packed.rows)


def _insert(pile: Pile) -> str:
    names = ", ".join(map(_quoted, pile.columns))
    values = ", ".join("?" * len(pile.columns))
    return f"INSERT INTO {_quoted(pile.table)} ({names}) VALUES ({values})"  # noqa: S608


class Copier:
    """One thread has the connection, until it is stopped."""

    def __init__(self) -> None:
        connection.ensure_connection()
        self._database: Any = connection.connection
        self._waiting: Queue[Packed | None] = Queue(maxsize=8)
        self._failure: BaseException | None = None
        self._thread = Thread(target=self._work, daemon=True)
        self._thread.start()

    def write(self, packed: Packed) -> None:
        self.check()
        self._waiting.put(packed)

    def stop(self) -> None:
        self._waiting.put(None)
        self._thread.join()

    def check(self) -> None:
        if self._failure:
            raise self._failure

    def _work(self) -> None:
        """After a failure it goes on taking, so that nobody waits for room, and writes no more."""
        while (given := self._waiting.get()) is not None:
            if self._failure:
                continue
            try:
                self._copy(given)
            except BaseException as failure:
                self._failure = failure

    def _copy(self, packed: Packed) -> None:
        with self._database.cursor() as cursor:
            cursor.copy_expert(packed.statement, BytesIO(packed.rows), size=1 << 17)


def _copy(pile: Pile) -> str:
    names = ", ".join(map(_quoted, pile.columns))
    return f"COPY {_quoted(pile.table)} ({names}) FROM STDIN"


def _text(rows: list[tuple[Any, ...]]) -> bytes:
    """As COPY reads it. The module csv takes twice as long, and what is loaded needs no quotes.

    Raises:
        ValueError: a text holds what COPY would read as something else.
    """
    lines = [
        "\t".join(
            ["\\N" if cell is None else cell if type(cell) is str else str(cell) for cell in row]
        )
        for row in rows
    ]
    text = "\n".join(lines)
    apart = len(rows) * (len(rows[0]) - 1) if rows else 0
    marks = (text.count("\t"), text.count("\n"), text.count("\r"), text.count("\\"))
    if marks != (apart, max(0, len(rows) - 1), 0, text.count("\\N")):
        raise ValueError("A text holds a tab, the end of a line or a backslash.")
    return text.encode()


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def count_on(piles: Iterable[Pile]) -> None:
    """The next row that the site writes gets a key after those that were loaded.

    A sequence never goes back: PostgreSQL does not take that back with the transaction. SQLite has
    none.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for pile in piles:
            table, key = _quoted(pile.model._meta.db_table), str(pile.model._meta.pk.column)
            cursor.execute(
                "SELECT setval(s, greatest(nextval(s), largest)) "  # noqa: S608
                "FROM pg_get_serial_sequence(%s, %s) s, "
                f"(SELECT coalesce(max({_quoted(key)}), 0) AS largest FROM {table}) loaded "
                "WHERE s IS NOT NULL",
                [table, key],
            )
