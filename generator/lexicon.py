"""What a query means: the stems to look for, by a dictionary of every word that was ever written.

In: the tally of all entries, a query. Out: a `Reading`. Invariant: nothing but the dictionary is asked, so a browser that loads a
few parts of it (see `shards`) reads a query alike; no stemmer is needed for it. Refuses: to search, to rank.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from generator.analysis import query_words, small_words
from generator.nearness import completions, inflection, nearest_words, unlike_but_near
from generator.tally import Tally

LONGEST_QUERY = 64
"""Distinct words of a query that are looked at."""

NEIGHBOURHOOD = 2
"""Letters that a word has in common with those that are looked through for it, names apart."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a query was read."""

    words: tuple[tuple[str, ...], ...]
    """For each word the stems that it may have, of which the best counts; no stem twice."""
    read_as: Mapping[str, tuple[str, ...]]
    """Word that nobody wrote → the words that were searched for instead."""
    unknown: Mapping[str, tuple[str, ...]]
    """Word that nobody wrote and that is like no other → words that begin like it."""


class Lexicon:
    """Every word of the entries with the stems under which it is found."""

    def __init__(self, tally: Tally, stemmers: Iterable[str]) -> None:
        self.small = small_words(stemmers)
        stems = tally.stems
        self.stems: Mapping[str, tuple[str, ...]] = {
            form: tuple(dict.fromkeys([stems[number] for number in numbers if number >= 0]))
            for form, numbers in zip(tally.forms, tally.form_stems.tolist(), strict=True)
            if max(numbers) >= 0
        }
        """Form → stems that a record holds, in the order of the forms."""
        names = {name for name in tally.names if name.isalpha() and name not in self.small}
        self.names: Sequence[str] = tuple(sorted(names & self.stems.keys()))
        """Words of titles, aliases and vocabularies, among which a wrong first letter is forgiven."""
        self._forms = tuple(form for form in self.stems if form not in self.small)

    def beginning(self, letters: str) -> Sequence[str]:
        """The words that begin with these letters, in order, small ones left out."""
        start = bisect_left(self._forms, letters)
        end = start
        while end < len(self._forms) and self._forms[end].startswith(letters):
            end += 1
        return self._forms[start:end]

    def read(self, text: str) -> Reading:
        """The stems of the words that were written; for another word those of the ones it may have been meant for."""
        words: list[tuple[str, ...]] = []
        seen: set[str] = set()
        read_as: dict[str, tuple[str, ...]] = {}
        unknown: dict[str, tuple[str, ...]] = {}
        for word in query_words(text, self.small)[:LONGEST_QUERY]:
            meant: Sequence[str] = (word.form,) if word.form in self.stems else ()
            if not meant and not word.optional and word.form not in self.small:
                near = self.beginning(word.form[:NEIGHBOURHOOD])
                meant = inflection(word.form, near) or completions(word.form, near)
                meant = meant or nearest_words(word.form, sorted({*near, *self.names}))[:1]
                if meant:
                    read_as[word.form] = tuple(meant)
                else:
                    unknown[word.form] = unlike_but_near(word.form, near)
            stems = dict.fromkeys(stem for form in meant for stem in self.stems[form] if stem not in seen)
            if stems:
                words.append(tuple(stems))
                seen.update(stems)
        return Reading(tuple(words), read_as, unknown)
