"""The made-up wiki that benchmarks stand on is a valid one."""

from pathlib import Path

from generator.check import check
from generator.load import load_sources
from tests.corpus import make_entries, make_project


def test_made_up_entries_are_valid_and_always_the_same(tmp_path: Path) -> None:
    """Benchmarks measure the work on good entries, and the same work every time."""
    found = check(load_sources(make_project(tmp_path / "project", 100)))

    assert [p for p in found.problems if p.is_error] == []
    assert list(make_entries(50)) == list(make_entries(50))
    assert 95 <= found.entries <= 100
