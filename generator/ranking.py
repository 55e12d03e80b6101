"""How well an entry fits a word: the one rule behind every search door.

In: the tally of all entries. Out: whole points for each stem of each record. Invariant: points depend on the records alone
and are added up, so a door that can add agrees with every other one. Refuses: to read a query, to know an index.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from generator.tally import FIELD, FIELD_BITS, FIELDS, Tally
from generator.word_table import Numbers

WEIGHTS: Mapping[str, float] = {"title": 8.0, "aliases": 6.0, "summary": 4.0, "terms": 1.0, "body": 1.0}
FLATTENING: Mapping[str, float] = {"title": 0.6, "aliases": 0.4, "summary": 0.5, "terms": 0.5, "body": 0.75}
"""How much a long field counts less, from 0 to 1 (`b` of BM25F): many aliases are no fault."""

SATURATION = 12.0
"""How soon more of a word stops counting (`k1` of BM25F), measured like the weights."""

COMMON = 0.3
"""Added to the rarity of each word: where a word stands tells something even if every entry has it."""

FINENESS = 5
"""Points for a weight of one: whole and small numbers, because every browser loads them."""

BLOCK = 512
"""Records that are weighed in one go, so that what is worked out on the way stays near the processor."""

RECORD_BITS, POINT_BITS = 24, 12


@dataclass(frozen=True, slots=True)
class Postings:
    """For each stem the records that have it and its points in each of them."""

    starts: Numbers
    """Where the postings of each stem begin; one more at the end."""
    packed: Numbers
    """For each posting its stem, record and points, at least one, in the bits of one number; rising."""

    def between(self, span: slice) -> tuple[Numbers, Numbers]:
        """Numbers of records, rising for each stem, and its points in each of them."""
        part = self.packed[span]
        return part >> POINT_BITS & (1 << RECORD_BITS) - 1, part & (1 << POINT_BITS) - 1


def ranked(tally: Tally) -> Postings:
    """All postings of a tally; BM25F over the fields of a record."""
    begins = np.empty(len(tally.rows), np.bool_)
    holders = np.zeros(len(tally.stems), np.int64)
    for _, span, starts in _blocks(tally):
        stem, new = tally.rows[span] >> FIELD_BITS, begins[span]
        np.not_equal(stem[1:], stem[:-1], out=new[1:])
        new[starts] = True
        holders += np.bincount(stem[new], minlength=len(holders))
    total, full = len(tally.records), FINENESS * (SATURATION + 1)
    worth_of = {n: full * (COMMON + math.log1p((total - n + 0.5) / (n + 0.5))) for n in np.unique(holders).tolist()}
    worth = np.array([worth_of[n] for n in holders.tolist()])
    shares = _shares(tally).ravel()
    packed = np.empty(holders.sum(), np.int64)
    done = 0
    for record, span, _ in _blocks(tally):
        rows, firsts = tally.rows[span], np.flatnonzero(begins[span])
        weight = shares.take(record * len(FIELDS) + (rows & FIELD)) * tally.counts[span]
        weight = np.add.reduceat(weight, firsts) if len(firsts) else weight
        key = (rows[firsts] >> FIELD_BITS).astype(np.int64)
        points = worth.take(key) * weight
        points /= SATURATION + weight
        points += 0.5
        key <<= RECORD_BITS
        key |= record[firsts]
        key <<= POINT_BITS
        key |= np.maximum(points.astype(np.int64), 1)
        packed[done : done + len(firsts)] = key
        done += len(firsts)
    packed.sort()
    return Postings(np.concatenate([[0], np.cumsum(holders)]), packed)


def _shares(tally: Tally) -> Numbers:
    """For each record and field what one of its words weighs."""
    weights = np.array([WEIGHTS[field] for field in FIELDS])
    parts = np.array([FLATTENING[field] for field in FIELDS])
    means = tally.lengths.sum(axis=0) / (len(tally.records) or 1)
    means[means == 0] = 1.0
    shares: Numbers = weights / ((1 - parts) + parts * tally.lengths / means)
    return shares


def _blocks(tally: Tally) -> Iterator[tuple[Numbers, slice, Numbers]]:
    """For some records at a time: the record of each row, where the rows are, at which of them a record begins."""
    ends = np.cumsum(tally.sizes)
    for start in range(0, len(tally.records), BLOCK):
        sizes = tally.sizes[start : start + BLOCK]
        before = int(ends[start] - sizes[0])
        record = np.repeat(np.arange(start, start + len(sizes)), sizes)
        starts = (ends[start : start + BLOCK] - sizes - before)[sizes > 0]
        yield record, slice(before, int(ends[start + len(sizes) - 1])), starts
