"""The whole flow, to be read aloud.

In: a project folder. Out: a finished site in memory or on the disk, or the problems that stand in its way. Invariant:
everything is gathered before anything is written, and the same input gives the same bytes. Refuses: to publish while
there is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator import __version__
from generator.address import site_path
from generator.check import Checked, Progress, check
from generator.frame import draw_frame, load_icons
from generator.gloss import glossers
from generator.hand_written import dossier_paths
from generator.load import load_heads, load_interface, load_quality, load_sources, load_speed, load_templates
from generator.model import Frame, Rulebook, SourceFile, Sources, Wiki
from generator.overview import Lists
from generator.parallel import beside, spread
from generator.press import Press
from generator.publish import publish
from generator.reach import reach
from generator.render import render_block, render_files, render_pages, render_redirects
from generator.search_index import search_files
from generator.stamp import stamp
from generator.templating import Templates

STAGES = ("files", "rules", "documents", "pages and figures", "relations", "links", "frame", "pages", "disk")

Draw = Callable[[Path, Mapping[str, SourceFile], Rulebook], Frame]
"""Makes the frame of a project from its hand-written pages and its rules, as `draw_frame` does."""


@dataclass(frozen=True, slots=True)
class Built:
    """What came of a build. Without a site, `checked` says why."""

    checked: Checked
    site: Mapping[str, bytes] | None = None
    written: int = 0

    @property
    def pages(self) -> int:
        """How many HTML pages the site has."""
        return sum(path.endswith(".html") for path in self.site or ())


def build(project: Path, content: Path | None, out: Path, today: str | None, progress: Progress) -> Built:
    """Load, check, draw the frame, render, stamp, publish."""
    built = build_in_memory(project, content, today, progress)
    if built.site is None:
        return built
    progress("disk")
    return Built(built.checked, built.site, publish(built.site, out))


def build_in_memory(
    project: Path, content: Path | None, today: str | None, progress: Progress, draw: Draw = draw_frame
) -> Built:
    """Everything but the disk; another `draw` lets a preview keep a frame that has not changed."""
    progress("files")
    sources = load_sources(project, content)
    checked = check(sources, today, progress, spread)
    if checked.wiki is None or not checked.publishable:
        return Built(checked)
    rulebook = checked.wiki.rulebook
    return Built(checked, make_site(checked.wiki, sources, lambda: draw(project, sources.pages, rulebook), progress))


def make_site(
    wiki: Wiki, sources: Sources, drawn: Callable[[], Frame], progress: Progress = lambda stage: None
) -> dict[str, bytes]:
    """All files of the site, from the linked wiki and the frame; the search index is made beside everything else."""

    icons = load_icons([*(kind.icon for kind in wiki.rulebook.kinds.values()), "material/magnify"])
    templates = Templates(load_templates(), load_interface(), icons)
    searched = beside(lambda: dict(search_files(wiki, templates)))
    progress("frame")
    frame = drawn()
    progress("pages")
    languages = wiki.rulebook.languages
    press = Press(
        wiki,
        reach(wiki),
        Lists(wiki),
        templates,
        load_quality(),
        load_speed(),
        glossers(wiki.rulebook),
        sources.forge_url,
    )
    heads = load_heads()
    site = dict(frame.assets)
    site |= {name: file.data for name, file in sources.figures.items()}
    site |= stamp(
        frame,
        render_pages(press),
        [*sources.figures, *map(site_path, dossier_paths(wiki.rulebook))],
        lambda name, path: render_block(name, path, press, heads),
        templates,
        languages,
        wiki.date,
        __version__,
    )
    site |= render_files(press, frame.assets)
    site |= render_redirects(press)
    site |= searched()
    site["index.html"] = templates.fill("root", wiki.rulebook.source_language, languages=languages).encode()
    return site
