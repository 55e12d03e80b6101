"""How often each entry has which word: search texts become numbers, once for every door.

In: search texts, the languages. Out: a `Tally`, which is small. Invariant: stems and forms are sorted, so in whatever order
texts are counted, a `Tally` that is `in_order` ranks alike. Refuses: to rank (see `ranking`), to read a query, to keep a
text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, compress, islice

import numpy as np

from generator.analysis import forms, rough_words, stems_of
from generator.model import Language, SearchRecord, SearchText
from generator.word_table import Numbers, WordTable

FIELDS = ("title", "aliases", "summary", "terms", "body")
NAMING_FIELDS = frozenset({"title", "aliases", "terms"})
FIELD_BITS = 3
FIELD = (1 << FIELD_BITS) - 1
RECORD_BIT = 36
SMALL = -1
"""In the place of the number of a stem: a small word."""
FIRST_BATCH, BATCH = 8, 64
"""Entries whose words are counted in one go: few as long as most words are new, because new ones are learnt one by one,
and never so many that their numbers no longer fit near the processor."""
PART = 1 << 15
"""Rows that are changed in one go, for the same reason."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Words of records, counted; a row for each record, stem and field, those of a record and of a stem side by side."""

    records: tuple[SearchRecord, ...]
    forms: tuple[str, ...]
    """Every word as it was written, folded; in order."""
    form_stems: Numbers
    """For each form and each language the number of its stem, `SMALL` for a small word or one that no record has."""
    names: frozenset[str]
    """Forms of titles, aliases and terms."""
    stems: tuple[str, ...]
    """Those that a record has, in order."""
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
    numbers = {language.id: number for number, language in enumerate(languages)}
    waiting = iter(texts)
    records: list[SearchRecord] = []
    named: set[str] = set()
    counted = [bytearray() for _ in range(4)]
    while batch := list(islice(waiting, min(BATCH, len(records) + FIRST_BATCH))):
        records += [text.record for text in batch]
        named.update(written for text in batch for field in NAMING_FIELDS for written, _ in text.texts[field])
        for whole, part in zip(counted, _counted(batch, numbers, known), strict=True):
            whole += part.tobytes()
    rows, counts, sizes, lengths = map(np.frombuffer, counted, (np.uint32, np.uint16, np.int64, np.int32))
    stems, moved = known.sorted_stems(rows)
    for part in _parts(rows):
        part[:] = moved.take(part >> FIELD_BITS) << FIELD_BITS | part & FIELD
    written = sorted(known.forms)
    return Tally(
        tuple(records),
        tuple(written),
        moved[known.form_stems[list(map(known.forms.__getitem__, written))]],
        frozenset(forms(" ".join(set(rough_words("\n".join(named)))))),
        stems,
        rows,
        counts,
        sizes,
        lengths.reshape(-1, len(FIELDS)),
    )


def in_order(tally: Tally) -> Tally:
    """The same with its records by id and language."""
    records = tally.records
    order = sorted(range(len(records)), key=lambda number: (records[number].id, records[number].language))
    if order == list(range(len(records))):
        return tally
    ends = np.cumsum(tally.sizes)
    starts = (ends - tally.sizes)[order]
    sizes = tally.sizes[order]
    moved = np.repeat(starts - np.cumsum(sizes) + sizes, sizes) + np.arange(len(tally.rows))
    return replace(
        tally,
        records=tuple(map(records.__getitem__, order)),
        rows=tally.rows[moved],
        counts=tally.counts[moved],
        sizes=sizes,
        lengths=tally.lengths[order],
    )


def _parts(rows: Numbers) -> Iterator[Numbers]:
    """Rows, as many at a time as fit near the processor."""
    return (rows[start : start + PART] for start in range(0, len(rows), PART))


def _counted(
    batch: Sequence[SearchText], languages: Mapping[str, int], known: _Known
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Rows, their counts, rows of each record and lengths of fields of a few records."""
    texts, cells_of, languages_of = [], [], []
    for cell, field in enumerate(text.texts[field] for text in batch for field in FIELDS):
        spoken = defaultdict[str, list[str]](list)
        for written, language in field:
            spoken[language].append(written)
        for language, several in spoken.items():
            texts.append("\n".join(several))
            cells_of.append(cell)
            languages_of.append(languages.get(language, 0))
    stems, cells = known.stems_of(texts, cells_of, languages_of)
    record, place = np.divmod(np.arange(len(batch) * len(FIELDS)), len(FIELDS))
    keys = ((record << RECORD_BIT) | place).take(cells)
    keys |= stems.astype(np.int64) << FIELD_BITS
    keys.sort()
    is_first = np.ones(len(keys), np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=is_first[1:])
    firsts = np.flatnonzero(is_first)
    rows = keys[firsts]
    return (
        (rows & (1 << RECORD_BIT) - 1).astype(np.uint32),
        np.minimum(np.diff(firsts, append=len(keys)), 65_535).astype(np.uint16),
        np.bincount(rows >> RECORD_BIT, minlength=len(batch)),
        np.bincount(cells, minlength=len(batch) * len(FIELDS)).astype(np.int32),
    )


class _Known:
    """Every word, form and stem that was met, numbered in this order; a form has a stem in each language."""

    def __init__(self, stemmers: Sequence[str]) -> None:
        self.forms: dict[str, int] = {"": 0}
        self.stems: dict[str, int] = {}
        self.form_stems: Numbers = np.full((1, len(stemmers)), -1, np.int32)
        """For each form and language the number of its stem, or `SMALL`."""
        self._stemmers = stemmers
        self._table = WordTable()
        self._stems_of: Numbers = np.zeros((len(stemmers), 0), np.int32)
        """For each language and word the number of its stem, or `SMALL`, or below that the place among those of several."""
        self._several: list[tuple[int, ...]] = []
        """Forms of words that have not just one."""

    def stems_of(self, texts: Sequence[str], cells: Sequence[int], languages: Sequence[int]) -> tuple[Numbers, Numbers]:
        """Numbers of the stems of all words of texts, and the cell in which each stands, small words left out."""
        words, sizes = self._table.numbers(texts)
        self._learn(self._table.words[self._stems_of.shape[1] :])
        words += np.repeat(np.array(languages) * self._stems_of.shape[1], sizes)
        stems, text_of = self._stems_of.ravel().take(words), np.repeat(np.arange(len(texts)), sizes)
        joined = np.flatnonzero(stems < SMALL)
        several = [self._several[SMALL - 1 - number] for number in stems[joined].tolist()]
        text_of_parts = np.repeat(text_of[joined], list(map(len, several)))
        parts = np.fromiter(chain.from_iterable(several), np.int32)
        stems = np.concatenate([stems, self.form_stems[parts, np.array(languages)[text_of_parts]]])
        kept = stems >= 0
        return stems[kept], np.array(cells).take(np.concatenate([text_of, text_of_parts])[kept])

    def sorted_stems(self, rows: Numbers) -> tuple[tuple[str, ...], Numbers]:
        """The stems that these rows have, in order; and for the number of each its place there, `SMALL` if it has none.

        No record has a stem whose word is small in the language of every text that has it.
        """
        held = np.zeros(len(self.stems), np.bool_)
        for part in _parts(rows):
            held[part >> FIELD_BITS] = True
        stems = tuple(sorted(compress(self.stems, held.tolist())))
        places = {stem: place for place, stem in enumerate(stems)}
        return stems, np.array([*(places.get(stem, SMALL) for stem in self.stems), SMALL], np.int32)

    def _learn(self, words: Sequence[str]) -> None:
        """Give numbers to the forms and stems of words that were not met before."""
        numbers = self.forms
        known = len(numbers)
        found = [
            numbers.setdefault(word, len(numbers))
            if word.isalnum() and word.isascii() and (len(word) > 1 or word.isdigit())
            else self._forms(word)
            for word in words
        ]
        fresh = list(islice(reversed(numbers), len(numbers) - known))[::-1]
        columns = [
            [self.stems.setdefault(stem, len(self.stems)) if stem else SMALL for stem in stems_of(fresh, stemmer)]
            for stemmer in self._stemmers
        ]
        self.form_stems = np.concatenate([self.form_stems, np.array(columns, np.int32).T])
        form_of = np.array(found, np.int32)
        learnt = np.where(form_of < 0, SMALL + form_of, self.form_stems.T.take(form_of, axis=1, mode="clip"))
        self._stems_of = np.concatenate([self._stems_of, learnt], axis=1)

    def _forms(self, word: str) -> int:
        """The number of the only form of a word, a negative one for several, that of no word for none."""
        found = tuple([self.forms.setdefault(form, len(self.forms)) for form in forms(word)])
        if len(found) > 1:
            self._several.append(found)
            return -len(self._several)
        return found[0] if found else 0
