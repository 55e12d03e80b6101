"""Pages that show many entries: the list of a kind, the matrix, the cells behind it, the first page.

In: the press. Out: `Page`s, blocks and the matrix as CSV. Invariant: a list is complete without scripts; a number in the
matrix is the length of the list behind it; cells without entries are told apart from cells that are hardly plausible.
Refuses: to choose for the reader (see the finder).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from generator.address import MATRIX
from generator.model import Entry, Kind, Page
from generator.press import Press

NEWEST = 6
"""How many entries the first page shows as new."""


def index_page(press: Press, kind: Kind, language: str) -> Page:
    """The list of a kind, with filters."""
    path = f"{language}/{kind.folder}/index.html"
    listed = press.lists.table([entry.id for entry in press.wiki.of_kind(kind.id)], language)
    return Page(
        path,
        language,
        kind.folder,
        kind.plural[language],
        kind.definition[language],
        press.fill("index", path, language, kind=kind, table=listed),
        (),
        press.same_everywhere(f"{kind.folder}/index.html"),
    )


def matrix_page(press: Press, language: str) -> Page:
    """Threats × spaces as a table of counts, with a list twin."""
    path = f"{language}/{MATRIX}/index.html"
    threats, spaces = _axis(press, "threat", language), _axis(press, "space", language)
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


def cell_pages(press: Press, language: str) -> Iterator[Page]:
    """A page for every pair of threat and space that has a measure or a case."""
    wiki = press.wiki
    for threat_id, space_id in press.reach.pairs():
        threat, space = wiki.entry(threat_id, language), wiki.entry(space_id, language)
        path = press.cell_path(threat_id, space_id, language)
        word = press.templates.word
        names = {"threat": threat.title, "space": space.title}
        measures = press.lists.table(press.reach.by_pair.get((threat_id, space_id), ()), language)
        cases = [wiki.entry(id, language) for id in press.reach.cases_by_pair.get((threat_id, space_id), ())]
        yield Page(
            path,
            language,
            MATRIX,
            word("cell_title", language, **names),
            word("cell_intro", language, **names),
            press.fill("cell", path, language, threat=threat, space=space, table=measures, cases=cases),
            (),
            {other.id: press.cell_path(threat_id, space_id, other.id) for other in wiki.rulebook.languages},
        )


def matrix_csv(press: Press, language: str) -> tuple[str, bytes]:
    """Path and bytes of the matrix as CSV: every pair, the empty ones too; RFC 4180 with a byte order mark for Excel."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    word = press.templates.word
    writer.writerow(word(f"csv_{column}", language) for column in CSV_COLUMNS)
    for threat in _axis(press, "threat", language):
        for space in _axis(press, "space", language):
            pair = (threat.id, space.id)
            reason = press.wiki.rulebook.implausible.get(pair)
            cells = [threat.id, threat.title, space.id, space.title]
            cells += [word("no", language) if reason else word("yes", language), reason[language] if reason else ""]
            cells += [str(len(press.reach.by_pair.get(pair, ()))), str(len(press.reach.cases_by_pair.get(pair, ())))]
            writer.writerow(_harmless(cell) for cell in cells)
    return f"{language}/{MATRIX}/matrix.csv", text.getvalue().encode("utf-8-sig")


CSV_COLUMNS = ("threat_id", "threat", "space_id", "space", "plausible", "reason", "measures", "cases")


def home_block(press: Press, path: str, language: str) -> str:
    """The question of the first page, the kinds with their counts, and what is new."""
    entries = [entry for entry in press.wiki.entries.values() if not entry.withdrawn]
    newest = sorted(entries, key=lambda e: (_last_worked_on(e), e.id), reverse=True)[:NEWEST]
    return press.fill(
        "home",
        path,
        language,
        threats=_axis(press, "threat", language),
        spaces=_axis(press, "space", language),
        cells=[f"{threat}--{space}" for threat, space in press.reach.pairs()],
        newest=[(press.wiki.entry(e.id, language), _last_worked_on(e)) for e in newest],
    )


def terms_block(press: Press, path: str, language: str, vocabulary: str) -> str:
    """The terms of a vocabulary with what they mean; raises KeyError for an unknown one."""
    return press.fill("terms", path, language, vocabulary=press.wiki.rulebook.vocabularies[vocabulary])


HORIZONS = {"horizon_now": range(8, 10), "horizon_next": range(6, 8), "horizon_later": range(1, 6)}
"""PRoTECT drew horizons of 1-3, 3-5 and 5-10 years; which readiness levels stand for which is our judgement."""


def horizons_block(press: Press, path: str, language: str) -> str:
    """Technologies by the horizon on which a city may count on them, from their maturity."""
    technologies = [press.wiki.entry(entry.id, language) for entry in press.wiki.of_kind("technology")]
    rows = []
    for name, levels in HORIZONS.items():
        terms = {f"trl-{level}" for level in levels}
        found = sorted((e for e in technologies if e.front["maturity"] in terms), key=lambda e: e.title.casefold())
        rows.append((name, f"TRL {levels[0]}–{levels[-1]}", found))
    return press.fill("horizons", path, language, horizons=rows)


def _axis(press: Press, kind: str, language: str) -> list[Entry]:
    entries = (press.wiki.entry(entry.id, language) for entry in press.wiki.of_kind(kind))
    return sorted(entries, key=lambda e: (e.title.casefold(), e.id))


def _last_worked_on(entry: Entry) -> str:
    dates: list[str] = [entry.front[field] for field in ("checked", "reviewed") if field in entry.front]
    dates += [source["accessed"] for source in entry.front["sources"].values()]
    return max(dates)


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: OWASP, CSV Injection."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "＝") else cell
