"""Whoosh: an inverted index on the disk, in pieces that several processes can write side by side.

In: words of records, counted. Out: the documents that have a word, and how often in which field. Invariant: what was counted
is read again as it was; the numbers of documents are those of the pieces, one after the other. Refuses: to analyse text,
to rank by any rule of Whoosh, to read a query as syntax. Nobody else knows Whoosh, which is old.
"""

from __future__ import annotations

import pickle
import sys
import warnings
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain, pairwise
from pathlib import Path
from struct import Struct
from typing import Any

import numpy as np

from generator.tally import FIELD, FIELD_BITS, FIELDS, Tally
from generator.word_table import Numbers

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Whoosh 2.7.4 has escapes that Python 3.12 and later complain about when compiling
    import whoosh
    from whoosh import fields, formats, index, query
    from whoosh.codec import whoosh3
    from whoosh.filedb.filestore import FileStorage, RamStorage
    from whoosh.filedb.filetables import OrderedHashWriter
    from whoosh.searching import Searcher

MADE_BY = (1, whoosh.__version__, sys.version_info[:2])
"""Changes with the shape of the index, which is the first of these."""

FILTERS = ("kind", "serves", "threats", "spaces")
"""Fields of a record that documents can be narrowed by."""

NAME = "MAIN"
RECORD_BITS = 24

SQUEEZED = 24
"""Postings from which a list is compressed."""


class Counts(formats.Existence):  # type: ignore[misc]
    """Beside each posting stands how often the record has the word in each field."""

    posting_size = 2 * len(FIELDS)


SCHEMA = fields.Schema(
    stems=fields.FieldType(Counts(), None), **{name: fields.FieldType(formats.Existence(), None) for name in FILTERS}
)


class Reader:
    """What stands in an index, for questions."""

    def __init__(self, storage: Any) -> None:
        self._reader = index.FileIndex(storage, SCHEMA).reader()
        self._searcher = Searcher(self._reader)

    def close(self) -> None:
        """No more questions."""
        self._reader.close()

    def postings(self, stem: str) -> Iterator[tuple[int, bytes]]:
        """Number of each document that has a stem, and what stands beside it."""
        for reader, first in self._reader.leaf_readers():
            if ("stems", stem) in reader:
                matcher = reader.postings("stems", stem)
                while matcher.is_active():
                    yield first + matcher.id(), matcher.value()
                    matcher.next()

    def documents(self, stems: Sequence[str], filters: Mapping[str, str]) -> Iterator[int]:
        """Numbers of the documents that have one of these stems and all these values."""
        wanted = query.Or([query.Term("stems", stem) for stem in stems])
        asked = query.And([wanted, *(query.Term(field, value) for field, value in filters.items())])
        yield from self._searcher.docs_for_query(asked)


def on_disk(folder: Path) -> Any:
    """Where an index is kept."""
    return FileStorage(str(folder))


def in_memory() -> Any:
    """Where one is made that cannot be kept."""
    return RamStorage()


def file_of(piece: str) -> str:
    """The file of a piece."""
    return f"{NAME}_{piece}.seg"


def write_table(storage: Any, pieces: Mapping[str, tuple[int, Collection[int]]], generation: int) -> None:
    """Say what pieces the index has: how many documents in each, and which of them have gone."""
    segments = [_segment(name, size, gone) for name, (size, gone) in pieces.items()]
    index.TOC(SCHEMA, segments, generation).write(storage, NAME)


def write_piece(storage: Any, name: str, counted: Tally) -> None:
    """Write a piece of an index; its documents are the records in their order."""
    segment = _segment(name, len(counted.records))
    lists = _Lists(storage, segment)
    for field in FILTERS:
        lists.add(field, *_values([getattr(record, field) for record in counted.records]))
    lists.add("stems", *_inverted(counted))
    lists.close()
    segment.create_compound_file(storage)


def _segment(name: str, size: int, gone: Collection[int] = ()) -> Any:
    """What Whoosh calls a piece."""
    segment = whoosh3.W3Segment(whoosh3.W3Codec(), NAME, size, name, set(gone) or None)
    segment.compound = True
    return segment


def _values(held: Sequence[str | tuple[str, ...]]) -> tuple[list[bytes], Numbers, Numbers]:
    """Values in their order; for each posting the number of its value and its document."""
    several = [[one.encode() for one in (values if isinstance(values, tuple) else (values,))] for values in held]
    words = sorted(set(chain.from_iterable(several)))
    number = {word: place for place, word in enumerate(words)}
    pairs = sorted({(number[value], document) for document, values in enumerate(several) for value in values})
    numbers, documents = np.array(pairs, np.int64).reshape(-1, 2).T
    return words, numbers, documents


def _inverted(counted: Tally) -> tuple[list[bytes], Numbers, Numbers, bytes]:
    """Words in their order; for each posting the number of its word, its document and what stands beside it."""
    record = np.repeat(np.arange(len(counted.sizes)), counted.sizes)
    keys = (counted.rows >> FIELD_BITS).astype(np.int64) << RECORD_BITS | record
    moved = np.argsort(keys)
    keys = keys[moved]
    firsts = np.diff(keys, prepend=-1) != 0
    counts = np.zeros((np.count_nonzero(firsts), len(FIELDS)), "<u2")
    counts[np.cumsum(firsts) - 1, counted.rows[moved] & FIELD] = counted.counts[moved]
    keys = keys[firsts]
    return (
        [stem.encode() for stem in counted.stems],
        keys >> RECORD_BITS,
        keys & (1 << RECORD_BITS) - 1,
        counts.tobytes(),
    )


class _Lists:
    """Postings of a segment, written whole lists at a time; posting by posting, Whoosh takes ten times as long."""

    BLOCK = Struct("!i")
    TERM = Struct("!BfIBBfIIqi")
    """As in `W3TermInfo`: postings in a block, how many, their weight and lengths, first and last, where and how long."""
    KEY = Struct("!H")

    def __init__(self, storage: Any, segment: Any) -> None:
        self._terms = OrderedHashWriter(segment.create_file(storage, whoosh3.W3Codec.TERMS_EXT))
        self._terms.extras["fieldmap"] = {}
        self._postings = segment.create_file(storage, whoosh3.W3Codec.POSTS_EXT)
        self._end = 0

    def add(
        self, field: str, words: Sequence[bytes], numbers: Numbers, documents: Numbers, values: bytes | None = None
    ) -> None:
        """All postings of a field, by word and document."""
        known = self._terms.extras["fieldmap"]
        key = self.KEY.pack(known.setdefault(field, len(known)))
        size = SCHEMA[field].format.posting_size
        starts = np.flatnonzero(np.diff(numbers, prepend=-1))
        steps = np.diff(documents, prepend=0)
        steps[starts] = documents[starts]
        steps, documents = steps.tolist(), documents.tolist()
        for start, end in pairwise([*starts.tolist(), len(numbers)]):
            count, first, last = end - start, documents[start], documents[end - 1]
            block = pickle.dumps((tuple(steps[start:end]), None, values and values[start * size : end * size]), 2)
            level = int(count >= SQUEEZED)
            block = zlib.compress(block, level) if level else block
            head = pickle.dumps((count, last, 1.0, level, 0, 0), 2)
            block = whoosh3.WHOOSH3_HEADER_MAGIC + self.BLOCK.pack(-len(head) - len(block)) + head + block
            self._postings.write(block)
            term = self.TERM.pack(0, count, count, 0, 0, 1.0, first, last, self._end, len(block))
            self._terms.add(key + words[numbers[start]], term)
            self._end += len(block)

    def close(self) -> None:
        """Nothing more comes."""
        self._terms.close()
        self._postings.close()
