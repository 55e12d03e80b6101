"""Words: what two of them must share to be the same for a search."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.analysis import fold, forms, query_words, readings, small_words, stems
from generator.nearness import nearest_words, slips_between

CASES = json.loads((Path(__file__).parent / "cases/analysis.json").read_text("utf-8"))
STEMMERS = {"en": "english", "fr": "french"}
SMALL = small_words(STEMMERS.values())
SENTENCES = st.text(max_size=60) | st.text("aàâeéèilmrst’'-‑ ()*~:\"", max_size=40)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:30] or "nothing")
def test_a_text_has_these_stems(case: dict[str, object]) -> None:
    """The committed list of texts and stems holds; the browser's search is measured by the same list."""
    assert list(stems(forms(str(case["text"])), STEMMERS[str(case["language"])])) == case["stems"]


@given(SENTENCES)
def test_accents_and_case_make_no_difference(text: str) -> None:
    """However a text is typed, composed, decomposed or in capitals without accents, it has the same forms."""
    assert forms(unicodedata.normalize("NFD", text)) == forms(unicodedata.normalize("NFC", text))
    assert fold(fold(text)) == fold(text)


@given(SENTENCES)
def test_forms_are_plain_words(text: str) -> None:
    """A form has no space, apostrophe, hyphen or query sign in it, whatever was typed."""
    assert all(form.isalnum() for form in forms(text))


@given(SENTENCES)
def test_a_text_finds_itself(text: str) -> None:
    """Every stem of a text is among the stems of the same text as a query, unless it is a small word elsewhere."""
    asked = query_words(text, SMALL)
    found = {stem for word in asked for stem in readings(word.form, STEMMERS.values())}

    small = {form for form in forms(text) if not all(stems([form], stemmer) for stemmer in STEMMERS.values())}
    for stemmer in STEMMERS.values():
        assert set(stems([form for form in forms(text) if form not in small], stemmer)) <= found


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("what about the car bomb", ["car", "bomb"]),
        ("l’attaque dans les rues", ["attaque", "rues"]),
        ("to be or not to be", ["to", "be", "or", "not"]),
        ("bomb Bomb BOMB", ["bomb"]),
    ],
)
def test_small_words_are_left_out_of_a_query(query: str, expected: list[str]) -> None:
    """A small word of any language is not searched for, unless nothing else was asked; no word counts twice."""
    assert [word.form for word in query_words(query, SMALL)] == expected


@pytest.mark.parametrize(
    ("word", "written", "expected"),
    [
        ("bolards", ["bollards", "boards", "bolt"], ("bollards", "boards")),
        ("terrorsim", ["terrorism", "terrorist"], ("terrorism", "terrorist")),
        ("survelliance", ["surveillance", "surveyor"], ("surveillance",)),
        ("ollards", ["bollards"], ("bollards",)),
        ("hvn", ["hvm"], ()),
        ("22344", ["22343"], ()),
        ("knvies", ["knife"], ()),
        ("bollard", [], ()),
    ],
)
def test_a_slip_of_the_hand_leads_to_the_word(word: str, written: list[str], expected: tuple[str, ...]) -> None:
    """One slip is forgiven, two in a long word, a wrong first letter too; short words and numbers are never replaced."""
    assert nearest_words(word, written) == expected


@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_slips_are_counted_alike_both_ways(one: str, other: str) -> None:
    """The number of slips does not depend on which word is the wrong one, and only equal words have none."""
    slips = slips_between(one, other, 9)

    assert slips == slips_between(other, one, 9)
    assert (slips == 0) == (one == other)
    assert abs(len(one) - len(other)) <= slips <= max(len(one), len(other))
    assert slips_between(one, other, 1) == min(slips, 2)
