"""The same input gives the same bytes, whoever builds it, where and when."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from mkdocs.exceptions import PluginError

from generator.cli import main
from generator.mkdocs_plugin import AgorapediaPlugin

PROJECT = Path(__file__).parent.parent
GOLDEN = PROJECT / "tests/golden/content"
FAKE_CLOCK = """
import time, datetime, os
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:{cores}])
time.time = lambda: {seconds}
class Clock(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.datetime.fromtimestamp({seconds}, tz)
datetime.datetime = Clock
"""


def build_under(folder: Path, seconds: int, umask: int, backwards: bool, cores: int = 2, **environment: str) -> Path:
    """Build the project in another process, in another folder, under other circumstances."""
    project = folder / "project"
    (project / "generator").mkdir(parents=True)
    shutil.copy(PROJECT / "mkdocs.yml", project)
    for name in ("content", "schemas", "generator/theme"):
        files = sorted(p for p in (PROJECT / name).rglob("*") if p.is_file())
        for path in reversed(files) if backwards else files:
            target = project / path.relative_to(PROJECT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    (folder / "sitecustomize.py").write_text(FAKE_CLOCK.format(seconds=seconds, cores=cores))
    clean = {k: v for k, v in os.environ.items() if k not in ("SOURCE_DATE_EPOCH", "LANG", "LC_ALL", "TZ")}
    subprocess.run(
        [sys.executable, "-m", "generator", "build", "--out", str(folder / "site")],
        cwd=project,
        env={**clean, "PYTHONPATH": os.pathsep.join([str(folder), str(PROJECT)]), **environment},
        umask=umask,
        check=True,
        capture_output=True,
    )
    return folder / "site"


def test_two_builds_are_byte_identical(tmp_path: Path) -> None:
    """Clock, time zone, locale, hash seed, order of files, folder, umask and number of cores leave no trace."""
    one = build_under(tmp_path / "one", 0, 0o022, False, TZ="UTC", LC_ALL="C", PYTHONHASHSEED="1")
    other = build_under(
        tmp_path / "another",
        2_145_916_800,
        0o077,
        True,
        1,
        TZ="Pacific/Kiritimati",
        LC_ALL="tr_TR.UTF-8",
        PYTHONHASHSEED="7",
    )

    def tree(site: Path) -> dict[str, tuple[bytes, int]]:
        return {
            p.relative_to(site).as_posix(): (p.read_bytes(), p.stat().st_mode) for p in site.rglob("*") if p.is_file()
        }

    first, second = tree(one), tree(other)

    assert first.keys() == second.keys()
    assert [path for path in first if first[path] != second[path]] == []
    assert len(first) > 200


def test_the_date_of_a_build_is_given_or_found_in_the_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SOURCE_DATE_EPOCH sets the date that pages show; without it, it is the newest date in the content."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1893456000")
    monkeypatch.chdir(PROJECT)

    answer = CliRunner().invoke(main, ["build", "--content", str(GOLDEN), "--out", str(tmp_path / "site")])

    assert answer.exit_code == 0, answer.output
    assert "Content of 2030-01-01" in (tmp_path / "site/en/index.html").read_text("utf-8")


@pytest.mark.parametrize("epoch", ["", "yesterday", "-1", "1e9", "٣", "9" * 30])
def test_both_doors_refuse_a_date_that_is_none(epoch: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not whole seconds since 1970 is wrong usage, and never silently the newest date of the content."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    monkeypatch.chdir(PROJECT)
    plugin = AgorapediaPlugin()
    plugin.load_config({})

    answer = CliRunner().invoke(main, ["check"])

    assert answer.exit_code == 2
    assert "SOURCE_DATE_EPOCH must be whole seconds since 1970" in answer.output
    with pytest.raises(PluginError, match="SOURCE_DATE_EPOCH must be whole seconds since 1970"):
        plugin.on_config(SimpleNamespace(config_file_path=str(PROJECT / "mkdocs.yml")))
