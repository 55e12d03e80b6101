"""Whether the site on the disk is already the one that would be built.

In: everything that a site is made from, and the folder of the site. Out: yes or no, and a record beside the folder.
Invariant: yes only when content, tables, theme, program, libraries and date are byte for byte those of the last build,
that build had nothing to report, and every file of the site is as it was written. Refuses: to trust a record that it
cannot read; deleting the record is always safe.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import suppress
from importlib import resources
from pathlib import Path

import yaml

from generator.load import PROJECT_FILE
from generator.model import Sources

ELSEWHERE = (b"hooks:", b"INHERIT:", b"snippets", b"!")
"""What in mkdocs.yml may bring in files that nobody here looks at; then every build is a whole one."""


def made_from(project: Path, sources: Sources, today: str | None) -> str:
    """A fingerprint of everything that the site of a project is made from; empty where it cannot be known."""
    config = (project / PROJECT_FILE).read_bytes()
    if any(sign in config for sign in ELSEWHERE):
        return ""
    try:
        theme = project / yaml.load(config, yaml.CSafeLoader)["theme"]["custom_dir"]
    except (yaml.YAMLError, KeyError, TypeError):
        return ""
    digest = hashlib.sha256(repr((today, sys.version, sources.prefix, sources.borrowed_pages, _libraries())).encode())
    digest.update(config)
    for files in (sources.entries, sources.pages, sources.figures, sources.schemas):
        for name, file in files.items():
            digest.update(
                f"{name}\0{file.path}\0{file.obstacle}\0{len(file.data)}\0".encode("utf-8", "backslashreplace")
            )
            digest.update(file.data)
    for folder in (theme, Path(str(resources.files(__package__)))):
        for path in _files(folder):
            if "__pycache__" not in path:
                data = Path(folder, path).read_bytes()
                digest.update(f"{path}\0{len(data)}\0".encode())
                digest.update(data)
    return digest.hexdigest()


def still_stands(out: Path, fingerprint: str) -> int:
    """How many pages the site has if it is the one with this fingerprint, untouched; else 0."""
    try:
        record = json.loads(_record(out).read_bytes())
        if fingerprint and record["made_from"] == fingerprint and record["stands"] == _state(out):
            return int(record["pages"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return 0


def remember(out: Path, fingerprint: str, pages: int) -> None:
    """Write down what the site was made from and how it stands."""
    _record(out).write_text(json.dumps({"made_from": fingerprint, "stands": _state(out), "pages": pages}), "utf-8")


def forget(out: Path) -> None:
    """The next build is a whole one."""
    with suppress(FileNotFoundError):
        _record(out).unlink()


def _record(out: Path) -> Path:
    return out.absolute().with_name(f".{out.absolute().name}.agorapedia-made")


def _state(out: Path) -> str:
    """A fingerprint of how every file of a site lies on the disk; one that was touched differs, without being read."""
    digest = hashlib.sha256()
    for path in _files(out):
        status = os.lstat(f"{out}/{path}")
        lies = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_mode)
        digest.update(f"{path}\0{lies}\0".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[str]:
    """Every file below a folder in a fixed order, as text, because a site may have tens of thousands."""
    found = []
    start = len(str(folder)) + 1
    for inside, _, names in os.walk(folder):
        prefix = f"{inside[start:]}/" if len(inside) > start else ""
        found += [prefix + name for name in names]
    return iter(sorted(found))


def _libraries() -> list[str]:
    """Installed packages with their versions, as the names of the folders that describe them."""
    return sorted(name for name in os.listdir(sysconfig.get_path("purelib")) if name.endswith(".dist-info"))
