"""Pages that show many entries: the list of a kind, the matrix, the cells behind it, the first page.

In: the press. Out: pages, blocks and the matrix as CSV. Invariant: a list is complete without scripts; a number in the
matrix is the length of the list behind it; cells without entries are told apart from cells that are hardly plausible.
Refuses: to choose for the reader (see the finder).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from functools import partial
from heapq import nlargest

from generator import listing
from generator.address import MATRIX
from generator.model import Entry, Kind, Page, Wiki
from generator.overview import ROWS
from generator.press import File, Press, Sheet
from generator.reach import MEASURE_KINDS

NEWEST = 6
"""How many entries the first page shows as new."""


def index_pages(press: Press, kind: Kind, language: str) -> Iterator[Sheet]:
    """The list of a kind, with filters, on as many pages as it takes."""
    start = f"{language}/{kind.folder}/index.html"
    last = max(1, listing.pages_of(len(press.lists.places_of_kind(kind.id, language)), ROWS))
    for number in range(1, last + 1):
        path = start if number == 1 else listing.further_page(start, number)
        yield path, partial(_index_page, press, kind, language, path, number)


def _index_page(press: Press, kind: Kind, language: str, path: str, number: int) -> Page:
    start = f"{language}/{kind.folder}/index.html"
    table = press.lists.table_of_kinds([kind.id], language)
    last = listing.pages_of(len(table.places), ROWS)
    title = kind.plural[language]
    rows = ((number - 1) * ROWS, number * ROWS)
    return Page(
        path,
        language,
        kind.folder,
        title if number == 1 else press.templates.word("list_page", language, title=title, number=number),
        kind.definition[language],
        press.fill(
            "index",
            path,
            language,
            kind=kind,
            table=table,
            listed=listing.entry_list(press, table, "list", language, rows),
            pager=listing.pager(press, start, path, language, number, last),
            scripts=listing.scripts(path, table),
        ),
        (),
        press.same_everywhere(path.partition("/")[2]),
    )


def matrix_page(press: Press, language: str) -> Sheet:
    """Threats × spaces as a table of counts, with a list twin."""
    path = f"{language}/{MATRIX}/index.html"
    return path, partial(_matrix_page, press, language, path)


def _matrix_page(press: Press, language: str, path: str) -> Page:
    threats, spaces = press.lists.of_kind("threat", language), press.lists.of_kind("space", language)
    return Page(
        path,
        language,
        MATRIX,
        press.templates.word("matrix", language),
        press.templates.word("matrix_intro", language),
        press.fill("matrix", path, language, threats=threats, spaces=spaces, reach=press.reach),
        (),
        press.same_everywhere(f"{MATRIX}/index.html"),
    )


def cell_pages(press: Press, language: str) -> Iterator[Sheet]:
    """The pages of every pair of threat and space that has a measure or a case."""
    for threat, space in press.reach.pairs():
        yield from pages_of_cell(press, threat, space, language)


def pages_of_cell(press: Press, threat_id: str, space_id: str, language: str) -> Iterator[Sheet]:
    """The page of a pair, and the pages of titles for which it has no room."""
    path, pair = press.cell_path(threat_id, space_id, language), (threat_id, space_id)
    yield path, partial(_cell_page, press, threat_id, space_id, language, path)
    threat, space = press.wiki.entry(threat_id, language), press.wiki.entry(space_id, language)
    title = press.templates.word("cell_title", language, threat=threat.title, space=space.title)
    addresses = press.same_everywhere(path.partition("/")[2])
    for part, label, found in (
        ("measures-", "measures_of", press.reach.by_pair),
        ("cases-", "cases_of", press.reach.cases_by_pair),
    ):
        named = press.templates.word(label, language, name=title)
        yield from listing.title_pages(press, found.get(pair, ()), path, language, part, named, addresses)


def _cell_page(press: Press, threat_id: str, space_id: str, language: str, path: str) -> Page:
    reach, word = press.reach, press.templates.word
    threat, space = press.wiki.entry(threat_id, language), press.wiki.entry(space_id, language)
    names = {"threat": threat.title, "space": space.title}
    table = press.lists.table(reach.by_pair.get((threat_id, space_id), ()), MEASURE_KINDS, language)
    cases = press.lists.places(reach.cases_by_pair.get((threat_id, space_id), ()), language)
    within = f"threats={' '.join(reach.wider(threat_id))};spaces={' '.join(reach.wider(space_id))}"
    return Page(
        path,
        language,
        MATRIX,
        word("cell_title", language, **names),
        word("cell_intro", language, **names),
        press.fill(
            "cell",
            path,
            language,
            threat=threat,
            space=space,
            table=table,
            listed=listing.some_measures(press, table, path, language, within),
            cases=listing.some_cases(press, cases, path, language),
            scripts=listing.scripts(path, table),
        ),
        (),
        press.same_everywhere(path.partition("/")[2]),
    )


def matrix_csv(press: Press, language: str) -> File:
    """The matrix as CSV: every pair, the empty ones too; RFC 4180 with a byte order mark for Excel."""
    return f"{language}/{MATRIX}/matrix.csv", partial(_matrix_csv, press, language)


def _matrix_csv(press: Press, language: str) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    word = press.templates.word
    writer.writerow(word(f"csv_{column}", language) for column in CSV_COLUMNS)
    for threat in press.lists.of_kind("threat", language):
        for space in press.lists.of_kind("space", language):
            pair = (threat.id, space.id)
            reason = press.wiki.rulebook.implausible.get(pair)
            cells = [threat.id, threat.title, space.id, space.title]
            cells += [word("no", language) if reason else word("yes", language), reason[language] if reason else ""]
            cells += [str(len(press.reach.by_pair.get(pair, ()))), str(len(press.reach.cases_by_pair.get(pair, ())))]
            writer.writerow(_harmless(cell) for cell in cells)
    return text.getvalue().encode("utf-8-sig")


CSV_COLUMNS = ("threat_id", "threat", "space_id", "space", "plausible", "reason", "measures", "cases")


def home_block(press: Press, path: str, language: str) -> str:
    """The question of the first page, the kinds with their counts, and what is new."""
    return press.fill(
        "home",
        path,
        language,
        threats=press.lists.of_kind("threat", language),
        spaces=press.lists.of_kind("space", language),
        cells=[f"{threat}--{space}" for threat, space in press.reach.pairs()],
        counts={kind: len(press.lists.places_of_kind(kind, language)) for kind in press.wiki.rulebook.kinds},
        newest=[(press.wiki.entry(id, language), date) for date, id in press.once(("newest",), _newest, press.wiki)],
    )


def terms_block(press: Press, path: str, language: str, vocabulary: str) -> str:
    """The terms of a vocabulary with what they mean; raises KeyError for an unknown one."""
    return press.fill("terms", path, language, vocabulary=press.wiki.rulebook.vocabularies[vocabulary])


HORIZONS = {"horizon_now": range(8, 10), "horizon_next": range(6, 8), "horizon_later": range(1, 6)}
"""PRoTECT drew horizons of 1-3, 3-5 and 5-10 years; which readiness levels stand for which is our judgement."""


def horizons_block(press: Press, path: str, language: str) -> str:
    """Technologies by the horizon on which a city may count on them, from their maturity."""
    technologies = press.lists.of_kind("technology", language)
    rows = []
    for name, levels in HORIZONS.items():
        terms = {f"trl-{level}" for level in levels}
        found = [entry for entry in technologies if entry.front["maturity"] in terms]
        rows.append((name, f"TRL {levels[0]}–{levels[-1]}", found[:ROWS], len(found)))
    return press.fill("horizons", path, language, horizons=rows, kind=press.wiki.rulebook.kinds["technology"])


def _newest(wiki: Wiki) -> list[tuple[str, str]]:
    """When entries were last worked on, and their ids."""
    entries = [(_last_worked_on(entry), entry.id) for entry in wiki.entries.values() if not entry.withdrawn]
    return nlargest(NEWEST, entries)


def _last_worked_on(entry: Entry) -> str:
    dates: list[str] = [entry.front[field] for field in ("checked", "reviewed") if field in entry.front]
    dates += [source["accessed"] for source in entry.front["sources"].values()]
    return max(dates)


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: OWASP, CSV Injection."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "＝") else cell
