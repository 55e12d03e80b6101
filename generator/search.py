"""Search from the command line: a Whoosh index that is kept beside the project and never trusted.

In: search records, a question, a folder for the index. Out: what was found, best first. Invariant: the answer depends on
the records and the question alone; the index only makes it fast, and one that is missing, damaged, foreign or older is
made again. Refuses: to analyse text by any rule of Whoosh, to read a query as syntax, to load what it did not seal.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import shutil
import sys
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from filelock import FileLock

from generator.analysis import ANALYSIS, QueryWord, query_words
from generator.answer import Found, Hit, Question
from generator.model import Rulebook, SearchRecord
from generator.nearness import nearest_words, unlike_but_near

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Whoosh 2.7.4 has escapes that Python 3.12 and later complain about when compiling
    import whoosh
    import whoosh.codec.whoosh3
    import whoosh.collectors
    import whoosh.filedb.filestore
    from whoosh import fields, index, query, scoring

WEIGHTS: Mapping[str, float] = {"title": 4.0, "aliases": 3.0, "summary": 2.0, "terms": 1.0, "body": 1.0}
FLATTENING: Mapping[str, float] = {"title": 0.6, "aliases": 0.4, "summary": 0.5, "terms": 0.5, "body": 0.75}
"""How much a long field counts less, from 0 to 1 (`b` of BM25F): many aliases are no fault."""

SATURATION = 1.2
"""How soon repeating a word stops counting (`k1` of BM25F)."""

LONGEST_QUERY = 64
"""Distinct words of a query that are looked at."""

FORMAT = 1
"""Changes with the fields below, so that an index of another shape is made again."""

SEAL = "seal.json"
WAIT = 120.0
"""Seconds to wait for another process; then the index is made in memory."""

SCHEMA = {
    "key": fields.ID(stored=True),
    "kind": fields.ID(),
    "serves": fields.KEYWORD(),
    "threats": fields.KEYWORD(),
    "spaces": fields.KEYWORD(),
    **{name: fields.KEYWORD(scorable=True) for name in WEIGHTS},
}

Track = Callable[[Sequence[SearchRecord]], AbstractContextManager[Iterable[SearchRecord]]]
"""Hands on the records that are being indexed, so that somebody may count them."""


def index_folder(project: Path, content: Path | None) -> Path:
    """Where the index of a content folder is kept: in the project, so that a project on a stick leaves no trace."""
    default = (project / "content").resolve()
    chosen = (content or default).resolve()
    name = "content" if chosen == default else hashlib.sha256(os.fsencode(chosen)).hexdigest()[:16]
    return project / ".agorapedia" / "search" / name


def search(
    records: Sequence[SearchRecord], rulebook: Rulebook, question: Question, folder: Path, track: Track = nullcontext
) -> Found:
    """Answer a question, bringing the index in `folder` up to date first."""
    words = query_words(question.text, [language.stemmer for language in rulebook.languages])[:LONGEST_QUERY]
    by_key = {_key(record): record for record in records}
    with _searcher(by_key, rulebook, folder, track) as (searcher, unkept):
        meant, read_as, unknown = _understand(words, searcher, records, rulebook)
        hits = _hits(searcher, meant, _filters(question), by_key)
        unfiltered = 0 if hits else len(_hits(searcher, meant, {}, by_key))
    return Found(tuple(hits[: question.limit]), read_as, unknown, unfiltered, unkept)


def _understand(
    words: Iterable[QueryWord], searcher: Any, records: Iterable[SearchRecord], rulebook: Rulebook
) -> tuple[list[str], dict[str, str], dict[str, tuple[str, ...]]]:
    """The stems to look for; a word of which no stem was ever written is replaced by the nearest that was."""
    stemmers = [language.stemmer for language in rulebook.languages]
    meant: dict[str, None] = {}
    read_as: dict[str, str] = {}
    unknown: dict[str, tuple[str, ...]] = {}
    written: list[str] = []
    for word in words:
        known = [stem for stem in word.stems if any(_holders(searcher, field, stem) for field in WEIGHTS)]
        if not known and not word.optional:
            written = written or sorted({form for record in records for form in record.words})
            near = nearest_words(word.form, written)
            if near:
                read_as[word.form] = near[0]
                known = [stem for other in query_words(near[0], stemmers) for stem in other.stems]
            else:
                unknown[word.form] = unlike_but_near(word.form, written)
        meant |= dict.fromkeys(known)
    return list(meant), read_as, unknown


def _filters(question: Question) -> dict[str, str]:
    """Field of the index → the value that it must hold."""
    wanted = {
        "kind": question.kind,
        "threats": question.threat,
        "spaces": question.space,
        "serves": question.language,
    }
    return {field: value for field, value in wanted.items() if value is not None}


def _hits(
    searcher: Any, stems: Sequence[str], filters: Mapping[str, str], by_key: Mapping[str, SearchRecord]
) -> list[Hit]:
    """Each entry once, in the language in which it fits best, best first."""
    wanted = query.Or([query.Term(field, stem, boost=WEIGHTS[field]) for stem in stems for field in WEIGHTS])
    allowed = query.And([query.Term(field, value) for field, value in filters.items()]) if filters else None
    best: dict[str, Hit] = {}
    for result in searcher.search(wanted, limit=None, filter=allowed):
        hit = Hit(by_key[result["key"]], round(result.score, 4))
        other = best.get(hit.record.id)
        if other is None or (-hit.score, _key(hit.record)) < (-other.score, _key(other.record)):
            best[hit.record.id] = hit
    return sorted(best.values(), key=lambda hit: (-hit.score, hit.record.id))


class _Weighting(scoring.WeightingModel):  # type: ignore[misc]
    """BM25F, counting what the records hold: Whoosh's own counts what was deleted until segments are merged."""

    def __init__(self, records: Collection[SearchRecord]) -> None:
        self.total = len(records)
        self.means = {
            field: sum(len(record.stems[field]) for record in records) / (self.total or 1) for field in WEIGHTS
        }

    def idf(self, searcher: Any, fieldname: str, text: Any) -> float:
        return math.log(self.total / (_holders(searcher.get_parent(), fieldname, text) + 1)) + 1

    def scorer(self, searcher: Any, fieldname: str, text: Any, qf: int = 1) -> Any:
        if fieldname not in WEIGHTS:
            return scoring.WeightScorer.for_(searcher, fieldname, text)
        idf = searcher.get_parent().idf(fieldname, text)
        return _Scorer(searcher, fieldname, text, idf, self.means[fieldname] or 1)


class _Scorer(scoring.WeightLengthScorer):  # type: ignore[misc]
    """The weight of one stem in one field of a record."""

    def __init__(self, searcher: Any, field: str, stem: Any, idf: float, mean: float) -> None:
        self.idf, self.mean, self.flattening = idf, mean, FLATTENING[field]
        self.setup(searcher, field, stem)

    def _score(self, weight: float, length: float) -> float:
        score = scoring.bm25(self.idf, weight, length, self.mean, self.flattening, SATURATION)
        return float(score)


def _holders(searcher: Any, field: str, stem: Any) -> int:
    """How many records hold a stem in a field, those that were deleted not counted."""
    reader = searcher.reader()
    return sum(1 for _ in reader.postings(field, stem).all_ids()) if (field, stem) in reader else 0


@contextmanager
def _searcher(
    records: Mapping[str, SearchRecord], rulebook: Rulebook, folder: Path, track: Track
) -> Iterator[tuple[Any, str]]:
    """A searcher over exactly these records; from the disk where that can be, from memory where not."""
    unkept = ""
    with ExitStack() as stack:
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            stack.enter_context(FileLock(folder.with_name(folder.name + ".lock"), timeout=WAIT))
            opened = _up_to_date(records, rulebook, folder, track)
        except OSError as error:
            unkept = str(error) or type(error).__name__
            opened = _fill(whoosh.filedb.filestore.RamStorage(), records, track)
        stack.callback(opened.close)
        yield stack.enter_context(opened.searcher(weighting=_Weighting(records.values()))), unkept


def _up_to_date(records: Mapping[str, SearchRecord], rulebook: Rulebook, folder: Path, track: Track) -> Any:
    """The index on the disk after everything that changed was written; sealed again if anything was."""
    makers = _makers(rulebook)
    digests = {key: hashlib.sha256(repr(record).encode()).hexdigest()[:16] for key, record in records.items()}
    sealed = _sealed(folder, makers)
    if sealed is None:
        if folder.is_symlink() or folder.is_file():
            folder.unlink()
        elif folder.exists():
            shutil.rmtree(folder)
        folder.mkdir()
        storage = whoosh.filedb.filestore.FileStorage(str(folder))
        opened = _fill(storage, records, track)
        _seal(folder, makers, digests)
        return opened
    opened = index.open_dir(str(folder))
    changed = [record for key, record in records.items() if sealed.get(key) != digests[key]]
    gone = [key for key in sealed if sealed[key] != digests.get(key)]
    if changed or gone:
        (folder / SEAL).unlink()
        _write(opened, changed, gone, track)
        opened.close()
        _seal(folder, makers, digests)
        opened = index.open_dir(str(folder))
    return opened


def _fill(storage: Any, records: Mapping[str, SearchRecord], track: Track) -> Any:
    opened = storage.create_index(fields.Schema(**SCHEMA))
    _write(opened, list(records.values()), (), track)
    return opened.refresh()


def _write(opened: Any, changed: Sequence[SearchRecord], gone: Iterable[str], track: Track) -> None:
    """One commit for everything, so that whoever interrupts it leaves an index without a seal."""
    with opened.writer(limitmb=64) as writer:
        for key in gone:
            writer.delete_by_term("key", key)
        with track(changed) as counted:
            for record in counted:
                writer.add_document(
                    key=_key(record),
                    kind=record.kind,
                    serves=record.serves,
                    threats=record.threats,
                    spaces=record.spaces,
                    **record.stems,
                )


def _makers(rulebook: Rulebook) -> str:
    """Everything but the records that an index depends on; no set among it, whose order every process chooses anew."""
    rules = (rulebook.languages, rulebook.kinds, rulebook.vocabularies)
    parts = (FORMAT, ANALYSIS, whoosh.__version__, sys.version_info[:2], rules)
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _sealed(folder: Path, makers: str) -> dict[str, str] | None:
    """Key → digest of what the index holds, or None unless every byte of it is as we left it.

    Whoosh unpickles what it opens, so nothing is opened that does not bear a fitting seal. The seal tells damage and
    strangers apart from our own work; it is no protection from somebody who forges one on purpose.
    """
    try:
        seal = json.loads((folder / SEAL).read_text("utf-8"))
        if seal["makers"] == makers and seal["files"] == _files(folder):
            return {str(key): str(digest) for key, digest in seal["records"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return None


def _seal(folder: Path, makers: str, digests: Mapping[str, str]) -> None:
    new = folder / (SEAL + ".new")
    new.write_text(json.dumps({"makers": makers, "files": _files(folder), "records": digests}), "utf-8")
    new.replace(folder / SEAL)


def _files(folder: Path) -> dict[str, str]:
    """Name → digest of the files that Whoosh reads."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.suffix in (".seg", ".toc")
    }


def _key(record: SearchRecord) -> str:
    return f"{record.language}/{record.id}"
