"""How long made-up wikis take to check and to build, each in a process of its own. Usage: bench.py SIZE…"""

import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

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


def main() -> None:
    compile_program()
    sizes = [int(size) for size in sys.argv[1:]] or [300, 1000]
    python = f"Python {platform.python_version()}, {platform.machine()}"
    print(f"{python}; files in {ROOM or tempfile.gettempdir()}; medians of {RUNS} whole processes, seconds.\n")
    print("| entries | check | cold build |\n|---:|---:|---:|")
    for size in sizes:
        with tempfile.TemporaryDirectory(dir=ROOM) as name:
            folder = make_project(Path(name) / "project", size)
            checked = seconds(folder, "check")
            built = seconds(folder, "build", "--out", "site-{run}")
            print(f"| {size} | {checked:.2f} | {built:.2f} |", flush=True)


if __name__ == "__main__":
    main()
