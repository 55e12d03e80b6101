"""The glossary is complete, and entries explain its words once, in the right places, to every hand."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Locator, Page, expect

from generator.check import check
from generator.gloss import Glosser
from generator.load import load_sources
from generator.markdown import render_body
from generator.model import GlossaryTerm, Wiki
from tests.accessibility import violations
from tests.conftest import PROJECT

CASES = json.loads((Path(__file__).parent / "cases/terms.json").read_text("utf-8"))
MARK = re.compile(
    r'<span class="agora-term" tabindex="0" aria-describedby="(term--\d+)">(.*?)'
    r'<span class="agora-definition" role="tooltip" id="\1">([^<]*)</span></span>',
    re.DOTALL,
)
SILENT = re.compile(r"<(a|code|pre|th|h[1-6])[ >].*?</\1>", re.DOTALL)
EXPLAINED = "en/threats/vehicle-borne-ied.html"
"""An entry with terms, one of them in its first lines."""


@cache
def wiki() -> Wiki:
    found = check(load_sources(PROJECT)).wiki
    assert found is not None
    return found


def case_term(row: dict[str, Any]) -> GlossaryTerm:
    labels = {"en": row["en"], "fr": row["fr"]}
    definitions = {language: f"{row['id']}: <{label}>" for language, label in labels.items()}
    synonyms = {language: tuple(words) for language, words in row["synonyms"].items()}
    return GlossaryTerm(
        row["id"], labels, definitions, synonyms, {}, {}, (), row.get("in_text", True), row.get("entry")
    )


GLOSSERS = {language: Glosser(list(map(case_term, CASES["terms"])), language) for language in ("en", "fr")}


def body(text: str) -> str:
    return render_body(text, ["bollard"], lambda target: target).html


def marks(html: str) -> list[str]:
    return [f"{definition.split(':')[0]}: {word}" for _, word, definition in MARK.findall(html)]


def test_the_glossary_is_complete() -> None:
    """Every term has a name and a definition in English and in French, and there are enough of them."""
    terms = wiki().rulebook.glossary.values()

    assert len(terms) >= 200
    for term in terms:
        for language in ("en", "fr"):
            assert term.labels[language].strip(), term.id
            assert 10 < len(term.definitions[language]) <= 240, term.id
            assert term.definitions[language].endswith("."), term.id
            assert term.definitions[language][0].isupper(), term.id


def test_terms_have_names_of_their_own() -> None:
    """No two terms share a name, or a reader could not tell which one is meant."""
    terms = wiki().rulebook.glossary.values()
    for language in ("en", "fr"):
        names = [term.labels[language].casefold() for term in terms]
        assert sorted(names) == sorted(set(names))


def test_terms_name_entries_that_exist() -> None:
    """The project's own glossary leads to its own entries, never to a withdrawn one."""
    entries = wiki().entries
    named = {term.entry for term in wiki().rulebook.glossary.values() if term.entry}

    assert named - set(entries) == set()
    assert [id for id in named if entries[id].withdrawn] == []
    assert len(named) > 40


def test_the_glossary_speaks_six_more_languages() -> None:
    """Most terms have a word in each of the six languages in which the wiki is searched but not written."""
    terms = wiki().rulebook.glossary.values()
    for language in ("de", "es", "nl", "el", "ro", "lt"):
        assert sum(bool(term.abroad.get(language)) for term in terms) > len(terms) / 2, language


def test_french_definitions_keep_french_typography() -> None:
    """Narrow non-breaking space before ; ! ?, non-breaking space before a colon and inside quotation marks."""
    for term in wiki().rulebook.glossary.values():
        texts = [term.definitions["fr"], term.labels["fr"], *term.synonyms.get("fr", ())]
        for text in texts:
            assert not re.search(r"[^\u202f][;!?]|« | »|'| : ", text), (term.id, text)


@pytest.mark.parametrize("case", CASES["cases"], ids=[case["law"] for case in CASES["cases"]])
def test_what_is_marked(case: dict[str, Any]) -> None:
    """The law of the case holds."""
    html = body(case["text"])

    glossed = GLOSSERS[case["language"]].gloss(html, case.get("entry", "an-entry"))

    assert marks(glossed) == case["marked"]
    assert MARK.sub(r"\2", glossed) == html


PIECES = ["a bollard", "IED", "[an IED](x.md)", "`bollard`", "**lockdown**", "retractable bollards", "[^bollard]",
          "R&D < bollard", "words", "’", "é", "\n\n## A bollard\n\n", "\n\n### IED\n\n", "\n\n- ", "\n\n> ", "\n",
          "\n\n|IED|bollard|\n|-|-|\n|IED|`IED`|\n\n", " ", ", ", "-", "İ"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_marking_changes_nothing_but_what_it_adds(text: str) -> None:
    """The body keeps every character; no mark stands where none may be; no term twice in a section; ids are unique."""
    html = body(text)

    glossed = GLOSSERS["en"].gloss(html, "an-entry")

    assert MARK.sub(r"\2", glossed) == html
    assert [m.group() for m in SILENT.finditer(glossed) if "agora-term" in m.group()] == []
    for section in re.split(r"<h2[ >]", glossed):
        found = [mark.split(":")[0] for mark in marks(section)]
        assert len(found) == len(set(found))
    ids = [anchor for anchor, _, _ in MARK.findall(glossed)]
    assert len(ids) == len(set(ids)) == glossed.count("agora-term")


def test_entries_get_a_handful_of_definitions() -> None:
    """Half of the entries have three to ten marks; everyday words do not litter the text."""
    glossers = {"en": Glosser(wiki().rulebook.glossary.values(), "en")}
    counts = sorted(len(marks(glossers["en"].gloss(e.body.html, e.id))) for e in wiki().entries.values())

    assert 3 <= counts[len(counts) // 2] <= 10
    assert counts[int(len(counts) * 0.95)] <= 15


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_lists_every_term_in_order(site: Path, browser: Browser, language: str) -> None:
    """Each term once, by the alphabet of the page; every letter leads to its part; every language is named."""
    page = browser.new_page()
    page.goto(f"{site.as_uri()}/{language}/glossary.html")
    shown = page.locator(".agora-glossary dt").all_text_contents()
    letters = page.locator(".agora-letters a").all_text_contents()
    parts = page.locator(".md-content h2").all_text_contents()

    assert sorted(shown) == sorted(term.labels[language] for term in wiki().rulebook.glossary.values())
    assert letters == parts == sorted(parts)
    for code in {"de", "es", "nl", "el", "ro", "lt", "en", "fr"} - {language}:
        assert page.locator(f".agora-glossary span[lang={code}]").count() > 100, code
    assert page.locator(".agora-glossary a[href*='fixed-bollards.html']").count() > 0
    page.close()


def shows(term: Locator) -> bool:
    return term.locator(".agora-definition").is_visible()


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_definition_shows_on_focus_and_on_hover(site: Path, browser: Browser, scripts: bool) -> None:
    """Keyboard and pointer both bring it, the pointer may move onto it, and it goes when they leave."""
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{site.as_uri()}/{EXPLAINED}")
    term = page.locator(".agora-term").first
    before = shows(term)
    term.focus()
    focused = shows(term)
    page.keyboard.press("Tab")
    left = shows(term)
    term.hover()
    hovered = shows(term)
    box, word = term.locator(".agora-definition").bounding_box(), term.bounding_box()
    assert box is not None
    assert word is not None
    page.mouse.move(word["x"] + word["width"] / 2, box["y"] + box["height"] / 2, steps=20)
    moved_onto = shows(term)
    page.mouse.move(0, 0)

    assert (before, focused, left, hovered, moved_onto, shows(term)) == (False, True, False, True, True, False)
    context.close()


@pytest.mark.browser
def test_escape_hides_a_definition_until_it_is_asked_for_again(site: Path, browser: Browser) -> None:
    """Without moving focus or pointer the text below can be read; the next visit shows the definition again."""
    page = browser.new_page()
    page.goto(f"{site.as_uri()}/{EXPLAINED}")
    term = page.locator(".agora-term").first
    term.focus()
    page.keyboard.press("Escape")
    expect(term).to_be_focused()
    hidden_by_key = not shows(term)
    page.keyboard.press("Tab")
    term.focus()
    again = shows(term)
    page.keyboard.press("Tab")
    term.hover()
    page.keyboard.press("Escape")
    hidden_under_pointer = not shows(term)
    page.mouse.move(0, 0)
    term.hover()

    assert hidden_by_key and again and hidden_under_pointer and shows(term)
    page.close()


@pytest.mark.browser
def test_a_definition_is_read_out_and_not_printed(site: Path, browser: Browser) -> None:
    """What the term refers to is its definition; on paper there is neither box nor underline."""
    page = browser.new_page()
    page.goto(f"{site.as_uri()}/{EXPLAINED}")
    term = page.locator(".agora-term").first
    described = page.locator(f"#{term.get_attribute('aria-describedby')}")

    assert described.count() == 1
    assert described.text_content() in {t.definitions["en"] for t in wiki().rulebook.glossary.values()}
    term.focus()
    page.emulate_media(media="print")
    assert not shows(term)
    assert "underline" not in term.evaluate("e => getComputedStyle(e).textDecorationLine")
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("path", [EXPLAINED, "fr/threats/vehicle-attack.html", "en/glossary.html", "fr/glossary.html"])
@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_terms_and_their_page_are_accessible(
    window: Page, http_address: str, path: str, width: int, scheme: Any
) -> None:
    """axe finds nothing while a definition is open, and every definition stays inside the window."""
    page = window
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    page.goto(http_address + path)
    for term in page.locator(".agora-term").all():
        term.focus()
        box = term.locator(".agora-definition").bounding_box()
        assert box is not None
        assert box["x"] >= 0 and box["x"] + box["width"] <= width

    found = violations(page)
    too_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")

    assert found == []
    assert not too_wide
