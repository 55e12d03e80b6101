"""The frame: hand-written pages and one shell per section and language, drawn by MkDocs.

In: the project's `mkdocs.yml`, its hand-written pages, the rulebook. Out: a `Frame`. Invariant: the frame's size does not
depend on the number of entries, and what it draws is never judged by MkDocs alone: a warning is a failure. Refuses: to
draw entries; to run the plugin inside the plugin. Any generator that reads `mkdocs.yml` can draw what `prepare` laid out.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from generator.hand_written import for_frame, sections
from generator.model import Frame, Rulebook, SourceFile

LEFT_OUT = (
    "sitemap.xml",
    "sitemap.xml.gz",
    "404.html",
    "search/",
    "assets/javascripts/bundle.",
    "assets/javascripts/lunr/",
    "assets/javascripts/workers/",
    "assets/stylesheets/palette.",
)


class FrameFailure(Exception):
    """The frame could not be drawn; the message is what the site generator said."""


def shell_pages(rulebook: Rulebook) -> Iterator[tuple[str, str]]:
    """Path and Markdown of the shells, as pages of the documentation folder."""
    for language in rulebook.languages:
        for section in sections(rulebook):
            yield f"{language.id}/{section}/index.md", f"---\nshell: {section}\ntitle: {section}\n---\n\n## content\n"


def draw_frame(project: Path, pages: Mapping[str, SourceFile], rulebook: Rulebook) -> Frame:
    """Draw with MkDocs, in this process; raises FrameFailure."""
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort, ConfigurationError

    with tempfile.TemporaryDirectory(prefix="agorapedia-frame-") as folder, _warnings() as said:
        prepare(project, pages, rulebook, Path(folder))
        try:
            config = load_config(str(Path(folder) / "mkdocs.yml"))
            theme: Any = config.theme
            theme.get_env = partial(_without_hidden_folders, theme.get_env)
            config.plugins.run_event("startup", command="build", dirty=False)
            build(config)
        except (Abort, ConfigurationError) as error:
            raise FrameFailure("\n".join([*said, str(error)]).strip()) from error
        if said:
            raise FrameFailure("\n".join(said))
        return collect_frame(Path(folder) / "site", rulebook)


def _without_hidden_folders(get_env: Callable[[], Any]) -> Any:
    """The theme's templates without its fourteen thousand icons, which MkDocs lists only to leave them out."""
    env = get_env()

    def shown(filter_func: Callable[[str], bool]) -> list[str]:
        found = set()
        for root in map(Path, env.loader.searchpath):
            for folder, folders, files in os.walk(root):
                folders[:] = [name for name in folders if not name.startswith(".")]
                found |= {(Path(folder) / name).relative_to(root).as_posix() for name in files}
        return sorted(filter(filter_func, found))

    env.list_templates = shown
    return env


def prepare(project: Path, pages: Mapping[str, SourceFile], rulebook: Rulebook, folder: Path) -> None:
    """Lay out a folder that any reader of `mkdocs.yml` can draw: pages, shells and a configuration without our plugin."""
    try:
        config = yaml.load((project / "mkdocs.yml").read_text("utf-8"), yaml.CSafeLoader)
        config |= {"docs_dir": "docs", "site_dir": "site", "plugins": []}
        config["theme"]["custom_dir"] = str(project / config["theme"]["custom_dir"])
    except (yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise FrameFailure(f"mkdocs.yml cannot be used; it needs a theme with a custom_dir: {error!r}") from error
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False), "utf-8")
    for name, file in pages.items():
        text = for_frame(name, file.data.decode("utf-8"))
        _write(folder / "docs" / name.removeprefix("pages/"), text.encode())
    for name, text in shell_pages(rulebook):
        _write(folder / "docs" / name, text.encode())


def collect_frame(site: Path, rulebook: Rulebook) -> Frame:
    """Read what was drawn, and leave behind what we write ourselves or do not want."""
    pages: dict[str, str] = {}
    shells: dict[tuple[str, str], str] = {}
    assets: dict[str, bytes] = {}
    wanted = {
        f"{lang.id}/{section}/index.html": (lang.id, section)
        for lang in rulebook.languages
        for section in sections(rulebook)
    }
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if not path.is_file() or name.startswith(LEFT_OUT) or name.endswith(".map"):
            continue
        if name in wanted:
            shells[wanted[name]] = path.read_text("utf-8")
        elif name.endswith(".html"):
            pages[name] = path.read_text("utf-8")
        else:
            assets[name] = path.read_bytes()
    missing = sorted(set(wanted.values()) - set(shells))
    if missing:
        raise FrameFailure(f"the site generator drew no shell for {missing}")
    return Frame(pages, shells, assets)


def load_icons(names: Mapping[str, str] | list[str]) -> dict[str, str]:
    """Drawings of the theme's icon sets by name, such as `material/town-hall`, marked as mere decoration."""
    folder = resources.files("material").joinpath("templates", ".icons")
    found = {}
    for name in names:
        svg = folder.joinpath(f"{name}.svg").read_text("utf-8")
        found[name] = svg.replace("<svg ", '<svg aria-hidden="true" ', 1)
    return found


@contextmanager
def _warnings() -> Iterator[list[str]]:
    """What MkDocs says at the level of a warning or above, kept from the terminal."""
    said: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    logger = logging.getLogger("mkdocs")
    listener = Listener(logging.WARNING)
    propagate, level = logger.propagate, logger.level
    logger.addHandler(listener)
    logger.propagate = False
    logger.setLevel(logging.WARNING)
    try:
        yield said
    finally:
        logger.removeHandler(listener)
        logger.propagate = propagate
        logger.setLevel(level)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
