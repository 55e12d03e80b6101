"""The whole flow, to be read aloud.

In: a project folder. Out: a finished site on the disk, or the problems that stand in its way. Invariant: everything is
gathered before anything is written, and the same input gives the same bytes. Refuses: to publish while there is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator import check
from generator.check import Checked, Checker, Progress, Told, read_rules
from generator.frame import draw_frame
from generator.load import load_sources
from generator.model import Frame, Rulebook, SourceFile, Sources, Wiki
from generator.parallel import PAYS, Crew, parted, share
from generator.publish import Tree, publication
from generator.reuse import LastBuild, Stands

if TYPE_CHECKING:
    from generator.render import Work

STAGES = {"files": 5, **check.STAGES, "site": 55}
"""What is done one after the other, and about how many hundredths of the time each takes."""

DRAWN_MEANWHILE = 1800
"""About how many entries are read in the time in which a frame is drawn. To join and follow all takes about a quarter of the
time in which all are read, and nobody can help; so the frame is drawn then, if it will be ready when that is done."""


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
    last = LastBuild(project, content, out, today)
    if stands := last.untouched():
        return Published(Checked(None, (), stands.entries), stands.pages)
    sources = load_sources(project, content)
    if stands := last.made_of(sources):
        return Published(Checked(None, (), stands.entries), stands.pages)
    checked, frame = _check_and_draw(sources, today, progress, partial(draw_frame, project))
    if checked.wiki is None or frame is None:
        return Published(checked)
    sources = replace(sources, entries={})  # their bytes would only take room beside what was made of them
    told = progress("site")
    works = site_works(checked.wiki, sources, frame)
    with publication(out) as tree:
        counts = share([partial(_add, tree, work) for work in works], told)
    pages, written = (sum(column) for column in zip(*counts, strict=True))
    if checked.problems:
        last.forget()  # they are to be told again
    else:
        last.remember(Stands(pages, checked.entries))
    return Published(checked, pages, written)


def _check_and_draw(
    sources: Sources,
    today: str | None,
    progress: Progress,
    draw: Callable[[Mapping[str, SourceFile], Rulebook], Frame],
) -> tuple[Checked, Frame | None]:
    """Check the content and draw the frame beside it; no frame for a content with errors, whose pages may be broken."""
    progress("rules")
    validator, problems = read_rules(sources.schemas)
    if validator is None:
        return Checked(None, tuple(problems), 0), None

    def beside_the_frame(work: Callable[[Sequence[Any]], Any], items: Sequence[Any], told: Told) -> list[Any]:
        alone = max(0, len(items) * 5 // 4 - DRAWN_MEANWHILE) // 2
        return crew.share(parted(work, items), told, before_later=alone // PAYS)

    with Crew(partial(_tried, draw, sources.pages, validator.rulebook)) as crew:
        checked = Checker(validator, today).check(sources, progress, beside_the_frame)
        if not checked.publishable:
            return checked, None
        frame = crew.later()
    if isinstance(frame, Exception):
        raise frame
    return checked, frame


def make_site(wiki: Wiki, sources: Sources, frame: Frame) -> dict[str, bytes]:
    """All files of the site."""
    return {path: make() for work in site_works(wiki, sources, frame) for path, make in work()}


def site_works(wiki: Wiki, sources: Sources, frame: Frame) -> list[Work]:
    """The files of the site as works that do not depend on each other, the longest first."""
    # A site that stands already needs none of this.
    from generator.site import load_materials, new_press, new_stamp, site_shelves

    materials = load_materials(wiki.rulebook)
    press = new_press(wiki, materials, sources.forge_url)
    stamp = new_stamp(wiki, frame, materials.templates)
    return [work for shelf in site_shelves(press, stamp, sources, materials.heads) for work in shelf.works()]


def _add(tree: Tree, work: Work) -> tuple[int, int]:
    """Pages made and files written by one work."""
    pages = 0

    def counted() -> Iterator[tuple[str, bytes]]:
        nonlocal pages
        for path, make in work():
            pages += path.endswith(".html")
            yield path, make()

    written = tree.add(counted())
    return pages, written


def _tried(draw: Callable[..., Frame], *given: Any) -> Frame | Exception:
    """The frame, or why there is none: what is wrong with the content matters more."""
    try:
        return draw(*given)
    except Exception as error:
        return error
