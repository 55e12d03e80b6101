"""Which measures answer which threat in which space.

In: the linked wiki. Out: a `Reach`. Invariant: a measure reaches a space that it names and every space that is part of
it, and the same for threats; the matrix, the hubs and the finder all ask here, so they never disagree. Refuses: to rank.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from generator.model import Entry, Wiki

MEASURE_KINDS = ("practice", "technology")


@dataclass(frozen=True, slots=True)
class Reach:
    """Ids of measures and cases by threat, by space and by pair, each in the order of their ids."""

    by_threat: Mapping[str, tuple[str, ...]]
    by_space: Mapping[str, tuple[str, ...]]
    by_pair: Mapping[tuple[str, str], tuple[str, ...]]
    cases_by_threat: Mapping[str, tuple[str, ...]]
    cases_by_space: Mapping[str, tuple[str, ...]]
    cases_by_pair: Mapping[tuple[str, str], tuple[str, ...]]

    def pairs(self) -> list[tuple[str, str]]:
        """All pairs of threat and space that have a measure or a case, sorted."""
        return sorted({*self.by_pair, *self.cases_by_pair})


def reach(wiki: Wiki) -> Reach:
    """Work out everything in one pass over the entries."""
    parts = _parts(wiki)
    found: dict[str, dict[object, list[str]]] = {
        name: defaultdict(list) for name in ("threat", "space", "pair", "case threat", "case space", "case pair")
    }
    for entry in wiki.entries.values():
        if entry.withdrawn or entry.kind not in (*MEASURE_KINDS, "case-study"):
            continue
        prefix = "case " if entry.kind == "case-study" else ""
        threats, spaces = _reached(entry, "threats", parts), _reached(entry, "spaces", parts)
        for threat in threats:
            found[f"{prefix}threat"][threat].append(entry.id)
        for space in spaces:
            found[f"{prefix}space"][space].append(entry.id)
        for pair in product(threats, spaces):
            if pair not in wiki.rulebook.implausible:
                found[f"{prefix}pair"][pair].append(entry.id)
    frozen = [{key: tuple(ids) for key, ids in found[name].items()} for name in found]
    return Reach(*frozen)  # type: ignore[arg-type]


def _reached(entry: Entry, field: str, parts: Mapping[str, tuple[str, ...]]) -> list[str]:
    return sorted({part for id in entry.names(field) for part in (id, *parts.get(id, ()))})


def _parts(wiki: Wiki) -> dict[str, tuple[str, ...]]:
    """Id → everything that is part of it, at any depth."""
    children: dict[str, list[str]] = defaultdict(list)
    for entry in wiki.entries.values():
        if not entry.withdrawn:
            for parent in entry.names("parent"):
                children[parent].append(entry.id)
    parts: dict[str, tuple[str, ...]] = {}
    for id in children:
        pending, seen = list(children[id]), set()
        while pending:
            part = pending.pop()
            if part not in seen:
                seen.add(part)
                pending += children.get(part, [])
        parts[id] = tuple(sorted(seen))
    return parts
