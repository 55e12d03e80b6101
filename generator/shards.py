"""The search index as small scripts, of which a browser loads the few that a query needs.

In: the search in memory, the words of the page. Out: paths and bytes of scripts that hand texts to `Agora`. Invariant:
the sizes of what one query loads grow with the number of entries that share its words, not with the number of words;
same records, same bytes. Refuses: to rank or to stem in the browser; both are done here, once. `search-rule.js` reads it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise
from typing import Any

import numpy as np

from generator.analysis import ELISIONS
from generator.answer import FACETS
from generator.catalogue import Catalogue
from generator.lexicon import LONGEST_QUERY, NEIGHBOURHOOD
from generator.model import SearchRecord
from generator.nearness import ENDINGS, LONG, SHORTEST, SHOWN, STEM, shared_beginning
from generator.word_table import Numbers

FOLDER = "assets/search"
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%()*+,-./:=?@[]^_{}"
"""The first half ends a number, the second half goes on with it; none needs an escape in a script."""
BASE = len(DIGITS) // 2
SHARED = "0123456789abcdefghijklmnopqrstuvwxyz"
"""How many letters a word takes from the one before it."""

WORDS_SHARD = 9_000
STEMS_SHARD = 16_000
"""Characters from which a shard is full."""
BITS = 6
"""Values of a facet in one digit; a compressor finds few repetitions in more."""
BLOCK = 2048
"""Stems whose postings are written in one go."""
RECORDS_SHARD = 12
"""Records in a shard: few, because hits are strangers to each other."""


def search_scripts(catalogue: Catalogue, page: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, bytes]]:
    """All scripts; `page` holds for each language what the search box and the search page say."""
    records = catalogue.records
    words = list(_cut(_dictionary(catalogue), WORDS_SHARD))
    stems = list(_cut(_postings(catalogue), STEMS_SHARD))
    digest = hashlib.sha256()
    for name, content in chain(
        ((f"words/{n}", " ".join(_front_coded(shard))) for n, (_, shard) in enumerate(words)),
        [("names", " ".join(_front_coded((name, "") for name in catalogue.lexicon.names)))],
        ((f"stems/{n}", ";".join(_front_coded(shard))) for n, (_, shard) in enumerate(stems)),
        (
            (f"records/{n}", [[record.kind, record.url, record.title, record.summary] for record in shard])
            for n, shard in enumerate(_runs(records, RECORDS_SHARD))
        ),
        [("facets", _facets(records))],
    ):
        script = _script(name, content)
        digest.update(script)
        yield f"{FOLDER}/{name}.js", script
    rule = {
        "digits": DIGITS,
        "elisions": sorted(ELISIONS),
        "endings": sorted(ENDINGS),
        "small": " ".join(sorted(catalogue.lexicon.small)),
        "limits": {
            "long": LONG,
            "longestQuery": LONGEST_QUERY,
            "neighbourhood": NEIGHBOURHOOD,
            "records": RECORDS_SHARD,
            "shortest": SHORTEST,
            "shown": SHOWN,
            "stem": STEM,
        },
        "words": [first for first, _ in words],
        "stems": [first for first, _ in stems],
        "total": len(records),
        "digest": digest.hexdigest()[:12],
    }
    for language, said in page.items():
        start = _script(f"start/{language}", {**rule, "unserved": _rising(catalogue.unserved(language)), "page": said})
        yield f"{FOLDER}/start/{language}.js", start


def _dictionary(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """(form, how its stems differ from it) in order; nothing is said of a form that is its only stem."""
    for form, stems in catalogue.lexicon.stems.items():
        yield form, "" if stems == (form,) else ":" + ",".join(_change(form, stem) for stem in stems)


def _change(form: str, stem: str) -> str:
    """How many letters are cut from the end of a form, and what is put there."""
    shared = shared_beginning(form, stem)
    return SHARED[len(form) - shared] + stem[shared:] if len(form) - shared < len(SHARED) else f"!{stem}"


def _postings(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """(stem, |gaps between the numbers of the records that have it|their points) in order."""
    starts, records, points = catalogue.postings.starts, catalogue.postings.records, catalogue.postings.points
    for first in range(0, len(catalogue.stems), BLOCK):
        block = starts[first : first + BLOCK + 1]
        span = slice(int(block[0]), int(block[-1]))
        gaps = _numerals(_gaps(records[span], block[:-1] - block[0]), block - block[0])
        worths = _numerals(points[span], block - block[0])
        for stem, gap, worth in zip(catalogue.stems[first : first + BLOCK], gaps, worths, strict=True):
            yield stem, f"|{gap}|{worth}"


def _facets(records: Sequence[SearchRecord]) -> dict[str, dict[str, list[str]]]:
    """Facet → its values and, for every six of them, a digit for each record that tells which of these it has."""
    found = {}
    for facet in FACETS:
        held = [(one,) if isinstance(one := getattr(record, facet), str) else one for record in records]
        values = sorted(set(chain.from_iterable(held)))
        bit = {value: 1 << place for place, value in enumerate(values)}
        sets = [sum(map(bit.__getitem__, one)) for one in held]
        columns = range(0, len(values), BITS)
        found[facet] = {
            "values": values,
            "columns": ["".join([DIGITS[bits >> first & (1 << BITS) - 1] for bits in sets]) for first in columns],
        }
    return found


def _rising(numbers: Sequence[int]) -> str:
    """Rising numbers, as the gaps between them."""
    return next(_numerals(_gaps(np.array(numbers, np.int64), np.zeros(1, np.int64)), np.array([0, len(numbers)])))


def _gaps(numbers: Numbers, starts: Numbers) -> Numbers:
    """Rising numbers, each as how many there are between it and the one before; they rise anew at each start."""
    gaps: Numbers = numbers.astype(np.int32)
    gaps[1:] -= numbers[:-1].astype(np.int32) + np.int32(1)
    begun = starts[starts < len(gaps)]
    gaps[begun] = numbers[begun]
    return gaps


def _numerals(values: Numbers, bounds: Numbers) -> Iterator[str]:
    """Whole numbers from 0, each in as few digits as it needs, without anything between; a text for each two bounds."""
    left = values.astype(np.int32)
    sizes = np.ones(len(left), np.int64)
    for more in range(1, 6):
        sizes += left >= BASE**more
    ends = np.concatenate([[0], np.cumsum(sizes)])
    signs = np.empty(ends[-1], np.uint8)
    signs[ends[1:] - 1] = _SIGNS[left % BASE]
    long = np.flatnonzero(sizes > 1)
    place = 2
    while len(long):
        left[long] //= BASE
        signs[ends[1:][long] - place] = _SIGNS[BASE + left[long] % BASE]
        long = long[sizes[long] > place]
        place += 1
    text = signs.tobytes().decode("ascii")
    cuts = ends[bounds].tolist()
    return (text[start:end] for start, end in pairwise(cuts))


_SIGNS = np.frombuffer(DIGITS.encode(), np.uint8)


def _cut(rows: Iterable[tuple[str, str]], full: int) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Rows in order, in shards of about the same number of characters, each with its first key."""
    shard: list[tuple[str, str]] = []
    size = 0
    for row in rows:
        if shard and size >= full:
            yield shard[0][0], shard
            shard, size = [], 0
        shard.append(row)
        size += len(row[0]) + len(row[1])
    if shard:
        yield shard[0][0], shard


def _front_coded(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Each word without the beginning that it shares with the word before, then what is said of it."""
    before = ""
    for word, rest in rows:
        shared = min(shared_beginning(before, word), len(SHARED) - 1)
        yield SHARED[shared] + word[shared:] + rest
        before = word


def _runs(records: Sequence[SearchRecord], size: int) -> Iterator[Sequence[SearchRecord]]:
    return (records[start : start + size] for start in range(0, len(records), size))


def _script(name: str, content: Any) -> bytes:
    """A classic script of plain letters, which every browser reads alike from a server and from a stick."""
    data = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    return f'Agora.searchShard("{name}",{data})\n'.encode()
