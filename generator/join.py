"""The files of one id, joined: an entry, its translations with what they inherit, and what does not fit.

In: documents and entries of the files of an id. Out: `Joined`, with problems. Invariant: what is said of an id depends on
no other id, so that it can be worked out where its files are read. Refuses: to resolve relations (see `relate`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from generator.document import Places
from generator.model import Document, Entry, Location, Rulebook
from generator.problems import Problem, problem

DATE_FIELDS = ("checked", "reviewed")
OLDEST = "1970-01-01"
"""The date of a wiki that names none."""


@dataclass(frozen=True, slots=True)
class Joined:
    """What the files of one id say together."""

    kind: str | None
    """Of the file in the language in which entries are written, however broken it is; None if there is no such file."""
    original: Entry | None
    translations: Mapping[str, Entry]
    """Language → translated entry with what it inherits."""
    date: str
    problems: tuple[Problem, ...]
    strays: tuple[Document, ...]
    """Translations of nothing."""


def join(documents: Sequence[Document], entries: Sequence[Entry], rulebook: Rulebook, places: Places) -> Joined:
    """Join the files of an id; an id of a file with problems is known, not dangling."""
    source = rulebook.source_language
    found: list[Problem] = []
    first: dict[str, Document] = {}
    for document in documents:
        other = first.setdefault(document.language, document)
        if other is not document:
            found.append(problem("AG501", Location(document.path), id=document.id, other=other.path))
    kind = next((document.kind for document in reversed(documents) if document.language == source), None)
    original = next((entry for entry in reversed(entries) if entry.language == source), None)
    translations: dict[str, Entry] = {}
    for entry in entries:
        if entry.language == source or original is None or original.kind != entry.kind:
            continue
        translations[entry.language] = replace(entry, front=_inherited(original.front, entry.front))
        if entry.front["translation_of_hash"] != original.fingerprint:
            here = places(entry).get(("translation_of_hash",), Location(entry.path))
            found.append(problem("AG908", here, hash=original.fingerprint))
        found += _notes_of_nothing(entry, original, places)
    strays = tuple([document for document in documents if document.language != source and document.kind != kind])
    return Joined(kind, original, translations, newest_date(entries), tuple(found), strays)


def newest_date(entries: Iterable[Entry]) -> str:
    """The newest date that any entry names: of a check, a review or the opening of a source."""
    dates = [OLDEST]
    for entry in entries:
        dates += [entry.front[field] for field in DATE_FIELDS if field in entry.front]
        dates += [source["accessed"] for source in entry.front.get("sources", {}).values()]
    return max(dates)


def _inherited(original: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """What a translation says, and what its original says; notes that it translates stand where the original has its own."""
    front = {**original, **own}
    notes = own.get("notes", {})
    if "cost" in notes and "cost" in original:
        front["cost"] = {**original["cost"], "note": notes["cost"]}
    if "considerations" in notes and "considerations" in original:
        said = notes["considerations"]
        front["considerations"] = {
            id: {**item, "note": said.get(id, item["note"])} for id, item in original["considerations"].items()
        }
    if "measures" in notes and "measures" in original:
        said = notes["measures"]
        front["measures"] = [{**item, "note": said.get(item["id"], item["note"])} for item in original["measures"]]
    return front


def _notes_of_nothing(entry: Entry, original: Entry, places: Places) -> Iterator[Problem]:
    """Notes of a translation for which the original has none."""
    for field, said in entry.front.get("notes", {}).items():
        known = original.names(field)
        wrong = [(field, id) for id in said if id not in known] if isinstance(said, Mapping) else []
        for at in wrong if field in original.front else [(field,)]:
            here = places(entry).get(("notes", *at), Location(entry.path))
            yield problem("AG312", here, note=".".join(("notes", *at)), allowed=known if wrong else (), wrong=at[-1])
