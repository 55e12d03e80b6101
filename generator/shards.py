"""The search index as small scripts, of which a browser loads the few that a query needs.

In: the search in memory, the words of the page. Out: paths and bytes of scripts that hand texts to `Agora`. Invariant:
the sizes of what one query loads grow with the number of entries that share its words, not with the number of words;
same records, same bytes. Refuses: to rank or to stem in the browser; both are done here, once. `search-rule.js` reads it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import sub
from typing import Any

from generator.analysis import ELISIONS
from generator.catalogue import Catalogue
from generator.lexicon import LONGEST_QUERY, NEIGHBOURHOOD
from generator.model import SearchRecord
from generator.nearness import ENDINGS, LONG, SHORTEST, SHOWN, STEM, shared_beginning

FOLDER = "assets/search"
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%()*+,-./:=?@[]^_{}"
"""The first half ends a number, the second half goes on with it; none needs an escape in a script."""
BASE = len(DIGITS) // 2
SHARED = "0123456789abcdefghijklmnopqrstuvwxyz"
"""How many letters a word takes from the one before it."""

WORDS_SHARD = 9_000
STEMS_SHARD = 16_000
"""Characters from which a shard is full."""
RECORDS_SHARD = 12
"""Records in a shard: few, because hits are strangers to each other."""

FACETS = ("kind", "threats", "spaces", "status")


def search_scripts(catalogue: Catalogue, page: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, bytes]]:
    """All scripts; `page` holds for each language what the search box and the search page say."""
    words = list(_cut(_dictionary(catalogue), WORDS_SHARD))
    common = {f"words/{n}": " ".join(_front_coded(shard)) for n, (_, shard) in enumerate(words)}
    common["names"] = " ".join(_front_coded((name, "") for name in catalogue.lexicon.names))
    yield from (_script(f"{FOLDER}/{name}.js", name, text) for name, text in common.items())
    for language, said in page.items():
        served = catalogue.served(language)
        stems = list(_cut(_postings(catalogue, served), STEMS_SHARD))
        own: dict[str, Any] = {f"stems/{n}": ";".join(_front_coded(shard)) for n, (_, shard) in enumerate(stems)}
        records = [catalogue.records[number] for number in served]
        for start in range(0, len(records), RECORDS_SHARD):
            own[f"records/{start // RECORDS_SHARD}"] = [
                [record.kind, record.url, record.title, record.summary]
                for record in records[start : start + RECORDS_SHARD]
            ]
        own["facets"] = _facets(records)
        yield from (_script(f"{FOLDER}/{language}/{name}.js", f"{language}/{name}", text) for name, text in own.items())
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
            "digest": _digest([common, own]),
            "page": said,
        }
        yield _script(f"{FOLDER}/{language}/start.js", f"{language}/start", rule)


def _dictionary(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """(form, how its stems differ from it) in order; nothing is said of a form that is its only stem."""
    for form, stems in catalogue.lexicon.stems.items():
        yield form, "" if stems == (form,) else ":" + ",".join(_change(form, stem) for stem in stems)


def _change(form: str, stem: str) -> str:
    """How many letters are cut from the end of a form, and what is put there."""
    shared = shared_beginning(form, stem)
    return SHARED[len(form) - shared] + stem[shared:] if len(form) - shared < len(SHARED) else f"!{stem}"


def _postings(catalogue: Catalogue, served: Sequence[int]) -> Iterator[tuple[str, str]]:
    """(stem, |gaps between the numbers of the records that have it|their points) in order."""
    place = dict.fromkeys(range(len(catalogue.records)))
    place |= {number: at for at, number in enumerate(served)}
    for stem in catalogue.stems():
        numbers, worths = catalogue.postings(stem)
        found = [place[number] for number in numbers]
        if None in found:
            worths = [points for at, points in zip(found, worths, strict=True) if at is not None]
        places = [at for at in found if at is not None]
        if places:
            yield stem, f"|{_gaps(places)}|{''.join(map(_NUMBERS.__getitem__, worths))}"


def _facets(records: Sequence[SearchRecord]) -> dict[str, dict[str, str]]:
    """Facet → value → gaps between the numbers of the records that have it."""
    found: dict[str, dict[str, list[int]]] = {facet: {} for facet in FACETS}
    for number, record in enumerate(records):
        for facet in FACETS:
            value = getattr(record, facet)
            for one in (value,) if isinstance(value, str) else value:
                found[facet].setdefault(one, []).append(number)
    return {facet: {value: _gaps(numbers) for value, numbers in sorted(by.items())} for facet, by in found.items()}


def _gaps(numbers: Sequence[int]) -> str:
    """Rising numbers, each as how many there are between it and the one before."""
    return "".join(map(_NUMBERS.__getitem__, map(sub, numbers, [0, *[number + 1 for number in numbers]])))


class _Numbers(dict[int, str]):
    """A whole number from 0 in as few digits as it needs; kept, because the same few numbers come again and again."""

    def __missing__(self, value: int) -> str:
        text = DIGITS[value % BASE]
        more = value
        while more := more // BASE:
            text = DIGITS[BASE + more % BASE] + text
        self[value] = text
        return text


_NUMBERS = _Numbers()


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


def _digest(contents: Any) -> str:
    text = json.dumps(contents, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _script(path: str, name: str, content: Any) -> tuple[str, bytes]:
    """A classic script of plain letters, which every browser reads alike from a server and from a stick."""
    data = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    return path, f'Agora.searchShard("{name}",{data})\n'.encode()
