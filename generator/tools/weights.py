"""Weights of criteria: from one weight set of the evaluation to shares that add up to one.

In: ids of criteria, one weight set (direct, swing or pairwise), the rule of `schemas/dossier/evaluation.yml`, the path of
the evaluation in the file. Out: shares with the answers behind them, what is missing, and how consistent the pairs are.
Invariant: there are shares for all criteria or for none; shares are not negative and add up to one; a scale factor changes
nothing. Refuses: to guess a weight that was not given, since unknown is not zero. `dossier-weights.js` is its twin.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

Values = Mapping[str, Any]
Pair = tuple[str, str]
CLOSE = 1e-9


def weights(criteria: Sequence[str], weight_set: Values, rule: Values, base: str) -> dict[str, Any]:
    """Shares of one weight set; `state` is done, partial (too few pairs to check, enough to compute) or incomplete."""
    ids = sorted(set(criteria))
    method = weight_set.get("method", "")
    path = f"{base}/weight_sets/{weight_set['id']}/{method}"
    found: dict[str, Any] = {
        "set": weight_set["id"],
        "method": method,
        "state": "incomplete",
        "criteria": [],
        "missing": [],
        "problems": [],
        "consistency": None,
    }
    if not ids:
        found["problems"].append(_problem("no-criteria"))
    elif method in ("direct", "swing"):
        _by_numbers(ids, weight_set.get(method, {}), path, found)
    elif method == "pairwise":
        _by_pairs(ids, weight_set.get("pairwise", {}), rule, path, found)
    else:
        found["problems"].append(_problem("no-method"))
    return found


def shares_of(weighting: Values) -> dict[str, float]:
    """Criterion → share of a result of `weights`; empty where there is none."""
    return {row["criterion"]: row["share"] for row in weighting["criteria"]}


def _problem(id: str, **values: Any) -> dict[str, Any]:
    return {"id": id, "values": values}


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _by_numbers(ids: Sequence[str], given: Values, path: str, found: dict[str, Any]) -> None:
    """Direct entry in any unit, or swing: 0 to 100 points, 100 for the criterion whose swing from worst to best matters most."""
    negative = [id for id in ids if _is_number(given.get(id)) and given[id] < 0]
    found["missing"] = [id for id in ids if not _is_number(given.get(id))]
    if found["missing"]:
        found["problems"].append(_problem("weight-missing", criteria=found["missing"]))
    if negative:
        found["problems"].append(_problem("weight-negative", criteria=negative))
    if found["problems"]:
        return
    total = math.fsum(given[id] for id in ids)
    if not total > 0:
        found["problems"].append(_problem("weights-zero"))
        return
    if found["method"] == "swing" and max(given[id] for id in ids) != 100:
        found["problems"].append(_problem("swing-no-hundred"))
    found["state"] = "done"
    found["criteria"] = [
        {
            "criterion": id,
            "share": given[id] / total,
            "because": [
                {"answer": f"{path}/{id}", "level": given[id], "low": given[id], "high": given[id]},
                {"rule": found["method"]},
            ],
        }
        for id in ids
    ]


def _by_pairs(ids: Sequence[str], given: Values, rule: Values, path: str, found: dict[str, Any]) -> None:
    """Pairwise comparison: how many times one criterion matters as much as the other, from 1/9 to 9.

    Shares solve the logarithmic least squares problem; with all pairs given they are the normalised geometric means of
    the rows. Source: G. Crawford and C. Williams, A note on the analysis of subjective judgment matrices, Journal of
    Mathematical Psychology 29 (1985); for missing pairs: S. Bozóki, J. Fülöp, L. Rónyai, Mathematical and Computer
    Modelling 52 (2010).
    """
    ratios, sources = _read_pairs(ids, given, path, found)
    wanted = [(one, other) for at, one in enumerate(ids) for other in ids[at + 1 :]]
    found["missing"] = [f"{one}|{other}" for one, other in wanted if (one, other) not in ratios]
    if not _connected(ids, ratios):
        found["problems"].append(_problem("pairs-not-connected", pairs=found["missing"]))
        return
    raw = [math.exp(value) for value in _least_squares(ids, ratios)]
    total = math.fsum(raw)
    shares = {id: value / total for id, value in zip(ids, raw, strict=True)}
    found["state"] = "partial" if found["missing"] else "done"
    found["criteria"] = [
        {
            "criterion": id,
            "share": shares[id],
            "because": [
                {"answer": sources[pair], "level": ratios[pair], "low": ratios[pair], "high": ratios[pair]}
                for pair in wanted
                if id in pair and pair in ratios
            ]
            + [{"rule": "pairwise"}],
        }
        for id in ids
    ]
    found["consistency"] = _consistency(ids, shares, ratios, rule, complete=not found["missing"])
    if found["consistency"]["acceptable"] is False:
        found["problems"].append(_problem("inconsistent", pair=found["consistency"]["worst"]["pair"]))


def _read_pairs(
    ids: Sequence[str], given: Values, path: str, found: dict[str, Any]
) -> tuple[dict[Pair, float], dict[Pair, str]]:
    """Ratios by pair in the order of ids, and the path of each answer; a pair that stands both ways counts in that order."""
    ratios: dict[Pair, float] = {}
    sources: dict[Pair, str] = {}
    for at, one in enumerate(ids):
        for other in ids[at + 1 :]:
            keys = [key for key in (f"{one}|{other}", f"{other}|{one}") if key in given]
            for key in keys:
                value = given[key]
                if not _is_number(value) or not 1 / 9 - CLOSE <= value <= 9 + CLOSE:
                    found["problems"].append(_problem("pair-out-of-scale", pair=key))
                elif (one, other) not in ratios:
                    ratios[one, other] = value if key == f"{one}|{other}" else 1 / value
                    sources[one, other] = f"{path}/{key}"
            if len(keys) == 2:
                found["problems"].append(_problem("pair-twice", pair=keys[0]))
    return ratios, sources


def _connected(ids: Sequence[str], pairs: Mapping[Pair, float]) -> bool:
    """Whether every criterion is compared with every other one, directly or through others."""
    reached = {ids[0]}
    for _ in ids:
        for one, other in pairs:
            if one in reached or other in reached:
                reached |= {one, other}
    return len(reached) == len(ids)


def _least_squares(ids: Sequence[str], ratios: Mapping[Pair, float]) -> list[float]:
    """Logarithms of weights, the last one zero: the normal equations, solved by elimination."""
    size = len(ids) - 1
    rows = [[0.0] * (size + 1) for _ in range(size)]
    for here, one in enumerate(ids):
        for there in range(here + 1, size + 1):
            if (one, ids[there]) in ratios:
                value = math.log(ratios[one, ids[there]])
                rows[here][here] += 1
                rows[here][size] += value
                if there < size:
                    rows[there][there] += 1
                    rows[here][there] -= 1
                    rows[there][here] -= 1
                    rows[there][size] -= value
    for pivot in range(size):
        for below in range(pivot + 1, size):
            factor = rows[below][pivot] / rows[pivot][pivot]
            for column in range(pivot, size + 1):
                rows[below][column] -= factor * rows[pivot][column]
    found = [0.0] * (size + 1)
    for pivot in range(size - 1, -1, -1):
        rest = rows[pivot][size]
        for column in range(pivot + 1, size):
            rest -= rows[pivot][column] * found[column]
        found[pivot] = rest / rows[pivot][pivot]
    return found


def _consistency(
    ids: Sequence[str], shares: Mapping[str, float], ratios: Mapping[Pair, float], rule: Values, *, complete: bool
) -> dict[str, Any]:
    """Consistency ratio (0 = no contradiction) and the pair that fits the others least.

    Source: T. L. Saaty, The Analytic Hierarchy Process (1980): (λ − n) / (n − 1), divided by the mean index of random
    matrices of that size; λ is estimated as the mean of (A·w)ᵢ / wᵢ with our geometric means as w. There is no ratio
    while pairs are missing, nor beyond the sizes in the table.
    """
    size, index = len(ids), rule["random_index"]
    worst: dict[str, Any] | None = None
    largest = CLOSE
    for one, other in sorted(ratios):
        implied = shares[one] / shares[other]
        gap = abs(math.log(ratios[one, other]) - math.log(implied))
        if gap > largest + CLOSE:
            largest, worst = gap, {"pair": f"{one}|{other}", "given": ratios[one, other], "implied": implied}
    ratio: float | None = None
    if complete and size <= 2:
        ratio = 0.0
    elif complete and size <= len(index):
        full = {**ratios, **{(other, one): 1 / value for (one, other), value in ratios.items()}}
        rows = (math.fsum(full.get((one, other), 1.0) * shares[other] for other in ids) / shares[one] for one in ids)
        ratio = max(0.0, (math.fsum(rows) / size - size) / (size - 1) / index[size - 1])
    limit = rule["consistency_limit"]
    return {
        "ratio": ratio,
        "limit": limit,
        "acceptable": None if ratio is None else ratio <= limit + CLOSE,
        "worst": worst,
    }
