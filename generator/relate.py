"""Relations between entries, resolved and seen from both ends.

In: entries by id, which of them changed, the kinds of all known ids. Out: every entry's relations in a fixed order, and
problems. Invariant: after any number of changes they are what they would be if they had been worked out at once. Refuses:
to judge an entry by itself (see `judge`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from generator.document import Places
from generator.model import Entry, Location, Relation, RelationType, Rulebook
from generator.problems import Problem, problem

NO_DETAIL: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class _Outgoing:
    """What an entry says of others."""

    named: frozenset[str]
    """Every id that it names, whether there is such an entry or not."""
    edges: tuple[Relation, ...]
    """The relations that hold."""
    problems: tuple[Problem, ...]


class Relations:
    """The relations of a wiki, kept from one check to the next."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.ends: dict[str, tuple[Relation, ...]] = {}
        self._types = list(rulebook.relations.values())
        self._symmetric = [relation.field for relation in self._types if relation.symmetric]
        self._order = {relation.field: position for position, relation in enumerate(self._types)}
        self._outgoing: dict[str, _Outgoing] = {}
        self._naming: dict[str, dict[str, tuple[Relation, ...]]] = defaultdict(dict)
        """Id → each entry that names it → the relations that hold, seen from the far end."""
        self._faces: dict[str, tuple[object, ...]] = {}
        self._titles: dict[str, str] = {}
        self._troubled: set[str] = set()

    @property
    def problems(self) -> Iterator[Problem]:
        """Everything that is wrong with them."""
        return chain.from_iterable(self._outgoing[id].problems for id in self._troubled)

    def update(
        self, changed: Collection[str], entries: Mapping[str, Entry], known: Mapping[str, str], places: Places
    ) -> None:
        """Follow changes: `changed` are the ids of which anything is new, those that are gone included.

        What an entry says has to be looked at again if it is new, if something that it names looks different from
        outside, or if there was a problem with it, because a problem may suggest any other id.
        """
        again = {*changed, *self._troubled}
        retitled = set()
        for id in changed:
            face, title = self._face(id, entries, known), entries[id].title.casefold() if id in entries else ""
            if face != self._faces.get(id):
                again.update(self._naming[id])
                self._faces[id] = face
            if title != self._titles.get(id, ""):
                retitled.add(id)
                self._titles[id] = title
        touched = set(retitled)
        for id in retitled:
            touched |= self._ends_of(id)
        for id in again:
            touched |= self._look_again(id, entries, known, places)
        for id in retitled:
            touched |= self._ends_of(id)
        for id in touched:
            if id in entries:
                self.ends[id] = self._sorted(id)
            else:
                self.ends.pop(id, None)

    def _face(self, id: str, entries: Mapping[str, Entry], known: Mapping[str, str]) -> tuple[object, ...]:
        """What those who name an id look at."""
        entry = entries.get(id)
        if entry is None:
            return (known.get(id),)
        both = tuple(entry.names(field) for field in self._symmetric)
        return known.get(id), entry.withdrawn, entry.front.get("replaced_by"), both

    def _ends_of(self, id: str) -> set[str]:
        """Ids that an entry names or that name it."""
        outgoing = self._outgoing.get(id)
        named = outgoing.named if outgoing else ()
        return {*self._naming[id], *named}

    def _look_again(self, id: str, entries: Mapping[str, Entry], known: Mapping[str, str], places: Places) -> set[str]:
        """Take what an entry says now; returns the ids whose relations that may change."""
        before = self._outgoing.pop(id, None)
        now = self._say(entries[id], entries, known, places) if id in entries else None
        self._troubled.discard(id)
        if now is not None:
            self._outgoing[id] = now
            if now.problems:
                self._troubled.add(id)
        old, new = before.named if before else frozenset(), now.named if now else frozenset()
        if before is not None and now is not None and before.named == now.named and before.edges == now.edges:
            return set()
        for other in old - new:
            del self._naming[other][id]
        incoming: dict[str, list[Relation]] = {other: [] for other in new}
        for edge in now.edges if now else ():
            incoming[edge.target].append(Relation(edge.type, True, id, edge.detail))
        for other, relations in incoming.items():
            self._naming[other][id] = tuple(relations)
        return {id, *old, *new}

    def _say(self, entry: Entry, entries: Mapping[str, Entry], known: Mapping[str, str], places: Places) -> _Outgoing:
        named: list[str] = []
        edges = []
        found = []
        for relation in self._types:
            if relation.field not in entry.front:
                continue
            ids = entry.names(relation.field)
            named += ids
            for number, id in enumerate(ids):
                wrong = _target_problem(entry, relation, number, id, entries, known, places)
                if wrong:
                    found.append(wrong)
                    if wrong.is_error:
                        continue
                if id in entries:
                    edges.append(Relation(relation.field, False, id, _detail(entry, relation.field, number)))
        return _Outgoing(frozenset(named), tuple(edges), tuple(found))

    def _sorted(self, id: str) -> tuple[Relation, ...]:
        """The relations of an entry, from both ends."""
        ends = [*self._outgoing[id].edges, *chain.from_iterable(self._naming[id].values())]
        order, titles = self._order, self._titles
        ends.sort(key=lambda end: (order[end.type], end.inverse, titles[end.target], end.target))
        return tuple(ends)


def _target_problem(
    entry: Entry,
    relation: RelationType,
    number: int,
    id: str,
    entries: Mapping[str, Entry],
    known: Mapping[str, str],
    places: Places,
) -> Problem | None:
    def here() -> Location:
        at = places(entry)
        field = relation.field
        return at.get((field, number, "id")) or at.get((field, number)) or at.get((field,), Location(entry.path))

    if id == entry.id:
        return problem("AG504", here(), field=relation.field)
    allowed = {entry.kind} if relation.same_kind else relation.targets
    kind = known.get(id)
    if kind is None:
        candidates = [other for other, k in known.items() if allowed is None or k in allowed]
        return problem("AG502", here(), field=relation.field, id=id, near=candidates, wrong=id)
    if allowed is not None and kind not in allowed:
        expected = " or ".join(sorted(allowed))
        return problem("AG503", here(), field=relation.field, id=id, kind=kind, expected=f"ids of kind {expected}")
    target = entries.get(id)
    if target is None:
        return None
    if target.withdrawn and relation.field != "replaced_by":
        successor = target.front.get("replaced_by")
        replacement = f" or point at {successor} instead" if successor else ""
        return problem("AG507", here(), field=relation.field, id=id, replacement=replacement)
    if relation.symmetric and entry.id > id and entry.id in target.names(relation.field):
        return problem("AG509", here(), field=relation.field, id=id)
    return None


def _detail(entry: Entry, field: str, number: int) -> Mapping[str, Any]:
    value = entry.front[field]
    item = value[number] if isinstance(value, list) else value
    return {key: text for key, text in item.items() if key != "id"} if isinstance(item, dict) else NO_DETAIL
