"""Uncertainty: how often each candidate takes each rank when scores and weights are drawn from their ranges.

In: the evaluation of one assessment, results of `weights`, the rule of `schemas/dossier/evaluation.yml`, a seed. Out: a
state that `step` carries on, and shares of ranks. Invariant: the same seed gives the same draws in Python and in the
browser; slices of any size give the same result as one run; shares of a candidate add up to one, `out` included.
Refuses: a clock or the system's random numbers as seed. `dossier-sampling.js` is its twin.

Numbers come from xoshiro128** 1.1 (D. Blackman and S. Vigna, https://prng.di.unimi.it/xoshiro128starstar.c), its state
filled by splitmix32 (a counter in steps of 0x9e3779b9 through a 32-bit mixing function).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from generator.tools.ranking_sum import excluded_of, standing_of
from generator.tools.weights import shares_of

Values = Mapping[str, Any]
Words = tuple[int, int, int, int]
MASK = 0xFFFFFFFF
WHOLE = 4294967296.0
CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Sampling:
    """Where the drawing stands: what is drawn from, the words of the generator, and what was counted."""

    candidates: tuple[str, ...]
    criteria: tuple[str, ...]
    tables: tuple[tuple[tuple[int, ...], ...], ...]
    """Candidate × criterion → levels, each as often as it is likely."""
    minimums: tuple[int, ...]
    lows: tuple[float, ...]
    highs: tuple[float, ...]
    random: Words
    seed: int
    done: int
    ranks: tuple[tuple[int, ...], ...]
    out: tuple[int, ...]
    excluded: tuple[Mapping[str, Any], ...]
    problems: tuple[Mapping[str, Any], ...]


def seeded(seed: int) -> Words:
    """Four words from one: splitmix32."""
    found = []
    for _ in range(4):
        seed = (seed + 0x9E3779B9) & MASK
        word = seed ^ seed >> 16
        word = word * 0x21F0AAAD & MASK
        word ^= word >> 15
        word = word * 0x735A2D97 & MASK
        found.append(word ^ word >> 15)
    return found[0], found[1], found[2], found[3]


def following(words: Words) -> tuple[int, Words]:
    """The next number, 0 to 2³² − 1, and the words after it: xoshiro128** 1.1."""
    a, b, c, d = words
    result = _turned(b * 5 & MASK, 7) * 9 & MASK
    c, d = c ^ a, d ^ b
    return result, (a ^ d, b ^ c, c ^ (b << 9 & MASK), _turned(d, 11))


def likely_levels(cell: Values) -> tuple[int, ...]:
    """Levels of a score, each as often as it is likely: the stated level most, then less towards both ends of the range.

    Triangular on whole levels. Unknown: every level of the scale once.
    """
    low, high, level = cell["low"], cell["high"], cell["level"]
    if level is None:
        return tuple(range(low, high + 1))
    below, above = level - low + 1, high - level + 1
    times = [(k - low + 1) * above if k <= level else (high - k + 1) * below for k in range(low, high + 1)]
    return tuple(k for k, count in zip(range(low, high + 1), times, strict=True) for _ in range(count))


def start(evaluation: Values, weightings: Sequence[Values], rule: Values, base: str, seed: int) -> Sampling:
    """Nothing drawn yet. Each weight lies between its smallest and largest share in the sets, widened by `spread`."""
    shares = [found for weighting in weightings if (found := shares_of(weighting))]
    table = standing_of(evaluation, rule)
    criteria = tuple(sorted(row["id"] for row in evaluation.get("criteria", [])))
    minimums = {row["id"]: row.get("veto") or 0 for row in evaluation.get("criteria", [])}
    problems = []
    if not shares:
        problems.append({"id": "no-weights", "values": {}})
    elif not table:
        problems.append({"id": "no-candidates", "values": {}})
    spread = rule["spread"]
    usable = [] if problems else list(table)
    return Sampling(
        candidates=tuple(usable),
        criteria=criteria,
        tables=tuple(tuple(likely_levels(table[id][criterion]) for criterion in criteria) for id in usable),
        minimums=tuple(minimums[id] for id in criteria),
        lows=tuple(min(row[id] for row in shares) * (1 - spread) for id in criteria) if usable else (),
        highs=tuple(max(row[id] for row in shares) * (1 + spread) for id in criteria) if usable else (),
        random=seeded(seed & MASK),
        seed=seed & MASK,
        done=0,
        ranks=tuple((0,) * len(usable) for _ in usable),
        out=(0,) * len(usable),
        excluded=tuple(excluded_of(evaluation, rule, base)),
        problems=tuple(problems),
    )


def step(state: Sampling, count: int) -> Sampling:
    """`count` more samples: weights in the order of criteria, then scores by candidate and criterion, then ranks.

    A value that cannot vary takes no random number. Equal totals share the better rank.
    """
    if not state.candidates:
        return state
    words, ranks, out = state.random, [list(row) for row in state.ranks], list(state.out)
    for _ in range(count):
        drawn: list[float] = []
        for low, high in zip(state.lows, state.highs, strict=True):
            number = 0
            if high > low:
                number, words = following(words)
            drawn.append(low + (high - low) * (number / WHOLE))
        values: list[float | None] = []
        for tables in state.tables:
            value, fails = 0.0, False
            for table, weight, minimum in zip(tables, drawn, state.minimums, strict=True):
                number = 0
                if len(table) > 1:
                    number, words = following(words)
                level = table[number * len(table) >> 32]
                fails = fails or level < minimum
                value += weight * level
            values.append(None if fails else value)
        for place, own in enumerate(values):
            if own is None:
                out[place] += 1
            else:
                ranks[place][sum(other is not None and other > own + CLOSE for other in values)] += 1
    return replace(
        state, random=words, done=state.done + count, ranks=tuple(tuple(row) for row in ranks), out=tuple(out)
    )


def shares(state: Sampling) -> dict[str, Any]:
    """Share of samples in which a candidate has each rank, and in which it falls below a minimum.

    `margin` is half the width of a 95 % interval for a share of one half: 0.98 / √samples.
    """
    done = state.done
    return {
        "samples": done,
        "seed": state.seed,
        "margin": 0.98 / math.sqrt(done) if done else None,
        "candidates": [
            {
                "candidate": id,
                "ranks": [count / done for count in ranks],
                "out": out / done,
                "because": [{"rule": "sampling"}],
            }
            for id, ranks, out in zip(state.candidates, state.ranks, state.out, strict=True)
            if done
        ],
        "excluded": list(state.excluded),
        "problems": list(state.problems),
    }


def _turned(word: int, places: int) -> int:
    return (word << places & MASK) | word >> 32 - places
