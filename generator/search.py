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
from itertools import chain
from pathlib import Path
from typing import Any

from filelock import FileLock

from generator.analysis import ANALYSIS, forms, stems
from generator.answer import Found, Hit, Question
from generator.catalogue import Catalogue
from generator.model import Rulebook, SearchText
from generator.tally import tally

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Whoosh 2.7.4 has escapes that Python 3.12 and later complain about when compiling
    import whoosh
    import whoosh.codec.whoosh3
    import whoosh.filedb.filestore
    from whoosh import fields, index, query

FORMAT = 3
"""Changes with the fields below, so that an index of another shape is made again."""

SEAL = "seal.json"
WAIT = 120.0
"""Seconds to wait for another process; then the index is made in memory."""


class Words(fields.KEYWORD):  # type: ignore[misc]
    """A field of words that we made ourselves; that a record has one is all that Whoosh need know."""

    def index(self, value: Iterable[str], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Word, how often, weight and what else Whoosh would keep for each word."""
        return ((word.encode(), 1, 1.0, b"") for word in value)


SCHEMA = {
    "key": fields.ID(stored=True),
    **{name: Words(scorable=True) for name in ("kind", "serves", "threats", "spaces", "stems")},
}
"""Whoosh looks on the disk for the length of a field that is not scorable again for every word that it writes."""

Track = Callable[[Sequence[SearchText]], AbstractContextManager[Iterable[SearchText]]]
"""Hands on the texts that are being indexed, so that somebody may count them."""


def index_folder(project: Path, content: Path | None) -> Path:
    """Where the index of a content folder is kept: in the project, so that a project on a stick leaves no trace."""
    default = (project / "content").resolve()
    chosen = (content or default).resolve()
    name = "content" if chosen == default else hashlib.sha256(os.fsencode(chosen)).hexdigest()[:16]
    return project / ".agorapedia" / "search" / name


def search(
    texts: Sequence[SearchText], rulebook: Rulebook, question: Question, folder: Path, track: Track = nullcontext
) -> Found:
    """Answer a question, bringing the index in `folder` up to date first."""
    catalogue = Catalogue([tally(texts, rulebook.languages)], rulebook.languages)
    reading = catalogue.lexicon.read(question.text)
    by_key = {_key(text): text for text in texts}
    with _searcher(by_key, rulebook, folder, track) as (searcher, unkept):
        hits = _hits(searcher, reading.words, _filters(question), catalogue)
        unfiltered = 0 if hits else len(_hits(searcher, reading.words, {}, catalogue))
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


def _hits(searcher: Any, words: Sequence[Sequence[str]], filters: Mapping[str, str], catalogue: Catalogue) -> list[Hit]:
    """Each entry once, in the language in which it fits best, best first."""
    wanted = query.Or([query.Term("stems", stem) for stems in words for stem in stems])
    allowed = [query.Term(field, value) for field, value in filters.items()]
    found = {searcher.stored_fields(number)["key"] for number in searcher.docs_for_query(query.And([wanted, *allowed]))}
    best: dict[str, Hit] = {}
    for number, score in sorted(catalogue.scores(words).items(), key=lambda item: (-item[1], item[0])):
        record = catalogue.records[number]
        if f"{record.language}/{record.id}" in found:
            best.setdefault(record.id, Hit(record, score))
    return list(best.values())


@contextmanager
def _searcher(
    records: Mapping[str, SearchText], rulebook: Rulebook, folder: Path, track: Track
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
            opened = _fill(whoosh.filedb.filestore.RamStorage(), records, rulebook, track)
        stack.callback(opened.close)
        yield stack.enter_context(opened.searcher()), unkept


def _up_to_date(records: Mapping[str, SearchText], rulebook: Rulebook, folder: Path, track: Track) -> Any:
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
        opened = _fill(storage, records, rulebook, track)
        _seal(folder, makers, digests)
        return opened
    opened = index.open_dir(str(folder))
    changed = [record for key, record in records.items() if sealed.get(key) != digests[key]]
    gone = [key for key in sealed if sealed[key] != digests.get(key)]
    if changed or gone:
        (folder / SEAL).unlink()
        _write(opened, changed, gone, rulebook, track)
        opened.close()
        _seal(folder, makers, digests)
        opened = index.open_dir(str(folder))
    return opened


def _fill(storage: Any, records: Mapping[str, SearchText], rulebook: Rulebook, track: Track) -> Any:
    opened = storage.create_index(fields.Schema(**SCHEMA))
    _write(opened, list(records.values()), (), rulebook, track)
    return opened.refresh()


def _write(opened: Any, changed: Sequence[SearchText], gone: Iterable[str], rulebook: Rulebook, track: Track) -> None:
    """One commit for everything, so that whoever interrupts it leaves an index without a seal."""
    stemmers = {language.id: language.stemmer for language in rulebook.languages}
    with opened.writer(limitmb=64) as writer:
        for key in gone:
            writer.delete_by_term("key", key)
        with track(changed) as counted:
            for text in counted:
                record = text.record
                writer.add_document(
                    key=_key(text),
                    kind=(record.kind,),
                    serves=record.serves,
                    threats=record.threats,
                    spaces=record.spaces,
                    stems=sorted(set(_stems(chain.from_iterable(text.texts.values()), stemmers))),
                )


def _stems(texts: Iterable[tuple[str, str]], stemmers: Mapping[str, str]) -> Iterator[str]:
    """The stems of texts, each by the rules of its own language; by those of the first for one that we cannot stem."""
    first = next(iter(stemmers.values()))
    for written, language in texts:
        yield from stems(forms(written), stemmers.get(language, first))


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


def _key(text: SearchText) -> str:
    return f"{text.record.language}/{text.record.id}"
