"""A site onto the disk, all of it or none of it.

In: paths and bytes, and a folder. Out: that folder. Invariant: whoever looks at the folder, at any moment, after any
crash, sees the whole old site or the whole new one. A file that did not change is linked, not written again. Refuses: to
replace a folder that it did not make, and to work beside another build.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

MARKER = ".agorapedia-site"
MARKER_TEXT = b"Made by agorapedia. The whole folder is replaced at every build.\n"
READABLE = 0o022
"""The mask of modes with which files can be read by everybody and written by their owner, whoever builds."""

EXCHANGE = 2
"""RENAME_EXCHANGE of renameat2(2), Linux 3.15."""
CURRENT_FOLDER = -100
"""AT_FDCWD."""


class PublishFailure(Exception):
    """Nothing was published; the message says why and what to do."""


def publish(site: Mapping[str, bytes], out: Path) -> int:
    """Put a whole site into `out`; returns how many files had to be written. Raises as `publication` does."""
    with publication(out) as tree:
        return tree.add(sorted(site.items()))


@contextmanager
def publication(out: Path) -> Iterator[Tree]:
    """A tree that takes the place of `out` when it is complete, and is thrown away when anything fails before.

    Raises PublishFailure, and OSError for a full disk.
    """
    out = out.absolute()
    out.parent.mkdir(parents=True, exist_ok=True)
    new, old = out.with_name(f".{out.name}.agorapedia-new"), out.with_name(f".{out.name}.agorapedia-old")
    try:
        with FileLock(out.with_name(f".{out.name}.agorapedia-lock"), timeout=0):
            heal(out)
            _refuse_strangers(out)
            mask = os.umask(READABLE)
            try:
                new.mkdir()
                yield Tree(new, out)
                (new / MARKER).write_bytes(MARKER_TEXT)
            except BaseException:
                shutil.rmtree(new, ignore_errors=True)
                raise
            finally:
                os.umask(mask)
            try:
                _replace(out, new, old)
            except KeyboardInterrupt:
                heal(out)
                raise
    except Timeout as error:
        raise PublishFailure(f"another build is writing {out}; wait until it has finished") from error


class Tree:
    """A new site beside the old one; several processes may add to it at once."""

    def __init__(self, new: Path, old: Path) -> None:
        self.new = str(new)
        self.old = str(old) if old.exists() else ""
        self.folders = {""}

    def add(self, files: Iterable[tuple[str, bytes]]) -> int:
        """Write files, or link those that did not change; returns how many had to be written."""
        written = 0
        for path, data in files:
            folder = path.rpartition("/")[0]
            if folder not in self.folders:
                os.makedirs(f"{self.new}/{folder}", exist_ok=True)
                self.folders.add(folder)
            if not (self.old and _linked(f"{self.old}/{path}", f"{self.new}/{path}", data)):
                _write(f"{self.new}/{path}", data)
                written += 1
        return written


def _write(path: str, data: bytes) -> None:
    """A new file, with the fewest calls to the system; one call may write only a part."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o644)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(file, rest) :]
    finally:
        os.close(file)


def _linked(old: str, new: str, data: bytes) -> bool:
    """Whether an old file holds the same and stands now in the new tree as well."""
    try:
        if os.stat(old).st_size != len(data):
            return False
        with open(old, "rb", buffering=0) as file:
            if file.read() != data:
                return False
        os.link(old, new)
    except OSError:
        return False
    return True


def _replace(out: Path, new: Path, old: Path) -> None:
    """Put the complete new tree in the place of the old one."""
    if not out.exists():
        new.rename(out)
    elif _exchange(new, out):
        shutil.rmtree(new)
    else:
        out.rename(old)
        new.rename(out)
        shutil.rmtree(old)


def heal(out: Path) -> None:
    """Finish or undo what a crash left: the names of the folders say how far it had come."""
    new, old = out.with_name(f".{out.name}.agorapedia-new"), out.with_name(f".{out.name}.agorapedia-old")
    if old.exists() and not out.exists():
        complete = (new / MARKER).exists()
        (new if complete else old).rename(out)
    for rest in (new, old):
        if rest.exists():
            shutil.rmtree(rest)


def _refuse_strangers(out: Path) -> None:
    if not out.exists() and not out.is_symlink():
        return
    if out.is_symlink() or not out.is_dir():
        raise PublishFailure(f"{out} is not a folder; choose another place with --out")
    if any(out.iterdir()) and not (out / MARKER).is_file():
        raise PublishFailure(
            f"{out} holds files that agorapedia did not make; choose another folder with --out, or empty this one"
        )


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step, where the system can."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except AttributeError:
        return False
    return int(rename(CURRENT_FOLDER, os.fsencode(one), CURRENT_FOLDER, os.fsencode(other), EXCHANGE)) == 0
