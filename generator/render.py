"""From the `Wiki` to the pages of the site, as HTML that goes into the slots of a shell.

In: the press. Out: shelves of pages and of other files, blocks for hand-written pages. Invariant: one page for an entry and
a language in which it exists; what is not translated is linked, never copied; what stands on the site is known before
anything is made. Refuses: to know the theme, to write files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from generator import address
from generator.address import FIND, MATRIX, PROBLEMS, SEARCH
from generator.dossier_pages import dossier_files
from generator.entry_page import entry_page
from generator.find_page import find_data, find_page
from generator.glossary_page import glossary_block
from generator.hand_written import dossier_paths
from generator.hub import KINDS, hub_pages
from generator.list_data import list_files
from generator.model import Entry, Kind, Page
from generator.overview_pages import (
    cell_pages,
    home_block,
    horizons_block,
    index_pages,
    matrix_csv,
    matrix_page,
    terms_block,
)
from generator.press import File, Press, Sheet
from generator.program_pages import architecture_block, problem_pages
from generator.search_pages import quality_block, search_page
from generator.speed_page import speed_block

Work = Callable[[], Iterable[File]]
"""Some files of a shelf, one after the other."""

InShell = Callable[[Page], bytes]
"""Puts a page into the shell of its section."""

HUBS_AT_ONCE, ENTRIES_AT_ONCE = 2, 64
"""Pages of a work: enough that taking it costs nothing beside it, few enough that two processes end together."""


class UnknownBlock(LookupError):
    """A hand-written page asks for a generated part that nobody makes."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Files of the site that stand below one folder, or anywhere if it is empty, in works that do not depend on each other."""

    folder: str
    works: Callable[[], Iterable[Work]]
    has_pages: bool = True
    """Whether pages are among the files."""


def shelves(press: Press, in_shell: InShell, assets: Iterable[str]) -> Iterator[Shelf]:
    """All that is made from the wiki, long works first; `assets` are the paths of the theme's files."""

    def pages(make: Callable[..., Iterable[Sheet]], *given: object) -> Work:
        return partial(_in_shells, in_shell, partial(make, press, *given))

    def of_kind(kind: Kind, language: str) -> Iterator[Work]:
        yield pages(index_pages, kind, language)
        wiki = press.wiki
        here = wiki.entries if language == wiki.rulebook.source_language else wiki.translations.get(language, {})
        entries = [entry for entry in here.values() if entry.kind == kind.id]
        at_once = HUBS_AT_ONCE if kind.id in KINDS else ENTRIES_AT_ONCE
        for start in range(0, len(entries), at_once):
            yield pages(_entry_pages, entries[start : start + at_once])
        yield partial(_redirects, press, kind, language)

    yield Shelf("assets/data", lambda: [partial(_data_files, press)], has_pages=False)
    yield Shelf("", lambda: [partial(dossier_files, press, assets)])
    languages = [language.id for language in press.wiki.rulebook.languages]
    for language in languages:
        matrix = [pages(cell_pages, language), pages(_alone, matrix_page, language)]
        matrix.append(partial(_alone, press, matrix_csv, language))
        yield Shelf(f"{language}/{MATRIX}", partial(list, matrix))
    for language in languages:
        yield Shelf(f"{language}/{PROBLEMS}", partial(list, [pages(problem_pages, language)]))
        yield Shelf(f"{language}/{FIND}", partial(list, [pages(_alone, find_page, language)]))
        yield Shelf(f"{language}/{SEARCH}", partial(list, [pages(_alone, search_page, language)]))
        for kind in press.wiki.rulebook.kinds.values():
            yield Shelf(f"{language}/{kind.folder}", partial(of_kind, kind, language))


def _in_shells(in_shell: InShell, sheets: Callable[[], Iterable[Sheet]]) -> Iterator[File]:
    for path, make in sheets():
        yield path, partial(_in_shell, in_shell, make)


def _in_shell(in_shell: InShell, make: Callable[[], Page]) -> bytes:
    return in_shell(make())


def _entry_pages(press: Press, entries: Sequence[Entry]) -> Iterator[Sheet]:
    for entry in entries:
        yield press.page_path(entry), partial(entry_page, press, entry)
        yield from hub_pages(press, entry)


def _alone(press: Press, make: Callable[[Press, str], Any], language: str) -> Iterator[Any]:
    yield make(press, language)


def _data_files(press: Press) -> Iterator[File]:
    """What scripts of pages read."""
    yield from (find_data(press, language.id) for language in press.wiki.rulebook.languages)
    yield from list_files(press)


def _redirects(press: Press, kind: Kind, language: str) -> Iterator[File]:
    """The pages that stand at former addresses of the entries of a kind that exist in a language."""
    for former, id in press.wiki.redirects.items():
        entry = press.wiki.entry(id, language)
        if entry.kind == kind.id and entry.language == language:
            yield f"{language}/{kind.folder}/{former}.html", partial(_redirect, press, entry)


def _redirect(press: Press, entry: Entry) -> bytes:
    name = press.page_path(entry).rpartition("/")[2]
    return press.templates.fill("redirect", entry.language, title=entry.title, address=name).encode()


def linkable(press: Press, figures: Iterable[str]) -> set[str]:
    """What hand-written pages may link to beside each other, as paths on the site."""
    languages = [language.id for language in press.wiki.rulebook.languages]
    entries = (press.wiki.entry(id, language) for id in press.wiki.entries for language in languages)
    steps = map(address.site_path, dossier_paths(press.wiki.rulebook))
    return {*map(press.page_path, entries), *steps, *figures}


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
