"""Work on several cores at once.

In: functions that change nothing and return values. Out: what they return, as if they had been called here one after the
other. Invariant: the same result on one core as on many; what fails in another process fails here. Refuses: to copy a
process that has threads, because a copy of a held lock is never released; there, and where a system does not copy
processes well, all work is done in place.
"""

from __future__ import annotations

import os
import pickle
import sys
import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

PAYS = 32
"""Items from which a second process pays: a copy of this one costs some hundredths of a second."""


class LostProcess(RuntimeError):
    """Another process ended without a result, as when the system runs out of memory."""


def cores() -> int:
    """How many processes can work at once here; one where work is done in place."""
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return len(os.sched_getaffinity(0))


def spread(work: Callable[[Sequence[Item]], Result], items: Sequence[Item]) -> list[Result]:
    """One part of the items for each core; the first part is worked on in this process."""
    parts = min(cores(), max(1, len(items) // PAYS))
    bounds = [len(items) * part // parts for part in range(parts + 1)]
    others = [beside(partial(work, items[bounds[part] : bounds[part + 1]])) for part in range(1, parts)]
    return [work(items[: bounds[1]]), *(other() for other in others)]


def beside(work: Callable[[], Result]) -> Callable[[], Result]:
    """Start work in a copy of this process; what is returned waits for its result. Without a second core it is done then."""
    if cores() < 2:
        return work
    source, sink = os.pipe()
    child = os.fork()
    if not child:
        os.close(source)
        _answer(work, sink)
    os.close(sink)
    return lambda: _result(source, child)


def _answer(work: Callable[[], Any], sink: int) -> None:
    """In the copy: send the result and end at once, leaving everything else to the process that was copied."""
    try:
        try:
            answer = (True, work())
        except BaseException as error:
            answer = (False, error)
        with os.fdopen(sink, "wb") as pipe:
            pickle.dump(answer, pipe, pickle.HIGHEST_PROTOCOL)
    finally:
        os._exit(0)


def _result(source: int, child: int) -> Any:
    with os.fdopen(source, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    if not answer:
        raise LostProcess("a process that did part of the work has ended without a result; is there enough memory?")
    done, value = pickle.loads(answer)  # noqa: S301 (it comes from a copy of this process)
    if not done:
        raise value
    return value
