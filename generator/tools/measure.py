"""What decision helpers need to know of a practice or technology, and nothing more.

In: the linked wiki and who answers what. Out: `Measure` values. Invariant: threats and spaces hold the parts of what an
entry names, so a helper and the matrix never disagree; nothing withdrawn appears. Refuses: to judge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.model import Wiki
from generator.reach import MEASURE_KINDS, Reach

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Measure:
    """What the rule needs to know of a practice or technology."""

    id: str
    threats: tuple[str, ...]
    spaces: tuple[str, ...]
    phases: tuple[str, ...]
    duration: tuple[str, ...]
    cost: str
    effect: str
    evidence: str
    considerations: Mapping[str, str]
    """Side effect → level, for those that the entry states."""
    combines_with: tuple[str, ...] = ()
    alternative_to: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()


def measures_of(wiki: Wiki, reach: Reach) -> list[Measure]:
    """Every practice and technology that is not withdrawn, in the order of ids."""
    threats, spaces = _inverse(reach.by_threat), _inverse(reach.by_space)
    withdrawn = {id for id, entry in wiki.entries.items() if entry.withdrawn}
    found = []
    for id, entry in wiki.entries.items():
        if entry.withdrawn or entry.kind not in MEASURE_KINDS:
            continue

        near: dict[str, set[str]] = {"combines_with": set(), "alternative_to": set()}
        for field, _, target, _ in wiki.relations[id]:
            if field in near:
                near[field].add(target)
        found.append(
            Measure(
                id,
                threats.get(id, ()),
                spaces.get(id, ()),
                entry.names("phases"),
                entry.names("duration"),
                entry.front["cost"]["band"],
                entry.front["effect"],
                entry.front["evidence"],
                {name: item["level"] for name, item in entry.front["considerations"].items()},
                tuple(sorted(near["combines_with"] - withdrawn)),
                tuple(sorted(near["alternative_to"] - withdrawn)),
                tuple(sorted(set(entry.names("requires")) - withdrawn)),
            )
        )
    return found


def _inverse(reached: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Measure → what it reaches."""
    found: dict[str, list[str]] = {}
    for id in sorted(reached):
        for measure in reached[id]:
            found.setdefault(measure, []).append(id)
    return {measure: tuple(ids) for measure, ids in found.items()}
