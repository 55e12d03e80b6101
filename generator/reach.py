"""Which measures answer which threat in which space.

In: the linked wiki. Out: a `Reach`. Invariant: a measure reaches a space that it names and every space that is part of
it, and the same for threats; the matrix, the hubs and the finder all ask here, so they never disagree. Refuses: to rank.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping
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
    parts: Mapping[str, tuple[str, ...]]
    """Id → everything that is part of it, at any depth."""

    def pairs(self) -> list[tuple[str, str]]:
        """All pairs of threat and space that have a measure or a case, sorted."""
        return sorted({*self.by_pair, *self.cases_by_pair})

    def wider(self, id: str) -> list[str]:
        """What an entry may name to reach this threat or space: itself, and everything that it is part of."""
        return sorted({id, *(whole for whole, parts in self.parts.items() if id in parts)})


def reach_sees(entry: Entry) -> object:
    """What of an entry this work depends on."""
    return entry.kind, entry.withdrawn, entry.names("threats"), entry.names("spaces"), entry.names("parent")


def reach(wiki: Wiki) -> Reach:
    """Work out everything in one pass over the entries."""
    parts = _parts(wiki)
    reached: dict[tuple[str, ...], list[str]] = {}

    def everything(named: tuple[str, ...]) -> list[str]:
        """What is reached by naming these; many entries name the same."""
        if named not in reached:
            reached[named] = sorted({part for id in named for part in (id, *parts.get(id, ()))})
        return reached[named]

    measures, cases = _Found(), _Found()
    for entry in wiki.entries.values():
        if entry.withdrawn or entry.kind not in (*MEASURE_KINDS, "case-study"):
            continue
        found = cases if entry.kind == "case-study" else measures
        threats, spaces = everything(entry.names("threats")), everything(entry.names("spaces"))
        for threat in threats:
            found.threats[threat].append(entry.id)
        for space in spaces:
            found.spaces[space].append(entry.id)
        for pair in product(threats, spaces):
            found.pairs[pair].append(entry.id)
    hardly = wiki.rulebook.implausible
    return Reach(*measures.frozen(hardly), *cases.frozen(hardly), parts)


class _Found:
    """What the pass has met so far."""

    def __init__(self) -> None:
        self.threats: dict[str, list[str]] = defaultdict(list)
        self.spaces: dict[str, list[str]] = defaultdict(list)
        self.pairs: dict[tuple[str, str], list[str]] = defaultdict(list)

    def frozen(self, hardly: Container[tuple[str, str]]) -> tuple[_Ids, _Ids, _PairIds]:
        """By threat, by space and by pair; pairs that are hardly plausible do not count."""
        return (
            {id: tuple(ids) for id, ids in self.threats.items()},
            {id: tuple(ids) for id, ids in self.spaces.items()},
            {pair: tuple(ids) for pair, ids in self.pairs.items() if pair not in hardly},
        )


_Ids = Mapping[str, tuple[str, ...]]
_PairIds = Mapping[tuple[str, str], tuple[str, ...]]


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
