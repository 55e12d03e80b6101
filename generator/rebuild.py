"""The site in memory, again and again: what did not change since the last time is taken from there.

In: a project folder and, from the second time on, which files may have changed. Out: what was found, and the site.
Invariant: problems and site are those of a first build of the same files, whatever failed in between. Refuses: to write;
to know why it is asked.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.check import Checked, Checker, Progress, read_rules
from generator.frame import draw_frame
from generator.load import is_read, load_again, load_sources, with_same_files
from generator.model import Frame, Rulebook, SourceFile, Sources, Wiki
from generator.parallel import spread
from generator.press import Press
from generator.preview_site import Site
from generator.site import Materials, has_same_paths, load_materials, new_press, new_stamp, site_shelves
from generator.stamp import Stamp

Draw = Callable[[Path, Mapping[str, SourceFile], Rulebook], Frame]
"""Makes the frame of a project from its hand-written pages and its rules, as `draw_frame` does."""


@dataclass(frozen=True, slots=True)
class Built:
    """What came of a build in memory. Without a site, `checked` says why."""

    checked: Checked
    site: Site | None = None


@dataclass(frozen=True, slots=True)
class _Ground:
    """What a site stands on beside its sources. There is one only while everything but entries was found without fault."""

    frame: Frame
    materials: Materials


@dataclass(frozen=True, slots=True)
class _Last:
    """The last site that could be made, and what it was made from."""

    sources: Sources
    ground: _Ground
    press: Press
    stamp: Stamp
    site: Site


MOST_CHANGES = 1_000
"""Changed files above which all are read again: so many come from a program, and a watch may lose some of them."""


class Rebuilder:
    """Builds the site of a project; `draw` may keep a frame that has not changed."""

    def __init__(self, project: Path, content: Path | None, today: str | None, draw: Draw = draw_frame) -> None:
        self.project = project
        self.content = content
        self.today = today
        self.draw = draw
        self.entries = (content or project / "content").resolve() / "entries"
        self.forget()

    def forget(self) -> None:
        """The next build is a first one."""
        self.sources = Sources("", {}, {}, {}, {})
        self.rules: Mapping[str, SourceFile] = {}
        self.checker: Checker | None = None
        self.ground: _Ground | None = None
        self.last: _Last | None = None

    def __call__(self, progress: Progress = lambda stage: None, changed: Collection[Path] | None = None) -> Built:
        """Check and, unless there is an error, lay out the site: the same one as before if it is made from the same.

        `changed` are the paths of which anything may have changed since the last build; without them all may have.
        """
        progress("files")
        ground, self.ground = self.ground, None
        checker, self.checker = self.checker, None
        names = self._entries_among(changed) if ground and checker and changed is not None else None
        if names is not None:
            self.sources = load_again(self.sources, self.project, self.content, names)
        else:
            ground = None
            self.sources = with_same_files(self.sources, load_sources(self.project, self.content))
            progress("rules")
        if checker is None or self.sources.schemas != self.rules:
            validator, problems = read_rules(self.sources.schemas)
            if validator is None:
                self.checker = checker
                return Built(Checked(None, tuple(problems), 0))
            checker, self.rules = Checker(validator, self.today, checker), self.sources.schemas
        checked = checker.check(self.sources, progress, spread)
        self.checker = checker
        if checked.wiki is None or not checked.publishable:
            self.ground = ground
            return Built(checked)
        progress("site")
        if ground is None:
            rulebook = checked.wiki.rulebook
            frame = self.draw(self.project, self.sources.pages, rulebook)
            ground = _Ground(frame, load_materials(rulebook, self.last.ground.materials if self.last else None))
        self.last = self._laid_out(checked.wiki, ground)
        self.ground = ground
        return Built(checked, self.last.site)

    def _laid_out(self, wiki: Wiki, ground: _Ground) -> _Last:
        """The site of a wiki without errors."""
        last, sources = self.last, self.sources
        same_ground = last is not None and ground == last.ground
        if last and same_ground and sources == last.sources:
            return last
        press = new_press(wiki, ground.materials, sources.forge_url, last.press if last else None)
        pages = last.site.counted if last and same_ground and has_same_paths(last.press, press) else None
        stamp = new_stamp(wiki, ground.frame, ground.materials.templates, last.stamp if last else None)
        site = Site(site_shelves(press, stamp, sources, ground.materials.heads), pages)
        if not same_ground:
            site.try_out()
        return _Last(sources, ground, press, stamp, site)

    def _entries_among(self, changed: Collection[Path]) -> list[str] | None:
        """The paths inside the content folder of files of entries; None if anything else may have changed."""
        names = []
        for path in changed:
            if len(changed) > MOST_CHANGES or path.is_dir() or self.entries not in path.parents:
                return None
            name = f"entries/{path.relative_to(self.entries).as_posix()}"
            if name in self.sources.entries or (os.path.lexists(path) and is_read(path.name)):
                names.append(name)
            elif not os.path.lexists(path) and any(known.startswith(f"{name}/") for known in self.sources.entries):
                return None
        return names
