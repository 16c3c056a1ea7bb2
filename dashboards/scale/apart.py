"""Rows made in two processes, and written by the one that began them.

To make a row takes Python longer than the database takes to write it, so half of the partnerships
are made in a process of their own, and the other half in another. They make no query. What they
made comes through a pipe, ready to be written; all of it is written in the one transaction of the
process that began them. The keys of each begin so far apart that they never meet.
"""

import traceback
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
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


class Failed(NamedTuple):
    """`told`: where and why, as Python prints it; what was raised may not go through a pipe."""

    told: str


def keys_apart(houses: Sequence[House], actions: int) -> None:
    """Let each house number its rows from another number on."""
    for place, house in enumerate(houses):
        for pile in house.piles:
            pile.begin_after(place * _most(actions))


def made_here(parts: Sequence[Part], actions: int, at_least: int) -> Generator[Sent, None, None]:
    """The same by this process, one after the other."""
    for part in parts:
        yield from _made(part, _most(actions), at_least)


def made_apart(parts: Sequence[Part], actions: int, at_least: int) -> Generator[Sent, None, None]:
    """What all of them make, as it comes in.

    Raises:
        RuntimeError: what stopped one of them, in words; the others are stopped, too.
    """
    context = get_context("fork")
    workers: dict[Connection, ForkProcess] = {}
    try:
        for part in parts:
            mine, theirs = context.Pipe(duplex=False)
            read = [mine, *workers]
            worker = context.Process(
                target=_work, args=(part, theirs, read, _most(actions), at_least), daemon=True
            )
            worker.start()
            theirs.close()
            workers[mine] = worker
        yield from _received(workers)
    finally:
        for pipe, worker in workers.items():
            worker.kill()
            worker.join()
            pipe.close()


def _received(workers: dict[Connection, ForkProcess]) -> Iterator[Sent]:
    left = list(workers)
    while left:
        for pipe in cast("list[Connection]", wait(left)):
            said = _next(pipe, workers[pipe])
            if said is None:
                left.remove(pipe)
            else:
                yield said


def _next(pipe: Connection, worker: ForkProcess) -> Sent | None:
    try:
        said: Sent | Failed | None = pipe.recv()
    except (EOFError, OSError):
        worker.join(timeout=5)
        ended = f"A process that makes rows ended with code {worker.exitcode}."
        raise RuntimeError(ended) from None
    if isinstance(said, Failed):
        raise RuntimeError(f"A process that makes rows has failed:\n{said.told}")
    return said


def _work(
    part: Part, pipe: Connection, read: Sequence[Connection], most: int, at_least: int
) -> None:
    """In the other process.

    `read`: the ends of the pipes that the first process reads. They are open here, too, and while
    one is, nobody who writes is told that nobody reads any more.
    """
    for each in read:
        each.close()
    # Where the pipe is broken, who asked for the rows is gone.
    with suppress(BrokenPipeError):
        try:
            for sent in _made(part, most, at_least):
                pipe.send(sent)
            pipe.send(None)
        except Exception:
            pipe.send(Failed(traceback.format_exc()))


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
