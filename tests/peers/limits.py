"""What stands between a build and the limit: reading, YAML, Markdown and writing, each alone on one core.

In: a built project. Out: rows. Invariant: each part does what no build can do without, with the means that we use
and nothing around it: no checks, no links, no templates. Refuses: to measure the build, which is measured beside it.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from comrak import render_markdown

from generator.front_matter import read_fields
from generator.speed import Row
from tests.corpus import ROOM


def measure_limits(project: Path, site: Path, runs: int) -> Iterator[Row]:
    """Seconds of each part for all entries of a project, and for all files of its site."""
    paths = sorted((project / "content/entries").rglob("*.md"))
    texts = read(paths)
    heads = [text.split("---\n", 2)[1] for text in texts]
    bodies = [text.split("---\n", 2)[2] for text in texts]
    files = {str(path.relative_to(site)): path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file()}
    parts: dict[str, Callable[[Path], object]] = {
        "reading": lambda _: read(paths),
        "yaml": lambda _: [read_fields(head, "") for head in heads],
        "markdown": lambda _: list(map(render_markdown, bodies)),
        "writing": lambda folder: write(files, folder),
    }
    for name, work in parts.items():
        yield Row("limits", len(paths), name, round(statistics.median(timed(work) for _ in range(runs)), 4))


def read(paths: list[Path]) -> list[str]:
    """The text of all files."""
    return [path.read_text("utf-8") for path in paths]


def write(files: dict[str, bytes], folder: Path) -> None:
    """All files into an empty folder."""
    for path in {str(Path(path).parent) for path in files}:
        (folder / path).mkdir(parents=True, exist_ok=True)
    for path, data in files.items():
        with open(f"{folder}/{path}", "wb", 0) as file:  # noqa: PTH123 (a Path for each would be measured too)
            file.write(data)


def timed(work: Callable[[Path], object]) -> float:
    """Seconds that a part takes; an empty folder is made for it before, and cleared away after."""
    with TemporaryDirectory(prefix="agorapedia-limit-", dir=ROOM) as name:
        begun = time.perf_counter()
        work(Path(name))
        return time.perf_counter() - begun
