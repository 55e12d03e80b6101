"""Data by which the filters of long lists look through whole lists, not only through the rows of a page.

In: the press. Out: script files: for a kind and a language one with what every entry says in the fields of filters and
columns, and some with titles and summaries, of which a browser loads those that it shows. Invariant: small lists need
none, so a small wiki has no such file; no script of titles grows with the wiki, and in the one of fields an entry is a
few numbers. Refuses: to filter; `filter-list.js` reads this, `filter-rule.js` decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, pairwise
from typing import Any

from generator.model import Entry
from generator.overview import COLUMNS, FACETS, ROWS, SHORT, labels_of
from generator.press import File, Press, data_script
from generator.reach import MEASURE_KINDS

TEXTS = 500
"""Entries in a script with titles and summaries."""


def list_files(press: Press) -> Iterator[File]:
    """The data of every kind that stands in a list that no page shows whole."""
    for language in press.wiki.rulebook.languages:
        for kind in _long(press, language.id):
            yield from _files_of(press, kind, language.id)


def _long(press: Press, language: str) -> list[str]:
    counts = {kind: len(press.lists.places_of_kind(kind, language)) for kind in press.wiki.rulebook.kinds}
    measures = sum(counts[kind] for kind in MEASURE_KINDS)
    return [kind for kind, count in counts.items() if count > ROWS or (kind in MEASURE_KINDS and measures > SHORT)]


def _files_of(press: Press, kind: str, language: str) -> Iterator[File]:
    name = f"assets/data/list-{kind}"
    yield f"{name}.{language}.js", partial(_fields_script, press, kind, language)
    for number in range(-(-len(press.lists.places_of_kind(kind, language)) // TEXTS)):
        yield f"{name}-{number}.{language}.js", partial(_texts_script, press, kind, language, number)


def _fields_script(press: Press, kind: str, language: str) -> bytes:
    places = press.lists.places_of_kind(kind, language)
    data = {
        "folder": press.wiki.rulebook.kinds[kind].folder,
        "places": [there - before for before, there in pairwise((0, *places))],
        "texts": TEXTS,
        "fields": _fields(press, [entry.id for entry in press.lists.at(places, language)], language),
    }
    return data_script(_variable(kind), data)


def _texts_script(press: Press, kind: str, language: str, number: int) -> bytes:
    places = press.lists.places_of_kind(kind, language)[number * TEXTS : (number + 1) * TEXTS]
    texts = [_text(entry, language) for entry in press.lists.at(places, language)]
    return data_script(f"{_variable(kind)}_{number}", texts)


def _variable(kind: str) -> str:
    return f"list_{kind.replace('-', '_')}"


def _text(entry: Entry, language: str) -> list[str]:
    """What a row shows; the language is said where it is another than that of the page."""
    spoken = [] if entry.language == language else [entry.language]
    return [entry.id, entry.title, entry.summary, *spoken]


def _fields(press: Press, ids: Sequence[str], language: str) -> dict[str, Any]:
    found = {}
    for field in dict.fromkeys((*FACETS, *COLUMNS)):
        said = press.lists.said(field)
        if ids[0] in said:
            labels = labels_of(press.wiki.rulebook, field, language)
            found[field] = _packed(list(map(said.__getitem__, ids)), labels, field in COLUMNS)
    return found


def _packed(said: Sequence[tuple[str, ...]], labels: Mapping[str, str], is_shown: bool) -> dict[str, Any]:
    """What entries say as numbers: those of `sets`, which hold numbers of `terms`, in the order of the vocabulary."""
    sets = {one: number for number, one in enumerate(dict.fromkeys(said))}
    used = set(chain.from_iterable(sets))
    terms = [term for term in labels if term in used] if labels else sorted(used)
    numbers = {term: number for number, term in enumerate(terms)}
    packed: dict[str, Any] = {
        "terms": terms,
        "sets": [[numbers[term] for term in one] for one in sets],
        "rows": list(map(sets.__getitem__, said)),
    }
    return {**packed, "labels": [labels[term] for term in terms]} if labels and is_shown else packed
