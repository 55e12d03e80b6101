"""How long made-up wikis take: check and cold build, as a whole and by stage. Usage: bench.py SIZE…"""

import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from generator.build import STAGES, build
from tests.corpus import make_project

RUNS = 5


def seconds(*command: str, folder: Path, before: Path | None = None) -> float:
    """Median wall time of a whole process; `before` is removed first, so that the build is cold."""
    times = []
    for _ in range(RUNS):
        if before:
            shutil.rmtree(before, ignore_errors=True)
        started = time.perf_counter()
        subprocess.run(
            [str(Path(sys.executable).with_name("agorapedia")), *command], cwd=folder, check=True, capture_output=True
        )
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def stages(folder: Path) -> dict[str, float]:
    """Seconds that each stage of one build took, in this process."""
    begun: list[tuple[str, float]] = []
    build(folder, None, folder / "staged", None, lambda stage: begun.append((stage, time.perf_counter())))
    begun.append(("end", time.perf_counter()))
    return {stage: begun[n + 1][1] - start for n, (stage, start) in enumerate(begun[:-1])}


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [300, 1000]
    print(f"Python {platform.python_version()}, {platform.machine()}; medians of {RUNS} whole processes, seconds.\n")
    print(f"| entries | check | cold build | {' | '.join(STAGES)} |\n|{'---:|' * (len(STAGES) + 3)}")
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = make_project(Path(name) / "project", size)
            checked = seconds("check", folder=folder)
            built = seconds("build", folder=folder, before=folder / "site")
            parts = stages(folder)
            cells = [f"{parts.get(stage, 0):.2f}" for stage in STAGES]
            print(f"| {size} | {checked:.2f} | {built:.2f} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
