"""From the `Wiki` to the pages of the site, as HTML that goes into the slots of a shell.

In: the press. Out: `Page`s, blocks for hand-written pages, other files, redirects. Invariant: one page for an entry and a
language in which it exists; what is not translated is linked, never copied. Refuses: to know the theme, to write files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from generator.dossier_pages import dossier_files
from generator.entry_page import entry_page
from generator.find_page import find_data, find_page
from generator.glossary_page import glossary_block
from generator.hub import hub_pages
from generator.list_data import list_files
from generator.model import Page
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


class UnknownBlock(LookupError):
    """A hand-written page asks for a generated part that nobody makes."""


def render_pages(press: Press) -> Iterator[Page]:
    """All pages that go into shells."""
    for language in press.wiki.rulebook.languages:
        for kind in press.wiki.rulebook.kinds.values():
            yield from index_pages(press, kind, language.id)
        for entry in press.wiki.entries.values():
            here = press.wiki.entry(entry.id, language.id)
            if here.language == language.id:
                yield entry_page(press, here)
                yield from hub_pages(press, here)
        yield find_page(press, language.id)
        yield matrix_page(press, language.id)
        yield from cell_pages(press, language.id)
        yield from problem_pages(press, language.id)
        yield search_page(press, language.id)


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
