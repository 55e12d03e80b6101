"""A folder of files that is believed only while it is exactly as it was left.

In: the place of a folder, and somebody who fills a new one. Out: that folder, whole. Invariant: whoever is interrupted while
a folder is filled leaves the one before it, or none; a folder that was damaged, or that somebody else made, is none.
Refuses: to know what the files hold; to protect from somebody who forges a seal on purpose.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SEAL = "seal.json"


def is_sealed(folder: Path) -> bool:
    """Whether every file of a folder is as it was left, none is missing and none has come."""
    try:
        return bool(json.loads((folder / SEAL).read_bytes()) == _files(folder))
    except (OSError, ValueError):
        return False


@contextmanager
def replacement(folder: Path) -> Iterator[Path]:
    """An empty folder to fill, which is sealed and takes the place of the old one when nothing has gone wrong."""
    new, old = folder.with_name(f"{folder.name}.new"), folder.with_name(f"{folder.name}.old")
    for rest in (new, old):
        _remove(rest)
    try:
        new.mkdir()
        yield new
        (new / SEAL).write_text(json.dumps(_files(new)), "utf-8")
        if os.path.lexists(folder):
            folder.rename(old)
        new.rename(folder)
    finally:
        for rest in (new, old):
            _remove(rest)


def take_over(file: Path, folder: Path) -> None:
    """A file that stays as it is, in another folder as well; as a copy where the disk knows no links."""
    try:
        os.link(file, folder / file.name)
    except OSError:
        shutil.copyfile(file, folder / file.name)


def _files(folder: Path) -> dict[str, str]:
    """Name → digest of every file but the seal."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.name != SEAL
    }


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        with suppress(FileNotFoundError):
            path.unlink()
