"""What a translation says itself, and what it inherits."""

from pathlib import Path

import pytest

from generator.analysis import forms
from generator.check import check
from generator.index import search_texts
from generator.load import load_sources
from generator.model import Wiki

PROJECT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden/content"


@pytest.fixture(scope="module")
def wiki() -> Wiki:
    """A wiki with an entry and a case study whose French files translate some of their notes."""
    linked = check(load_sources(PROJECT, GOLDEN)).wiki
    assert linked is not None
    return linked


def test_a_note_is_read_in_the_language_of_the_page_where_it_is_translated(wiki: Wiki) -> None:
    """A translated note stands in the place of the English one; bands, levels and outcomes stay those of the original."""
    bollards, case = wiki.entry("fixed-bollards", "fr"), wiki.entry("example-market", "fr")

    assert bollards.front["cost"]["note"] == "Un seul chiffre publié."
    assert bollards.front["cost"]["band"] == wiki.entries["fixed-bollards"].front["cost"]["band"]
    assert bollards.front["considerations"]["mobility"] == {
        "level": "medium",
        "note": "Les livraisons ont besoin d’un accès.",
    }
    assert case.front["measures"][0] == {
        "id": "fixed-bollards",
        "outcome": "mixed",
        "note": "Les livraisons ont eu du retard le premier mois.",
    }
    assert wiki.entries["fixed-bollards"].front["cost"]["note"] == "One published figure."


def test_a_note_that_is_not_translated_says_its_language(wiki: Wiki) -> None:
    """What a translation leaves out is shown in the language of the original, and marked as such."""
    bollards, case = wiki.entry("fixed-bollards", "fr"), wiki.entry("example-market", "fr")

    assert bollards.front["considerations"]["privacy"]["note"] == "Nothing is recorded about people."
    assert wiki.note_language(bollards, "considerations", "privacy") == "en"
    assert wiki.note_language(bollards, "considerations", "mobility") == "fr"
    assert wiki.note_language(bollards, "cost") == "fr"
    assert wiki.note_language(case, "measures", "vehicle-access-planning") == "en"
    assert wiki.note_language(wiki.entries["fixed-bollards"], "cost") == "en"


def test_a_translated_note_is_found(wiki: Wiki) -> None:
    """A reader who remembers the French note finds the French page; the English note belongs to the English record."""
    words = {
        found.record.language: {word for text, _ in found.texts["body"] for word in forms(text)}
        for found in search_texts(wiki)
        if found.record.id == "fixed-bollards"
    }

    assert "livraisons" in words["fr"] and "livraisons" not in words["en"]
    assert "deliveries" in words["en"] and "deliveries" not in words["fr"]
