"""Lists and tables of entries: which columns, which filters, which counts.

In: entries and the rulebook. Out: values that templates draw. Invariant: what can be filtered is what the schema of a
kind allows and a vocabulary or an entry names; no second list says so. What is the same for many lists (the order of
titles, what an entry says in a field) is worked out once. Refuses: to draw, to choose entries.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from generator.model import Entry, Rulebook, Vocabulary, Wiki

FACETS = (
    "threats", "spaces", "functions", "phases", "class", "maturity", "duration", "cost", "effect", "evidence", "status"
)  # fmt: skip
COLUMNS = ("functions", "effect", "evidence", "cost", "maturity", "place", "year", "reference_type", "status")
ROWS = 100
"""Rows on a page of the list of a kind; a longer list goes on on further pages."""
SHORT = 50
"""Rows of a list beside other things, as on a hub; of a longer one only the first rows and all titles are shown."""


class Choice(NamedTuple):
    """One value of a filter and how many entries have it; a long list beside other things is counted by its script."""

    id: str
    label: str
    entries: int | None


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter of a list."""

    field: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A list of entries as a table with filters."""

    places: tuple[int, ...]
    """The places of its entries among all by title, ascending; `Lists.at` knows who stands there."""
    kinds: tuple[str, ...]
    columns: tuple[str, ...]
    filters: tuple[Filter, ...]
    is_long: bool
    """Whether no page shows all its rows; then its filters read data of all entries of the kinds."""


class Lists:
    """Makes tables of the entries of a wiki; what an entry says in a field is looked up once for all tables."""

    def __init__(self, wiki: Wiki) -> None:
        self._rulebook = wiki.rulebook
        self._wiki = wiki
        self._allowed = {kind: fields_of(wiki.rulebook, kind) for kind in wiki.rulebook.kinds}
        self._fields = {kind: [field for field in FACETS if field in has] for kind, has in self._allowed.items()}
        self._values: dict[str, dict[str, tuple[str, ...]]] = {field: {} for field in (*FACETS, *COLUMNS)}
        said = {
            kind: [(field, found) for field, found in self._values.items() if field in has]
            for kind, has in self._allowed.items()
        }
        for entry in wiki.entries.values():
            for field, found in said[entry.kind]:
                found[entry.id] = values(entry, field)
        self._titled: dict[str, list[Entry]] = {}
        self._places: dict[str, dict[str, int]] = {}
        self._kinds: dict[str, dict[str, tuple[int, ...]]] = {}
        self._counts: dict[tuple[object, ...], Counter[str]] = {}
        self._terms: dict[str, dict[str, int]] = {}
        self._of_kinds: dict[tuple[tuple[str, ...], str], Table] = {}
        self._not_counted: dict[tuple[tuple[str, ...], str], tuple[Filter, ...]] = {}
        self._labels: dict[tuple[str, str], Mapping[str, str]] = {}

    def of(self, wiki: Wiki, changed: Sequence[tuple[Entry, Entry]]) -> Lists:
        """The lists of a wiki that differs from the one of these only in some entries, beside what they were before."""
        if any(old.kind != new.kind or old.withdrawn != new.withdrawn for old, new in changed):
            return Lists(wiki)
        lists = copy(self)
        lists._wiki = wiki
        said = [
            (new, field) for old, new in changed for field in self._values if values(old, field) != values(new, field)
        ]
        if said:
            lists._counts = {}
            lists._values = {field: dict(found) for field, found in self._values.items()}
        for entry, field in said:
            if field in self._allowed[entry.kind]:
                lists._values[field][entry.id] = values(entry, field)
        retitled = any(old.title != new.title for old, new in changed)
        if retitled:
            lists._titled, lists._places, lists._labels = {}, {}, {}
        else:
            lists._titled = {language: list(before) for language, before in list(self._titled.items())}
            for language, titled in lists._titled.items():
                for _, new in changed:
                    titled[self._places[language][new.id]] = wiki.entry(new.id, language)
        if said or retitled:
            lists._kinds, lists._of_kinds, lists._not_counted = {}, {}, {}
        return lists

    def same_length_as(self, other: Lists) -> bool:
        """Whether one was made of the other, so that no list is longer or shorter."""
        return self._allowed is other._allowed

    def titled(self, language: str) -> list[Entry]:
        """Every entry as readers of a language see it, in the order of titles."""
        if language not in self._titled:
            here = [self._wiki.entry(id, language) for id in self._wiki.entries]
            titled = sorted(here, key=lambda entry: (entry.title.casefold(), entry.id))
            self._places[language] = {entry.id: place for place, entry in enumerate(titled)}
            self._titled[language] = titled
        return self._titled[language]

    def at(self, places: Iterable[int], language: str) -> list[Entry]:
        """The entries at places."""
        return list(map(self.titled(language).__getitem__, places))

    def places(self, ids: Iterable[str], language: str) -> tuple[int, ...]:
        """The places of entries among all by title, ascending."""
        self.titled(language)
        return tuple(sorted(map(self._places[language].__getitem__, ids)))

    def table(self, ids: Iterable[str], kinds: Iterable[str], language: str) -> Table:
        """Some entries of kinds in the order of their titles, with the columns and filters that any of them can fill."""
        listed = tuple(ids)
        places = self.places(listed, language)
        if len(places) > SHORT:
            chosen = tuple(sorted(kinds))
            return Table(places, chosen, self._columns(chosen), self._uncounted(chosen, language), True)
        chosen = tuple(sorted({self._wiki.entries[id].kind for id in listed}))
        return Table(places, chosen, self._columns(chosen), self._filters(chosen, listed, language), False)

    def table_of_kinds(self, kinds: Iterable[str], language: str) -> Table:
        """All entries of kinds in the order of their titles; worked out once for all the pages that it takes."""
        chosen = tuple(sorted(kinds))
        if (chosen, language) not in self._of_kinds:
            places = tuple(sorted(chain.from_iterable(self.places_of_kind(kind, language) for kind in chosen)))
            ids = tuple([entry.id for entry in self.at(places, language)])
            filters = self._filters(chosen, ids, language)
            self._of_kinds[chosen, language] = Table(places, chosen, self._columns(chosen), filters, len(places) > ROWS)
        return self._of_kinds[chosen, language]

    def places_of_kind(self, kind: str, language: str) -> tuple[int, ...]:
        """The places of the entries of a kind that are not withdrawn."""
        if language not in self._kinds:
            found: dict[str, list[int]] = {id: [] for id in self._rulebook.kinds}
            for place, entry in enumerate(self.titled(language)):
                if not entry.withdrawn:
                    found[entry.kind].append(place)
            self._kinds[language] = {id: tuple(places) for id, places in found.items()}
        return self._kinds[language][kind]

    def of_kind(self, kind: str, language: str) -> list[Entry]:
        """The entries of a kind that are not withdrawn, in the order of their titles."""
        return self.at(self.places_of_kind(kind, language), language)

    def filtered_by(self, entry: Entry) -> list[tuple[str, tuple[str, ...]]]:
        """The fields by which a list can be filtered that this kind of entry has, and what the entry says in them."""
        return [(field, self._values[field][entry.id]) for field in self._fields[entry.kind]]

    def said(self, field: str) -> Mapping[str, tuple[str, ...]]:
        """Id → what an entry says in a field by which lists are filtered or that is a column; only of kinds that have it."""
        return self._values[field]

    def count(self, field: str, ids: tuple[str, ...]) -> Counter[str]:
        """How many of some entries name which term in a field; the same in every language."""
        key = (field, ids)
        if key not in self._counts:
            said = self._values[field]
            self._counts[key] = Counter(chain.from_iterable([said.get(id, ()) for id in ids]))
        return self._counts[key]

    def rank(self, column: str, said: tuple[str, ...]) -> int:
        """The place in its vocabulary of the first of several terms."""
        if column not in self._terms:
            terms = vocabulary_of(self._rulebook, column).terms
            self._terms[column] = {term: place for place, term in enumerate(terms)}
        return min(map(self._terms[column].__getitem__, said))

    def _columns(self, kinds: Iterable[str]) -> tuple[str, ...]:
        allowed = self._allowed_of(kinds)
        return tuple(column for column in COLUMNS if column in allowed)

    def _allowed_of(self, kinds: Iterable[str]) -> set[str]:
        return set().union(*(self._allowed[kind] for kind in kinds))

    def _filters(self, kinds: Iterable[str], ids: tuple[str, ...], language: str) -> tuple[Filter, ...]:
        allowed = self._allowed_of(kinds)
        filters = [self._filter(field, ids, language) for field in FACETS if field in allowed]
        return tuple(f for f in filters if len(f.choices) > 1)

    def _uncounted(self, kinds: tuple[str, ...], language: str) -> tuple[Filter, ...]:
        """The filters of all entries of kinds, for a list of some of them."""
        if (kinds, language) not in self._not_counted:
            self._not_counted[kinds, language] = tuple(
                Filter(filter.field, tuple([choice._replace(entries=None) for choice in filter.choices]))
                for filter in self.table_of_kinds(kinds, language).filters
            )
        return self._not_counted[kinds, language]

    def _filter(self, field: str, ids: tuple[str, ...], language: str) -> Filter:
        counts = self.count(field, ids)
        choices = [
            Choice(id, label, counts[id]) for id, label in self._choosable(field, language).items() if id in counts
        ]
        return Filter(field, tuple(choices))

    def _choosable(self, field: str, language: str) -> Mapping[str, str]:
        """Id → label of everything that a field can hold: terms in the order of their vocabulary, entries by title."""
        if (field, language) not in self._labels:
            if field in self._rulebook.relations:
                kinds = self._rulebook.relations[field].targets or ()
                named = [entry for entry in self.titled(language) if entry.kind in kinds]
                self._labels[field, language] = {entry.id: entry.title for entry in named}
            else:
                self._labels[field, language] = labels_of(self._rulebook, field, language)
        return self._labels[field, language]


def fields_of(rulebook: Rulebook, kind: str) -> set[str]:
    """The fields that entries of a kind may have."""
    return set(rulebook.schemas[rulebook.kinds[kind].schema]["properties"])


def values(entry: Entry, field: str) -> tuple[str, ...]:
    """What an entry says in a field: the ids or terms it names, the band of its cost, the city and the year of a case."""
    if field not in ("cost", "place", "year"):
        return entry.names(field)
    if field not in entry.front:
        return ()
    said = entry.front[field]
    return (said["band"] if field == "cost" else said["city"] if field == "place" else str(said),)


def vocabulary_of(rulebook: Rulebook, field: str) -> Vocabulary:
    """The vocabulary whose terms a field holds; raises KeyError for a field that holds none."""
    found = rulebook.vocabulary_of(field)
    if found is None:
        raise KeyError(field)
    return found


def labels_of(rulebook: Rulebook, field: str, language: str) -> Mapping[str, str]:
    """Term → label in a language, in the order of the vocabulary; nothing for a field of free text."""
    found = rulebook.vocabulary_of(field)
    return {term.id: term.labels[language] for term in found.terms.values()} if found else {}


def grouped(wiki: Wiki, entries: Iterable[Entry], field: str) -> list[tuple[str, list[Entry]]]:
    """Every term of a field's vocabulary with the entries that name it; an empty list is a gap worth saying."""
    found: dict[str, list[Entry]] = {term: [] for term in vocabulary_of(wiki.rulebook, field).terms}
    for entry in entries:
        for term in entry.names(field):
            found[term].append(entry)
    return list(found.items())
