"""How long whole builds take, and how much memory: all tools in turn, round after round.

In: tools, entries. Out: rows. Invariant: before each cold run everything is deleted that was not written by hand, caches
included; a first round, which is not timed, measures memory and warms what the system keeps of files. Refuses: to time
tools one after the other, because a machine is not equally fast at all times.
"""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from generator.speed import OURS, Row
from tests.peers.forms import Entries
from tests.peers.processes import TooLong, peak_memory, seconds
from tests.peers.tools import Tool

Told = Callable[[str], None]


def measure_cold(
    tools: Sequence[Tool], entries: Sequence[tuple[str, str]], work: Path, runs: int, limit: float, tell: Told
) -> Iterator[Row]:
    """Seconds and peak memory of cold builds of the same entries."""
    size = len(entries)
    benches = {tool.name: Bench(tool, entries, work) for tool in tools if not tool.after}
    benches |= {tool.name: benches[tool.after] for tool in tools if tool.after in benches}
    times: dict[str, list[float]] = {tool.name: [] for tool in tools if tool.name in benches}
    peaks: dict[str, float] = {}
    for run in range(runs + 1):
        for tool in [tool for tool in tools if tool.name in times]:
            bench = benches[tool.name]
            if tool.after and tool.after not in times:
                del times[tool.name]
                continue
            try:
                if run == 0:
                    peak = bench.run(tool.build, limit, peak_memory, cold=not tool.after)
                    peaks[tool.name] = max(peak, peaks.get(tool.after, 0))
                    tell(f"{tool.name}: {peaks[tool.name]:.0f} MiB")
                    yield Row("memory", size, tool.name, round(peaks[tool.name], 1))
                else:
                    taken = bench.run(tool.build, limit, seconds, cold=not tool.after)
                    times[tool.name].append(taken + (times[tool.after][-1] if tool.after else 0))
                    tell(f"{tool.name}: {times[tool.name][-1]:.2f} s")
            except TooLong:
                tell(f"{tool.name}: more than {limit:g} s")
                yield Row("cold", size, tool.name, limit, over=True)
                del times[tool.name]
    for name, measured in times.items():
        yield Row("cold", size, name, round(statistics.median(measured), 3))


def measure_ours(
    tool: Tool, entries: Sequence[tuple[str, str]], work: Path, runs: int, limit: float, tell: Told
) -> Iterator[Row]:
    """Seconds of a cold check, and of a build when nothing has changed since the last one."""
    bench = Bench(tool, entries, work)
    check = (tool.build[0], "check")
    checks = [bench.run(check, limit, seconds) for _ in range(runs)]
    bench.run(tool.build, limit, seconds)
    rebuilds = [bench.run(tool.build, limit, seconds, cold=False) for _ in range(runs)]
    for part, times in (("check", checks), ("warm", rebuilds)):
        tell(f"{part}: {statistics.median(times):.2f} s")
        yield Row(part, len(entries), OURS, round(statistics.median(times), 3))


class Bench:
    """A project of a tool, and a cache folder of its own."""

    def __init__(self, tool: Tool, entries: Entries, work: Path) -> None:
        self.folder = work / tool.name
        self.cache = work / "cache"
        tool.write(self.folder, entries)
        self.written = {path.name for path in self.folder.iterdir()}

    def run(self, command: Sequence[str], limit: float, measure: Callable[..., float], *, cold: bool = True) -> float:
        """Run a command; a cold one finds only what was written by hand."""
        if cold:
            self.clear()
        return measure(
            command, self.folder, {"XDG_CACHE_HOME": str(self.cache), "HUGO_CACHEDIR": str(self.cache)}, limit
        )

    def clear(self) -> None:
        """Delete outputs and caches."""
        shutil.rmtree(self.cache, ignore_errors=True)
        for path in self.folder.iterdir():
            if path.name not in self.written:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
