"""The tools that are measured: how each is set up, run and asked.

In: what is installed beside this Python. Out: `Tool`s. Invariant: a tool that is not installed is left out, never guessed;
every command is the tool's own program, without a wrapper of another package. Refuses: to measure.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from generator.speed import OURS
from tests.corpus import copy_project, write_entries
from tests.peers.forms import Entries, hugo_source, write_hugo, write_mkdocs

HOST = "127.0.0.1"

Command = tuple[str, ...]


@dataclass(frozen=True)
class Tool:
    """A tool, as `generator.speed` names it; `packages` are the distributions whose versions a reader wants to know."""

    name: str
    packages: tuple[str, ...]
    write: Callable[[Path, Entries], object]
    build: Command = ()
    after: str = ""
    """The tool in whose output this one works; its time is counted too."""
    serve: Callable[[int], Command] | None = None
    source: Callable[[str], str] = field(default=lambda path: path)
    """Path of an entry → the file to edit, from the folder of the project."""
    address: Callable[[str], str] = field(default=lambda path: path)
    """Path of an entry → its page on the tool's own server."""

    def versions(self) -> dict[str, str]:
        """Package → version."""
        return {package: version(package) for package in self.packages}


def installed(tool: Tool) -> bool:
    """Whether everything that the tool needs is here."""
    try:
        tool.versions()
    except PackageNotFoundError:
        return False
    return True


def builders() -> list[Tool]:
    """Tools that build a whole site, ours first."""
    mkdocs, zensical = _beside("mkdocs"), _beside("zensical")
    hugo = _within("hugo", "binaries/hugo")
    tools = [
        Tool(OURS, ("agorapedia",), _write_ours, (_beside("agorapedia"), "build")),
        Tool("mkdocs", ("mkdocs", "mkdocs-material"), write_mkdocs, (mkdocs, "build", "--quiet")),
        Tool("hugo", ("hugo",), write_hugo, (hugo, "--quiet")),
        Tool(
            "hugo_pagefind",
            ("pagefind-bin",),
            write_hugo,
            (_within("pagefind_bin", "pagefind"), "--site", "public", "--quiet"),
            after="hugo",
        ),
        Tool("zensical", ("zensical",), write_mkdocs, (zensical, "build")),
    ]
    return [tool for tool in tools if installed(tool)]


def servers() -> list[Tool]:
    """Tools that show a site while it is edited, ours first."""
    mkdocs, zensical = _beside("mkdocs"), _beside("zensical")
    hugo = _within("hugo", "binaries/hugo")

    def in_docs(path: str) -> str:
        return "docs/" + path.split("/", 2)[2]

    def as_folder(path: str) -> str:
        return path.split("/", 2)[2].removesuffix(".md") + "/"

    def ours(port: int) -> Command:
        return (_beside("agorapedia"), "serve", "--port", str(port))

    def plain(port: int) -> Command:
        return (mkdocs, "serve", "--livereload", "--quiet", "--dev-addr", f"{HOST}:{port}")

    def hugo_server(port: int) -> Command:
        return (hugo, "server", "--quiet", "--bind", HOST, "--port", str(port))

    tools = [
        Tool(
            OURS,
            ("agorapedia",),
            _write_ours,
            serve=ours,
            source=lambda path: "content/" + path,
            address=lambda path: path.split("/", 1)[1].removesuffix(".md") + ".html",
        ),
        Tool(
            "hugo",
            ("hugo",),
            write_hugo,
            serve=hugo_server,
            source=lambda path: "content/" + hugo_source(path),
            address=as_folder,
        ),
        Tool(
            "mkdocs",
            ("mkdocs", "mkdocs-material"),
            write_mkdocs,
            serve=plain,
            source=in_docs,
            address=as_folder,
        ),
        Tool(
            "mkdocs_dirty",
            ("mkdocs", "mkdocs-material"),
            write_mkdocs,
            serve=lambda port: (*plain(port), "--dirty"),
            source=in_docs,
            address=as_folder,
        ),
        Tool(
            "zensical",
            ("zensical",),
            write_mkdocs,
            serve=lambda port: (zensical, "serve", "--dev-addr", f"{HOST}:{port}"),
            source=in_docs,
            address=as_folder,
        ),
    ]
    return [tool for tool in tools if installed(tool)]


def _write_ours(folder: Path, entries: Entries) -> None:
    copy_project(folder)
    write_entries(folder, entries)


def _beside(program: str) -> str:
    """A program that was installed into the same environment as this Python."""
    return str(Path(sys.executable).with_name(program))


def _within(package: str, path: str) -> str:
    """A program that lies inside a package; empty where the package is not installed."""
    spec = find_spec(package)
    folders = list(spec.submodule_search_locations or ()) if spec else []
    return str(Path(folders[0]) / path) if folders else ""
