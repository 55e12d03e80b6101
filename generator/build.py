"""The whole flow, to be read aloud.

In: a project folder. Out: a finished site in memory or on the disk, or the problems that stand in its way. Invariant:
everything is gathered before anything is written, and the same input gives the same bytes. Refuses: to publish while
there is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from generator import __version__, reuse
from generator.check import Checked, Progress, check_by, read_rules
from generator.frame import draw_frame, load_icons
from generator.gloss import glossers
from generator.load import load_heads, load_interface, load_quality, load_sources, load_speed, load_templates
from generator.model import Frame, Rulebook, SourceFile, Sources, Wiki
from generator.overview import Lists
from generator.parallel import parted, share
from generator.press import Press
from generator.publish import Tree, publication
from generator.reach import reach
from generator.render import linkable, page_works, render_block, render_files, render_redirects
from generator.stamp import Stamp
from generator.templating import Templates

STAGES = ("files", "rules", "documents", "pages and figures", "relations", "links", "site")

Draw = Callable[[Path, Mapping[str, SourceFile], Rulebook], Frame]
"""Makes the frame of a project from its hand-written pages and its rules, as `draw_frame` does."""

Files = Iterable[tuple[str, bytes]]
"""Paths on the site and bytes."""


@dataclass(frozen=True, slots=True)
class Built:
    """What came of a build in memory. Without a site, `checked` says why."""

    checked: Checked
    site: Mapping[str, bytes] | None = None

    @property
    def pages(self) -> int:
        """How many HTML pages the site has."""
        return sum(path.endswith(".html") for path in self.site or ())


@dataclass(frozen=True, slots=True)
class Published:
    """What came of a build onto the disk. Without pages nothing was built, and `checked` says why."""

    checked: Checked
    pages: int = 0
    written: int = 0
    """Files that were not the same before."""


def build(project: Path, content: Path | None, out: Path, today: str | None, progress: Progress) -> Published:
    """Load; unless it stands already, check and draw the frame, render, stamp and write; and only then show it."""
    progress("files")
    sources = load_sources(project, content)
    fingerprint = reuse.made_from(project, sources, today)
    if pages := reuse.still_stands(out, fingerprint):
        return Published(Checked(None, (), len(sources.entries)), pages)
    checked, frame = check_and_draw(sources, today, progress, partial(draw_frame, project), share)
    if checked.wiki is None or frame is None:
        return Published(checked)
    sources = replace(sources, entries={})  # their bytes would only take room beside what was made of them
    progress("site")
    works = site_works(checked.wiki, sources, frame)
    with publication(out) as tree:
        counts = share([partial(_add, tree, work) for work in works])
    pages, written = (sum(column) for column in zip(*counts, strict=True))
    if checked.problems:
        reuse.forget(out)  # they are to be told again
    else:
        reuse.remember(out, fingerprint, pages)
    return Published(checked, pages, written)


def build_in_memory(
    project: Path, content: Path | None, today: str | None, progress: Progress, draw: Draw = draw_frame
) -> Built:
    """Everything but the disk, in this process; another `draw` lets a preview keep a frame that has not changed."""
    progress("files")
    sources = load_sources(project, content)
    checked, frame = check_and_draw(sources, today, progress, partial(draw, project), _in_turn)
    if checked.wiki is None or frame is None:
        return Built(checked)
    progress("site")
    return Built(checked, make_site(checked.wiki, sources, frame))


def check_and_draw(
    sources: Sources,
    today: str | None,
    progress: Progress,
    draw: Callable[[Mapping[str, SourceFile], Rulebook], Frame],
    share: Callable[[Sequence[Callable[[], Any]]], list[Any]],
) -> tuple[Checked, Frame | None]:
    """Check the content and draw the frame beside it; no frame for a content with errors, whose pages may be broken."""
    progress("rules")
    validator, problems = read_rules(sources.schemas)
    if validator is None:
        return Checked(None, tuple(problems), 0), None
    drawn: list[Frame | Exception] = []

    def beside_the_frame(work: Callable[[Sequence[Any]], Any], items: Sequence[Any]) -> list[Any]:
        frame, *results = share([partial(_tried, draw, sources.pages, validator.rulebook), *parted(work, items)])
        drawn.append(frame)
        return results

    checked = check_by(validator, sources, today, progress, beside_the_frame)
    if not checked.publishable:
        return checked, None
    if isinstance(drawn[0], Exception):
        raise drawn[0]
    return checked, drawn[0]


def make_site(wiki: Wiki, sources: Sources, frame: Frame) -> dict[str, bytes]:
    """All files of the site."""
    return dict(chain.from_iterable(work() for work in site_works(wiki, sources, frame)))


def site_works(wiki: Wiki, sources: Sources, frame: Frame) -> list[Callable[[], Files]]:
    """The files of the site as works that do not depend on each other, the longest first."""
    icons = load_icons([*(kind.icon for kind in wiki.rulebook.kinds.values()), "material/magnify"])
    templates = Templates(load_templates(), load_interface(), icons)
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
    stamp = Stamp(frame, templates, languages, wiki.date, __version__)

    def hand_written() -> Files:
        heads = load_heads()
        return stamp.hand_written(
            linkable(press, sources.figures), lambda name, path: render_block(name, path, press, heads)
        )

    def other_files() -> Files:
        yield from frame.assets.items()
        yield from ((name, file.data) for name, file in sources.figures.items())
        yield "index.html", templates.fill("root", wiki.rulebook.source_language, languages=languages).encode()

    def search() -> Files:
        from generator.search_index import search_files  # brings an array library that nobody else waits for

        return search_files(wiki, templates)

    return [
        search,
        lambda: render_files(press, frame.assets),
        hand_written,
        *(partial(_stamped, stamp, pages) for pages in page_works(press)),
        lambda: render_redirects(press),
        other_files,
    ]


def _stamped(stamp: Stamp, pages: Callable[[], Iterable[Any]]) -> Files:
    return stamp.pages(pages())


def _add(tree: Tree, work: Callable[[], Files]) -> tuple[int, int]:
    """Pages made and files written by one work."""
    pages = 0

    def counted() -> Iterator[tuple[str, bytes]]:
        nonlocal pages
        for path, data in work():
            pages += path.endswith(".html")
            yield path, data

    written = tree.add(counted())
    return pages, written


def _tried(draw: Callable[..., Frame], *given: Any) -> Frame | Exception:
    """The frame, or why there is none: what is wrong with the content matters more."""
    try:
        return draw(*given)
    except Exception as error:
        return error


def _in_turn(works: Sequence[Callable[[], Any]]) -> list[Any]:
    return [work() for work in works]
