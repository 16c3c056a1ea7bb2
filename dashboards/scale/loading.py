"""Loads partnerships with their records, up to so many actions, in one transaction."""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from time import monotonic

from django.db import connection, transaction

from dashboards.scale import apart, sizes, writing
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
    rows = dict.fromkeys(tables, 0)
    with _keys_checked_at_the_end(tables), transaction.atomic():
        with laid_aside(tables, indexes=is_large):
            with writing.writing() as writer:
                progress = _Progress(house.action.pile.table, wanted.actions, tell)
                with closing(_made(house, wanted, in_parts=is_large)) as made:
                    for table, packed in made:
                        writer.write(packed)
                        rows[table] += packed.many
                        progress.now(rows)
            if is_large:
                tell("Indexes and foreign keys are made.")
        writing.count_on(house.piles)
        # The triggers that would have said that something was written were laid aside.
        stamps.move_all()
    tell("Statistics are made.")
    _analyze(tables)
    return Loaded(first, rows)


def _made(
    house: House, wanted: Wanted, *, in_parts: bool
) -> Generator[tuple[str, writing.Packed], None, None]:
    """What is to be written, and into which table: ready, in the order in which it is made."""
    people = People(house, wanted.password)
    many = sizes.shares(house.dice, wanted.partnerships, wanted.actions, wanted.main)
    shares = list(enumerate(many, house.first))
    halves = [half for half in _halves(shares) if half] if in_parts else [shares]
    others = [
        People(House(wanted.seed, half[0][0], wanted.today), wanted.password) for half in halves[1:]
    ]
    makers = [people, *others]
    apart.keys_apart([each.house for each in makers], wanted.actions)
    parts = [
        apart.Part(each.house, partial(_fill, each, half))
        for each, half in zip(makers, halves, strict=True)
    ]
    make = apart.made_apart if len(parts) > 1 else apart.made_here
    with closing(make(parts, wanted.actions, writing.AT_ONCE)) as sent:
        for pile, packed in sent:
            yield house.piles[pile].table, packed


def _halves(shares: list[tuple[int, int]]) -> tuple[list[tuple[int, int]], ...]:
    """Partnerships, by number and actions, in two lists of about as many actions.

    Neighbours stay together, for they share agencies; so few may have no second list.
    """
    half = sum(many for _, many in shares) / 2
    areas = range(NEIGHBOURS, len(shares), NEIGHBOURS)
    before = {cut: sum(many for _, many in shares[:cut]) for cut in areas}
    cut = min(before, key=lambda cut: abs(before[cut] - half), default=len(shares))
    return shares[:cut], shares[cut:]


def _fill(people: People, shares: list[tuple[int, int]]) -> Iterator[None]:
    reviews = Reviews(people.house)
    for place, (number, actions) in enumerate(shares):
        here = people.make(number, actions, begins_area=place % NEIGHBOURS == 0)
        while here.left:
            reviews.tell_one(here)
            yield


class _Progress:
    def __init__(self, table: str, actions: int, tell: Callable[[str], None]) -> None:
        self._table, self._actions, self._tell = table, actions, tell
        self._begun = self._told = monotonic()

    def now(self, rows: dict[str, int]) -> None:
        if monotonic() - self._told < _TELL_EVERY:
            return
        self._told = monotonic()
        seconds = self._told - self._begun
        self._tell(f"{rows[self._table]:,} of {self._actions:,} actions in {seconds:.0f} s")


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
