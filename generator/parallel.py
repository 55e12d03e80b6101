"""Work on several cores at once.

In: functions that change nothing and return values. Out: what they return, as if they had been called here one after the
other. Invariant: the same result on one core as on many; what fails in another process fails here; no process outlives
this one. Refuses: to copy a process that has threads, because a copy of a held lock is never released. There, and where a
system does not copy processes well, other ones start from nothing, if they are given so much that it pays; everything else
is done in place, because what it is made of would have to be sent.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from itertools import chain, pairwise
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

Told = Callable[[float], None]
"""Told how much has been begun, from 0 to 1."""

PAYS = 32
"""Items from which a second process pays: a copy of this one costs some hundredths of a second."""

COPIES = sys.platform == "linux"
"""Whether the system copies processes well."""

PAYS_FROM_NOTHING = 2500
"""Items from which a process pays that must first load the program and be sent what it works on: half a second and more."""

PARTS_A_CORE = 8
"""Parts in which items are worked on: few enough to cost nothing, and enough that no core waits long for the last."""

NUMBER = 4
"""Bytes of the number of a work, in a pipe that is filled before anybody reads it."""

MOST_WORKS = 65_536 // NUMBER
"""What fits into a pipe of Linux: see pipe(7)."""

DEATH_OF_PARENT = 1
"""PR_SET_PDEATHSIG of prctl(2)."""


LOST = "a process that did part of the work has ended without a result; is there enough memory?"


class LostProcess(RuntimeError):
    """Another process ended without a result, as when the system runs out of memory."""


def cores() -> int:
    """How many processes can work at once here; one where work is done in place."""
    if not COPIES or threading.active_count() > 1:
        return 1
    return len(os.sched_getaffinity(0))


def spread(work: Callable[[Sequence[Item]], Result], items: Sequence[Item], told: Told | None = None) -> list[Result]:
    """The results for parts of the items, in their order; `work` is one that can be sent to another process."""
    may_copy = COPIES and threading.active_count() == 1
    others = 0 if may_copy else min(os.cpu_count() or 1, len(items) // PAYS_FROM_NOTHING + 1) - 1
    return _sent(work, items, others, told) if others > 0 else share(parted(work, items), told)


def parted(work: Callable[[Sequence[Item]], Result], items: Sequence[Item]) -> list[Callable[[], Result]]:
    """Work on some items as works on parts of them."""
    return _in_parts(work, items, min(cores() * PARTS_A_CORE, max(1, len(items) // PAYS)) if cores() > 1 else 1)


def _in_parts(
    work: Callable[[Sequence[Item]], Result], items: Sequence[Item], parts: int
) -> list[Callable[[], Result]]:
    bounds = [len(items) * part // parts for part in range(parts + 1)]
    return [partial(work, items[start:end]) for start, end in pairwise(bounds)]


def _sent(
    work: Callable[[Sequence[Item]], Result], items: Sequence[Item], others: int, told: Told | None
) -> list[Result]:
    """The results for a part of the items in each process; all but this one start from nothing."""
    from multiprocessing import get_context

    here, *elsewhere = _in_parts(work, items, others + 1)
    context = get_context("spawn")
    children: list[tuple[Any, Any]] = []
    try:
        with _uninterrupted():
            for part in elsewhere:
                answer, sink = context.Pipe(duplex=False)
                children.append((context.Process(target=_tell, args=(part, sink), daemon=True), answer))
                children[-1][0].start()
                sink.close()
        results = [here()]
        for number, (_, answer) in enumerate(children, 1):
            if told:
                told(number / (others + 1))
            with suppress(EOFError):
                results.append(_opened(answer.recv()))
        if len(results) <= others:
            raise LostProcess(LOST)
        return results
    finally:
        for child, answer in children:
            answer.close()
            if child.pid:
                child.kill()
                child.join()


def _tell(work: Callable[[], Any], sink: Any) -> None:
    """What a process does that started from nothing; nobody but the one that started it ends it early."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sink.send(_tried(work))


def _tried(work: Callable[[], Any]) -> tuple[bool, Any]:
    """The result, or the error."""
    try:
        return True, work()
    except BaseException as error:
        return False, error


def _opened(told: tuple[bool, Any]) -> Any:
    """What another process has worked out; raises what it met."""
    done, value = told
    if not done:
        raise value
    return value


def share(works: Sequence[Callable[[], Result]], told: Told | None = None) -> list[Result]:
    """The results of all works, in their order; whoever is free takes the next, so the longest should stand first.

    The first works are done elsewhere, because a few large ones have less to send back than many small ones.
    """
    others = min(cores(), len(works)) - 1
    results: dict[int, Result] = {}

    def keep(done: Iterable[tuple[int, Result]]) -> None:
        for place, result in done:
            results[place] = result
            if told:
                told((place + 1) / len(works))

    if others < 1:
        keep((place, work()) for place, work in enumerate(works))
        return list(results.values())
    if len(works) > MOST_WORKS:
        raise ValueError(f"at most {MOST_WORKS} works can be shared")
    _give_back()
    queue, filled = os.pipe()
    os.write(filled, b"".join(number.to_bytes(NUMBER, "little") for number in range(others, len(works))))
    os.close(filled)
    children: list[tuple[int, int]] = []
    try:
        with _uninterrupted():
            for first in range(others):
                children.append(_copy(works, queue, first))
        keep(_take(works, queue))
        if told:
            told(1.0)  # whoever took the last one, all have been begun
        while children:
            results.update(_received(children[-1][1]))
            _end(*children.pop())
    finally:
        os.close(queue)
        for child, answer in children:
            _end(child, answer)
    return [results[number] for number in range(len(works))]


def _give_back() -> None:
    """Give memory that was freed back to the system, because every copy of this process would hold it once more."""
    with suppress(AttributeError, OSError):  # only the C library of GNU can do it
        ctypes.CDLL(None).malloc_trim(0)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C waits until we know of every copy; a copy never sees it, because its original ends it."""
    if sys.platform == "win32":
        yield  # it has no such thing
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _take(works: Sequence[Callable[[], Result]], queue: int, first: Sequence[int] = ()) -> Iterator[tuple[int, Result]]:
    """Some works, then work after work from the queue until it is empty; after a failure nobody takes another."""
    for place in chain(first, _queued(queue)):
        try:
            result = works[place]()
        except BaseException:
            os.read(queue, MOST_WORKS * NUMBER)
            raise
        yield place, result


def _queued(queue: int) -> Iterator[int]:
    while number := os.read(queue, NUMBER):
        yield int.from_bytes(number, "little")


def _copy(works: Sequence[Callable[[], Any]], queue: int, first: int) -> tuple[int, int]:
    """A copy of this process that does one work and then others from the queue: its number, and where it will answer."""
    answer, sink = os.pipe()
    parent = os.getpid()
    child = os.fork()
    if child:
        os.close(sink)
        return child, answer
    try:
        ctypes.CDLL(None).prctl(DEATH_OF_PARENT, signal.SIGKILL)
        if os.getppid() == parent:
            os.close(answer)
            _answer(partial(_take, works, queue, [first]), sink)
    finally:
        os._exit(0)


def _answer(work: Callable[[], Iterator[Any]], sink: int) -> None:
    """Send all results; everything else is left to the process that was copied."""
    told = _tried(lambda: list(work()))
    with os.fdopen(sink, "wb") as pipe:
        pickle.dump(told, pipe, pickle.HIGHEST_PROTOCOL)


def _received(answer: int) -> Any:
    with os.fdopen(os.dup(answer), "rb") as pipe:
        told = pipe.read()
    if not told:
        raise LostProcess(LOST)
    return _opened(pickle.loads(told))  # noqa: S301 (it comes from a copy of this process)


def _end(child: int, answer: int) -> None:
    """End a process that has told everything, or whose results nobody wants any more."""
    with suppress(OSError):
        os.close(answer)
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    with suppress(ChildProcessError):
        os.waitpid(child, 0)
