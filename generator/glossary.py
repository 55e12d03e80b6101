"""The glossary as a table: from its rows to terms, or the reason why not.

In: rows of `schemas/glossary.yml` as YAML gives them. Out: `GlossaryTerm`s. Invariant: a term has a name and a definition
in every language of the wiki, and its sources are public addresses. Refuses: a key that it does not know, which is a
misspelt one; to ask whether the entry that a term names exists, because a city may build with entries of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from generator.model import GlossaryTerm

COLUMNS = ("id", "in_text", "definition")
"""What a row must have besides a name in every language."""

LISTS = ("synonyms", "search_words", "other")
KNOWN = frozenset([*COLUMNS, *LISTS, "entry", "source"])
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
ADDRESS = re.compile(r"https?://[^\s/]+\S*")
LONGEST_DEFINITION = 240


def row_fault(row: Mapping[str, Any], languages: Sequence[str]) -> str:
    """What is wrong with a row that has an id and definitions; empty for a good one."""
    unknown = [str(key) for key in row if key not in KNOWN and key not in languages]
    unnamed = [language for language in languages if not _is_text(row.get(language))]
    definitions = row["definition"]
    sources = row.get("source", [])
    if not ID.fullmatch(row["id"]):
        return "has an id that is not made of small letters, digits and single hyphens"
    if unknown:
        return f"has an unknown column {', '.join(unknown)}"
    if unnamed:
        return f"has no name in {', '.join(unnamed)}"
    if any(not 0 < len(definitions[language]) <= LONGEST_DEFINITION for language in languages):
        return f"has a definition that is empty or longer than {LONGEST_DEFINITION} characters"
    for column in LISTS:
        if not _is_lists_of_texts(row.get(column, {})):
            return f"has something else than lists of words by language in {column}"
    if not isinstance(sources, list) or not all(_is_text(source) and ADDRESS.fullmatch(source) for source in sources):
        return "has a source that is not a public address"
    if "entry" in row and not _is_text(row["entry"]):
        return "has an entry that is not an id"
    return ""


def glossary_term(row: Mapping[str, Any], languages: Sequence[str]) -> GlossaryTerm:
    """The term of a row without fault."""
    lists = {column: {language: tuple(words) for language, words in row.get(column, {}).items()} for column in LISTS}
    return GlossaryTerm(
        row["id"],
        {language: row[language] for language in languages},
        row["definition"],
        lists["synonyms"],
        lists["search_words"],
        lists["other"],
        tuple(row.get("source", ())),
        row["in_text"],
        row.get("entry"),
    )


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_lists_of_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(language, str) and isinstance(words, list) and all(map(_is_text, words))
        for language, words in value.items()
    )
