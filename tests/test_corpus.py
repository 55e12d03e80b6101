"""The made-up wiki that benchmarks stand on is a valid one, and what its makers say of it is true."""

import random
import re
from collections import Counter
from pathlib import Path

import yaml

from generator.check import check
from generator.load import load_sources
from tests.corpus import WORD_FORMS, make_entries, make_lot, make_project

LINK = re.compile(r"\]\(([a-z0-9-]+\.md)\)")
FACTS = {
    "threats": {"spaces"},
    "spaces": {"threats", "stakeholders"},
    "practices": {"functions", "phases", "cost", "maturity", "evidence", "considerations", "standards"},
    "technologies": {"class", "functions", "phases", "cost", "maturity", "evidence", "considerations", "standards"},
    "case-studies": {"measures", "place", "year"},
    "references": {"reference_type"},
}


def test_made_up_entries_are_valid_and_always_the_same(tmp_path: Path) -> None:
    """Benchmarks measure the work on good entries, and the same work every time."""
    found = check(load_sources(make_project(tmp_path / "project", 100)))

    assert [p for p in found.problems if p.is_error] == []
    assert list(make_entries(50)) == list(make_entries(50))
    assert found.entries == 100


def test_a_made_up_entry_has_what_a_real_one_has() -> None:
    """Every kind, three sources that are cited, facts, a relation, links to entries that exist, about 800 words."""
    entries = dict(make_entries(300))
    kinds = Counter(path.split("/")[2] for path in entries)

    assert len(entries) == 300
    assert kinds.keys() == FACTS.keys()
    assert min(kinds.values()) >= 16
    for path, text in entries.items():
        kind, name = path.split("/")[2:]
        _, head, body = text.split("---\n", 2)
        front = yaml.load(head, yaml.CSafeLoader)
        assert FACTS[kind] <= front.keys()
        assert list(front["sources"]) == ["source-1", "source-2", "source-3"]
        assert {key for key in front["sources"] if f"[^{key}]" in body} == front["sources"].keys()
        assert name.endswith("-0.md") or len(front["related"]) == 1
        links = LINK.findall(body)
        assert len(links) >= 3
        assert {f"entries/en/{kind}/{link}" for link in links} <= entries.keys()
        assert 700 <= len(body.split()) <= 900


def test_words_are_drawn_from_a_large_and_skewed_vocabulary() -> None:
    """A few forms of at least 40,000 are everywhere, most are rare, as in any language."""
    drawn = Counter(make_lot(random.Random(1)))
    ranked = [count for _, count in drawn.most_common()]

    assert len(drawn) >= WORD_FORMS == 40_000
    assert 0.15 < sum(ranked[:10]) / sum(ranked) < 0.25
    assert ranked[0] > 1_000 * ranked[WORD_FORMS // 4] > 0
