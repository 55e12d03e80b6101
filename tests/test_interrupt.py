"""Ctrl-C at any moment: one sentence, code 130, everything as it was, nobody left behind."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from generator.publish import MARKER
from tests.corpus import make_project

PROJECT = Path(__file__).parent.parent
ENTRIES = 70

COMMAND = f"""
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored by what a shell has started with &
sys.path.insert(0, {str(PROJECT)!r})
from contextlib import contextmanager
from generator import cli

stage, share, whom, *arguments = sys.argv[1:]

@contextmanager
def interrupting(stages, stream):
    assert stage in stages
    def tell(begun):
        if begun >= float(share):
            (os.killpg if whom == "group" else os.kill)(os.getpid(), signal.SIGINT)
    def progress(begun):
        if begun == stage:
            tell(0.0)
            return tell
    yield progress

cli.bar = interrupting
cli.main(arguments)
"""
"""Interrupts itself when a stage has come so far, as if somebody had watched the bar."""

WHOLE = f"""
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.path.insert(0, {str(PROJECT)!r})
from generator.__main__ import run
run()
"""

MOMENTS = [
    ("files", 0.0, "group"),
    ("documents", 0.4, "group"),
    ("documents", 0.4, "alone"),
    ("relations", 0.0, "group"),
    ("links", 0.0, "alone"),
    ("site", 0.0, "group"),
    ("site", 0.6, "group"),
    ("site", 0.9, "alone"),
]
"""Stage, how much of it has begun, and who is told: all processes, as by a terminal, or only the first."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_project(tmp_path_factory.mktemp("interrupted") / "project", ENTRIES)


def run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The whole of a command, in a process group of its own, which must be empty afterwards."""
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    out, err = process.communicate(timeout=300)
    deadline = time.monotonic() + 30
    while members(process.pid):
        assert time.monotonic() < deadline, "a process was left behind"
        time.sleep(0.05)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def members(group: int) -> list[str]:
    """The processes of a group that still run."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, number = status.read_text().rpartition(") ")[2].split()[:3]
        except OSError:
            continue
        if int(number) == group and state != "Z":
            found.append(status.parent.name)
    return found


def interrupted(project: Path, moment: tuple[str, float, str], *arguments: str) -> str:
    """What a command says that is interrupted at a moment."""
    stage, share, whom = moment
    done = run(project, "-c", COMMAND, stage, str(share), whom, *arguments)
    assert (done.returncode, done.stdout) == (130, ""), done.stderr
    return done.stderr


def snapshot(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file below a folder, and whether it was touched; locks are left where they were."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file() and "lock" not in path.name
    }


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_a_build_that_is_stopped_leaves_what_was_there(project: Path) -> None:
    """At every stage, with or without an old site: one sentence, nothing changed, nothing left; then a build succeeds."""
    out = project.parent / "out/site"
    for place, moment in enumerate(MOMENTS):
        if place == len(MOMENTS) // 2:
            assert run(project, "-c", WHOLE, "build", "--out", str(out)).returncode == 0
            (out.parent / f".{out.name}.agorapedia-made").unlink()
        before = snapshot(out.parent)
        said = interrupted(project, moment, "build", "--out", str(out))
        assert said == "Stopped. The site is whole: the one before, or the new one if that was complete.\n", moment
        assert snapshot(out.parent) == before, moment
        assert not list(out.parent.glob("*agorapedia-new")), moment

    assert run(project, "-c", WHOLE, "build", "--out", str(out)).returncode == 0
    assert (out / MARKER).is_file()


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
@pytest.mark.parametrize("moment", [("documents", 0.4, "group"), ("documents", 0.4, "alone"), ("links", 0.0, "group")])
def test_a_check_that_is_stopped_says_so(project: Path, moment: tuple[str, float, str]) -> None:
    """Nobody takes half a check for a whole one."""
    assert interrupted(project, moment, "check") == "Stopped before everything was checked.\n"


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_a_search_that_is_stopped_leaves_no_half_index(project: Path) -> None:
    """There is no index, or the one before, until a new one is complete; and the next search makes it."""
    folder = project / ".agorapedia/search"
    shutil.rmtree(folder, ignore_errors=True)
    for moment in (("documents", 0.4, "group"), ("index", 0.0, "alone"), ("index", 0.5, "group")):
        assert interrupted(project, moment, "search", "threats") == "Stopped. The search index is as it was.\n"
        assert snapshot(folder) == {}
    first = run(project, "-c", WHOLE, "search", "threats")
    assert first.returncode == 0
    entry = project / "content/entries/en/threats/threats-1.md"
    text = entry.read_text("utf-8")
    entry.write_text(text + "\nOne word more: bollards.\n", "utf-8")
    before = snapshot(folder)
    said = interrupted(project, ("index", 0.5, "group"), "search", "bollards")
    entry.write_text(text, "utf-8")

    assert said == "Stopped. The search index is as it was.\n"
    assert snapshot(folder) == before
    assert run(project, "-c", WHOLE, "search", "threats").stdout == first.stdout


def test_a_command_that_is_still_being_loaded_stops_quietly(tmp_path: Path) -> None:
    """Nobody is shown our modules because they were quick to change their mind."""
    code = f"import sys; sys.path.insert(0, {str(PROJECT)!r})\nclass Late:\n def find_spec(self, name, *_):\n"
    code += "  if name == 'click': raise KeyboardInterrupt\nsys.meta_path.insert(0, Late())\n"
    code += "from generator.__main__ import run\nrun()"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)

    assert (done.returncode, done.stdout, done.stderr) == (130, "", "Stopped.\n")
