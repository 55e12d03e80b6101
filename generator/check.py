"""Everything that can be known to be wrong, in one go.

In: `Sources` and the date to judge by. Out: a `Wiki`, if there can be one, and all problems, sorted. Invariant: nothing
is written, and a problem in one file hides none in another. Refuses: to stop at the first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from operator import attrgetter
from typing import Any

from generator import front_matter
from generator.document import read_documents
from generator.figure import check_figures
from generator.follow import by_content_path, follow
from generator.hand_written import check_texts
from generator.judge import judge
from generator.link import link, newest_date
from generator.model import Body, Document, Entry, Location, SourceFile, Sources, Wiki
from generator.naming import case_collisions
from generator.page import check_pages
from generator.problems import Problem
from generator.validate import Validator, compile_schemas, validate
from generator.vocabulary import read_rulebook

Progress = Callable[[str], None]
"""Told the name of each stage as it begins."""

Spread = Callable[[Callable[[Sequence[Any]], Any], Sequence[Any]], list[Any]]
"""Runs a function over parts of a list, on whatever is at hand, and returns the results in the order of the parts."""

Versions = Sequence[tuple[str, SourceFile]]
"""An entry's files in all languages, by name: a translation is judged together with its original."""

Read = tuple[list[Document], list[Entry], dict[str, Body], list[Problem]]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found; `wiki` is None when the tables of `schemas/` themselves cannot be used."""

    wiki: Wiki | None
    problems: tuple[Problem, ...]
    entries: int

    @property
    def publishable(self) -> bool:
        """Whether a site may be made of it."""
        return self.wiki is not None and not any(p.is_error for p in self.problems)


def given_date(epoch: str | None) -> str | None:
    """The day that SOURCE_DATE_EPOCH names (see reproducible-builds.org); raises ValueError if it names none."""
    if epoch is None:
        return None
    if epoch.isascii() and epoch.isdecimal():
        with suppress(ValueError, OverflowError, OSError):
            return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
    raise ValueError(f"SOURCE_DATE_EPOCH must be whole seconds since 1970, not {epoch!r}")


def in_turn(work: Callable[[Sequence[Any]], Any], items: Sequence[Any]) -> list[Any]:
    """All items in one part."""
    return [work(items)]


def read_rules(schemas: Mapping[str, SourceFile]) -> tuple[Validator | None, list[Problem]]:
    """What may be written, ready to be asked; None when the tables of `schemas/` cannot be used."""
    rulebook, problems = read_rulebook(schemas)
    return compile_schemas(rulebook) if rulebook else (None, problems)


def check(
    sources: Sources,
    today: str | None = None,
    progress: Progress = lambda stage: None,
    spread: Spread = in_turn,
) -> Checked:
    """Check everything. Without `today`, the newest date in the content is the day to judge by."""
    progress("rules")
    validator, problems = read_rules(sources.schemas)
    if validator is None:
        return Checked(None, tuple(problems), 0)
    return check_by(validator, sources, today, progress, spread)


def check_by(
    validator: Validator, sources: Sources, today: str | None, progress: Progress, spread: Spread = in_turn
) -> Checked:
    """Check everything but the rules themselves."""
    rulebook = validator.rulebook
    progress("documents")
    documents, entries, bodies, found = _read(sources.entries, validator, spread)
    progress("pages and figures")
    for files in (sources.entries, sources.pages, sources.figures):
        found += case_collisions(files.items())
    found += check_pages(sources.pages, rulebook)
    found += check_figures(sources.figures)
    progress("relations")
    blocks = {document.path: document.front_text for document in documents}
    read: dict[str, Mapping[front_matter.Path, Location]] = {}

    def places(entry: Entry) -> Mapping[front_matter.Path, Location]:
        if entry.path not in read:
            read[entry.path] = front_matter.positions(blocks[entry.path], entry.path)
        return read[entry.path]

    wiki, problems = link(entries, documents, rulebook, today, places)
    found += problems
    date = today or newest_date(entries)
    for entry in wiki.entries.values():
        found += judge(entry, rulebook, date, places)
    progress("links")
    everything = {*sources.entries, *sources.pages, *sources.figures}
    found += follow(documents, bodies, everything, rulebook)
    if not sources.borrowed_pages:
        found += check_texts(sources.pages, by_content_path(documents, rulebook), bodies, everything, rulebook)
    return Checked(wiki, tuple(sorted(set(found))), len(documents))


def _read(files: Mapping[str, SourceFile], validator: Validator, spread: Spread) -> Read:
    """The documents and entries of all files, in the order of their paths."""
    groups: dict[str, list[tuple[str, SourceFile]]] = {}
    for name, file in files.items():
        groups.setdefault(name.rpartition("/")[2], []).append((name, file))

    def read(part: Sequence[Versions]) -> Read:
        documents, found = read_documents(dict(chain.from_iterable(part)), validator.rulebook)
        entries, bodies, problems = validate(documents, validator)
        return documents, entries, bodies, [*found, *problems]

    documents: list[Document] = []
    entries: list[Entry] = []
    bodies: dict[str, Body] = {}
    found: list[Problem] = []
    for some_documents, some_entries, some_bodies, problems in spread(read, list(groups.values())):
        documents += some_documents
        entries += some_entries
        bodies |= some_bodies
        found += problems
    documents.sort(key=attrgetter("path"))
    entries.sort(key=attrgetter("path"))
    return documents, entries, bodies, found
