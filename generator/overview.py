"""Lists and tables of entries: which columns, which filters, which counts.

In: entries and the rulebook. Out: values that templates draw. Invariant: what can be filtered is what the schema of a
kind allows and a vocabulary or an entry names; no second list says so. Refuses: to draw, to choose entries.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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


def table(wiki: Wiki, ids: Iterable[str], language: str) -> Table:
    """The entries in the order of their titles, with the columns and filters that any of them can fill."""
    entries = sorted((wiki.entry(id, language) for id in ids), key=lambda e: (e.title.casefold(), e.id))
    allowed = {field for kind in {e.kind for e in entries} for field in fields_of(wiki.rulebook, kind)}
    columns = tuple(column for column in COLUMNS if column in allowed)
    filters = [_filter(wiki, field, entries, language) for field in FACETS if field in allowed]
    return Table(tuple(entries), columns, tuple(f for f in filters if len(f.choices) > 1))


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
    names = (field, field.removesuffix("s"), f"{field}_band")
    return next(rulebook.vocabularies[name] for name in names if name in rulebook.vocabularies)


def rank(wiki: Wiki, entry: Entry, column: str) -> str:
    """What a column is sorted by: the place in the vocabulary for terms, the text itself otherwise."""
    found = values(entry, column) if column not in ("place", "year") else ()
    if not found:
        return str(entry.front.get(column, "")) if column == "year" else entry.front.get("place", {}).get("city", "")
    vocabulary = vocabulary_of(wiki.rulebook, column)
    return f"{min(vocabulary.rank(term) for term in found):02d}"


def grouped(wiki: Wiki, entries: Sequence[Entry], field: str) -> list[tuple[str, list[Entry]]]:
    """Every term of a field's vocabulary with the entries that name it; an empty list is a gap worth saying."""
    vocabulary = vocabulary_of(wiki.rulebook, field)
    return [(term, [entry for entry in entries if term in entry.names(field)]) for term in vocabulary.terms]


def _filter(wiki: Wiki, field: str, entries: Sequence[Entry], language: str) -> Filter:
    counts = Counter(value for entry in entries for value in set(values(entry, field)))
    if field in ("threats", "spaces"):
        named = sorted(
            (wiki.entry(id, language) for id in counts if id in wiki.entries), key=lambda e: e.title.casefold()
        )
        return Filter(field, tuple(Choice(e.id, e.title, counts[e.id]) for e in named))
    terms = vocabulary_of(wiki.rulebook, field).terms.values()
    return Filter(field, tuple(Choice(t.id, t.labels[language], counts[t.id]) for t in terms if t.id in counts))
