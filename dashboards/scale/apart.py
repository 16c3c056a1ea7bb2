"""Rows made in two processes, and written by the one that began them.

To make a row takes Python longer than the database takes to write it, so half of the partnerships
are made in a process of their own, and the other half in another. They make no query. What they
made comes through a pipe, ready to be written; all of it is written in the one transaction of the
process that began them. The keys of each begin so far apart that they never meet.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import NamedTuple, cast

from dashboards.scale.house import House
from dashboards.scale.tables import Pile
from dashboards.scale.writing import Packed, pack

#: Rows of any one table for each action, at the very most.
_ROWS_AN_ACTION = 64
_ROWS_AT_LEAST = 100_000


class Part(NamedTuple):
    """`make` fills the piles of the house, and comes back each time there may be enough."""

    house: House
    make: Callable[[], Iterable[None]]


class Sent(NamedTuple):
    """`pile`: its place among those of the house."""

    pile: int
    packed: Packed


def keys_apart(houses: Sequence[House], actions: int) -> None:
    """Let each house number its rows from another number on."""
    for place, house in enumerate(houses):
        for pile in house.piles:
            pile.begin_after(place * _most(actions))


def made_here(parts: Sequence[Part], actions: int, at_least: int) -> Iterator[Sent]:
    """The same by this process, one after the other."""
    for part in parts:
        yield from _made(part, _most(actions), at_least)


def made_apart(parts: Sequence[Part], actions: int, at_least: int) -> Iterator[Sent]:
    """What all of them make, as it comes in.

    Raises:
        Exception: what stopped one of them; the others are stopped, too.
    """
    context = get_context("fork")
    workers, pipes = [], []
    try:
        for part in parts:
            mine, theirs = context.Pipe(duplex=False)
            worker = context.Process(
                target=_work, args=(part, theirs, _most(actions), at_least), daemon=True
            )
            worker.start()
            theirs.close()
            workers.append(worker)
            pipes.append(mine)
        yield from _received(pipes)
    finally:
        for worker in workers:
            worker.kill()
            worker.join()


def _received(pipes: list[Connection]) -> Iterator[Sent]:
    left = list(pipes)
    while left:
        for pipe in cast("list[Connection]", wait(left)):
            said = pipe.recv()
            if said is None:
                left.remove(pipe)
            elif isinstance(said, BaseException):
                raise said
            else:
                yield said


def _work(part: Part, pipe: Connection, most: int, at_least: int) -> None:
    """In the other process."""
    try:
        for sent in _made(part, most, at_least):
            pipe.send(sent)
        pipe.send(None)
    except BaseException as failure:
        pipe.send(failure)


def _made(part: Part, most: int, at_least: int) -> Iterator[Sent]:
    piles = part.house.piles
    until = [pile.last + most for pile in piles]
    for _ in part.make():
        yield from _packed(piles, until, at_least)
    yield from _packed(piles, until, 1)


def _packed(piles: Sequence[Pile], until: Sequence[int], at_least: int) -> Iterator[Sent]:
    for place, pile in enumerate(piles):
        if len(pile.rows) < at_least:
            continue
        if pile.last > until[place]:
            raise ValueError(f"{pile.table} has more rows than its keys leave room for.")
        yield Sent(place, pack(pile))


def _most(actions: int) -> int:
    return max(_ROWS_AT_LEAST, actions * _ROWS_AN_ACTION)
