"""How long it takes from saving an entry until a preview shows it: all previews run, and are edited in turn.

In: tools with a server, entries. Out: rows. Invariant: the clock starts before the file is written and stops when a request
is answered with the new words; the next edit waits until the server is at rest. Refuses: to read anything but the page.
"""

from __future__ import annotations

import http.client
import re
import socket
import statistics
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from generator.speed import Row
from tests.peers.cold import Bench, Told
from tests.peers.processes import Failed, TooLong, rest, started
from tests.peers.tools import HOST, Tool

BETWEEN_LOOKS = 0.005
LONGEST_START = 1800.0
EDITED_KIND = "practices"


class Preview:
    """A running server of a tool, and the entry that is edited."""

    def __init__(self, tool: Tool, bench: Bench, path: str, running: ExitStack) -> None:
        assert tool.serve is not None
        self.tool = tool
        self.port = unused_port()
        self.file = bench.folder / tool.source(path)
        self.page = "/" + tool.address(path)
        self.text = self.file.read_text("utf-8")
        bench.clear()
        self.server = running.enter_context(ExitStack())
        """Closed, it ends the server, so that one that is given up does not go on building beside the others."""
        self.process: subprocess.Popen[bytes] = self.server.enter_context(
            started(tool.serve(self.port), bench.folder, {"XDG_CACHE_HOME": str(bench.cache)})
        )
        title = self.text.split("title: ", 1)[1].split("\n", 1)[0]
        self.wait(title.encode(), LONGEST_START)
        rest(self.process)

    def edit(self, word: str, limit: float) -> float:
        """Seconds from saving a new summary, which lists show too, and a new sentence until the page has it; raises TooLong."""
        changed = edited(self.text, word)
        begun = time.perf_counter()
        self.file.write_text(changed, "utf-8")
        self.wait(word.encode(), limit)
        taken = time.perf_counter() - begun
        rest(self.process)
        return taken

    def wait(self, words: bytes, limit: float) -> None:
        """Ask for the page until it has the words; raises TooLong and Failed."""
        deadline = time.perf_counter() + limit
        while words not in self.look(deadline):
            if self.process.poll() is not None:
                raise Failed(f"{self.tool.name} has ended by itself")
            if time.perf_counter() > deadline:
                raise TooLong(self.tool.name)
            time.sleep(BETWEEN_LOOKS)

    def look(self, deadline: float) -> bytes:
        """The page as it is served now; nothing while there is no answer."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=max(0.1, deadline - time.perf_counter()))
        try:
            connection.request("GET", self.page)
            return connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            return b""
        finally:
            connection.close()


def measure_edits(
    tools: Sequence[Tool], entries: Sequence[tuple[str, str]], work: Path, runs: int, limit: float, tell: Told
) -> Iterator[Row]:
    """Median seconds from saving to the new page, for each tool."""
    practices = [path for path, _ in entries if f"/{EDITED_KIND}/" in path]
    path = practices[len(practices) // 2]
    with ExitStack() as running:
        previews = []
        for tool in tools:
            begun = time.perf_counter()
            previews.append(Preview(tool, Bench(tool, entries, work), path, running))
            tell(f"{tool.name} shows the site after {time.perf_counter() - begun:.1f} s")
        times: dict[str, list[float]] = {tool.name: [] for tool in tools}
        for run in range(runs):
            for preview in [preview for preview in previews if preview.tool.name in times]:
                name = preview.tool.name
                try:
                    times[name].append(preview.edit(f"edited{run}time", limit))
                    tell(f"{name}: {times[name][-1] * 1000:.0f} ms")
                except TooLong:
                    tell(f"{name}: more than {limit:g} s")
                    preview.server.close()
                    yield Row("edit", len(entries), name, limit, over=True)
                    del times[name]
    for name, taken in times.items():
        yield Row("edit", len(entries), name, round(statistics.median(taken), 4))


def edited(text: str, word: str) -> str:
    """An entry with a new word at the end of its summary and in a paragraph of its own."""
    return re.sub(r"^(summary: .*)\.$", rf"\1 {word}.", text, count=1, flags=re.MULTILINE) + f"\nNow {word}.\n"


def unused_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
