"""What the page of a threat or a space says beside its text: who answers it, where it happened, with what it meets.

In: the press, a threat or a space. Out: HTML and counts; pages of titles where there are more than a page holds.
Invariant: a number is the length of the list behind it; a function or a phase without a measure is said; a long list
starts with some rows, and all its titles follow as plain links. Refuses: to rank.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from generator import address, listing
from generator.model import Entry
from generator.overview import Table, grouped, labels_of
from generator.press import Press, Sheet
from generator.reach import MEASURE_KINDS

KINDS = {"threat": "threats", "space": "spaces"}
"""Kinds whose page is a hub, and the field by which others name them."""
GROUPS = (("hub_by_function", "functions", "gap_functions"), ("hub_by_phase", "phases", "gap_phases"))


@dataclass(frozen=True, slots=True)
class Hub:
    """The part of an entry's page, and how many measures and cases it shows."""

    html: Markup
    measures: int
    cases: int


@dataclass(frozen=True, slots=True)
class Group:
    """A field of measures: its terms, each with links to those that name it, or with their number in a long list."""

    label: str
    terms: tuple[tuple[str, Markup], ...]
    gaps: str


def hub(press: Press, entry: Entry) -> Hub:
    """Measures by function and phase, cases, and the pairs in which this threat or space stands."""
    language, path = entry.language, press.page_path(entry)
    measures, cases = _measures(press, entry), _cases(press, entry)
    within = f"{KINDS[entry.kind]}={' '.join(press.reach.wider(entry.id))}"
    html = press.fill(
        "hub",
        path,
        language,
        entry=entry,
        table=measures,
        listed=listing.some_measures(press, measures, path, language, within),
        scripts=listing.scripts(path, measures),
        groups=[_group(press, measures, _ids(press, entry), language, *names) for names in GROUPS],
        cases=listing.some_cases(press, cases, path, language),
        pairs=_pairs(press, entry),
    )
    return Hub(Markup(html), len(measures.places), len(cases))


def hub_pages(press: Press, entry: Entry) -> Iterator[Sheet]:
    """The pages of titles for which the page of an entry has no room; only hubs have such pages."""
    if entry.withdrawn or entry.kind not in KINDS:
        return
    path = press.page_path(entry)
    word = press.templates.word
    for part, title, ids in (
        ("measures-", "measures_of", _ids(press, entry)),
        ("cases-", "cases_of", _case_ids(press, entry)),
    ):
        named = word(title, entry.language, name=entry.title)
        yield from listing.title_pages(press, ids, path, entry.language, part, named, press.addresses(entry))


def _ids(press: Press, entry: Entry) -> tuple[str, ...]:
    found = press.reach.by_threat if entry.kind == "threat" else press.reach.by_space
    return found.get(entry.id, ())


def _measures(press: Press, entry: Entry) -> Table:
    return press.lists.table(_ids(press, entry), MEASURE_KINDS, entry.language)


def _case_ids(press: Press, entry: Entry) -> tuple[str, ...]:
    found = press.reach.cases_by_threat if entry.kind == "threat" else press.reach.cases_by_space
    return found.get(entry.id, ())


def _cases(press: Press, entry: Entry) -> tuple[int, ...]:
    return press.lists.places(_case_ids(press, entry), entry.language)


def _group(press: Press, table: Table, ids: tuple[str, ...], language: str, label: str, field: str, gap: str) -> Group:
    """Terms with links; in a long list with counts, because its filters lead to the entries."""
    word = press.templates.word
    labels = labels_of(press.wiki.rulebook, field, language)
    if table.is_long:
        counts = press.lists.count(field, ids)
        told = {term: Markup(word("measures_counted", language, count=counts[term])) for term in labels if counts[term]}
    else:
        listed = grouped(press.wiki, press.lists.at(table.places, language), field)
        told = {
            term: Markup(f'<ul class="agora-inline">{listing.titles(press, entries, language, "")}</ul>')
            for term, entries in listed
            if entries
        }
    empty = ", ".join(labels[term] for term in labels if term not in told)
    terms = tuple([(labels[term], html) for term, html in told.items()])
    return Group(label, terms, word(gap, language, names=empty) if empty else "")


def _pairs(press: Press, entry: Entry) -> list[tuple[Entry, str, int, int, str]]:
    """The other side of every pair: entry, why it is hardly plausible, measures, cases, address; most measures first."""
    is_threat = entry.kind == "threat"
    here = press.page_path(entry)
    rows = []
    for other in press.lists.of_kind("space" if is_threat else "threat", entry.language):
        pair = (entry.id, other.id) if is_threat else (other.id, entry.id)
        reason = press.wiki.rulebook.implausible.get(pair)
        measures, cases = (len(found.get(pair, ())) for found in (press.reach.by_pair, press.reach.cases_by_pair))
        to = address.relative(here, press.cell_path(*pair, entry.language))
        rows.append((other, reason[entry.language] if reason else "", measures, cases, to))
    return sorted(rows, key=lambda row: (-row[2], row[0].title.casefold()))
