"""Work on several cores gives what work on one core gives."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.parallel import beside, cores, spread

PROJECT = Path(__file__).parent.parent
TWO_CORES = sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1


def run(code: str) -> str:
    """What a script without threads prints; the processes of the test runner have threads."""
    done = subprocess.run(
        [sys.executable, "-c", f"import os, signal\nfrom generator.parallel import *\n{code}"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_beside_threads_all_work_is_done_in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process with threads is never copied."""
    monkeypatch.setattr("threading.active_count", lambda: 2)

    assert cores() == 1
    assert beside(os.getpid)() == os.getpid()
    assert spread(len, range(1000)) == [1000]


@pytest.mark.skipif(not TWO_CORES, reason="needs Linux and two cores")
@pytest.mark.parametrize("count", [0, 1, 31, 64, 65, 1000])
def test_the_parts_are_the_whole_in_its_order(count: int) -> None:
    """Every item is worked on once, and results come in the order of the items."""
    assert run(f"print(sum(spread(list, range({count})), []) == list(range({count})))") == "True"


@pytest.mark.skipif(not TWO_CORES, reason="needs Linux and two cores")
def test_many_items_are_worked_on_by_several_processes() -> None:
    """Otherwise nothing here would be faster."""
    assert int(run("print(len(set(spread(lambda items: os.getpid(), range(1000)))))")) >= 2


@pytest.mark.skipif(not TWO_CORES, reason="needs Linux and two cores")
def test_what_fails_elsewhere_fails_here() -> None:
    """An error of the other process has its type and its message."""
    code = "try:\n beside(lambda: {}['bollard'])()\nexcept KeyError as error:\n print(repr(error))"

    assert run(code) == "KeyError('bollard')"


@pytest.mark.skipif(not TWO_CORES, reason="needs Linux and two cores")
def test_a_process_that_is_killed_is_missed() -> None:
    """No half of the work is taken for the whole."""
    code = "try:\n beside(lambda: os.kill(os.getpid(), signal.SIGKILL))()\nexcept LostProcess as error:\n print(error)"

    assert "memory" in run(code)


@pytest.mark.skipif(not TWO_CORES, reason="needs Linux and two cores")
def test_what_was_to_be_printed_is_printed_once() -> None:
    """The copy leaves the buffers of the original alone."""
    assert run("print('once', end=' ')\nprint(beside(lambda: 1)())") == "once 1"
