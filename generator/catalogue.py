"""The search in memory: everything that a door needs to find entries, made once for a build.

In: search records, languages, a query. Out: record numbers with points, best first. Invariant: the same answer as the
command line and the browser give to a reader of that language. Refuses: to write an index, to show anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from generator.lexicon import Lexicon, Reading
from generator.model import Language, SearchRecord
from generator.ranking import Ranking


class Catalogue:
    """Records with their dictionary and, for each stem, the points that it is worth in each of them."""

    def __init__(self, records: Sequence[SearchRecord], languages: Sequence[Language]) -> None:
        self.records = records
        self.languages = languages
        self.lexicon = Lexicon(records, [language.stemmer for language in languages])
        ranking = Ranking(records)
        postings: dict[str, list[int]] = defaultdict(list)
        for number, record in enumerate(records):
            for stem, points in ranking.points(record).items():
                postings[stem] += number, points
        self._postings = dict(postings)

    def stems(self) -> list[str]:
        """Every stem that a record has, sorted."""
        return sorted(self._postings)

    def postings(self, stem: str) -> tuple[list[int], list[int]]:
        """Numbers of the records that have a stem, rising, and the points that it is worth in each of them."""
        by_turns = self._postings[stem]
        return by_turns[::2], by_turns[1::2]

    def served(self, language: str) -> list[int]:
        """Numbers of the records that readers of a language get, rising; records are in the order of their ids."""
        return [number for number, record in enumerate(self.records) if language in record.serves]

    def find(self, text: str, language: str) -> tuple[Reading, list[tuple[SearchRecord, int]]]:
        """How a query was read, and what a reader of this language gets for it with points, best first."""
        reading = self.lexicon.read(text)
        scores: dict[int, int] = {}
        for stems in reading.words:
            best: dict[int, int] = {}
            for stem in stems:
                for number, points in zip(*self.postings(stem), strict=True):
                    best[number] = max(points, best.get(number, 0))
            for number, points in best.items():
                scores[number] = scores.get(number, 0) + points
        hits = [(self.records[n], score) for n, score in scores.items() if language in self.records[n].serves]
        return reading, sorted(hits, key=lambda hit: (-hit[1], hit[0].id))
