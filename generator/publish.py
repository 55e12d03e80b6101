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
from collections.abc import Mapping
from pathlib import Path

from filelock import FileLock, Timeout

MARKER = ".agorapedia-site"
MARKER_TEXT = b"Made by agorapedia. The whole folder is replaced at every build.\n"
EXCHANGE = 2
"""RENAME_EXCHANGE of renameat2(2), Linux 3.15."""
CURRENT_FOLDER = -100
"""AT_FDCWD."""


class PublishFailure(Exception):
    """Nothing was published; the message says why and what to do."""


def publish(site: Mapping[str, bytes], out: Path) -> int:
    """Put the site into `out`; returns how many files had to be written. Raises PublishFailure, and OSError for a full disk."""
    out = out.absolute()
    out.parent.mkdir(parents=True, exist_ok=True)
    new, old = out.with_name(f".{out.name}.agorapedia-new"), out.with_name(f".{out.name}.agorapedia-old")
    try:
        with FileLock(out.with_name(f".{out.name}.agorapedia-lock"), timeout=0):
            heal(out)
            _refuse_strangers(out)
            try:
                written = _write_tree(site, new, out)
            except BaseException:
                shutil.rmtree(new, ignore_errors=True)
                raise
            if not out.exists():
                new.rename(out)
            elif _exchange(new, out):
                shutil.rmtree(new)
            else:
                out.rename(old)
                new.rename(out)
                shutil.rmtree(old)
            return written
    except Timeout as error:
        raise PublishFailure(f"another build is writing {out}; wait until it has finished") from error


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


def _write_tree(site: Mapping[str, bytes], new: Path, old: Path) -> int:
    """Write everything beside the old site; the marker comes last, so a tree that has one is complete."""
    written = 0
    made: set[str] = set()
    new.mkdir()
    new.chmod(0o755)
    for path in sorted(site):
        data = site[path]
        folder = path.rpartition("/")[0]
        if folder and folder not in made:
            _make_folders(new, folder, made)
        written += _link_or_write(old / path, new / path, data)
    (new / MARKER).write_bytes(MARKER_TEXT)
    (new / MARKER).chmod(0o644)
    return written


def _make_folders(root: Path, folder: str, made: set[str]) -> None:
    parts = folder.split("/")
    for depth in range(1, len(parts) + 1):
        name = "/".join(parts[:depth])
        if name not in made:
            (root / name).mkdir()
            (root / name).chmod(0o755)
            made.add(name)


def _link_or_write(old: Path, new: Path, data: bytes) -> int:
    try:
        if old.stat().st_size == len(data) and old.read_bytes() == data:
            os.link(old, new)
            return 0
    except OSError:
        pass
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    new.chmod(0o644)
    return 1


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step, where the system can."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except AttributeError:
        return False
    return int(rename(CURRENT_FOLDER, os.fsencode(one), CURRENT_FOLDER, os.fsencode(other), EXCHANGE)) == 0
