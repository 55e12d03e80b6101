"""The search index as small scripts, of which a browser loads the few that a query needs.

In: the search in memory, the words of the page. Out: paths and bytes of scripts that hand texts to `Agora`. Invariant:
the sizes of what one query loads grow with the number of entries that share its words, not with the number of words;
same records, same bytes. Refuses: to rank or to stem in the browser; both are done here, once. `search-rule.js` reads it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain, pairwise
from typing import Any, TypeVar

import numpy as np

from generator.analysis import ELISIONS
from generator.answer import FACETS
from generator.catalogue import Catalogue
from generator.lexicon import LONGEST_QUERY, NEIGHBOURHOOD, Lexicon
from generator.model import SearchRecord
from generator.nearness import ENDINGS, LONG, SHORTEST, SHOWN, STEM
from generator.ranking import Postings
from generator.word_table import Numbers

FOLDER = "assets/search"
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%()*+,-./:=?@[]^_{}"
"""The first half ends a number, the second half goes on with it; none needs an escape in a script."""
BASE = len(DIGITS) // 2
SHARED = "0123456789abcdefghijklmnopqrstuvwxyz"
"""How many letters a word takes from the one before it."""

WORDS_SHARD = 5_000
STEMS_SHARD = 12_000
"""Characters from which a shard is full."""
BLOCK = 2048
"""Stems whose postings are written in one go."""
RECORDS_SHARD = 12
"""Records in a shard: few, because hits are strangers to each other."""
AHEAD = 120_000
"""Characters from which a script with many shards is full."""


def search_scripts(catalogue: Catalogue, page: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, bytes]]:
    """All scripts; `page` holds for each language what the search box and the search page say."""
    records = catalogue.records
    words, names = _Words(catalogue.lexicon.forms), _Words(catalogue.lexicon.endings)
    stems = list(_filled(_postings(catalogue.postings), STEMS_SHARD))
    digest = hashlib.sha256()
    dictionary = zip(words.shards(), _stems_of_words(catalogue.lexicon, words.starts), strict=True)
    soon = [
        *_scripts("words", map(_json, dictionary)),
        *_scripts("names", map(_json, names.shards())),
        *_scripts("records", map(_json, _shown(records))),
    ]
    ahead = [b"".join(pack) for pack in _filled((script for _, script in soon), AHEAD)]
    for path, script in chain(
        soon,
        _scripts("stems", (f'"{";".join(shard)}"' for shard in stems)),
        [(f"{FOLDER}/facets.js", _script("facets", _json(_facets(records))))],
    ):
        digest.update(script)
        yield path, script
    yield from ((f"{FOLDER}/ahead/{n}.js", pack) for n, pack in enumerate(ahead))
    rule = {
        "digits": DIGITS,
        "elisions": sorted(ELISIONS),
        "endings": " ".join(sorted(ENDINGS)),
        "small": " ".join(sorted(catalogue.lexicon.small)),
        "limits": {
            "languages": len(catalogue.languages),
            "long": LONG,
            "longestQuery": LONGEST_QUERY,
            "neighbourhood": NEIGHBOURHOOD,
            "records": RECORDS_SHARD,
            "shortest": SHORTEST,
            "shown": SHOWN,
            "stem": STEM,
        },
        "words": words.limits(),
        "names": names.limits(),
        "stems": _rising([*accumulate(map(len, stems[:-1]), initial=0)]),
        "total": len(records),
        "ahead": len(ahead),
        "digest": digest.hexdigest()[:12],
    }
    for language, said in page.items():
        own = {**rule, "unserved": _rising(catalogue.unserved(language)), "page": said}
        yield f"{FOLDER}/start/{language}.js", _script(f"start/{language}", _json(own))


class _Words:
    """Sorted words in shards of about the same size."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._shared = _shared_beginnings(words)
        sizes = np.fromiter(map(len, words), np.int64, len(words)) - self._shared + 2
        self.starts = _starts(sizes, WORDS_SHARD)

    def shards(self) -> Iterator[str]:
        """The words of each shard, each without the beginning that it shares with the word before."""
        shared = self._shared.copy()
        shared[self.starts] = 0
        coded = [SHARED[size] + word[size:] for size, word in zip(shared.tolist(), self._words, strict=True)]
        return (" ".join(coded[start:end]) for start, end in pairwise([*self.starts.tolist(), len(coded)]))

    def limits(self) -> list[str]:
        """For each shard the fewest letters that no word before it begins with."""
        return [self._words[start][: self._shared[start] + 1] for start in self.starts.tolist()]


def _shared_beginnings(words: Sequence[str]) -> Numbers:
    """How many letters each word has in common with the one before, as many as `SHARED` tells at most.

    Letters outside the basic plane are never shared: a browser counts each of them as two.
    """
    letters = np.array(words, f"U{len(SHARED)}").view(np.uint32).reshape(-1, len(SHARED))
    same = (letters[1:] == letters[:-1]) & (letters[1:] < 1 << 16)
    same[:, -1:] = False
    shared = np.zeros(len(words), np.int64)
    shared[1:] = same.argmin(axis=1)
    return shared


def _starts(sizes: Numbers, full: int) -> Numbers:
    """Where shards begin, so that each holds about as much as it may."""
    shard = (np.cumsum(sizes) - sizes) // full
    starts: Numbers = np.flatnonzero(np.diff(shard, prepend=-1))
    return starts


def _stems_of_words(lexicon: Lexicon, starts: Numbers) -> Iterator[str]:
    """For each shard the numbers of the stems of its words.

    A word has one to as many as there are languages, rising. The first number of a word tells how many they are, and how
    far the first stem is from that of the word before, in either direction; the others tell gaps.
    """
    numbers = np.sort(lexicon.numbers, axis=1)
    held = (numbers >= 0) & (np.diff(numbers, axis=1, prepend=-1) != 0)
    sizes = held.sum(axis=1)
    stems = numbers[held]
    firsts = np.cumsum(sizes) - sizes
    first = stems[firsts].astype(np.int32)
    steps = np.diff(first, prepend=0)
    steps[starts] = first[starts]
    gaps = _gaps(stems, firsts)
    gaps[firsts] = np.where(steps < 0, -2 * steps - 1, 2 * steps) * numbers.shape[1] + sizes - 1
    return _numerals(gaps, np.append(firsts[starts], len(gaps)))


def _postings(postings: Postings) -> Iterator[str]:
    """For each stem: gaps between the numbers of the records that have it|its points in these."""
    starts = postings.starts
    for first in range(0, len(starts) - 1, BLOCK):
        block = starts[first : first + BLOCK + 1]
        span = slice(int(block[0]), int(block[-1]))
        records, points = postings.between(span)
        gaps = _numerals(_gaps(records, block[:-1] - block[0]), block - block[0])
        yield from map("|".join, zip(gaps, _numerals(points, block - block[0]), strict=True))


Row = TypeVar("Row", str, bytes)


def _filled(rows: Iterable[Row], full: int) -> Iterator[list[Row]]:
    """Rows in order, in shards of about the same number of characters."""
    shard: list[Row] = []
    size = 0
    for row in rows:
        if size >= full:
            yield shard
            shard, size = [], 0
        shard.append(row)
        size += len(row)
    if shard:
        yield shard


def _facets(records: Sequence[SearchRecord]) -> dict[str, dict[str, Any]]:
    """Facet → its values, how many of them each record has, and which: gaps between their numbers."""
    found = {}
    for facet in FACETS:
        held = [(one,) if isinstance(one := getattr(record, facet), str) else one for record in records]
        values = sorted({*chain.from_iterable(held)})
        number = {value: n for n, value in enumerate(values)}
        sizes = np.fromiter(map(len, held), np.int64, len(held))
        members = np.fromiter(map(number.__getitem__, chain.from_iterable(held)), np.int64, sizes.sum())
        members += np.repeat(np.arange(len(held)) * len(values), sizes)
        members.sort()
        members %= max(1, len(values))
        gaps = _gaps(members, np.cumsum(sizes) - sizes)
        found[facet] = {"values": values, "sizes": _text(sizes), "gaps": _text(gaps)}
    return found


def _rising(numbers: Sequence[int]) -> str:
    """Rising numbers, as the gaps between them."""
    return _text(_gaps(np.array(numbers, np.int64), np.zeros(1, np.int64)))


def _gaps(numbers: Numbers, starts: Numbers) -> Numbers:
    """Rising numbers, each as how many there are between it and the one before; they rise anew at each start."""
    gaps: Numbers = numbers.astype(np.int32)
    gaps[1:] -= gaps[:-1] + np.int32(1)
    begun = starts[starts < len(gaps)]
    gaps[begun] = numbers[begun]
    return gaps


def _text(values: Numbers) -> str:
    return next(_numerals(values, np.array([0, len(values)])))


def _numerals(values: Numbers, bounds: Numbers) -> Iterator[str]:
    """Whole numbers from 0, each in as few digits as it needs, without anything between; a text for each two bounds."""
    left = values.astype(np.int32)
    top = int(left.max(initial=0))
    sizes = np.ones(len(left), np.int8)
    limit = BASE
    while limit <= top:
        sizes += left >= limit
        limit *= BASE
    ends = np.zeros(len(left) + 1, np.int64)
    np.cumsum(sizes, out=ends[1:])
    signs = np.empty(ends[-1], np.uint8)
    at, first = ends[1:], 0
    while len(left):
        at = at - 1
        rest = left // BASE
        signs[at] = _SIGNS.take(left - rest * BASE + first)
        longer = np.flatnonzero(rest)
        left, at, first = rest[longer], at[longer], BASE
    text = signs.tobytes().decode("ascii")
    return (text[start:end] for start, end in pairwise(ends[bounds].tolist()))


_SIGNS = np.frombuffer(DIGITS.encode(), np.uint8)


def _shown(records: Sequence[SearchRecord]) -> Iterator[str]:
    """What a result shows of each record, a few records at a time as one text, which a browser reads when it is wanted."""
    for start in range(0, len(records), RECORDS_SHARD):
        shard = records[start : start + RECORDS_SHARD]
        yield _json([(record.kind, record.url, record.title, record.summary) for record in shard])


def _json(content: Any) -> str:
    """Plain letters only, which every browser reads alike from a server and from a stick."""
    return json.dumps(content, ensure_ascii=True, separators=(",", ":"))


def _scripts(folder: str, rows: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """The numbered shards of a kind."""
    return ((f"{FOLDER}/{folder}/{n}.js", _script(f"{folder}/{n}", data)) for n, data in enumerate(rows))


def _script(name: str, data: str) -> bytes:
    """A classic script."""
    return f'Agora.searchShard("{name}",{data})\n'.encode()
