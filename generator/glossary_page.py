"""The glossary as a page: every term, what it means, what it is called elsewhere.

In: the press. Out: a block for a hand-written page. Invariant: the order and the letters are those of the page's own
language, and every word of another language says which one it is in. Refuses: to show search words, which mean something
else than the term; to link to an entry that this wiki does not have.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from generator.analysis import fold
from generator.model import Entry, GlossaryTerm
from generator.press import Press


def glossary_block(press: Press, path: str, language: str) -> str:
    """All terms by their first letter."""
    terms = sorted(press.wiki.rulebook.glossary.values(), key=lambda term: (fold(term.labels[language]), term.id))
    letters = [
        (letter, [_row(press, term, language) for term in group])
        for letter, group in groupby(terms, lambda term: fold(term.labels[language])[0].upper())
    ]
    return press.fill("glossary", path, language, letters=letters, count=len(terms))


def _row(press: Press, term: GlossaryTerm, language: str) -> dict[str, Any]:
    return {
        "id": term.id,
        "label": term.labels[language],
        "definition": term.definitions[language],
        "synonyms": term.synonyms.get(language, ()),
        "translations": list(_translations(press, term, language)),
        "entry": _entry(press, term, language),
        "sources": [(urlsplit(source).hostname or source, source) for source in term.sources],
    }


def _translations(press: Press, term: GlossaryTerm, language: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Language, its name, the words: first the other languages of the wiki, then those in which it is not written."""
    for other in press.wiki.rulebook.languages:
        if other.id != language:
            yield other.id, _name(press, other.id, language), (term.labels[other.id], *term.synonyms.get(other.id, ()))
    for code, words in term.abroad.items():
        if words:
            yield code, _name(press, code, language), words


def _name(press: Press, code: str, language: str) -> str:
    key = f"language_{code}"
    return press.templates.word(key, language) if key in press.templates.words else code


def _entry(press: Press, term: GlossaryTerm, language: str) -> Entry | None:
    found = press.wiki.entries.get(term.entry or "")
    return press.wiki.entry(found.id, language) if found and not found.withdrawn else None
