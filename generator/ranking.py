"""How well an entry fits a word: the one rule behind every search door.

In: search records. Out: whole points for a stem in a record. Invariant: points depend on the records alone and are added
up, so a door that can add agrees with every other one. Refuses: to read a query, to know an index.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from generator.model import SearchRecord

WEIGHTS: Mapping[str, float] = {"title": 8.0, "aliases": 6.0, "summary": 4.0, "terms": 1.0, "body": 1.0}
FLATTENING: Mapping[str, float] = {"title": 0.6, "aliases": 0.4, "summary": 0.5, "terms": 0.5, "body": 0.75}
"""How much a long field counts less, from 0 to 1 (`b` of BM25F): many aliases are no fault."""

SATURATION = 12.0
"""How soon more of a word stops counting (`k1` of BM25F), measured like the weights."""

FINENESS = 5
"""Points for a weight of one: whole and small numbers, because every browser loads them."""


class Ranking:
    """What all records together say about a stem; BM25F over the fields of a record."""

    def __init__(self, records: Collection[SearchRecord]) -> None:
        total = len(records)
        self._means = {
            field: sum(len(record.stems[field]) for record in records) / (total or 1) or 1.0 for field in WEIGHTS
        }
        holders: Counter[str] = Counter()
        for record in records:
            holders.update(set().union(*record.stems.values()))
        full = FINENESS * (SATURATION + 1)
        self._worth = {s: full * math.log1p((total - count + 0.5) / (count + 0.5)) for s, count in holders.items()}
        """Stem → points for more of it than any record can have: the rarer, the more."""

    def points(self, record: SearchRecord, wanted: Iterable[str] | None = None) -> dict[str, int]:
        """Stem → points in this record, at least one for a stem that it has; all of its stems if none are named."""
        weights: dict[str, float] = {}
        known = weights.get
        chosen = None if wanted is None else tuple(wanted)
        for field, weight in WEIGHTS.items():
            stems = record.stems[field]
            part = FLATTENING[field]
            share = weight / ((1 - part) + part * len(stems) / self._means[field])
            counts = Counter(stems) if chosen is None else {s: n for s in chosen if (n := stems.count(s))}
            for stem, count in counts.items():
                weights[stem] = known(stem, 0.0) + share * count
        worth = self._worth
        return {stem: int(worth[stem] * w / (SATURATION + w) + 0.5) or 1 for stem, w in weights.items()}

    def score(self, record: SearchRecord, words: Iterable[Sequence[str]]) -> int:
        """Points of all words together, each by the best of its stems; 0 if the record has none of them."""
        return sum(max(self.points(record, stems).values(), default=0) for stems in words)
