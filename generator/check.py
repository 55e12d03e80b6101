"""Everything that can be known to be wrong, in one go.

In: `Sources` and the date to judge by. Out: a `Wiki`, if there can be one, and all problems, sorted. Invariant: nothing
is written, and a problem in one file hides none in another; checking again after changes finds what a first check would
find. Refuses: to stop at the first problem.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from typing import Any

from generator.address import entry_path
from generator.document import places_in, read_document
from generator.figure import check_figures
from generator.follow import Content, Files, Links
from generator.hand_written import check_texts
from generator.judge import judge_dates
from generator.link import Linker
from generator.model import Body, Document, Entry, SourceFile, Sources, Wiki
from generator.naming import case_collisions
from generator.page import check_pages
from generator.problems import Problem
from generator.reading import Reading, Versions, read_entries
from generator.validate import Validator, compile_schemas
from generator.vocabulary import read_rulebook

STAGES = {"rules": 5, "documents": 25, "pages and figures": 1, "relations": 5, "links": 4}
"""What is done one after the other, and about how long each takes beside the others."""

Told = Callable[[float], None] | None
"""Told how much of a stage is done, from 0 to 1; or nobody is told."""

Progress = Callable[[str], Told]
"""Told the name of each stage as it begins; says who is told more of it."""

Spread = Callable[[Callable[[Sequence[Any]], Any], Sequence[Any], Told], list[Any]]
"""Runs a function over parts of a list, on whatever is at hand, and returns the results in the order of the parts."""


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


def in_turn(work: Callable[[Sequence[Any]], Any], items: Sequence[Any], told: Told = None) -> list[Any]:
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
    return Checker(validator, today).check(sources, progress, spread)


class Checker:
    """Checks a wiki by one set of rules, again and again: only what has changed is read, joined and followed again."""

    def __init__(self, validator: Validator, today: str | None, before: Checker | None = None) -> None:
        """Of a checker by other rules its readings are kept, if by these rules files would be read alike."""
        self.validator = validator
        self.today = today
        self.read = 0
        """How many files of entries were read, in all checks together."""
        self._sources = Sources("", {}, {}, {}, {})
        self._files: dict[str, Versions] = {}
        """Name of a file → all files of entries that are called so: an entry and its translations."""
        self._readings: dict[str, Reading] = {}
        self._earlier: Mapping[str, tuple[Versions, Reading]] = {}
        if before and before.validator.reads_like(validator):
            self._earlier = {name: (before._files[name], reading) for name, reading in before._readings.items()}
        self._documents: dict[str, Document] = {}
        """By their paths inside the content folder."""
        self._bodies: dict[str, Body] = {}
        self._linker = Linker(validator.rulebook)
        self._links = Links()
        self._date = ""
        self._found_in: dict[str, list[Problem]] = {}
        self._judged: dict[str, list[Problem]] = {}
        self._found: dict[str, list[Problem]] = {}
        """What was found by those who look at all files of a folder."""

    def check(self, sources: Sources, progress: Progress, spread: Spread = in_turn) -> Checked:
        """Everything but the rules themselves. A file that is the same object as last time is taken to be unchanged."""
        before, self._sources = self._sources, sources
        told = progress("documents")
        changed: dict[str, set[str]] = {}
        paths = _changed(before.entries, sources.entries)
        for path in sorted(paths):
            changed.setdefault(path.rpartition("/")[2], set()).add(path)
        self._take(changed, sources.entries, spread, told)
        progress("pages and figures")
        self._look_at_files(before, sources)
        progress("relations")
        wiki, unlinked = self._link([name for name in changed if name.endswith(".md")])
        progress("links")
        paths |= _changed(before.pages, sources.pages) | _changed(before.figures, sources.figures)
        self._follow(paths, before, sources)
        found = chain(
            chain.from_iterable(self._found_in.values()),
            chain.from_iterable(self._judged.values()),
            chain.from_iterable(self._found.values()),
            unlinked,
            self._links.problems,
        )
        return Checked(wiki, tuple(sorted(set(found))), len(self._documents))

    def _link(self, names: Sequence[str]) -> tuple[Wiki, list[Problem]]:
        """Join the files of these names to the others, and judge them."""
        places = places_in(lambda entry: self._whole(entry).front_text)
        readings = {name[:-3]: self._readings.get(name) for name in names}
        changed = {id: reading.joined if reading else None for id, reading in readings.items()}
        wiki, found = self._linker.link(changed, self.today, places)
        for id in {*changed, *wiki.entries} if wiki.date != self._date else changed:
            entry = wiki.entries.get(id)
            _keep(self._judged, id, list(judge_dates(entry, wiki.date, places)) if entry else [])
        self._date = wiki.date
        return wiki, found

    def _follow(self, paths: Collection[str], before: Sources, now: Sources) -> None:
        """The links of entries and of pages; `paths` are the files of which anything is new."""
        everything = {*now.entries, *now.pages, *now.figures}
        content = Content(self._documents, self._bodies, Files(everything))
        seen_anew = self._links.update(paths, content, self._whole)
        if now.borrowed_pages:
            self._found["texts"] = []
        elif seen_anew or now.pages != before.pages or before.borrowed_pages or self._found.get("texts"):
            rulebook = self.validator.rulebook
            self._found["texts"] = list(check_texts(now.pages, self._documents, self._bodies, everything, rulebook))

    def _look_at_files(self, before: Sources, now: Sources) -> None:
        """Names and places of all files; pages and figures as such."""
        for part in ("entries", "pages", "figures"):
            old, new = getattr(before, part), getattr(now, part)
            if old.keys() != new.keys():
                self._found[f"names of {part}"] = list(case_collisions(new.items()))
        if now.pages != before.pages:
            self._found["pages"] = list(check_pages(now.pages, self.validator.rulebook))
        if now.figures != before.figures:
            self._found["figures"] = list(check_figures(now.figures))

    def _take(
        self, changed: Mapping[str, set[str]], files: Mapping[str, SourceFile], spread: Spread, told: Told
    ) -> None:
        """Read all files of these names again: a translation is judged together with its original."""
        readings: dict[str, Reading] = {}
        waiting: list[str] = []
        for name, paths in changed.items():
            self._drop(name)
            there = {path for path, _ in self._files.pop(name, ())} | paths
            versions = [(path, files[path]) for path in sorted(there) if path in files]
            if not versions:
                continue
            self._files[name] = versions
            if name in self._earlier and self._earlier[name][0] == versions:
                readings[name] = self._earlier[name][1]
            else:
                waiting.append(name)
        self._earlier = {}
        self.read += sum(len(self._files[name]) for name in waiting)
        fresh = spread(partial(read_entries, self.validator), [self._files[name] for name in waiting], told)
        readings |= zip(waiting, chain.from_iterable(fresh), strict=True)
        for name, reading in readings.items():
            self._readings[name] = reading
            _keep(self._found_in, name, reading.problems)
            self._bodies |= reading.bodies
            self._documents |= {self._content_path(document): document for document in reading.documents}

    def _drop(self, name: str) -> None:
        """Forget what the files of a name said."""
        self._found_in.pop(name, None)
        reading = self._readings.pop(name, None)
        for document in reading.documents if reading else ():
            self._bodies.pop(document.path, None)
            del self._documents[self._content_path(document)]

    def _content_path(self, document: Document | Entry) -> str:
        return entry_path(document.language, self.validator.rulebook.kinds[document.kind].folder, document.id)

    def _whole(self, document: Document | Entry) -> Document:
        """A document with its texts, read once more: only who has found a problem asks for them."""
        file = self._sources.entries[self._content_path(document)]
        return read_document(file, document.language, document.kind, document.id)[0]


def _changed(before: Mapping[str, SourceFile], now: Mapping[str, SourceFile]) -> set[str]:
    """Paths of files that are new, changed or gone."""
    if before is now:
        return set()
    return {path for path, file in now.items() if before.get(path) is not file} | (before.keys() - now.keys())


def _keep(found: dict[str, list[Problem]], name: str, problems: list[Problem]) -> None:
    """Remember problems by where they were found; nothing where there are none."""
    if problems:
        found[name] = problems
    else:
        found.pop(name, None)
