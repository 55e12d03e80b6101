"""Find measures: which fit a question, in which order, and why; what is left out, and what is missing.

In: measures, a question, the rule of `schemas/finder.yml`. Out: an `Answer`. Invariant: every measure is ranked, already
there or left out, with reasons; filters only remove and never reorder; the order of the input does not matter; equal is
equal in rank. Refuses: to add points up; to put reasons into words. `find-rule.js` does the same in the browser.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from generator.finder_rule import Criterion, FinderRule
from generator.tools.measure import UNKNOWN, Measure

Values = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Question:
    """What a reader chose; what is empty was not asked."""

    spaces: tuple[str, ...] = ()
    threats: tuple[str, ...] = ()
    there: tuple[str, ...] = ()
    cost: str = ""
    duration: str = ""
    phases: tuple[str, ...] = ()
    limits: Mapping[str, str] = field(default_factory=dict)
    """Side effect → the worst level that is accepted."""
    first: str = ""
    """A movable criterion that decides right after the fixed ones."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence of the rule and the ids that go into it."""

    id: str
    values: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """A measure with the reasons for its place; rank 0 where it has none."""

    id: str
    reasons: tuple[Reason, ...]
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything that is said to a question."""

    ranked: tuple[Told, ...]
    there: tuple[Told, ...]
    left_out: tuple[Told, ...]
    gaps: tuple[Reason, ...]


def find(
    measures: Iterable[Measure], question: Question, rule: FinderRule, implausible: Iterable[tuple[str, str]] = ()
) -> Answer:
    """The answer to a question; `implausible` are the pairs of threat and space that do not count."""
    ordered = sorted(measures, key=lambda measure: measure.id)
    hardly = set(implausible)
    asked = [pair for pair in _pairs(question.threats, question.spaces) if pair not in hardly]
    criteria = {criterion.id: criterion for criterion in rule.criteria}
    there: list[Told] = []
    left_out: list[Told] = []
    kept: list[tuple[list[int], Measure, list[tuple[str, str]]]] = []
    for measure in ordered:
        answered = [pair for pair in asked if _answers(measure, pair)]
        if measure.id in question.there:
            there.append(Told(measure.id, tuple(_beside(measure, question))))
            continue
        out = tuple(_exclusions(measure, question, answered, criteria))
        if out:
            left_out.append(Told(measure.id, out))
        else:
            kept.append((_key(measure, asked, answered, criteria, question.first), measure, answered))
    kept.sort(key=lambda row: ([-points for points in row[0]], row[1].id))
    ranked = [
        Told(measure.id, tuple(_reasons(measure, question, rule, asked, answered)), _rank(kept, key))
        for key, measure, answered in kept
    ]
    gaps = _gaps(ordered, question, asked, hardly, {told.id for told in ranked})
    return Answer(tuple(ranked), tuple(there), tuple(left_out), tuple(gaps))


def sequence(criteria: Iterable[Criterion], first: str) -> list[str]:
    """The ids of criteria in the order in which they decide."""
    fixed: list[str] = []
    groups: list[list[str]] = []
    for criterion in criteria:
        if criterion.place == "fixed":
            fixed.append(criterion.id)
        elif criterion.place == "movable" or not groups:
            groups.append([criterion.id])
        else:
            groups[-1].append(criterion.id)
    groups.sort(key=lambda group: group[0] != first)
    return [*fixed, *(id for group in groups for id in group)]


def _pairs(threats: Sequence[str], spaces: Sequence[str]) -> list[tuple[str, str]]:
    """What is asked, in the order of ids; an empty text stands for the side that was not asked."""
    if not threats and not spaces:
        return []
    return sorted(product(sorted(set(threats)) or [""], sorted(set(spaces)) or [""]))


def _answers(measure: Measure, pair: tuple[str, str]) -> bool:
    threat, space = pair
    return (not threat or threat in measure.threats) and (not space or space in measure.spaces)


def _key(
    measure: Measure,
    asked: Sequence[tuple[str, str]],
    answered: Sequence[tuple[str, str]],
    criteria: Mapping[str, Criterion],
    first: str,
) -> list[int]:
    """Points in the order in which criteria decide; more is better."""
    against = criteria["against"].points[measure.effect]
    levels = criteria["considerations"].points
    evidence = criteria["evidence"].points
    points = {
        "against": against,
        "fit": criteria["fit"].points[_share(asked, answered)],
        "effect": criteria["effect"].points[measure.effect],
        "evidence": evidence[measure.evidence] if against else min(evidence.values()),
        "considerations": min((levels[level] for level in measure.considerations.values()), default=levels[UNKNOWN]),
        "cost": criteria["cost"].points[measure.cost],
    }
    return [points[id] for id in sequence(criteria.values(), first)]


def _share(asked: Sequence[object], answered: Sequence[object]) -> str:
    if len(answered) == len(asked):
        return "all"
    return "half" if 2 * len(answered) >= len(asked) else "less"


def _rank(kept: Sequence[tuple[list[int], Measure, object]], key: list[int]) -> int:
    return 1 + next(place for place, row in enumerate(kept) if row[0] == key)


def _exclusions(
    measure: Measure, question: Question, answered: Sequence[object], criteria: Mapping[str, Criterion]
) -> Iterator[Reason]:
    costs, levels = criteria["cost"].points, criteria["considerations"].points
    if (question.threats or question.spaces) and not answered:
        yield Reason("elsewhere")
    if question.cost and measure.cost != UNKNOWN and costs[measure.cost] < costs[question.cost]:
        yield Reason("cost", {"cost": (measure.cost,)})
    if question.duration and question.duration not in measure.duration:
        yield Reason("duration", {"duration": measure.duration})
    if question.phases and not set(question.phases) & set(measure.phases):
        yield Reason("phases", {"phases": measure.phases})
    for name, limit in sorted(question.limits.items()):
        level = measure.considerations.get(name, UNKNOWN)
        if level != UNKNOWN and levels[level] < levels[limit]:
            yield Reason("limit", {"considerations": (name,), "level": (level,)})


def _reasons(
    measure: Measure,
    question: Question,
    rule: FinderRule,
    asked: Sequence[tuple[str, str]],
    answered: Sequence[tuple[str, str]],
) -> Iterator[Reason]:
    against = next(criterion for criterion in rule.criteria if criterion.id == "against")
    if answered:
        yield Reason("answers" if question.threats else "suits", _sides(answered))
        if len(answered) < len(asked):
            yield Reason("part", {"share": (_share(asked, answered),)})
    if not against.points[measure.effect]:
        yield Reason("warned")
    yield Reason("effect", {"effect": (measure.effect,)})
    yield Reason("evidence", {"evidence": (measure.evidence,)})
    yield Reason("cost", {"cost": (measure.cost,)})
    stated = sorted(measure.considerations.items())
    watch = tuple(name for name, level in stated if level in rule.watch)
    unknown = tuple(name for name, level in stated if level == UNKNOWN)
    unlimited = tuple(sorted(name for name in question.limits if name not in measure.considerations))
    for id, names in (("watch", watch), ("ask", unknown), ("unlimited", unlimited)):
        if names:
            yield Reason(id, {"considerations": names})
    for id, names in (
        ("partner", _among(measure.combines_with, question.there)),
        ("alternative", _among(measure.alternative_to, question.there)),
        ("needs", _missing(measure.requires, question.there)),
        ("supported", _among(measure.requires, question.there)),
    ):
        if names:
            yield Reason(id, {"measures": names})


def _beside(measure: Measure, question: Question) -> Iterator[Reason]:
    """What is said of a measure that is already there: what it needs, and what goes well with it."""
    for id, names in (
        ("needs", _missing(measure.requires, question.there)),
        ("supported", _among(measure.requires, question.there)),
        ("partners", _missing(measure.combines_with, question.there)),
    ):
        if names:
            yield Reason(id, {"measures": names})


def _gaps(
    measures: Sequence[Measure],
    question: Question,
    asked: Sequence[tuple[str, str]],
    hardly: set[tuple[str, str]],
    ranked: set[str],
) -> list[Reason]:
    """What nothing answers, by threat, in the order in which the rule names gaps."""
    found: dict[str, list[tuple[str, str]]] = {id: [] for id in ("nothing", "limits", "there", "implausible")}
    for pair in asked:
        able = {measure.id for measure in measures if _answers(measure, pair)}
        if not able:
            found["nothing"].append(pair)
        elif not able & ranked:
            found["there" if able & set(question.there) else "limits"].append(pair)
    found["implausible"] = [pair for pair in _pairs(question.threats, question.spaces) if pair in hardly]
    return [
        Reason(id, _sides([pair for pair in pairs if pair[0] == threat]))
        for id, pairs in found.items()
        for threat in sorted({pair[0] for pair in pairs})
    ]


def _sides(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    threats = tuple(sorted({threat for threat, _ in pairs if threat}))
    spaces = tuple(sorted({space for _, space in pairs if space}))
    return {name: ids for name, ids in (("threats", threats), ("spaces", spaces)) if ids}


def _among(ids: Iterable[str], there: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(id for id in ids if id in there))


def _missing(ids: Iterable[str], there: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(id for id in ids if id not in there))
