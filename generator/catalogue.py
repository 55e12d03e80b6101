"""The search in memory: everything that a door needs to find entries, made once for a build.

In: the tally of all entries, languages, a query. Out: record numbers with points, best first. Invariant: the same answer as
the command line and the browser give to a reader of that language. Refuses: to write an index, to show anything.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from generator.lexicon import Lexicon, Reading
from generator.model import Language, SearchRecord
from generator.ranking import ranked
from generator.tally import Tally, in_order


class Catalogue:
    """Records with their dictionary and, for each stem, the points that it is worth in each of them."""

    def __init__(self, tally: Tally, languages: Sequence[Language]) -> None:
        tally = in_order(tally)
        self.records = tally.records
        self.languages = languages
        self.stems = tally.stems
        self.postings = ranked(tally)
        self.lexicon = Lexicon(tally, [language.stemmer for language in languages])

    def unserved(self, language: str) -> list[int]:
        """Numbers of the records that readers of a language do not get, rising."""
        return [number for number, record in enumerate(self.records) if language not in record.serves]

    def points(self, stem: str) -> dict[int, int]:
        """Number of each record that has a stem → its points."""
        number, postings = bisect_left(self.stems, stem), self.postings
        span = slice(postings.starts[number], postings.starts[number + 1])
        records, points = postings.between(span)
        return dict(zip(records.tolist(), points.tolist(), strict=True))

    def find(self, text: str, language: str) -> tuple[Reading, list[tuple[SearchRecord, int]]]:
        """How a query was read, and what a reader of this language gets for it with points, best first."""
        reading = self.lexicon.read(text)
        scores = self.scores(reading.words)
        hits = [number for number in scores if language in self.records[number].serves]
        hits.sort(key=lambda number: (-scores[number], number))
        return reading, [(self.records[number], scores[number]) for number in hits]

    def scores(self, words: Sequence[Sequence[str]]) -> dict[int, int]:
        """Number of a record → points of all words together, each by the best of its stems."""
        scores: dict[int, int] = {}
        for stems in words:
            best: dict[int, int] = {}
            for stem in stems:
                for number, points in self.points(stem).items():
                    best[number] = max(points, best.get(number, 0))
            for number, points in best.items():
                scores[number] = scores.get(number, 0) + points
        return scores
