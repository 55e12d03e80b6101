"""What a query means: the stems to look for, by a dictionary of every word that was ever written.

In: the tally of all entries, a query. Out: a `Reading`. Invariant: nothing but the dictionary is asked, so a browser that loads a
few parts of it (see `shards`) reads a query alike; no stemmer is needed for it. Refuses: to search, to rank.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

from generator.analysis import query_words, small_words
from generator.nearness import completions, inflection, nearest_words, unlike_but_near
from generator.tally import Tally
from generator.word_table import Numbers

LONGEST_QUERY = 64
"""Distinct words of a query that are looked at."""

NEIGHBOURHOOD = 2
"""Letters that a word has in common with those that are looked through for it: its first, or, with names, its last."""


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
        held = tally.form_stems.max(axis=1) >= 0
        self.forms: Sequence[str] = tuple(compress(tally.forms, held.tolist()))
        """Every word that has a stem which a record holds, in order."""
        self.numbers: Numbers = tally.form_stems[held]
        """For each form and language the number of such a stem, or -1."""
        self.endings: Sequence[str] = sorted(name[::-1] for name in tally.names - self.small if name.isalpha())
        """Words of titles, aliases and vocabularies, from behind, because in them a wrong beginning is forgiven."""
        self._stems = tally.stems

    def stems(self, form: str) -> tuple[str, ...]:
        """The stems of a form that a record holds; none if nobody wrote it."""
        place = bisect_left(self.forms, form)
        if self.forms[place : place + 1] != (form,):
            return ()
        return tuple(dict.fromkeys([self._stems[number] for number in self.numbers[place].tolist() if number >= 0]))

    def near(self, word: str) -> list[str]:
        """The words that begin like this one, small ones left out."""
        return [form for form in _beginning(self.forms, word[:NEIGHBOURHOOD]) if form not in self.small]

    def ending_alike(self, word: str) -> list[str]:
        """The names that end like this word."""
        return [name[::-1] for name in _beginning(self.endings, word[::-1][:NEIGHBOURHOOD])]

    def read(self, text: str) -> Reading:
        """The stems of the words that were written; for another word those of the ones it may have been meant for."""
        words: list[tuple[str, ...]] = []
        seen: set[str] = set()
        read_as: dict[str, tuple[str, ...]] = {}
        unknown: dict[str, tuple[str, ...]] = {}
        for word in query_words(text, self.small)[:LONGEST_QUERY]:
            meant: Sequence[str] = (word.form,) if self.stems(word.form) else ()
            if not meant and not word.optional and word.form not in self.small:
                near = self.near(word.form)
                meant = inflection(word.form, near) or completions(word.form, near)
                meant = meant or nearest_words(word.form, {*near, *self.ending_alike(word.form)})[:1]
                if meant:
                    read_as[word.form] = tuple(meant)
                else:
                    unknown[word.form] = unlike_but_near(word.form, near)
            stems = dict.fromkeys(stem for form in meant for stem in self.stems(form) if stem not in seen)
            if stems:
                words.append(tuple(stems))
                seen.update(stems)
        return Reading(tuple(words), read_as, unknown)


def _beginning(written: Sequence[str], letters: str) -> Sequence[str]:
    """Of sorted words those that begin with these letters."""
    return written[bisect_left(written, letters) : bisect_left(written, letters + chr(sys.maxunicode))]
