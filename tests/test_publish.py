"""The folder of the site is the whole old site or the whole new one, at every moment."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from filelock import FileLock

from generator import publish as publishing
from generator.publish import MARKER, PublishFailure, heal, publish

OLD = {f"{name}/page-{n}.html": f"old {n}".encode() for name in ("a", "b/c") for n in range(5)}
NEW = {f"{name}/page-{n}.html": f"new {n}".encode() for name in ("a", "d") for n in range(5)} | {
    "a/page-0.html": b"old 0"
}


def read(out: Path) -> dict[str, bytes]:
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file() and p.name != MARKER}


def leftovers(out: Path) -> list[str]:
    return [p.name for p in out.parent.iterdir() if p != out and not p.name.endswith("-lock")]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder with the old site."""
    publish(OLD, tmp_path / "site")
    return tmp_path / "site"


def test_a_site_replaces_the_one_before_it(out: Path) -> None:
    """Nothing of the old site is left, and nothing beside the new one."""
    publish(NEW, out)

    assert read(out) == NEW
    assert leftovers(out) == []


def test_an_unchanged_file_is_not_written_again(out: Path) -> None:
    """A second build of the same site writes nothing; one of a changed site writes what changed."""
    assert publish(OLD, out) == 0
    assert publish(NEW, out) == len(NEW) - 1


@pytest.mark.parametrize("exchange", [True, False], ids=["exchanged", "renamed"])
@pytest.mark.parametrize("step", range(1, 40))
def test_a_process_killed_at_any_step_leaves_one_whole_site(tmp_path: Path, step: int, exchange: bool) -> None:
    """Whichever system call is the last one, the site is wholly old or wholly new once the next build begins."""
    publish(OLD, tmp_path / "site")
    program = f"""
        import os, signal, pathlib
        from generator import publish as p
        if not {exchange}:
            p._exchange = lambda one, other: False
        left = [{step}]
        def counted(module, name):
            real = getattr(module, name)
            def call(*args, **kwargs):
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*args, **kwargs)
            setattr(module, name, call)
        for module, name in ((os, "link"), (os, "open"), (os, "mkdir"), (os, "rename"), (os, "unlink"), (os, "rmdir"), (p, "_exchange")):
            counted(module, name)
        p.publish({NEW!r}, pathlib.Path({str(tmp_path / "site")!r}))
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=False, capture_output=True)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    if exchange:
        assert read(tmp_path / "site") in (OLD, NEW)

    heal(tmp_path / "site")

    assert read(tmp_path / "site") in (OLD, NEW)
    assert leftovers(tmp_path / "site") == []


def test_a_full_disk_leaves_the_old_site(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When a write fails, the error is told and nothing has changed."""
    calls = iter(range(4))
    real = os.open

    def full(path: object, flags: int, *args: object, **kwargs: object) -> int:
        if flags & os.O_CREAT and next(calls, None) is None:
            raise OSError(28, "No space left on device")
        return int(real(path, flags, *args, **kwargs))  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(publishing.os, "open", full)
        with pytest.raises(OSError, match="No space"):
            publish(NEW, out)

    assert read(out) == OLD
    assert leftovers(out) == []


def test_a_folder_of_somebody_else_is_not_touched(tmp_path: Path) -> None:
    """A slip in --out must not delete anybody's files."""
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers/letter.txt").write_text("dear mayor")

    with pytest.raises(PublishFailure, match="did not make"):
        publish(NEW, tmp_path / "papers")

    assert (tmp_path / "papers/letter.txt").read_text() == "dear mayor"


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """The folder behind a symbolic link is not replaced."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "site").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(PublishFailure, match="not a folder"):
        publish(NEW, tmp_path / "site")


def test_two_builds_do_not_mix(out: Path) -> None:
    """While one build writes, another one says so and leaves."""
    with FileLock(out.with_name(f".{out.name}.agorapedia-lock")), pytest.raises(PublishFailure, match="another build"):
        publish(NEW, out)

    assert read(out) == OLD
