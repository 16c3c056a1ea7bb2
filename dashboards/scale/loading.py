"""Loads partnerships with their records, up to so many actions, in one transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from time import monotonic

from django.db import connection, transaction

from dashboards.scale import sizes, writing
from dashboards.scale.aside import laid_aside
from dashboards.scale.guard import made_so_far
from dashboards.scale.house import House
from dashboards.scale.people import NEIGHBOURS, People
from dashboards.scale.reviews import Reviews
from recommendations.models import Action
from scr_tracker import stamps

#: From so many actions on, where fewer are there already, indexes are made at the end.
MANY = 20_000
#: In seconds.
_TELL_EVERY = 15.0


@dataclass(frozen=True)
class Wanted:
    """`main`: how many of the actions the first partnership has; None where chance says.

    `password`: as it is stored, of everybody.
    """

    partnerships: int
    actions: int
    main: int | None
    seed: int
    today: date
    password: str


@dataclass(frozen=True)
class Loaded:
    """`rows`: how many of each table. `first`: the number of the first partnership."""

    first: int
    rows: dict[str, int]


def load(wanted: Wanted, tell: Callable[[str], None]) -> Loaded:
    """Add to what is there; all or nothing. `tell` hears how far it is, in words."""
    first = made_so_far() + 1
    house = House(wanted.seed, first, wanted.today)
    tables = [pile.table for pile in house.piles]
    is_large = wanted.actions >= max(MANY, Action.objects.count())
    with _keys_checked_at_the_end(tables), transaction.atomic():
        with laid_aside(tables, indexes=is_large):
            with writing.writing() as writer:
                _fill(house, writer, wanted, first, tell)
            if is_large:
                tell("Indexes and foreign keys are made.")
        writing.count_on(house.piles)
        # The triggers that would have said that something was written were laid aside.
        stamps.move_all()
    tell("Statistics are made.")
    _analyze(tables)
    return Loaded(first, {pile.table: pile.written for pile in house.piles})


def _fill(
    house: House, writer: writing.Writer, wanted: Wanted, first: int, tell: Callable[[str], None]
) -> None:
    people, reviews = People(house, wanted.password), Reviews(house)
    many = sizes.shares(house.dice, wanted.partnerships, wanted.actions, wanted.main)
    progress = _Progress(house, wanted.actions, tell)
    for place, actions in enumerate(many):
        here = people.make(first + place, actions, begins_area=place % NEIGHBOURS == 0)
        while here.left:
            reviews.tell_one(here)
            writing.write_full(writer, house.piles)
            progress.now()
    writing.write_full(writer, house.piles, 1)


class _Progress:
    def __init__(self, house: House, actions: int, tell: Callable[[str], None]) -> None:
        self._house, self._actions, self._tell = house, actions, tell
        self._begun = self._told = monotonic()

    def now(self) -> None:
        if monotonic() - self._told < _TELL_EVERY:
            return
        self._told = monotonic()
        pile = self._house.action.pile
        made = pile.written + len(pile.rows)
        seconds = self._told - self._begun
        self._tell(f"{made:,} of {self._actions:,} actions in {seconds:.0f} s")


@contextmanager
def _keys_checked_at_the_end(tables: list[str]) -> Iterator[None]:
    """SQLite looks a foreign key up for each row, and can be told not to, before a transaction."""
    is_off = connection.vendor == "sqlite" and connection.disable_constraint_checking()
    try:
        yield
        if is_off:
            connection.check_constraints(tables)
    finally:
        if is_off:
            connection.enable_constraint_checking()


def _analyze(tables: list[str]) -> None:
    """SQLite has no statistics where the site runs, so it has none here either.

    VACUUM as well, because a count that is read from an index alone asks which pages are visible to
    all; inside of a transaction, as in tests, there is none.
    """
    if connection.vendor != "postgresql":
        return
    what = "ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)"
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"{what} {connection.ops.quote_name(table)}")
