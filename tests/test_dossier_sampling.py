"""Random sampling of the dossier: published numbers, the same draws in Python and the browser, shares that obey laws."""

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser

from generator.tools.sampling import shares, start, step
from generator.tools.weights import weights
from tests.test_dossier_evaluation import (
    BASE,
    CRITERIA,
    GRID,
    RULE,
    VETO,
    WEIGHTS,
    cases,
    differs,
    evaluation_of,
    full,
    in_browser,
    in_python,
    often,
)


@pytest.mark.parametrize("case", cases("sampling"), ids=lambda case: case["name"])
def test_a_law_holds(case: dict[str, Any]) -> None:
    """The worked example of the law comes out; shares of chance lie near what the law says."""
    assert differs(in_python(full(case)), case["expect"], wholly=False) == ""


@pytest.mark.browser
def test_the_browser_draws_the_same(browser: Browser) -> None:
    """Every shared case has the same result in JavaScript, to the last share."""
    calls = [full(case) for case in cases("sampling")]
    for given_, found in zip(calls, in_browser(browser, calls), strict=True):
        assert differs(found, in_python(given_), wholly=True) == "", given_


def begun(grid: Any, chosen: Any, veto: Any, seed: int) -> Any:
    evaluation = evaluation_of({"scores": grid, "weights": chosen, "veto": veto})
    weighting = weights(CRITERIA, evaluation["weight_sets"][0], RULE, BASE)
    return start(evaluation, [weighting], RULE, BASE, seed)


@often
@given(GRID, WEIGHTS, VETO, st.integers(0, 2**32 - 1), st.lists(st.integers(0, 9), max_size=4))
def test_slices_give_the_same_as_one_run(grid: Any, chosen: Any, veto: Any, seed: int, slices: list[int]) -> None:
    """However the samples are cut into slices, counts and the words of the generator are the same."""
    state = begun(grid, chosen, veto, seed)
    whole = step(state, sum(slices))
    for count in slices:
        state = step(state, count)

    assert dataclasses.asdict(state) == dataclasses.asdict(whole)


@often
@given(GRID, WEIGHTS, VETO, st.integers(0, 2**32 - 1))
def test_shares_add_up_to_one(grid: Any, chosen: Any, veto: Any, seed: int) -> None:
    """Each candidate has one rank or none in every sample, and somebody is first unless all are out."""
    found = shares(step(begun(grid, chosen, veto, seed), 20))["candidates"]

    assert all(abs(sum(row["ranks"]) + row["out"] - 1) < 1e-9 for row in found)
    if found and not any(row["out"] for row in found):
        assert sum(row["ranks"][0] for row in found) >= 1 - 1e-9


@often
@given(GRID, WEIGHTS, st.integers(0, 2**32 - 1))
def test_ranks_stay_within_what_ranges_allow(grid: Any, chosen: Any, seed: int) -> None:
    """Who is at least as good on every criterion in the worst case as another in the best case is never behind it."""
    ends = {
        id: {name: (1, 5) if cell == "?" else (cell[0], cell[2]) if isinstance(cell, list) else (cell, cell)
             for name, cell in row.items()}
        for id, row in grid.items()
    }  # fmt: skip
    found = {r["candidate"]: r["ranks"] for r in shares(step(begun(grid, chosen, {}, seed), 20))["candidates"]}
    for id, row in ends.items():
        better = [o for o, r in ends.items() if o != id and all(r[n][0] >= row[n][1] for n in row)]
        surely = [o for o in better if any(ends[o][n][0] > row[n][1] and chosen[n] > 0 for n in row)]
        assert not any(found[id][: len(surely)])


def test_another_seed_draws_other_samples() -> None:
    """The seed is used: two seeds give different counts, one seed the same."""
    grid = {id: dict.fromkeys(CRITERIA, "?") for id in ("x", "y", "z")}
    one, same, other = (step(begun(grid, dict.fromkeys(CRITERIA, 1), {}, seed), 200) for seed in (1, 1, 2))

    assert one.ranks == same.ranks
    assert one.ranks != other.ranks
