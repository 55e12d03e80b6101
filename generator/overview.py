"""Lists and tables of entries: which columns, which filters, which counts.

In: entries and the rulebook. Out: values that templates draw. Invariant: what can be filtered is what the schema of a
kind allows and a vocabulary or an entry names; no second list says so. Refuses: to draw, to choose entries.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from generator.model import Entry, Rulebook, Vocabulary, Wiki

FACETS = (
    "threats", "spaces", "functions", "phases", "class", "maturity", "duration", "cost", "effect", "evidence", "status"
)  # fmt: skip
COLUMNS = ("functions", "effect", "evidence", "cost", "maturity", "place", "year", "reference_type", "status")


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter and how many entries have it."""

    id: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter of a list."""

    field: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A list of entries as a table with filters."""

    entries: tuple[Entry, ...]
    columns: tuple[str, ...]
    filters: tuple[Filter, ...]


class Lists:
    """Makes tables of the entries of a wiki; what an entry says in a field is looked up once for all tables."""

    def __init__(self, wiki: Wiki) -> None:
        self._wiki = wiki
        self._values = {field: {entry.id: values(entry, field) for entry in wiki.entries.values()} for field in FACETS}
        self._allowed = {kind: fields_of(wiki.rulebook, kind) for kind in wiki.rulebook.kinds}
        self._order: dict[str, dict[str, int]] = {}
        self._counts: dict[tuple[object, ...], Counter[str]] = {}

    def table(self, ids: Iterable[str], language: str) -> Table:
        """The entries in the order of their titles, with the columns and filters that any of them can fill."""
        listed = tuple(ids)
        chosen = sorted(listed, key=self._order_of(language).__getitem__)
        entries = tuple(self._wiki.entry(id, language) for id in chosen)
        allowed = set().union(*(self._allowed[kind] for kind in {entry.kind for entry in entries}))
        columns = tuple(column for column in COLUMNS if column in allowed)
        filters = [self._filter(field, listed, language) for field in FACETS if field in allowed]
        return Table(entries, columns, tuple(f for f in filters if len(f.choices) > 1))

    def filtered_by(self, entry: Entry) -> list[tuple[str, tuple[str, ...]]]:
        """The fields by which a list can be filtered that this kind of entry has, and what the entry says in them."""
        return [(field, self._values[field][entry.id]) for field in FACETS if field in self._allowed[entry.kind]]

    def _order_of(self, language: str) -> dict[str, int]:
        """Id → place among all entries by title."""
        if language not in self._order:
            here = (self._wiki.entry(id, language) for id in self._wiki.entries)
            in_order = sorted(here, key=lambda e: (e.title.casefold(), e.id))
            self._order[language] = {entry.id: place for place, entry in enumerate(in_order)}
        return self._order[language]

    def _filter(self, field: str, ids: tuple[str, ...], language: str) -> Filter:
        key = (field, ids)
        if key not in self._counts:
            self._counts[key] = Counter(chain.from_iterable(map(self._values[field].__getitem__, ids)))
        counts = self._counts[key]
        if field in ("threats", "spaces"):
            order = self._order_of(language)
            named = sorted((id for id in counts if id in order), key=order.__getitem__)
            labels = [(id, self._wiki.entry(id, language).title) for id in named]
        else:
            terms = vocabulary_of(self._wiki.rulebook, field).terms.values()
            labels = [(term.id, term.labels[language]) for term in terms if term.id in counts]
        return Filter(field, tuple([Choice(id, label, counts[id]) for id, label in labels]))


def fields_of(rulebook: Rulebook, kind: str) -> set[str]:
    """The fields that entries of a kind may have."""
    return set(rulebook.schemas[rulebook.kinds[kind].schema]["properties"])


def values(entry: Entry, field: str) -> tuple[str, ...]:
    """What an entry says in a field by which lists are filtered and sorted."""
    if field == "cost":
        return (entry.front["cost"]["band"],) if "cost" in entry.front else ()
    return entry.names(field)


def vocabulary_of(rulebook: Rulebook, field: str) -> Vocabulary:
    """The vocabulary whose terms a field holds; raises KeyError for a field that holds none."""
    found = rulebook.vocabulary_of(field)
    if found is None:
        raise KeyError(field)
    return found


def rank(wiki: Wiki, entry: Entry, column: str) -> str:
    """What a column is sorted by: the place in the vocabulary for terms, the text itself otherwise."""
    found = values(entry, column) if column not in ("place", "year") else ()
    if not found:
        return str(entry.front.get(column, "")) if column == "year" else entry.front.get("place", {}).get("city", "")
    vocabulary = vocabulary_of(wiki.rulebook, column)
    return f"{min(vocabulary.rank(term) for term in found):02d}"


def grouped(wiki: Wiki, entries: Iterable[Entry], field: str) -> list[tuple[str, list[Entry]]]:
    """Every term of a field's vocabulary with the entries that name it; an empty list is a gap worth saying."""
    found: dict[str, list[Entry]] = {term: [] for term in vocabulary_of(wiki.rulebook, field).terms}
    for entry in entries:
        for term in entry.names(field):
            found[term].append(entry)
    return list(found.items())


def cell(wiki: Wiki, entry: Entry, column: str, language: str) -> str:
    """What a column shows of an entry."""
    if column == "place":
        return str(entry.front.get("place", {}).get("city", ""))
    if column == "year":
        return str(entry.front.get("year", ""))
    found = values(entry, column)
    return ", ".join([vocabulary_of(wiki.rulebook, column).terms[term].labels[language] for term in found])
