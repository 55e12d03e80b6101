"""The site in memory, again and again: what did not change since the last time is taken from there.

In: a project folder and, from the second time on, which files may have changed. Out: what was found, and the site.
Invariant: problems and site are those of a first build of the same files, whatever failed in between. Refuses: to write;
to know why it is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.check import Checked, Progress, check_by, read_rules
from generator.frame import draw_frame
from generator.load import load_sources
from generator.model import Frame, Rulebook, SourceFile
from generator.preview_site import Site
from generator.site import Materials, load_materials, new_press, site_shelves

Draw = Callable[[Path, Mapping[str, SourceFile], Rulebook], Frame]
"""Makes the frame of a project from its hand-written pages and its rules, as `draw_frame` does."""


@dataclass(frozen=True, slots=True)
class Built:
    """What came of a build in memory. Without a site, `checked` says why."""

    checked: Checked
    site: Mapping[str, bytes] | None = None
    pages: int = 0


class Rebuilder:
    """Builds the site of a project; `draw` may keep a frame that has not changed."""

    def __init__(self, project: Path, content: Path | None, today: str | None, draw: Draw = draw_frame) -> None:
        self.project = project
        self.content = content
        self.today = today
        self.draw = draw
        self.forget()

    def forget(self) -> None:
        """The next build is a first one."""
        self.materials: Materials | None = None
        self.made_from: tuple[object, ...] = ()
        self.built: Built | None = None

    def __call__(self, progress: Progress = lambda stage: None) -> Built:
        """Check and, unless there is an error, lay out the site: the same one as before if it is made from the same."""
        progress("files")
        sources = load_sources(self.project, self.content)
        progress("rules")
        validator, problems = read_rules(sources.schemas)
        if validator is None:
            return Built(Checked(None, tuple(problems), 0))
        checked = check_by(validator, sources, self.today, progress)
        if checked.wiki is None or not checked.publishable:
            return Built(checked)
        progress("site")
        frame = self.draw(self.project, sources.pages, validator.rulebook)
        self.materials = load_materials(validator.rulebook, self.materials)
        made_from = (sources, frame, self.materials)
        if self.built is None or made_from != self.made_from:
            press = new_press(checked.wiki, self.materials, sources.forge_url)
            site = Site(site_shelves(press, sources, frame, self.materials.heads))
            self.built = Built(checked, site, sum(1 for _ in site.pages()))
            self.made_from = made_from
        return self.built
