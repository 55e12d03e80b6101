"""How long made-up wikis take: check and cold build, as a whole and by stage. Usage: bench.py SIZE…"""

import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from generator.build import STAGES, build
from tests.corpus import ROOM, compile_program, make_project

RUNS = 5
AGORAPEDIA = Path(sys.executable).with_name("agorapedia")


def seconds(folder: Path, command: str, *options: str) -> float:
    """Median wall time of a whole process. `{run}` in an option is the number of the run, so that a build is cold."""
    times = []
    for run in range(RUNS):
        given = [option.format(run=run) for option in options]
        started = time.perf_counter()
        subprocess.run([str(AGORAPEDIA), command, *given], cwd=folder, check=True, capture_output=True)
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def stages(folder: Path) -> dict[str, float]:
    """Seconds that each stage of one build took, in this process."""
    begun: list[tuple[str, float]] = []
    build(folder, None, folder / "staged", None, lambda stage: begun.append((stage, time.perf_counter())))
    begun.append(("end", time.perf_counter()))
    return {stage: begun[n + 1][1] - start for n, (stage, start) in enumerate(begun[:-1])}


def main() -> None:
    compile_program()
    sizes = [int(size) for size in sys.argv[1:]] or [300, 1000]
    python = f"Python {platform.python_version()}, {platform.machine()}"
    print(f"{python}; files in {ROOM or tempfile.gettempdir()}; medians of {RUNS} whole processes, seconds.\n")
    print(f"| entries | check | cold build | {' | '.join(STAGES)} |\n|{'---:|' * (len(STAGES) + 3)}")
    for size in sizes:
        with tempfile.TemporaryDirectory(dir=ROOM) as name:
            folder = make_project(Path(name) / "project", size)
            checked = seconds(folder, "check")
            built = seconds(folder, "build", "--out", "site-{run}")
            parts = stages(folder)
            cells = [f"{parts.get(stage, 0):.2f}" for stage in STAGES]
            print(f"| {size} | {checked:.2f} | {built:.2f} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
