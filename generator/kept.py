"""What a search index knows beside its postings: its records, their lengths, and every word that was ever written.

In: search texts, and what was kept of them before. Out: which of them must be written anew; the whole as JSON. Invariant:
what is kept answers alike whatever changes led to it. Refuses: to count words, to touch the disk, to know Whoosh.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, field, fields, replace
from itertools import chain
from typing import Any

import numpy as np

from generator.analysis import forms, readings, rough_words, stems
from generator.lexicon import Lexicon
from generator.model import Language, SearchRecord, SearchText
from generator.tally import NAMING_FIELDS, Tally

MOST_PIECES = 16
"""Pieces of an index from which small ones are written anew as one, because every question is put to every piece."""

Key = tuple[str, str]
"""Language and id of a record."""

Written = tuple[Mapping[str, set[str]], set[str]]
"""Language → its words as they were written, with what clings to them; and those that name something."""


@dataclass(frozen=True, slots=True)
class Material:
    """What there is to search."""

    texts: Sequence[SearchText]
    threats: Sequence[str] = ()
    """What a question may be narrowed to, with what nobody can find; the same for `spaces`."""
    spaces: Sequence[str] = ()
    errors: int = 0
    """How many the content has; what stands in a file that cannot be read is not found."""


@dataclass(frozen=True, slots=True)
class Row:
    """A record of the index."""

    digest: str
    """Of everything that it is found by."""
    lengths: tuple[int, ...]
    """How many words each of its fields has."""
    record: SearchRecord


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything but the postings."""

    makers: str
    """Fingerprint of the rules by which it was made."""
    made_from: str = ""
    """Fingerprint of what was searched, if it has one."""
    generation: int = 0
    threats: tuple[str, ...] = ()
    spaces: tuple[str, ...] = ()
    errors: int = 0
    pieces: Mapping[str, tuple[Row | None, ...]] = field(default_factory=dict)
    """Name of each piece → its records in the order of their numbers in it; None for one that has gone."""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Word that was written, folded → its stems that a record has; in the order of the words."""
    names: frozenset[str] = frozenset()
    """Words of titles, aliases and terms."""

    def without(self, digests: Mapping[Key, str], made_from: str, material: Material) -> Kept:
        """What can stay: the same records, unless they would lie in too many pieces."""
        pieces = {
            name: tuple(row if row and digests.get(key_of(row.record)) == row.digest else None for row in rows)
            for name, rows in self.pieces.items()
        }
        fewest = max(1, len(digests) // MOST_PIECES if len(pieces) >= MOST_PIECES else 0)
        return replace(
            self,
            made_from=made_from,
            threats=tuple(material.threats),
            spaces=tuple(material.spaces),
            errors=material.errors,
            pieces={name: rows for name, rows in pieces.items() if sum(map(bool, rows)) >= fewest},
        )

    def keys(self) -> set[Key]:
        """Of all records that have not gone."""
        return {key_of(row.record) for row in chain.from_iterable(self.pieces.values()) if row}

    def lexicon(self, languages: Sequence[Language]) -> Lexicon:
        """The dictionary that a question is read by."""
        stems = sorted(set(chain.from_iterable(self.words.values())))
        number = {stem: place for place, stem in enumerate(stems)}
        form_stems = np.full((len(self.words), len(languages)), -1, np.int32)
        for place, found in enumerate(self.words.values()):
            form_stems[place, : len(found)] = [number[stem] for stem in found]
        nothing = np.zeros(0, np.int32)
        dictionary = Tally(
            (), tuple(self.words), form_stems, self.names, tuple(stems), nothing, nothing, nothing, nothing
        )
        return Lexicon(dictionary, [language.stemmer for language in languages])


def key_of(record: SearchRecord) -> Key:
    """What no other record has."""
    return record.language, record.id


def digest_of(text: SearchText) -> str:
    """Changes with anything that a record is found by or that is shown of it."""
    return hashlib.sha256(repr(text).encode()).hexdigest()[:16]


def written_in(texts: Iterable[SearchText], languages: Sequence[Language]) -> Written:
    """The words of texts; those in a language that is not among these count as words of the first."""
    words: dict[str, set[str]] = {language.id: set() for language in languages}
    names: dict[tuple[str, str], None] = {}
    first = languages[0].id
    for text in texts:
        for place, parts in text.texts.items():
            if place in NAMING_FIELDS:
                names.update(dict.fromkeys(parts))
            else:
                for written, language in parts:
                    words[language if language in words else first].update(rough_words(written))
    named: set[str] = set()
    for written, language in names:
        cut = rough_words(written)
        words[language if language in words else first].update(cut)
        named.update(cut)
    return words, named


def dictionary(parts: Sequence[Written], languages: Sequence[Language]) -> tuple[dict[str, tuple[str, ...]], set[str]]:
    """The words of all parts, folded, with their stems; and those of names."""
    written = {language.id: _forms(set().union(*(words[language.id] for words, _ in parts))) for language in languages}
    held = set(chain.from_iterable(stems(written[language.id], language.stemmer) for language in languages))
    stemmers = [language.stemmer for language in languages]
    found = {
        form: tuple([stem for stem in readings(form, stemmers) if stem in held])
        for form in sorted(set().union(*written.values()))
    }
    named = _forms(set().union(*(names for _, names in parts)))
    return {form: several for form, several in found.items() if several}, named


def _forms(words: Iterable[str]) -> set[str]:
    return set(chain.from_iterable(map(forms, words)))


def as_json(kept: Kept) -> str:
    """All of it as text."""
    pieces = {
        name: [row and (row.digest, row.lengths, astuple(row.record)) for row in rows]
        for name, rows in kept.pieces.items()
    }
    others = {one.name: getattr(kept, one.name) for one in fields(kept) if one.name not in ("pieces", "names")}
    return json.dumps(others | {"pieces": pieces, "names": sorted(kept.names)}, ensure_ascii=False)


def from_json(text: str) -> Kept:
    """What `as_json` made a text of; raises ValueError, TypeError or KeyError for another one."""
    read: dict[str, Any] = json.loads(text)
    read["pieces"] = {name: tuple(row and _row(*row) for row in rows) for name, rows in read["pieces"].items()}
    read["words"] = {form: tuple(stems) for form, stems in read["words"].items()}
    read |= {name: tuple(read[name]) for name in ("threats", "spaces")} | {"names": frozenset(read["names"])}
    return Kept(**read)


def _row(digest: str, lengths: list[int], record: list[Any]) -> Row:
    told: list[Any] = [tuple(one) if isinstance(one, list) else one for one in record]
    return Row(digest, tuple(lengths), SearchRecord(*told))
