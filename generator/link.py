"""From what the files of ids say to a `Wiki`: relations resolved and seen from both ends, redirects, the date.

In: what the files of an id say together, for all ids or only those that changed; the date to judge by. Out: the `Wiki` and
problems. Invariant: in a wiki without errors every id leads somewhere, every relation is visible from both of its ends,
and no hierarchy is a circle; after any number of changes wiki and problems are what they would be if everything had been
joined at once. Refuses: to look into texts (see `follow`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from generator.document import Places
from generator.join import OLDEST, Joined
from generator.model import Entry, Location, Rulebook, Wiki
from generator.problems import Problem, problem
from generator.relate import Relations


class Linker:
    """The wiki of a rulebook, kept from one check to the next."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._acyclic = [relation.field for relation in rulebook.relations.values() if relation.acyclic]
        self._joined: dict[str, Joined] = {}
        self._known: dict[str, str] = {}
        self._entries: dict[str, Entry] = {}
        self._translations: dict[str, dict[str, Entry]] = {language.id: {} for language in rulebook.languages[1:]}
        self._relations = Relations(rulebook)
        self._redirects: dict[str, str] = {}
        self._date = OLDEST
        self._lone: dict[str, Joined] = {}
        """Those with problems of their own, or with translations of nothing."""
        self._former: list[Problem] = []
        self._circles: list[Problem] = []
        self._alike: list[Problem] = []

    def link(
        self, changed: Mapping[str, Joined | None], today: str | None, places: Places
    ) -> tuple[Wiki, list[Problem]]:
        """Follow changes: for each id of which anything is new what its files say now, or None if there are none."""
        before = {id: self._joined.get(id) for id in changed}

        def same(seen: Callable[[Joined], object]) -> bool:
            """Whether nothing has changed of what a part of this work sees of the files."""
            return all(
                old is not None and new is not None and seen(old) == seen(new)
                for old, new in zip(before.values(), changed.values(), strict=True)
            )

        self._take(changed)
        entries = self._entries
        self._relations.update(changed.keys(), entries, self._known, places)
        if self._former or not same(_former):
            self._redirects, self._former = _redirects(entries, self._known, places)
        if self._circles or not same(self._hierarchy):
            self._circles = list(_circles(entries, self._acyclic, places))
        if self._alike or not same(_named):
            self._alike = list(chain.from_iterable(_titles(here.values(), places) for here in self._languages()))
        if not same(_dated):
            self._date = max((joined.date for joined in self._joined.values()), default=OLDEST)
        wiki = Wiki(
            self._rulebook,
            entries,
            self._translations,
            {id: self._relations.ends[id] for id in entries},
            self._redirects,
            today or self._date,
        )
        return wiki, [
            *chain.from_iterable(joined.problems for joined in self._lone.values()),
            *self._strays(),
            *self._relations.problems,
            *self._former,
            *self._circles,
            *self._alike,
        ]

    def _take(self, changed: Mapping[str, Joined | None]) -> None:
        """Put what is new in the place of what was there; a wiki that was handed out keeps what it has."""
        originals, languages = (
            dict(self._entries),
            {language: dict(old) for language, old in self._translations.items()},
        )
        for id, joined in changed.items():
            _put(self._joined, id, joined)
            _put(self._known, id, joined.kind if joined else None)
            _put(self._lone, id, joined if joined and (joined.problems or joined.strays) else None)
            _put(originals, id, joined.original if joined else None)
            for language, here in languages.items():
                _put(here, id, joined.translations.get(language) if joined else None)
        self._entries = _by_id(originals, self._entries)
        self._translations = {
            language: _by_id(here, self._translations[language]) for language, here in languages.items()
        }

    def _languages(self) -> Iterator[Mapping[str, Entry]]:
        yield self._entries
        yield from self._translations.values()

    def _hierarchy(self, joined: Joined) -> object:
        return joined.original and [joined.original.names(field) for field in self._acyclic]

    def _strays(self) -> Iterator[Problem]:
        for joined in self._lone.values():
            for document in joined.strays:
                yield problem("AG907", Location(document.path), id=document.id, near=self._known, wrong=document.id)


def _put(values: dict[str, Any], id: str, value: object) -> None:
    if value is None:
        values.pop(id, None)
    else:
        values[id] = value


def _by_id(entries: dict[str, Entry], before: Mapping[str, Entry]) -> dict[str, Entry]:
    """Entries sorted by id; they are already, if their ids are those of before."""
    return entries if entries.keys() == before.keys() else dict(sorted(entries.items()))


def _former(joined: Joined) -> object:
    return joined.kind, joined.original and joined.original.names("former_ids")


def _named(joined: Joined) -> object:
    versions = [joined.original, *joined.translations.values()]
    return [(entry.language, _as_read(entry.title)) for entry in versions if entry]


def _dated(joined: Joined) -> object:
    return joined.date


def _redirects(
    entries: Mapping[str, Entry], known: Mapping[str, str], places: Places
) -> tuple[dict[str, str], list[Problem]]:
    redirects: dict[str, str] = {}
    found = []
    for entry in entries.values():
        for number, id in enumerate(entry.names("former_ids")):
            owner = id if id in known else redirects.get(id)
            if owner:
                found.append(problem("AG506", places(entry)[("former_ids", number)], id=id, other=owner))
            else:
                redirects[id] = entry.id
    return dict(sorted(redirects.items())), found


def _circles(entries: Mapping[str, Entry], fields: Iterable[str], places: Places) -> Iterator[Problem]:
    for field in fields:
        cleared: set[str] = set()
        for start, first in entries.items():
            if field not in first.front:
                continue
            circle = _circle_from(start, field, entries, cleared)
            if circle:
                entry = entries[circle[0]]
                here = places(entry).get((field,), Location(entry.path))
                yield problem("AG505", here, field=field, circle=" → ".join([*circle, circle[0]]))


def _circle_from(start: str, field: str, entries: Mapping[str, Entry], cleared: set[str]) -> list[str]:
    """A circle that can be reached from here, each told once; depth first without recursion, so length is no danger."""
    trail: list[str] = []
    pending: list[tuple[str, bool]] = [(start, False)]
    while pending:
        id, leaving = pending.pop()
        if leaving:
            trail.pop()
            cleared.add(id)
        elif id in trail:
            circle = trail[trail.index(id) :]
            cleared.update(trail)
            return circle if len(circle) > 1 else []
        elif id not in cleared and id in entries:
            trail.append(id)
            pending.append((id, True))
            pending += [(target, False) for target in entries[id].names(field)]
    return []


def _titles(entries: Iterable[Entry], places: Places) -> Iterator[Problem]:
    seen: dict[str, Entry] = {}
    for entry in entries:
        other = seen.setdefault(_as_read(entry.title), entry)
        if other is not entry:
            here = places(entry).get(("title",), Location(entry.path))
            yield problem("AG510", here, other=other.path)


def _as_read(title: str) -> str:
    """A title without what readers do not notice: capitals, spacing, the width and style of letters."""
    return " ".join(unicodedata.normalize("NFKC", title).casefold().split())
