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
from generator.catalogue import Catalogue
from generator.check import Checked, Progress, check
from generator.frame import draw_frame, load_icons
from generator.gloss import glossers
from generator.index import search_records
from generator.load import load_heads, load_interface, load_quality, load_sources, load_templates
from generator.model import Frame, Rulebook, SourceFile, Sources, Wiki
from generator.press import Press
from generator.publish import publish
from generator.reach import reach
from generator.render import render_block, render_files, render_pages, render_redirects
from generator.stamp import stamp
from generator.templating import Templates

STAGES = ("files", "rules", "documents", "fields and texts", "relations", "links", "frame", "pages", "disk")

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
    checked = check(sources, today, progress)
    if checked.wiki is None or not checked.publishable:
        return Built(checked)
    progress("frame")
    frame = draw(project, sources.pages, checked.wiki.rulebook)
    progress("pages")
    return Built(checked, make_site(checked.wiki, frame, sources))


def make_site(wiki: Wiki, frame: Frame, sources: Sources) -> dict[str, bytes]:
    """All files of the site, from the linked wiki and the drawn frame."""
    icons = load_icons([*(kind.icon for kind in wiki.rulebook.kinds.values()), "material/magnify"])
    templates = Templates(load_templates(), load_interface(), icons)
    languages = wiki.rulebook.languages
    catalogue = Catalogue(search_records(wiki), languages)
    press = Press(wiki, reach(wiki), templates, catalogue, load_quality(), glossers(wiki.rulebook), sources.forge_url)
    heads = load_heads()
    site = dict(frame.assets)
    site |= {name: file.data for name, file in sources.figures.items()}
    site |= stamp(
        frame,
        render_pages(press),
        sources.figures,
        lambda name, path: render_block(name, path, press, heads),
        templates,
        languages,
        wiki.date,
        __version__,
    )
    site |= render_files(press)
    site |= render_redirects(press)
    site["index.html"] = templates.fill("root", wiki.rulebook.source_language, languages=languages).encode()
    return site
