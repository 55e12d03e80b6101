"""Whole processes: how long they take, how much memory they and their children hold, when they are at rest.

In: a command. Out: seconds and MiB. Invariant: only processes that were started here are ended, and all of them are.
Refuses: to know which tool is measured. Needs Linux, whose `/proc` tells how much memory processes share.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

PROC = Path("/proc")
BETWEEN_SAMPLES = 0.02
TICKS = os.sysconf("SC_CLK_TCK")


class TooLong(Exception):
    """A command was ended because it took longer than the limit."""


class Failed(Exception):
    """A command failed; the message is the end of what it said."""


@contextmanager
def started(command: Sequence[str], folder: Path, env: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a group of its own, which is ended with everything that it started."""
    with (folder.parent / f"{folder.name}.log").open("w+b") as log:
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **env}, stdout=log, stderr=log, start_new_session=True
        )
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def seconds(command: Sequence[str], folder: Path, env: Mapping[str, str], limit: float) -> float:
    """Wall time of a whole process; raises TooLong and Failed."""
    begun = time.perf_counter()
    with started(command, folder, env) as process:
        _finish(process, command, folder, limit)
        return time.perf_counter() - begun


def peak_memory(command: Sequence[str], folder: Path, env: Mapping[str, str], limit: float) -> float:
    """The most MiB that all its processes held together, each shared page counted once; raises TooLong and Failed."""
    peak, begun = 0, time.perf_counter()
    with started(command, folder, env) as process:
        while process.poll() is None:
            peak = max(peak, sum(map(proportional, tree(process.pid))))
            if time.perf_counter() - begun > limit:
                raise TooLong(command[0])
            time.sleep(BETWEEN_SAMPLES)
        _finish(process, command, folder, limit)
    return peak / 1024


def rest(process: subprocess.Popen[bytes], quiet: float = 1.0, most: float = 60.0) -> None:
    """Wait until a process and its children have used no more than a little time for a while."""
    deadline = time.perf_counter() + most
    before = _work(process.pid)
    while time.perf_counter() < deadline:
        time.sleep(quiet)
        now = _work(process.pid)
        if now - before <= 0.05 * quiet * TICKS:
            return
        before = now


def tree(pid: int) -> list[int]:
    """A process and everything that it started."""
    found = [pid]
    for one in found:
        with suppress(OSError):
            for thread in (PROC / str(one) / "task").iterdir():
                found += map(int, (thread / "children").read_text().split())
    return found


def _finish(process: subprocess.Popen[bytes], command: Sequence[str], folder: Path, limit: float) -> None:
    try:
        code = process.wait(limit)
    except subprocess.TimeoutExpired:
        raise TooLong(command[0]) from None
    if code:
        said = (folder.parent / f"{folder.name}.log").read_text("utf-8", "replace")
        raise Failed(f"{' '.join(command)} ended with {code}: {said[-2000:]}")


def proportional(pid: int) -> int:
    """KiB of a process, where a page that n processes share counts one n-th; nothing once it has ended."""
    try:
        for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def _work(pid: int) -> int:
    """Ticks of the processor that a process and its children have used."""
    used = 0
    for one in tree(pid):
        with suppress(OSError):
            fields = (PROC / str(one) / "stat").read_text().rpartition(")")[2].split()
            used += int(fields[11]) + int(fields[12])
    return used
