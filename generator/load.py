"""From the disk to `Sources`: the only module that reads content and schemas.

In: the folder of a project and, perhaps, another content folder. Out: bytes, untouched, and for every path that is not a
plain readable file the reason why. Invariant: symbolic links are never followed, and what is too large is never read.
Refuses: to judge, to decode, to write.
"""

from __future__ import annotations

import inspect
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from importlib import resources
from pathlib import Path

from generator.characters import LARGEST_FILE
from generator.model import SourceFile, Sources

PROJECT_FILE = "mkdocs.yml"
READING = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class NoProject(Exception):
    """There is no project here; the message says what to do."""


def find_project(start: Path) -> Path:
    """The nearest folder at or above `start` that holds `mkdocs.yml`; raises NoProject."""
    for folder in (start, *start.parents):
        if (folder / PROJECT_FILE).is_file():
            return folder
    raise NoProject(f"no {PROJECT_FILE} was found in {start} or above; run the command inside a copy of the project")


def load_sources(project: Path, content: Path | None = None) -> Sources:
    """Read everything under the content folder and `schemas/`.

    Paths in the result are as a person would write them: relative to the project where they lie inside it. Another
    content folder without hand-written pages gets those of the project with their figures, so that a city need only
    bring its entries.
    """
    root = content or project / "content"
    if not root.is_dir():
        raise NoProject(f"there is no content folder {root}")
    shown = _shown(root, project)
    borrowed = not (root / "pages").is_dir()
    with_pages = project / "content" if borrowed else root
    return Sources(
        prefix=shown,
        entries=dict(_walk(root, "entries", shown)),
        pages=dict(_walk(with_pages, "pages", _shown(with_pages, project))),
        figures=dict(_walk(with_pages, "figures", _shown(with_pages, project))) | dict(_walk(root, "figures", shown)),
        schemas={name[8:]: file for name, file in _walk(project, "schemas", "")},
        borrowed_pages=borrowed,
        forge_url=_forge_url(project),
    )


def load_again(before: Sources, project: Path, content: Path | None, names: Iterable[str]) -> Sources:
    """The same sources with some files of entries, by their paths inside the content folder, as they are now."""
    root = content or project / "content"
    entries = dict(before.entries)
    for name in names:
        try:
            file = _read(root / name, f"{before.prefix}/{name}")
        except FileNotFoundError:
            entries.pop(name, None)
        else:
            entries[name] = _same(before.entries.get(name), file)
    in_order = entries if entries.keys() == before.entries.keys() else dict(sorted(entries.items()))
    return replace(before, entries=in_order)


def with_same_files(before: Sources, now: Sources) -> Sources:
    """What was loaded now, with the very objects of before for files and folders that are as they were."""

    def kept(old: Mapping[str, SourceFile], new: Mapping[str, SourceFile]) -> Mapping[str, SourceFile]:
        files = {name: _same(old.get(name), file) for name, file in new.items()}
        return old if files == old else files

    return replace(
        now,
        entries=kept(before.entries, now.entries),
        pages=kept(before.pages, now.pages),
        figures=kept(before.figures, now.figures),
        schemas=kept(before.schemas, now.schemas),
    )


def _same(before: SourceFile | None, now: SourceFile) -> SourceFile:
    return before if before is not None and before == now else now


def is_read(name: str) -> bool:
    """Whether a file of this name counts: hidden files and backups of editors are never published, so they are not read."""
    return not name.startswith(".") and not name.endswith("~")


def load_interface() -> str:
    """The text of the table of words that our templates show."""
    return resources.files(__package__).joinpath("interface.yml").read_text("utf-8")


def load_quality() -> str:
    """How good the search was found to be, as JSON; a test measures it again and says how to renew the file."""
    return resources.files(__package__).joinpath("search-quality.json").read_text("utf-8")


def load_speed() -> str:
    """How fast the program was found to be beside others, as JSON that `make bench-peers` writes."""
    return resources.files(__package__).joinpath("speed.json").read_text("utf-8")


def load_templates() -> dict[str, str]:
    """Our Jinja templates by name."""
    folder = resources.files(__package__).joinpath("templates")
    found = (item for item in folder.iterdir() if item.name.endswith(".jinja"))
    return {item.name: item.read_text("utf-8") for item in sorted(found, key=lambda item: item.name)}


def load_heads() -> dict[str, str]:
    """Module → the text at its head, which says what it does."""
    top = resources.files(__package__)
    folders = {"": top} | {f"{item.name}.": item for item in top.iterdir() if item.joinpath("__init__.py").is_file()}
    modules = {
        prefix + item.name[:-3]: item
        for prefix, folder in folders.items()
        for item in folder.iterdir()
        if item.name.endswith(".py") and not item.name.startswith("__")
    }
    return {name: _head(modules[name].read_text("utf-8")) for name in sorted(modules)}


def _head(text: str) -> str:
    """The docstring of a module that begins with one; parsing the whole module would take a hundred times as long."""
    return inspect.cleandoc(text.split('"""', 2)[1]) if text.startswith('"""') else ""


def _walk(root: Path, top: str, shown: str) -> Iterator[tuple[str, SourceFile]]:
    """Every path below `root/top` in sorted order, folders that are links included, as path relative to `root`."""
    if (root / top).is_symlink() or (root / top).is_file():
        yield top, _read(root / top, f"{shown}/{top}" if shown else top)
        return
    pending = [top]
    found: list[tuple[str, SourceFile]] = []
    while pending:
        folder = pending.pop()
        try:
            items = list(os.scandir(f"{root}/{folder}"))
        except FileNotFoundError:
            continue
        for item in items:
            path = f"{folder}/{item.name}"
            if item.is_dir(follow_symlinks=False):
                pending.append(path)
            elif is_read(item.name):
                found.append((path, _read(item.path, f"{shown}/{path}" if shown else path)))
    yield from sorted(found)


def _forge_url(project: Path) -> str:
    """`extra.forge_url` of mkdocs.yml as a person wrote it; what else the file says is for the site generator to read."""
    match = re.search(
        r"^ {2}forge_url: *[\"']?(https?://[^\s\"']+)", (project / PROJECT_FILE).read_text("utf-8"), re.MULTILINE
    )
    return match.group(1) if match else ""


def _read(path: Path | str, shown: str) -> SourceFile:
    shown = shown.encode("utf-8", "backslashreplace").decode("utf-8")
    status = os.lstat(path)
    if stat.S_ISLNK(status.st_mode):
        return SourceFile(shown, obstacle="a symbolic link")
    if not stat.S_ISREG(status.st_mode):
        return SourceFile(shown, obstacle="a device or pipe")
    if status.st_size > LARGEST_FILE:
        return SourceFile(shown, obstacle="too large", size=status.st_size)
    try:
        return SourceFile(shown, _bytes(path, status.st_size), size=status.st_size)
    except OSError as error:
        return SourceFile(shown, obstacle=f"unreadable ({error.strerror})", size=status.st_size)


def _bytes(path: Path | str, size: int) -> bytes:
    """What a file holds, in as few calls as can be: there may be ten thousand."""
    descriptor = os.open(path, READING)
    try:
        data = os.read(descriptor, size + 1)
        while len(data) != size and (more := os.read(descriptor, LARGEST_FILE)):  # it changed a moment ago
            data += more
        return data
    finally:
        os.close(descriptor)


def _shown(path: Path, project: Path) -> str:
    resolved = path.resolve()
    if resolved.is_relative_to(project.resolve()):
        return str(resolved.relative_to(project.resolve()))
    return str(path)
