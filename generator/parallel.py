"""Work on several cores at once.

In: functions that change nothing and return values. Out: what they return, as if they had been called here one after the
other. Invariant: the same result on one core as on many; what fails in another process fails here; no process outlives
this one. Refuses: to copy a process that has threads, because a copy of a held lock is never released. There, and where a
system does not copy processes well, other ones start from nothing, if they are given so much that it pays; everything else
is done in place, because what it is made of would have to be sent.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain, islice, pairwise
from typing import Any, TypeVar

from generator.processes import Copies, begun_from_nothing

Item = TypeVar("Item")
Result = TypeVar("Result")

Told = Callable[[float], None]
"""Told how much is done, from 0 to 1."""

PAYS = 32
"""Items of a part: from twice as many a second process pays, because a copy of this one costs some hundredths of a second;
and what is told of so many has room in a pipe, so that nobody waits to be listened to."""

COPIES = sys.platform == "linux"
"""Whether the system copies processes well."""

PAYS_FROM_NOTHING = 2500
"""Items from which a process pays that must first load the program and be sent what it works on: half a second and more."""

LATER = -1
"""The number of the work whose result is needed later."""

NUMBER = 4
"""Bytes of the number of a work, in a pipe that is filled before anybody reads it."""

MOST_WORKS = 65_536 // NUMBER
"""What fits into a pipe of Linux: see pipe(7)."""


def cores() -> int:
    """How many processes can work at once here; one where work is done in place."""
    if not COPIES or threading.active_count() > 1:
        return 1
    return len(os.sched_getaffinity(0))


def spread(work: Callable[[Sequence[Item]], Result], items: Sequence[Item], told: Told | None = None) -> list[Result]:
    """The results for parts of the items, in their order; `work` is one that can be sent to another process."""
    may_copy = COPIES and threading.active_count() == 1
    parts = 1 if may_copy else min(os.cpu_count() or 1, len(items) // PAYS_FROM_NOTHING + 1)
    if parts == 1:
        return share(parted(work, items), told)
    here, *elsewhere = _in_parts(work, items, parts)
    results = []
    for number, result in enumerate(begun_from_nothing(elsewhere, here), 1):
        results.append(result)
        if told:
            told(number / parts)
    return results


def parted(work: Callable[[Sequence[Item]], Result], items: Sequence[Item]) -> list[Callable[[], Result]]:
    """Work on some items as works on parts of them."""
    return _in_parts(work, items, max(1, len(items) // PAYS) if cores() > 1 else 1)


def _in_parts(
    work: Callable[[Sequence[Item]], Result], items: Sequence[Item], parts: int
) -> list[Callable[[], Result]]:
    bounds = [len(items) * part // parts for part in range(parts + 1)]
    return [partial(work, items[start:end]) for start, end in pairwise(bounds)]


def share(works: Sequence[Callable[[], Result]], told: Told | None = None) -> list[Result]:
    """The results of all works, in their order; whoever is free takes the next, so the longest should stand first."""
    with Crew() as crew:
        return crew.share(works, told)


class Crew:
    """Processes that share works, and one work more that fills the time in which only this process is busy."""

    def __init__(self, later: Callable[[], Any] | None = None) -> None:
        """`later` is a work whose result is only needed after those of the others; it is done when somebody is free."""
        self._later = later
        self._copies = Copies()
        self._results: dict[int, Any] = {}

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        self._copies.end()

    def share(
        self, works: Sequence[Callable[[], Result]], told: Told | None = None, before_later: int = 0
    ) -> list[Result]:
        """The results of works, in their order; the process that does the later work does some of these before.

        The first works are done elsewhere, because a few large ones have less to send back than many small ones.
        """
        results = self._results
        everything = dict[int, Callable[[], Any]](enumerate(works))
        waiting = set(everything)
        others = min(cores(), len(works)) - 1

        def keep(place: int, result: Any) -> None:
            results[place] = result
            waiting.discard(place)
            if told:
                told(1 - len(waiting) / len(works))

        if others < 1:
            for place, work in everything.items():
                keep(place, work())
            return list(results.values())
        if len(works) > MOST_WORKS:
            raise ValueError(f"at most {MOST_WORKS} works can be shared")
        firsts = others if self._later is None else others - 1
        with _filled_queue(range(firsts, len(works))) as queue:
            orders: list[Iterator[int]] = [chain([first], _queued(queue)) for first in range(firsts)]
            if self._later:
                everything[LATER] = self._later
                orders.append(chain(islice(_queued(queue), before_later), [LATER], _queued(queue)))
            self._copies.begin([_done(everything, order, queue) for order in orders])
            for own in _done(everything, _queued(queue), queue):
                for place, result in chain([own], self._copies.told()):
                    keep(place, result)
        coming = self._copies.told(wait=True)
        while waiting:
            keep(*next(coming))
        return [results[place] for place in range(len(works))]

    def later(self) -> Any:
        """The result of the later work."""
        if self._later and LATER not in self._results:
            self._results |= dict(self._copies.told(wait=True)) or {LATER: self._later()}
        return self._results[LATER]


@contextmanager
def _filled_queue(numbers: Sequence[int]) -> Iterator[int]:
    """A queue from which every process takes the next number."""
    queue, filled = os.pipe()
    try:
        os.write(filled, b"".join(number.to_bytes(NUMBER, "little") for number in numbers))
        os.close(filled)
        yield queue
    finally:
        os.close(queue)


def _done(works: Mapping[int, Callable[[], Any]], order: Iterable[int], queue: int) -> Iterator[tuple[int, Any]]:
    """Works by number in an order, and their results; after a failure nobody takes another from the queue."""
    for place in order:
        try:
            result = works[place]()
        except BaseException:
            os.read(queue, MOST_WORKS * NUMBER)
            raise
        yield place, result


def _queued(queue: int) -> Iterator[int]:
    while number := os.read(queue, NUMBER):
        yield int.from_bytes(number, "little")
