"""From the `Wiki` to the pages of the site, as HTML that goes into the slots of a shell.

In: the press. Out: `Page`s, blocks for hand-written pages, other files, redirects. Invariant: one page for an entry and a
language in which it exists; what is not translated is linked, never copied. Refuses: to know the theme, to write files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from generator import address
from generator.dossier_pages import dossier_files
from generator.entry_page import entry_page
from generator.find_page import find_data, find_page
from generator.glossary_page import glossary_block
from generator.hand_written import dossier_paths
from generator.hub import KINDS, hub_pages
from generator.list_data import list_files
from generator.model import Entry, Page
from generator.overview_pages import (
    cell_pages,
    home_block,
    horizons_block,
    index_pages,
    matrix_csv,
    matrix_page,
    terms_block,
)
from generator.press import Press
from generator.program_pages import architecture_block, problem_pages
from generator.search_pages import quality_block, search_page
from generator.speed_page import speed_block

Pages = Callable[[], Iterable[Page]]

HUBS_AT_ONCE, ENTRIES_AT_ONCE = 2, 64
"""Pages of a work: enough that taking it costs nothing beside it, few enough that two processes end together."""


class UnknownBlock(LookupError):
    """A hand-written page asks for a generated part that nobody makes."""


def page_works(press: Press) -> Iterator[Pages]:
    """All pages that go into shells, as works that do not depend on each other; those that take longest come first."""
    wiki = press.wiki
    for language in (language.id for language in wiki.rulebook.languages):
        here = [entry for id in wiki.entries if (entry := wiki.entry(id, language)).language == language]
        hubs, others = [e for e in here if e.kind in KINDS], [e for e in here if e.kind not in KINDS]
        yield from (partial(index_pages, press, kind, language) for kind in wiki.rulebook.kinds.values())
        for entries, at_once in ((hubs, HUBS_AT_ONCE), (others, ENTRIES_AT_ONCE)):
            for start in range(0, len(entries), at_once):
                yield partial(_entry_pages, press, entries[start : start + at_once])
        yield partial(_one, matrix_page, press, language)
        yield partial(cell_pages, press, language)
        yield partial(problem_pages, press, language)
        yield partial(_one, find_page, press, language)
        yield partial(_one, search_page, press, language)


def linkable(press: Press, figures: Iterable[str]) -> set[str]:
    """What hand-written pages may link to beside each other, as paths on the site."""
    languages = [language.id for language in press.wiki.rulebook.languages]
    entries = (press.wiki.entry(id, language) for id in press.wiki.entries for language in languages)
    steps = map(address.site_path, dossier_paths(press.wiki.rulebook))
    return {*map(press.page_path, entries), *steps, *figures}


def _entry_pages(press: Press, entries: Sequence[Entry]) -> Iterator[Page]:
    for entry in entries:
        yield entry_page(press, entry)
        yield from hub_pages(press, entry)


def _one(make: Callable[..., Page], *given: Any) -> Iterator[Page]:
    yield make(*given)


def render_files(press: Press, assets: Iterable[str] = ()) -> Iterator[tuple[str, bytes]]:
    """Files beside the pages; `assets` are the paths of the theme's files."""
    for language in press.wiki.rulebook.languages:
        yield matrix_csv(press, language.id)
        yield find_data(press, language.id)
    yield from list_files(press)
    yield from dossier_files(press, assets)


def render_block(name: str, path: str, press: Press, heads: Mapping[str, str]) -> str:
    """The part of the hand-written page at `path` that is made from the wiki; raises UnknownBlock."""
    language = path.split("/", 1)[0]
    if name.startswith("terms-"):
        return terms_block(press, path, language, name.removeprefix("terms-").replace("-", "_"))
    blocks: dict[str, Callable[[], str]] = {
        "glossary": lambda: glossary_block(press, path, language),
        "horizons": lambda: horizons_block(press, path, language),
        "home": lambda: home_block(press, path, language),
        "architecture": lambda: architecture_block(press, path, language, heads),
        "speed": lambda: speed_block(press, path, language),
        "search-quality": lambda: quality_block(press, path, language),
    }
    if name not in blocks:
        raise UnknownBlock(f"{path} asks for the block {name}; there are {', '.join(sorted(blocks))}")
    return blocks[name]()


def render_redirects(press: Press) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of the pages that stand at former addresses, in every language in which the entry exists."""
    for former, id in press.wiki.redirects.items():
        for language in press.wiki.rulebook.languages:
            entry = press.wiki.entry(id, language.id)
            if entry.language == language.id:
                folder, _, name = press.page_path(entry).rpartition("/")
                html = press.templates.fill("redirect", language.id, title=entry.title, address=name)
                yield f"{folder}/{former}.html", html.encode()
