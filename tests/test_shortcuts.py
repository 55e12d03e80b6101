"""What is seen at a glance is what a careful look would see: every shortcut of the reading of entries is held to that."""

import difflib
import sys
import unicodedata
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import front_matter
from generator.address import PRIVATE_ENDINGS, is_public_address
from generator.characters import ORDINARY, SUSPICIOUS
from generator.problems import MOST_OF_A_RULE, nearest
from generator.tables import read_table

PROJECT = Path(__file__).parent.parent
ENTRIES = [*(PROJECT / "content/entries").rglob("*.md"), *(PROJECT / "tests/cases").rglob("*.md")]
BLOCKS = sorted(
    {
        front_matter.split(text, "entry.md")[0]
        for path in ENTRIES
        if "\x00" not in (text := path.read_text("utf-8", "replace").replace("\r\n", "\n"))
    }
    - {""}
)
SCRAPS = [
    "1.10", "010", "0x1f", "0o17", "0b11", "-5", "+5", ".5", "1e3", "1_000", "~", "null", "yes", "NO", "12:30", "2026-01-02",
    "<<", "=", "'", '"', "[", "]", "{", "}", ",", ":", ": ", "- ", "? ", "#", " #", "|", ">", "%", "@", "`", "\t", "\n", "  ",
    "&a ", "*a", "!!str ", "\\n", "---\n", "...\n", "é", "\u00a0", "\ufeff", "9999999999", "99999999999999999999", "x: y\n",
]  # fmt: skip


def test_there_are_blocks_to_learn_from() -> None:
    """Real entries and all the cases that are refused."""
    assert len(BLOCKS) > 150
    assert sum(front_matter.plain_fields(block) is not None for block in BLOCKS) > len(BLOCKS) / 2


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(BLOCKS), st.data())
def test_the_quick_reader_reads_what_the_strict_one_reads(block: str, data: st.DataObject) -> None:
    """Whatever somebody writes into a block, the quick reader leaves it alone or reads the same, without a problem."""
    for _ in range(data.draw(st.integers(0, 3))):
        place = data.draw(st.integers(0, len(block)))
        gone = data.draw(st.integers(0, 4))
        block = block[:place] + data.draw(st.sampled_from(SCRAPS)) + block[place + gone :]

    quick = front_matter.plain_fields(block)

    if quick:
        assert front_matter.read_strictly(block, "entry.md") == (quick, [])


def test_no_ordinary_character_is_suspicious_or_changes_when_it_is_normalised() -> None:
    """Every code point that is passed over at a glance would have been passed over one by one, after any letter."""
    ordinary = [chr(code) for code in range(sys.maxunicode + 1) if ORDINARY.fullmatch(chr(code)) and code > 127]

    assert len(ordinary) > 500
    for letter in ordinary:
        assert not SUSPICIOUS.match(letter)
        assert all(unicodedata.is_normalized("NFC", before + letter) for before in "aeinosuzAN<=>")


@pytest.mark.parametrize("ending", PRIVATE_ENDINGS)
def test_a_private_host_is_private_however_plain_its_address(ending: str) -> None:
    """Looking at the plain form of an address does not forget who may open it."""
    assert not is_public_address(f"https://wiki.town{ending}/page")
    assert is_public_address("https://wiki.town.example.org/page?a=b#c")


TABLES = sorted([*(PROJECT / "schemas").rglob("*.yml"), *(PROJECT / "generator").glob("*.yml")])


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_table_says_the_same_to_both_readers_of_yaml(path: Path) -> None:
    """What the older rules of YAML would guess, such as `no`, stands in quotation marks in every table of ours."""
    text = path.read_text("utf-8")
    assert repr(read_table(text)) == repr(yaml.load(text, yaml.CSafeLoader))


@settings(max_examples=60, deadline=None)
@given(
    st.text("abcde-", max_size=12),
    st.lists(st.text("abcde-", max_size=12), min_size=MOST_OF_A_RULE, max_size=3 * MOST_OF_A_RULE),
)
def test_the_nearest_of_many_is_looked_for_among_those_that_share_most_pieces(word: str, candidates: list[str]) -> None:
    """The table of pieces narrows a long list as looking into every candidate would."""
    pieces = {word[start : start + 3] for start in range(len(word) - 2)}
    narrowed = sorted(set(candidates), key=lambda one: (-sum(piece in one for piece in pieces), one))[:MOST_OF_A_RULE]
    found = difflib.get_close_matches(word, narrowed if len(candidates) > MOST_OF_A_RULE else candidates, n=1)
    assert nearest(word, candidates) == (found[0] if found else None)
