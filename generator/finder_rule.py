"""The nouns of the finder's rule, which `schemas/finder.yml` fills.

In: nothing. Out: types. Invariant: a rule never changes after it is made; sentences are id → language → text. Refuses: to
read, to check, to rank.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Criterion:
    """One point by which the finder sorts: what a value of an entry is worth, and how it is told."""

    id: str
    place: str
    """`fixed`, `movable` by the reader to the front of what is not fixed, or `following` the one before it."""
    vocabulary: str
    """The list of which every term has its points; empty where there is none."""
    label: Mapping[str, str]
    rule: Mapping[str, str]
    points: Mapping[str, int]
    phrases: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class FinderRule:
    """How the finder asks, sorts and explains: `schemas/finder.yml`. Sentences are id → language → text."""

    questions: Mapping[str, Mapping[str, Mapping[str, str]]]
    """Question → `label` and `why` → language → text."""
    criteria: tuple[Criterion, ...]
    reasons: Mapping[str, Mapping[str, str]]
    exclusions: Mapping[str, Mapping[str, str]]
    gaps: Mapping[str, Mapping[str, str]]
    watch: tuple[str, ...]
    most_compared: int
    explanation: tuple[Mapping[str, str], ...]
