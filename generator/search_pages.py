"""The page of the search, the scripts that it loads, and how good it is.

In: the press. Out: a `Page`, files, a block. Invariant: without scripts the page still leads to every list; the figures
are measured, and a test measures them again. Refuses: to search, to rank (see `catalogue` and `search-rule.js`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from generator.address import SEARCH
from generator.answer import FACETS
from generator.model import Heading, Page
from generator.press import Press, Sheet
from generator.quality import ALL, read_quality


def search_page(press: Press, language: str) -> Sheet:
    """A query, facets and results."""
    path = f"{language}/{SEARCH}/index.html"
    return path, partial(_search_page, press, language, path)


def _search_page(press: Press, language: str, path: str) -> Page:
    word = press.templates.word
    facets = [{"field": field, "choices": _choices(press, field, language)} for field in FACETS]
    return Page(
        path,
        language,
        SEARCH,
        word("search", language),
        word("search_intro", language),
        press.fill("search", path, language, facets=facets, figures=_figures(press, language)),
        (Heading(2, "lists", word("search_lists", language)), Heading(2, "quality", word("search_quality", language))),
        press.same_everywhere(f"{SEARCH}/index.html"),
    )


def quality_block(press: Press, path: str, language: str) -> str:
    """The measured quality of the search, as a table."""
    return press.fill("search-quality", path, language, figures=_figures(press, language))


def _choices(press: Press, facet: str, language: str) -> Mapping[str, str]:
    """Value of a facet → its label, in the order in which people look for it."""
    wiki = press.wiki
    if facet == "kind":
        return {kind.id: kind.label[language] for kind in wiki.rulebook.kinds.values()}
    if facet == "status":
        return {term.id: term.labels[language] for term in wiki.rulebook.vocabularies["status"].terms.values()}
    kind = facet.removesuffix("s")
    labels = {entry.id: wiki.entry(entry.id, language).title for entry in wiki.of_kind(kind)}
    return dict(sorted(labels.items(), key=lambda item: item[1].casefold()))


def _figures(press: Press, language: str) -> list[dict[str, Any]]:
    """A row for each language and one for all, written as readers of this language write numbers."""
    word = press.templates.word
    measured_by = read_quality(press.quality)
    rows = [(other.label, other.id) for other in press.wiki.rulebook.languages if other.id in measured_by]
    figures = []
    for label, asked in [*rows, (word("all", language), ALL)]:
        measured = measured_by[asked]
        figures.append(
            {
                "label": label,
                "quality": measured,
                "first": word("search_quality_percent", language, number=round(100 * measured.first)),
                "three": word("search_quality_percent", language, number=round(100 * measured.first_three)),
                "gain": f"{measured.gain:.2f}".replace(".", word("decimal_point", language)),
            }
        )
    return figures
