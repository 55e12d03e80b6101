"""Search from the command line: a Whoosh index that is kept beside the project and never trusted.

In: what there is to search, a question, a folder for the index. Out: what was found, best first. Invariant: the answer
depends on the texts and the question alone; the index only makes it fast, and one that is missing, damaged, foreign or older
is made again. Refuses: to analyse text or rank by any rule of Whoosh, to read a query as syntax, to load what it did not
seal.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock

from generator.analysis import ANALYSIS
from generator.answer import Found, Hit, Question
from generator.catalogue import Catalogue
from generator.kept import Kept, Material, Row, as_json, dictionary, digest_of, from_json, key_of, written_in
from generator.model import Language, Rulebook, SearchText
from generator.seal import is_sealed, replacement, take_over
from generator.tally import FIELD_BITS, FIELDS, Tally, tally
from generator.whoosh_index import MADE_BY, Reader, file_of, in_memory, on_disk, write_piece, write_table

KEPT = "kept.json"
WAIT = 120.0
"""Seconds to wait for another process; then the index is made in memory."""

PIECES = 4
"""Pieces in which an index is made: several processes can write one each, and every word comes in every piece again."""
PAYS = 512
"""Texts from which a second piece pays."""

Works = Sequence[Callable[[], Any]]
Share = Callable[[Works], list[Any]]
Track = Callable[[int], Share]
"""Told how many texts are going to be written; says who does the works."""


def index_folder(project: Path, content: Path | None) -> Path:
    """Where the index of a content folder is kept: in the project, so that a project on a stick leaves no trace."""
    default = (project / "content").resolve()
    chosen = (content or default).resolve()
    name = "content" if chosen == default else hashlib.sha256(os.fsencode(chosen)).hexdigest()[:16]
    return project / ".agorapedia" / "search" / name


def in_place(texts: int) -> Share:
    """One work after the other, here."""
    return lambda works: [work() for work in works]


class Index:
    """An index of exactly what there is to search, ready to be asked."""

    def __init__(self, kept: Kept, reader: Reader, languages: Sequence[Language], unkept: str) -> None:
        self.kept = kept
        self._reader = reader
        self._lexicon = kept.lexicon(languages)
        self._languages = languages
        self._unkept = unkept
        rows = [row for piece in kept.pieces.values() for row in piece]
        self._rows = [row for row in rows if row]
        self._place = np.cumsum([row is not None for row in rows]) - 1
        """Number of a document → number of its row, if it has one."""

    def find(self, question: Question) -> Found:
        """The answer to a question."""
        reading = self._lexicon.read(question.text)
        stems = sorted(set(chain.from_iterable(reading.words)))
        catalogue = Catalogue(self._tally(stems), self._languages)
        scores = catalogue.scores(reading.words)
        order = sorted(scores, key=lambda number: (-scores[number], number))
        ranked = [Hit(catalogue.records[number], scores[number]) for number in order]
        wanted = {
            "kind": question.kind,
            "threats": question.threat,
            "spaces": question.space,
            "serves": question.language,
        }
        filters = {field: value for field, value in wanted.items() if value is not None}
        hits = self._filtered(ranked, stems, filters)
        unfiltered = 0 if hits else len(self._filtered(ranked, stems, {}))
        return Found(tuple(hits[: question.limit]), reading.read_as, reading.unknown, unfiltered, self._unkept)

    def _tally(self, stems: Sequence[str]) -> Tally:
        """What was counted of a few stems in all records, as if they had no other words."""
        postings = [
            (self._place[at], number, value)
            for number, stem in enumerate(stems)
            for at, value in self._reader.postings(stem)
        ]
        counts = np.frombuffer(b"".join(value for _, _, value in postings), "<u2").reshape(-1, len(FIELDS))
        which, field = np.nonzero(counts)
        record = np.array([place for place, _, _ in postings], np.int64)[which]
        rows = np.array([number for _, number, _ in postings], np.int64)[which] << FIELD_BITS | field
        order = np.lexsort((rows, record))
        return Tally(
            records=tuple(row.record for row in self._rows),
            forms=(),
            form_stems=np.zeros((0, len(self._languages)), np.int32),
            names=frozenset(),
            stems=tuple(stems),
            rows=rows[order].astype(np.uint32),
            counts=counts[which, field][order].astype(np.uint16),
            sizes=np.bincount(record, minlength=len(self._rows)),
            lengths=np.array([row.lengths for row in self._rows], np.int32).reshape(-1, len(FIELDS)),
        )

    def _filtered(self, ranked: Sequence[Hit], stems: Sequence[str], filters: Mapping[str, str]) -> list[Hit]:
        """Each entry that the filters let through once, in the language in which it fits best, best first."""
        found = {key_of(self._rows[self._place[at]].record) for at in self._reader.documents(stems, filters)}
        best: dict[str, Hit] = {}
        for hit in ranked:
            if key_of(hit.record) in found:
                best.setdefault(hit.record.id, hit)
        return list(best.values())


@contextmanager
def opened(
    folder: Path,
    rulebook: Rulebook,
    gather: Callable[[], Material],
    made_from: str = "",
    track: Track = in_place,
) -> Iterator[Index]:
    """The index of what `gather` returns, brought up to date if need be; from memory where it cannot be kept on the disk.

    What there is to search is gathered only if the index was made from something else.
    """
    gather, languages = cache(gather), rulebook.languages
    unkept = ""
    with ExitStack() as stack:
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            stack.enter_context(FileLock(folder.with_name(folder.name + ".lock"), timeout=WAIT))
            kept = _up_to_date(folder, _makers(rulebook), made_from, gather, languages, track)
            storage = on_disk(folder)
        except OSError as error:
            unkept = str(error) or type(error).__name__
            storage = in_memory()
            kept = _write(storage, Kept("").without({}, "", gather()), gather(), languages)
        reader = Reader(storage)
        stack.callback(reader.close)
        yield Index(kept, reader, languages, unkept)


def _up_to_date(
    folder: Path,
    makers: str,
    made_from: str,
    gather: Callable[[], Material],
    languages: Sequence[Language],
    track: Track,
) -> Kept:
    """What the index on the disk knows, after another one has taken its place if anything has changed."""
    before = _kept(folder, makers)
    if made_from and before.made_from == made_from:
        return before
    material = gather()
    digests = {key_of(text.record): digest_of(text) for text in material.texts} if before.pieces else {}
    stays = before.without(digests, made_from, material)
    if stays == before and len(stays.keys()) == len(material.texts) and before.generation:
        return before
    with replacement(folder) as new:
        for name in stays.pieces:
            take_over(folder / file_of(name), new)
        kept = _write(on_disk(new), stays, material, languages, track)
        (new / KEPT).write_text(as_json(kept), "utf-8")
    return kept


def _write(
    storage: Any, stays: Kept, material: Material, languages: Sequence[Language], track: Track = in_place
) -> Kept:
    """Add to the pieces that stay what is not in them, in pieces that are written side by side."""
    standing, generation = stays.keys(), stays.generation + 1
    missing = [text for text in material.texts if key_of(text.record) not in standing]
    parts = _cut(missing, PIECES)
    names = [f"g{generation}p{number}" for number in range(len(parts))]
    works: Works = [
        *(partial(_piece, storage, name, part, languages) for name, part in zip(names, parts, strict=True)),
        *(partial(written_in, part, languages) for part in _cut(material.texts, 4 * PIECES)),
    ]
    done = track(len(missing))(works)
    words, known = dictionary(done[len(parts) :], languages)
    pieces = {**stays.pieces, **dict(zip(names, done, strict=False))}
    kept = replace(stays, generation=generation, pieces=pieces, words=words, names=frozenset(known))
    gone = {name: [number for number, row in enumerate(rows) if row is None] for name, rows in pieces.items()}
    write_table(storage, {name: (len(rows), gone[name]) for name, rows in pieces.items()}, generation)
    return kept


def _piece(storage: Any, name: str, texts: Sequence[SearchText], languages: Sequence[Language]) -> tuple[Row, ...]:
    """Write a piece of an index; returns what is kept of it."""
    counted = tally(texts, languages)
    write_piece(storage, name, counted)
    lengths = counted.lengths.tolist()
    return tuple(Row(digest_of(text), tuple(size), text.record) for text, size in zip(texts, lengths, strict=True))


def _cut(texts: Sequence[SearchText], most: int) -> list[Sequence[SearchText]]:
    """Texts in parts of the same size, as many as are worth it."""
    parts = min(most, -(-len(texts) // PAYS))
    return [texts[len(texts) * part // parts : len(texts) * (part + 1) // parts] for part in range(parts)]


def _kept(folder: Path, makers: str) -> Kept:
    """What the index on the disk knows; nothing if it was made by other rules or is not as we left it.

    Whoosh unpickles what it opens, so nothing is opened that does not bear a fitting seal.
    """
    if is_sealed(folder):
        with suppress(OSError, ValueError, TypeError, KeyError):
            kept = from_json((folder / KEPT).read_text("utf-8"))
            if kept.makers == makers:
                return kept
    return Kept(makers)


def _makers(rulebook: Rulebook) -> str:
    """Everything but the texts that an index depends on; no set among it, whose order every process chooses anew."""
    rules = (rulebook.languages, rulebook.kinds, rulebook.vocabularies)
    parts = (ANALYSIS, MADE_BY, rules)
    return hashlib.sha256(repr(parts).encode()).hexdigest()
