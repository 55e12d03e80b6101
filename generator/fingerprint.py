"""Fingerprints of everything that a site is made from: of its bytes, and of how it lies on the disk.

In: a project, its sources, the date. Out: texts that are the same exactly when nothing is different, empty ones where that
cannot be known. Invariant: content, tables, theme, program, libraries, version of Python, configuration and date all count.
Refuses: to remember (see `reuse`); to trust the times of a file that was touched a moment ago.
"""

from __future__ import annotations

import hashlib
import os
import sys
import sysconfig
import time
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import yaml

from generator.load import PROJECT_FILE
from generator.model import Sources

ELSEWHERE = (b"hooks:", b"INHERIT:", b"snippets", b"!")
"""What in mkdocs.yml may bring in files that nobody here looks at; then every build is a whole one."""

SETTLED = 3_000_000_000
"""Nanoseconds after which a further change of a file shows in its times for certain: FAT counts steps of two seconds."""


def made_from(project: Path, sources: Sources, today: str | None) -> str:
    """A fingerprint of the bytes of everything that the site of a project is made from."""
    config = (project / PROJECT_FILE).read_bytes()
    theme = _theme(project, config)
    if theme is None:
        return ""
    digest = hashlib.sha256(repr((_around(today), config, sources.prefix, sources.borrowed_pages)).encode())
    for files in (sources.entries, sources.pages, sources.figures, sources.schemas):
        for name, file in files.items():
            digest.update(
                f"{name}\0{file.path}\0{file.obstacle}\0{len(file.data)}\0".encode("utf-8", "backslashreplace")
            )
            digest.update(file.data)
    for folder in (theme, _program()):
        for path in _files(folder):
            data = Path(folder, path).read_bytes()
            digest.update(f"{path}\0{len(data)}\0".encode())
            digest.update(data)
    return digest.hexdigest()


def at_a_glance(project: Path, content: Path | None, today: str | None) -> str:
    """A fingerprint of how all this lies on the disk, for which nothing but the configuration is read."""
    config = (project / PROJECT_FILE).read_bytes()
    theme = _theme(project, config)
    if theme is None:
        return ""
    own = project / "content"
    looks = [lies(folder) for folder in dict.fromkeys((content or own, own, project / "schemas", theme, _program()))]
    if max(touched for _, touched in looks) > time.time_ns() - SETTLED:
        return ""
    return hashlib.sha256(repr((_around(today), config, str(content), looks)).encode()).hexdigest()


def lies(folder: Path) -> tuple[str, int]:
    """A fingerprint of how every file of a folder lies on the disk, and when the last of them was touched.

    A file that was touched differs, without being read.
    """
    digest = hashlib.sha256()
    touched = 0
    for path in _files(folder):
        status = os.lstat(f"{folder}/{path}")
        how = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_mode)
        digest.update(f"{path}\0{how}\0".encode("utf-8", "surrogateescape"))
        touched = max(touched, status.st_ctime_ns)
    return digest.hexdigest(), touched


def _theme(project: Path, config: bytes) -> Path | None:
    """The folder of our part of the theme; None where a site may be made from files that nobody here knows."""
    if any(sign in config for sign in ELSEWHERE):
        return None
    try:
        return Path(project, yaml.load(config, yaml.CSafeLoader)["theme"]["custom_dir"])
    except (yaml.YAMLError, KeyError, TypeError):
        return None


def _program() -> Path:
    return Path(str(resources.files(__package__)))


def _around(today: str | None) -> tuple[object, ...]:
    """The date, and what the program runs on: installed packages are told by the names of the folders that describe them."""
    packages = sorted(name for name in os.listdir(sysconfig.get_path("purelib")) if name.endswith(".dist-info"))
    return today, sys.version, packages


def _files(folder: Path) -> Iterator[str]:
    """Every file below a folder in a fixed order, as text, because a site may have tens of thousands; no compiled modules."""
    found = []
    start = len(str(folder)) + 1
    for inside, _, names in os.walk(folder):
        prefix = f"{inside[start:]}/" if len(inside) > start else ""
        found += [prefix + name for name in names]
    return iter(sorted(path for path in found if "__pycache__" not in path))
