"""How often each entry has which word: search texts become numbers, once for every door.

In: search texts of a part of the wiki, the languages. Out: a `Tally`, which is small, can be sent to another process, and
can be merged with those of other parts. Invariant: however a wiki is cut into parts, what their tallies merge
into ranks alike. Refuses: to rank (see `ranking`), to read a query, to keep a text.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, islice
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from generator.analysis import forms, rough_words, stem_of
from generator.model import Language, SearchRecord, SearchText

FIELDS = ("title", "aliases", "summary", "terms", "body")
NAMING_FIELDS = frozenset({"title", "aliases", "terms"})
FIELD_BITS = 3
RECORD_BIT = 36
BATCH = 256
"""Entries whose words are counted in one go: few enough that their numbers stay near the processor."""

Numbers = NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Tally:
    """Words of records, counted; a row for each record, stem and field, in this order."""

    records: tuple[SearchRecord, ...]
    forms: tuple[str, ...]
    """Every word as it was written, folded."""
    form_stems: Numbers
    """For each form and each language the number of its stem, -1 for a small word."""
    names: frozenset[str]
    """Forms of titles, aliases and terms."""
    stems: tuple[str, ...]
    rows: Numbers
    """Number of the stem and, in the last `FIELD_BITS`, the number of the field."""
    counts: Numbers
    """How often the record has this stem in this field."""
    sizes: Numbers
    """For each record how many rows it has."""
    lengths: Numbers
    """For each record and field how many words it has, small ones left out."""


def tally(texts: Iterable[SearchText], languages: Sequence[Language]) -> Tally:
    """Count the words of texts; a text in a language that is not among these counts as one in the first."""
    known = _Known([language.stemmer for language in languages])
    words = {language.id: _Words(known, number) for number, language in enumerate(languages)}
    waiting = iter(texts)
    records: list[SearchRecord] = []
    counted = [bytearray() for _ in range(4)]
    while batch := list(islice(waiting, BATCH)):
        records += [text.record for text in batch]
        for whole, part in zip(counted, _counted(batch, words, known), strict=True):
            whole += part.tobytes()
    rows, counts, sizes, lengths = map(np.frombuffer, counted, (np.uint32, np.uint16, np.int64, np.int32))
    return Tally(
        tuple(records),
        tuple(known.forms),
        known.form_stems(),
        frozenset(known.names),
        tuple(known.stems),
        rows,
        counts,
        sizes,
        lengths.reshape(-1, len(FIELDS)),
    )


def merged(tallies: Sequence[Tally]) -> Tally:
    """One tally of all: forms and stems sorted, records by id and language.

    A stem that no record has, because the word is small in the language of every text that has it, is left out.
    """
    held = [np.unique(one.rows >> FIELD_BITS).tolist() for one in tallies]
    stems = sorted({one.stems[number] for one, numbers in zip(tallies, held, strict=True) for number in numbers})
    forms = sorted({form for one in tallies for form in one.forms})
    stem_number = {stem: number for number, stem in enumerate(stems)}
    form_number = {form: number for number, form in enumerate(forms)}
    form_stems = np.full((len(forms), max((one.form_stems.shape[1] for one in tallies), default=1)), -1, np.int32)
    rows = []
    for one in tallies:
        moved = np.array([*(stem_number.get(stem, -1) for stem in one.stems), -1], np.int32)
        form_stems[[form_number[form] for form in one.forms]] = moved[one.form_stems]
        renumbered = moved.astype(np.uint32)[one.rows >> FIELD_BITS]
        renumbered <<= FIELD_BITS
        renumbered |= one.rows & ((1 << FIELD_BITS) - 1)
        rows.append(renumbered)
    records = list(chain.from_iterable(one.records for one in tallies))
    order = sorted(range(len(records)), key=lambda n: (records[n].id, records[n].language))
    sizes = _joined([one.sizes for one in tallies], np.int64)
    ends = np.cumsum(sizes)
    spans = [slice(int(ends[first] - sizes[first]), int(ends[last])) for first, last in _runs(order)]
    all_rows, all_counts = _joined(rows, np.uint32), _joined([one.counts for one in tallies], np.uint16)
    return Tally(
        tuple(records[number] for number in order),
        tuple(forms),
        form_stems,
        frozenset().union(*(one.names for one in tallies)),
        tuple(stems),
        _joined([all_rows[span] for span in spans], np.uint32),
        _joined([all_counts[span] for span in spans], np.uint16),
        sizes[order],
        _joined([one.lengths.ravel() for one in tallies], np.int32).reshape(-1, len(FIELDS))[order],
    )


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of numbers that follow each other."""
    for _, run in groupby(enumerate(numbers), key=lambda item: item[1] - item[0]):
        members = [number for _, number in run]
        yield members[0], members[-1]


def _joined(parts: Sequence[Numbers], kind: type[np.integer]) -> Numbers:
    joined: Numbers = (
        parts[0] if len(parts) == 1 else np.concatenate([np.zeros(0, kind), *parts]).astype(kind, copy=False)
    )
    return joined


def _counted(
    batch: Sequence[SearchText], words: Mapping[str, _Words], known: _Known
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Rows, their counts, rows of each record and lengths of fields of a few records."""
    first = next(iter(words.values()))
    found: list[array[int]] = []
    sizes: list[int] = []
    for text in batch:
        for field in FIELDS:
            before = len(found)
            if field in NAMING_FIELDS:
                found += [words.get(language, first).of_name(written) for written, language in text.texts[field]]
            else:
                found += [words.get(language, first).of(written) for written, language in text.texts[field]]
            sizes.append(sum(map(len, found[before:])))
    places = np.repeat(np.arange(len(sizes)), sizes)
    stems, cells = known.stems_of(np.frombuffer(b"".join(found), np.int32), places)
    record, place = np.divmod(cells, len(FIELDS))
    keys = (record << RECORD_BIT) | (stems.astype(np.int64) << FIELD_BITS) | place
    keys.sort()
    firsts = np.flatnonzero(np.diff(keys, prepend=-1))
    rows = keys[firsts]
    return (
        (rows & (1 << RECORD_BIT) - 1).astype(np.uint32),
        np.minimum(np.diff(firsts, append=len(keys)), 65_535).astype(np.uint16),
        np.bincount(rows >> RECORD_BIT, minlength=len(batch)),
        np.bincount(cells, minlength=len(sizes)).astype(np.int32),
    )


class _Known:
    """Every form and stem that was met, numbered in this order; a form has a stem in each language."""

    def __init__(self, stemmers: Sequence[str]) -> None:
        self.stemmers = stemmers
        self.forms: dict[str, int] = {}
        self.stems: dict[str, int] = {}
        self.names: set[str] = set()
        self._form_stems = array("i")
        self._parts: list[Sequence[int]] = []
        self.number("")

    def number(self, form: str) -> int:
        """The number of a form."""
        number = self.forms.get(form)
        if number is None:
            number = self.forms[form] = len(self.forms)
            for stemmer in self.stemmers:
                stem = stem_of(form, stemmer)
                self._form_stems.append(self.stems.setdefault(stem, len(self.stems)) if stem else -1)
        return number

    def several(self, parts: Sequence[int]) -> int:
        """A negative number that stands for several words."""
        self._parts.append(parts)
        return -len(self._parts)

    def form_stems(self) -> Numbers:
        """For each form and language the number of its stem, -1 for a small word."""
        return np.array(self._form_stems, np.int32).reshape(-1, len(self.stemmers))

    def stems_of(self, words: Numbers, cells: Numbers) -> tuple[Numbers, Numbers]:
        """Numbers of the stems of words, and the cell in which each stands, small words left out."""
        joined = np.flatnonzero(words < 0)
        parts = [self._parts[-number - 1] for number in words[joined].tolist()]
        whole = words >= 0
        words = np.concatenate([words[whole], np.fromiter(chain.from_iterable(parts), np.int32)])
        cells = np.concatenate([cells[whole], np.repeat(cells[joined], [len(part) for part in parts])])
        stems = self.form_stems().ravel()[words]
        kept = stems >= 0
        return stems[kept], cells[kept]


class _Words(dict[str, int]):
    """Word of a language as it stands in a text → its number; filled as words are met, because texts repeat them.

    The number tells form and language; a negative one stands for several words, as when there is a hyphen.
    """

    def __init__(self, known: _Known, language: int) -> None:
        super().__init__()
        self._known = known
        self._language = language
        self._names: dict[str, array[int]] = {}

    def __missing__(self, word: str) -> int:
        plain = word.isascii() and word.isalnum() and (len(word) > 1 or word.isdigit())
        found = (word.lower(),) if plain else forms(word)
        numbers = [self._known.number(form) * len(self._known.stemmers) + self._language for form in found]
        number = self[word] = numbers[0] if len(numbers) == 1 else self._known.several(numbers) if numbers else 0
        return number

    def of(self, text: str) -> array[int]:
        """Numbers of the words of a text."""
        return array("i", itemgetter("", "", *rough_words(text))(self))

    def of_name(self, text: str) -> array[int]:
        """The same for a name, which comes again and again."""
        if text not in self._names:
            self._names[text] = self.of(text)
            self._known.names.update(forms(text))
        return self._names[text]
