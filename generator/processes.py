"""Other processes that do part of the work: how they begin, what they tell, how they end.

In: works. Out: their results as they are made. Invariant: a process that ends before it has told everything is missed;
what fails there is raised here; no process outlives the one that began it, and Ctrl-C is seen by that one alone. Refuses:
to say who does which work (see `parallel`).
"""

from __future__ import annotations

import ctypes
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

Result = TypeVar("Result")

SIZE = 8
"""Bytes of the size that stands before each thing told."""

ROOM = 1 << 20
"""Bytes that a process may tell before anybody listens: the most that Linux gives to everybody, see pipe(7)."""

DEATH_OF_PARENT = 1
"""PR_SET_PDEATHSIG of prctl(2)."""

SET_SIZE = 1031
"""F_SETPIPE_SZ of fcntl(2); the library has a name for it only where there is such a thing."""

LOST = "a process that did part of the work has ended without a result; is there enough memory?"


class LostProcess(RuntimeError):
    """Another process ended without a result, as when the system runs out of memory."""


class Copies:
    """Copies of this process that work beside it, until they are ended."""

    def __init__(self) -> None:
        self._copies: list[_Copy] = []

    def begin(self, works: Sequence[Iterable[Any]]) -> None:
        """A copy for each of these, which tells everything that comes out of it."""
        _give_back()
        with _uninterrupted():
            for work in works:
                self._copies.append(_Copy(work))

    def end(self) -> None:
        """End all, those that have told everything and those to whom nobody listens any more."""
        while self._copies:
            self._copies.pop().end()

    def told(self, wait: bool = False) -> Iterator[Any]:
        """What they have told since they were last asked; if it is waited for, everything. Raises what one has met."""
        for copy in self._copies:
            yield from copy.told(wait)


class _Copy:
    """A copy of this process that does one thing."""

    def __init__(self, work: Iterable[Any]) -> None:
        self._answer, sink = os.pipe()
        with suppress(OSError):  # then it has to wait more often
            _widen(sink)
        self._heard = bytearray()
        self._is_done = False
        parent = os.getpid()
        self._process = os.fork()
        if self._process:
            os.close(sink)
            return
        try:
            ctypes.CDLL(None).prctl(DEATH_OF_PARENT, signal.SIGKILL)
            if os.getppid() == parent:
                os.close(self._answer)
                _tell(work, sink)
        finally:
            os._exit(0)

    def told(self, wait: bool) -> Iterator[Any]:
        """Everything that has come, or that will come."""
        os.set_blocking(self._answer, wait)
        while not self._is_done:
            whole = SIZE + int.from_bytes(self._heard[:SIZE], "little")
            if len(self._heard) >= whole:
                data = bytes(self._heard[SIZE:whole])
                del self._heard[:whole]
                self._is_done = not data
                if data:
                    yield opened(pickle.loads(data))  # noqa: S301 (it comes from a copy of this process)
                continue
            try:
                part = os.read(self._answer, ROOM)
            except BlockingIOError:
                return
            if not part:
                raise LostProcess(LOST)
            self._heard += part

    def end(self) -> None:
        """End it, if it has told everything or if nobody wants to hear more."""
        os.close(self._answer)
        with suppress(ProcessLookupError):
            os.kill(self._process, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(self._process, 0)


def _widen(pipe: int) -> None:
    import fcntl

    fcntl.fcntl(pipe, SET_SIZE, ROOM)


def _tell(work: Iterable[Any], sink: int) -> None:
    """Tell each thing when it is made; everything else is left to the process that was copied."""
    with os.fdopen(sink, "wb") as pipe:

        def tell(told: tuple[bool, Any]) -> None:
            data = pickle.dumps(told, pickle.HIGHEST_PROTOCOL)
            pipe.write(len(data).to_bytes(SIZE, "little") + data)
            pipe.flush()

        try:
            for result in work:
                tell((True, result))
            pipe.write(bytes(SIZE))
        except BaseException as error:
            tell((False, error))


def begun_from_nothing(works: Sequence[Callable[[], Result]], here: Callable[[], Result]) -> Iterator[Result]:
    """The result of what is done here, and then those of works that can be sent to processes of their own."""
    from multiprocessing import get_context

    context = get_context("spawn")
    children: list[tuple[Any, Any]] = []
    try:
        with _uninterrupted():
            for work in works:
                answer, sink = context.Pipe(duplex=False)
                children.append((context.Process(target=_send, args=(work, sink), daemon=True), answer))
                children[-1][0].start()
                sink.close()
        yield here()
        for _, answer in children:
            try:
                told = answer.recv()
            except EOFError:
                raise LostProcess(LOST) from None
            yield opened(told)
    finally:
        for child, answer in children:
            answer.close()
            if child.pid:
                child.kill()
                child.join()


def _send(work: Callable[[], Any], sink: Any) -> None:
    """What a process does that started from nothing; nobody but the one that started it ends it early."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        told: tuple[bool, Any] = (True, work())
    except BaseException as error:
        told = (False, error)
    sink.send(told)


def opened(told: tuple[bool, Any]) -> Any:
    """What another process has worked out; raises what it met."""
    done, value = told
    if not done:
        raise value
    return value


def _give_back() -> None:
    """Give memory that was freed back to the system, because every copy of this process would hold it once more."""
    with suppress(AttributeError, OSError):  # only the C library of GNU can do it
        ctypes.CDLL(None).malloc_trim(0)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C waits until we know of every process; a copy never sees it, because its original ends it."""
    if sys.platform == "win32":
        yield  # it has no such thing
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
