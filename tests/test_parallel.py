"""Work on several cores gives what work on one core gives."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from generator.parallel import Crew, cores, share, spread

PROJECT = Path(__file__).parent.parent
TWO_CORES = sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1

START = "import os, signal, time\nfrom functools import partial\nfrom generator.parallel import *\n"
START += "from generator.processes import LostProcess\n"


def run(code: str) -> str:
    """What a script without threads prints; the processes of the test runner have threads."""
    done = subprocess.run(
        [sys.executable, "-c", f"{START}{code}"],
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
    assert share([os.getpid, os.getpid]) == [os.getpid()] * 2
    assert spread(len, range(1000)) == [1000]


@pytest.mark.skipif(not TWO_CORES, reason="needs Linux and two cores")
@pytest.mark.parametrize("count", [0, 1, 31, 64, 65, 1000])
def test_the_parts_are_the_whole_in_its_order(count: int) -> None:
    """Every item is worked on once, and results come in the order of the items."""
    assert run(f"print(sum(spread(list, range({count})), []) == list(range({count})))") == "True"


@pytest.mark.skipif(not TWO_CORES, reason="needs Linux and two cores")
def test_many_items_are_worked_on_by_several_processes() -> None:
    """Otherwise nothing here would be faster."""
    code = "def work(items):\n time.sleep(0.05)\n return os.getpid()\nprint(len(set(spread(work, range(1000)))))"

    assert int(run(code)) >= 2


@pytest.mark.skipif(not TWO_CORES, reason="needs Linux and two cores")
def test_what_fails_elsewhere_fails_here() -> None:
    """An error has its type and its message, whichever process met it."""
    code = "def fail(): raise KeyError('bollard')\nseen = set()\nfor _ in range(8):\n"
    code += " try:\n  share([fail, lambda: time.sleep(0.01)] if _ % 2 else [lambda: time.sleep(0.01), fail])\n"
    code += " except KeyError as error:\n  seen.add(repr(error))\nprint(seen)"

    assert run(code) == "{\"KeyError('bollard')\"}"


@pytest.mark.skipif(not TWO_CORES, reason="needs Linux and two cores")
def test_after_a_failure_nobody_takes_another_work() -> None:
    """A wiki of ten thousand entries does not go on for seconds when it is known that it will not be shown."""
    code = "done = open('/dev/null')\nimport tempfile\nwith tempfile.TemporaryDirectory() as folder:\n"
    code += " def work(n):\n  open(f'{folder}/{n}', 'w').close(); time.sleep(0.02)\n  if n < 2: raise ValueError\n"
    code += " try: share([partial(work, n) for n in range(100)])\n except ValueError: print(len(os.listdir(folder)))"

    assert int(run(code)) < 10


@pytest.mark.skipif(not TWO_CORES, reason="needs Linux and two cores")
def test_a_process_that_is_killed_is_missed() -> None:
    """No half of the work is taken for the whole."""
    code = "parent = os.getpid()\ndef work():\n if os.getpid() != parent: os.kill(os.getpid(), signal.SIGKILL)\n time.sleep(0.2)"
    code += "\ntry:\n share([work] * 4)\nexcept LostProcess as error:\n print(error)"

    assert "memory" in run(code)


@pytest.mark.skipif(not TWO_CORES, reason="needs Linux and two cores")
def test_no_process_outlives_the_one_that_was_killed() -> None:
    """What is left of a killed build must not go on writing."""
    code = "parent = os.getpid()\ndef work():\n if os.getpid() == parent: time.sleep(0.5); os.kill(parent, signal.SIGKILL)\n"
    code += " print(os.getpid(), flush=True); time.sleep(60)\nshare([work] * 2)"
    done = subprocess.run(
        [sys.executable, "-c", f"{START}{code}"], cwd=PROJECT, capture_output=True, text=True, timeout=30
    )

    assert done.returncode == -signal.SIGKILL
    time.sleep(0.5)
    state = Path(f"/proc/{done.stdout.strip()}/stat")
    assert not state.exists() or ") Z " in state.read_text()


@pytest.mark.skipif(not TWO_CORES, reason="needs Linux and two cores")
def test_what_was_to_be_printed_is_printed_once() -> None:
    """The copy leaves the buffers of the original alone."""
    assert run("print('once', end=' ')\nprint(share([lambda: 1, lambda: 2]))") == "once [1, 2]"


@pytest.mark.skipif(not TWO_CORES, reason="needs Linux and two cores")
@pytest.mark.parametrize("before", [0, 1, 99])
def test_a_later_work_is_done_beside_others(before: int) -> None:
    """Whoever needs only the others goes on without it, and asks for it in the end."""
    code = "def late():\n time.sleep(0.4)\n return os.getpid()\nwith Crew(late) as crew:\n begun = time.monotonic()\n"
    code += f" print(crew.share([partial(pow, 2, n) for n in range(9)], None, {before}) == [2**n for n in range(9)])\n"
    code += " print(time.monotonic() - begun < 0.3)\n print(crew.later() not in (os.getpid(), None), crew.later() > 0)"

    assert run(code).split() == ["True"] * 4


@pytest.mark.skipif(not TWO_CORES, reason="needs Linux and two cores")
def test_a_later_work_that_fails_fails_here_and_one_that_nobody_asks_for_is_ended() -> None:
    """It is part of the whole like any other, and nothing goes on when the rest is given up."""
    code = "def fail(): raise KeyError('frame')\nwith Crew(fail) as crew:\n crew.share([int] * 4, None, 9)\n"
    code += " try: crew.later()\n except KeyError as error: print(error)\n"
    code += "begun = time.monotonic()\nwith Crew(lambda: time.sleep(60)) as crew: crew.share([int] * 4)\n"
    code += "print(time.monotonic() - begun < 9)"

    assert run(code) == "'frame'\nTrue"


def test_in_place_a_later_work_is_done_when_it_is_asked_for() -> None:
    """On one core nothing is done that nobody needs."""
    done: list[str] = []
    with Crew(lambda: done.append("late")) as crew:
        assert crew.share([lambda: done.append("work")]) == [None]
        assert done == ["work"]
        crew.later()

    assert done == ["work", "late"]


SPAWNED = """
import hashlib, sys, threading, time
from pathlib import Path
from generator import check, load, parallel
parallel.COPIES, parallel.PAYS_FROM_NOTHING, folder = sys.argv[1] != "spawned", int(sys.argv[2]), Path(sys.argv[3])
if sys.argv[1] == "threaded":
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
begun = []
told = lambda stage: begun.append if stage == "documents" else None
found = check.check(load.load_sources(folder), None, told, parallel.spread)
wiki = found.wiki
seen = repr((found.problems, found.entries, sorted(wiki.entries.items()), sorted(wiki.translations.items()), wiki.relations))
print(hashlib.sha256(seen.encode()).hexdigest(), len(found.problems), min(begun) < 1)
"""


@pytest.mark.skipif(not TWO_CORES, reason="needs Linux and two cores")
def test_processes_that_start_from_nothing_find_the_same(tmp_path: Path) -> None:
    """Where processes are not copied, as beside threads, a check finds what it finds on one core, faults included."""
    shutil.copytree(PROJECT / "schemas", tmp_path / "schemas")
    shutil.copytree(PROJECT / "content", tmp_path / "content")
    (tmp_path / "mkdocs.yml").touch()
    (tmp_path / "content/entries/en/spaces/square.md").write_text("---\ntitle: [\n---\n", "utf-8")
    (tmp_path / "content/entries/en/threats/placed-ied.md").write_text("no block\n", "utf-8")

    def found(*how: str) -> list[str]:
        command = [sys.executable, "-c", SPAWNED, *how, str(tmp_path)]
        environment = {**os.environ, "PYTHONHASHSEED": "1"}
        done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=True)
        assert done.stderr == ""
        return done.stdout.split()

    copied, spawned, alone = found("copied", "1"), found("spawned", "20"), found("spawned", "99999")
    assert found("threaded", "20") == spawned
    assert copied[:2] == spawned[:2] == alone[:2]
    assert int(alone[1]) > 2
    assert (spawned[2], alone[2]) == ("True", "False"), (
        "who works alone has begun everything when the first part is done"
    )


@pytest.mark.skipif(not TWO_CORES, reason="needs Linux and two cores")
@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("spread(failing, list(range(9)))", "KeyError"),
        ("spread(ended, list(range(9)))", "LostProcess"),
        ("print(spread(list, range(9)) == [[0, 1, 2, 3], [4, 5, 6, 7, 8]])", "True"),
    ],
)
def test_what_goes_wrong_in_a_process_that_started_from_nothing_is_told(code: str, said: str, tmp_path: Path) -> None:
    """An error has its type, an end without a result is missed, and results come in the order of the items."""
    module = "import os\nparent = os.environ['PARENT']\n"
    module += "def ended(items):\n if str(os.getpid()) != parent: os._exit(1)\n"
    module += "def failing(items):\n if str(os.getpid()) != parent: raise KeyError('bollard')\n"
    (tmp_path / "at_work.py").write_text(module, "utf-8")
    start = f"import os, sys; sys.path[:0] = [{str(PROJECT)!r}, {str(tmp_path)!r}]; os.environ['PARENT'] = str(os.getpid())\n"
    start += "from generator import parallel; from generator.parallel import *; from at_work import *\n"
    start += "from generator.processes import LostProcess\n"
    start += "parallel.COPIES, parallel.PAYS_FROM_NOTHING, os.cpu_count = False, 1, lambda: 2\n"
    start += f"try: {code}\nexcept Exception as error: print(type(error).__name__)"
    done = subprocess.run([sys.executable, "-c", start], cwd=tmp_path, capture_output=True, text=True)

    assert (done.stdout.strip(), done.stderr) == (said, "")
