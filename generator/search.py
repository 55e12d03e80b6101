"""Search from the command line: a Whoosh index that is kept beside the project and never trusted.

In: search records, a question, a folder for the index. Out: what was found, best first. Invariant: the answer depends on
the records and the question alone; the index only makes it fast, and one that is missing, damaged, foreign or older is
made again. Refuses: to analyse text or rank by any rule of Whoosh, to read a query as syntax, to load what it did not
seal.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from filelock import FileLock

from generator.analysis import ANALYSIS
from generator.answer import Found, Hit, Question
from generator.lexicon import Lexicon
from generator.model import Rulebook, SearchRecord
from generator.ranking import WEIGHTS, Ranking

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Whoosh 2.7.4 has escapes that Python 3.12 and later complain about when compiling
    import whoosh
    import whoosh.codec.whoosh3
    import whoosh.filedb.filestore
    from whoosh import fields, index, query

FORMAT = 2
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
    **{name: fields.KEYWORD() for name in WEIGHTS},
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
    lexicon = Lexicon(records, [language.stemmer for language in rulebook.languages])
    reading = lexicon.read(question.text)
    ranking = Ranking(records)
    by_key = {_key(record): record for record in records}
    with _searcher(by_key, rulebook, folder, track) as (searcher, unkept):
        hits = _hits(searcher, reading.words, _filters(question), by_key, ranking)
        unfiltered = 0 if hits else len(_hits(searcher, reading.words, {}, by_key, ranking))
    return Found(tuple(hits[: question.limit]), reading.read_as, reading.unknown, unfiltered, unkept)


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
    searcher: Any,
    words: Sequence[Sequence[str]],
    filters: Mapping[str, str],
    by_key: Mapping[str, SearchRecord],
    ranking: Ranking,
) -> list[Hit]:
    """Each entry once, in the language in which it fits best, best first."""
    wanted = query.Or([query.Term(field, stem) for stems in words for stem in stems for field in WEIGHTS])
    allowed = [query.Term(field, value) for field, value in filters.items()]
    best: dict[str, Hit] = {}
    for number in searcher.docs_for_query(query.And([wanted, *allowed])):
        record = by_key[searcher.stored_fields(number)["key"]]
        hit = Hit(record, ranking.score(record, words))
        other = best.get(record.id)
        if other is None or (-hit.score, _key(record)) < (-other.score, _key(other.record)):
            best[record.id] = hit
    return sorted(best.values(), key=lambda hit: (-hit.score, hit.record.id))


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
        yield stack.enter_context(opened.searcher()), unkept


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
