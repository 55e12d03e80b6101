"""The command: which sizes, which parts, and where the figures go."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from generator.speed import OURS, Measured, Row, as_text, merged, read_measured
from tests.corpus import OWN_LINK, ROOM, compile_program, make_entries
from tests.find_browser import find
from tests.peers.browser import measure_quality, measure_search
from tests.peers.cold import Bench, measure_cold, measure_ours
from tests.peers.edit import measure_edits
from tests.peers.engines import engines
from tests.peers.limits import measure_limits
from tests.peers.memory import measure_memory
from tests.peers.opening import measure_opening
from tests.peers.processes import seconds
from tests.peers.questions import made_up, real
from tests.peers.tables import as_markdown
from tests.peers.tools import builders, servers

FIGURES = Path(__file__).parents[2] / "generator/speed.json"
OWN = FIGURES.parents[1] / "content/entries"
QUESTIONS = 60
PARTS = ("cold", "ours", "limits", "edit", "search", "open", "real")


@click.command()
@click.argument("sizes", nargs=-1, type=click.IntRange(min=25))
@click.option("--parts", default=",".join(PARTS), show_default=True, help="Which parts, with commas between them.")
@click.option("--only", default="", help="Only these programs beside ours, with commas between them.")
@click.option("--runs", default=5, show_default=True, help="How often each figure is measured.")
@click.option("--over", default=900.0, show_default=True, help="Seconds after which a program is stopped for good.")
@click.option("--keep/--no-keep", default=True, show_default=True, help=f"Write the figures into {FIGURES.name}.")
def main(sizes: tuple[int, ...], parts: str, only: str, runs: int, over: float, keep: bool) -> None:
    """Measure this program beside others with SIZES made-up entries (300 and 1000 by default).

    Parts: cold (whole builds of all programs, with memory), ours (check, build without a change), limits (reading, YAML,
    Markdown, writing alone), edit (from saving to seeing, all previews), search (in the browser), open (the largest pages of
    this program in the browser), real (whether it answers what practitioners ask about the entries of this wiki; the size
    does not matter).
    """
    chosen = parts.split(",")
    if unknown := set(chosen) - set(PARTS):
        raise click.UsageError(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    compile_program()
    wanted = {OURS, *only.split(",")} if only else set()
    for size in sizes or (300, 1000):
        entries = list(make_entries(size))
        for part in chosen:
            tell(f"{size} entries, {part}, load {os.getloadavg()[0]:.1f}")
            with TemporaryDirectory(prefix="agorapedia-bench-", dir=ROOM) as work:
                rows = list(measure(part, entries, Path(work), runs, over, wanted))
            new = Measured(
                machine(),
                versions(in_browser=part in ("search", "open", "real")),
                tuple(replace(row, date=today()) for row in rows),
            )
            click.echo(as_markdown(new.rows))
            if keep:
                old = read_measured(FIGURES.read_text("utf-8"))
                FIGURES.write_text(as_text(merged(old, new)), "utf-8")


def measure(
    part: str, entries: list[tuple[str, str]], work: Path, runs: int, over: float, wanted: set[str]
) -> Iterator[Row]:
    """The rows of a part."""
    tools = [tool for tool in builders() if not wanted or tool.name in wanted]
    if part == "cold":
        yield from measure_cold(tools, entries, work, runs, over, tell)
    elif part == "ours":
        yield from measure_ours(tools[0], entries, work, runs, over, tell)
    elif part == "limits":
        bench = Bench(tools[0], entries, work)
        bench.run(tools[0].build, over, seconds)
        yield from measure_limits(bench.folder, bench.folder / "site", runs)
    elif part == "edit":
        previews = [tool for tool in servers() if not wanted or tool.name in wanted]
        yield from measure_edits(previews, entries, work, runs, over, tell)
    elif part == "search":
        questions, size = made_up(entries, QUESTIONS), len(entries)
        asked = engines(tools, entries, work / "made-up", over)
        answering = yield from measure_search(asked, questions, size, runs, over, tell)
        yield from measure_memory(answering, questions, size, tell)
    elif part == "open":
        bench = Bench(tools[0], entries, work)
        bench.run(tools[0].build, over, seconds)
        yield from measure_opening(bench.folder / "site", len(entries), runs, tell)
    elif part == "real":
        own = [
            (f"entries/{path.relative_to(OWN)}", OWN_LINK.sub(r"\1", path.read_text("utf-8")))
            for path in sorted(OWN.glob("en/*/*.md"))
        ]
        yield from measure_quality(engines(tools, own, work / "real", over), real(), len(own))


def machine() -> Mapping[str, str]:
    """What figures depend on, besides versions."""
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processor": models[0] if models else platform.machine(),
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": f"{memory:.0f} GiB",
        "system": platform.system(),
    }


def versions(in_browser: bool) -> dict[str, str]:
    """Versions of everything that may be measured."""
    found = {"Python": platform.python_version()}
    if in_browser and (browser := find()):
        said = subprocess.run([browser, "--version"], capture_output=True, text=True, check=True).stdout
        found["Chromium"] = next((word for word in said.split() if word[0].isdigit()), said.strip())
    for tool in builders():
        found |= tool.versions()
    return found


def today() -> str:
    """The day of the measurement."""
    return datetime.now(UTC).date().isoformat()


def tell(text: str) -> None:
    """Progress goes where it does not mix with results."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
