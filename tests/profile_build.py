"""Where the time of a build goes, by stage, by kind of file and by function. Usage: profile_build.py [SIZE] [--functions N]

A made-up project of SIZE entries (1,000 by default) is built twice: as `agorapedia build` builds it, with a watch on every
stage and every file, and then in one process under cProfile, which makes everything about twice as slow.
"""

import argparse
import cProfile
import gc
import json
import os
import pstats
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parent.parent))

from generator import parallel
from generator.build import STAGES, build
from generator.publish import Tree
from tests.corpus import ROOM, make_project

FOLDERS = {
    "assets/search": "search index",
    "assets/data": "data of lists and finder",
    "assets": "assets of the theme",
    "matrix": "matrix and its cells",
    "problems": "problem codes",
    "dossier": "dossier",
    "threats": "hubs of threats and spaces",
    "spaces": "hubs of threats and spaces",
    "practices": "pages of entries",
    "technologies": "pages of entries",
    "case-studies": "pages of entries",
    "references": "pages of entries",
}
OTHERS = "hand-written pages and the rest"
LISTS = "pages of lists"


def kind_of(path: str) -> str:
    """What kind of file stands at a path of the site."""
    first, _, rest = path.partition("/")
    second = rest.partition("/")[0]
    kind = FOLDERS.get(f"{first}/{second}") or FOLDERS.get(first) or FOLDERS.get(second, OTHERS)
    return LISTS if kind in ("pages of entries", "hubs of threats and spaces") and "/index" in path else kind


class Watch:
    """Seconds for stages and kinds of files, from all processes."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.begun: list[tuple[str, float, float]] = []

    def stage(self, name: str) -> None:
        self.begun.append((name, time.perf_counter(), sum(os.times()[:4])))

    def stages(self) -> Iterator[tuple[str, float, float]]:
        """Name, seconds by the clock, seconds of all processors."""
        for (name, wall, processor), (_, next_wall, next_processor) in zip(self.begun, self.begun[1:], strict=False):
            yield name, next_wall - wall, next_processor - processor

    def add(self, tree: Tree, files: Iterable[tuple[str, bytes]]) -> int:
        """Stands in for `Tree.add`: the same, but what making and writing took is added to a log that processes share."""
        spent: dict[str, list[float]] = defaultdict(lambda: [0, 0.0, 0.0])
        started = time.process_time()

        def watched() -> Iterator[tuple[str, bytes]]:
            nonlocal started
            for path, data in files:
                made = time.process_time()
                yield path, data
                row, written = spent[kind_of(path)], time.process_time()
                row[0] += 1
                row[1] += made - started
                row[2] += written - made
                started = written

        done = ADD(tree, watched())
        with self.log.open("a", encoding="utf-8") as log:
            log.write(json.dumps(spent) + "\n")
        return done

    def kinds(self) -> dict[str, list[float]]:
        """Kind of file → how many, seconds of making and of writing; the dearest first."""
        total: dict[str, list[float]] = defaultdict(lambda: [0, 0.0, 0.0])
        for line in self.log.read_text("utf-8").splitlines():
            for kind, row in json.loads(line).items():
                total[kind] = [one + more for one, more in zip(total[kind], row, strict=True)]
        return dict(sorted(total.items(), key=lambda item: -item[1][1] - item[1][2]))


ADD = Tree.add


def table(head: list[str], rows: Iterable[list[str]]) -> str:
    """Columns of the same width, numbers to the right."""
    lines = [head, *rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(head))]
    return "\n".join(
        "  ".join(
            [line[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True))]
        )
        for line in lines
    )


def tell_stages(watch: Watch, size: int) -> None:
    rows = list(watch.stages())
    whole = sum(wall for _, wall, _ in rows)
    print(f"{size} entries, {parallel.cores()} cores. Processor seconds are those of all processes together.\n")
    head = ["stage", "seconds", "processor", "ms an entry", "share"]
    rows.append(("all", whole, sum(processor for *_, processor in rows)))
    print(
        table(
            head,
            (
                [name, f"{wall:.2f}", f"{processor:.2f}", f"{processor * 1000 / size:.3f}", f"{wall / whole:.0%}"]
                for name, wall, processor in rows
            ),
        )
    )


def tell_kinds(watch: Watch, size: int) -> None:
    kinds = watch.kinds()
    kinds["writing all of them"] = [sum(row[0] for row in kinds.values()), 0.0, sum(row[2] for row in kinds.values())]
    whole = sum(row[1] for row in kinds.values()) + kinds["writing all of them"][2]
    head = ["stage site: making", "files", "processor", "ms an entry", "ms a file", "share"]
    seconds = {kind: row[1] or row[2] for kind, row in kinds.items()}
    print(
        "\n"
        + table(
            head,
            (
                [
                    kind,
                    str(kinds[kind][0]),
                    f"{spent:.2f}",
                    f"{spent * 1000 / size:.3f}",
                    f"{spent * 1000 / kinds[kind][0]:.3f}",
                    f"{spent / whole:.0%}",
                ]
                for kind, spent in seconds.items()
            ),
        )
    )


def tell_functions(project: Path, out: Path, most: int) -> None:
    print(f"\nThe {most} dearest functions, in one process:\n")
    profile = cProfile.Profile()
    with patch.object(parallel, "cores", lambda: 1):
        profile.runcall(build, project, None, out, None, lambda stage: None)
    pstats.Stats(profile).strip_dirs().sort_stats("tottime").print_stats(most)


def main() -> None:
    arguments = argparse.ArgumentParser(description="Where the time of a build goes.")
    arguments.add_argument("size", nargs="?", type=int, default=1000)
    arguments.add_argument("--functions", type=int, default=25, help="how many functions to show; 0 for none")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(dir=ROOM) as name:
        project = make_project(Path(name) / "project", given.size)
        watch = Watch(Path(name) / "log")
        gc.disable()  # as the command does
        with patch.object(Tree, "add", lambda tree, files: watch.add(tree, files)):
            build(project, None, Path(name) / "site", None, watch.stage)
        watch.stage("end")
        assert [stage for stage, *_ in watch.stages()] == list(STAGES)
        tell_stages(watch, given.size)
        tell_kinds(watch, given.size)
        if given.functions:
            tell_functions(project, Path(name) / "site-2", given.functions)


if __name__ == "__main__":
    main()
