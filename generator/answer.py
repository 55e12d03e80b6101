"""A question to the search and the answer to it, as values and as texts.

In: what was found. Out: text for a person, JSON for a program. Invariant: an answer says what it did with a word that
nobody wrote, and an empty answer says what to try next. Refuses: to search, to print.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from generator.model import Rulebook, SearchRecord
from generator.problems import nearest, visible

FACETS = ("kind", "threats", "spaces", "status")
"""What the search page narrows its results by."""


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody looks for; a filter that is None lets everything through."""

    text: str
    kind: str | None = None
    threat: str | None = None
    space: str | None = None
    language: str | None = None
    limit: int = 10


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found, and how well it fits."""

    record: SearchRecord
    score: int


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a question."""

    hits: tuple[Hit, ...]
    read_as: Mapping[str, tuple[str, ...]]
    """Word that nobody wrote → what was searched for instead."""
    unknown: Mapping[str, tuple[str, ...]]
    """Word that nobody wrote and that is like no other → words that begin like it."""
    unfiltered: int
    """How many entries there would have been without filters, when there is none with them."""
    unkept: str = ""
    """Why the index could not be kept on the disk, if it could not."""


def faults(question: Question, rulebook: Rulebook, threats: Iterable[str], spaces: Iterable[str]) -> Iterator[str]:
    """What is wrong with the filters of a question, each with everything that would have been right."""
    yield from _fault("--kind", question.kind, rulebook.kinds)
    yield from _fault("--threat", question.threat, threats)
    yield from _fault("--space", question.space, spaces)
    yield from _fault("--lang", question.language, [language.id for language in rulebook.languages])


def as_json(found: Found) -> str:
    """A list of objects with id, kind, title, lang, score, url."""
    rows = [
        {
            "id": hit.record.id,
            "kind": hit.record.kind,
            "title": hit.record.title,
            "lang": hit.record.language,
            "score": hit.score,
            "url": hit.record.url,
        }
        for hit in found.hits
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def as_text(found: Found, rulebook: Rulebook) -> str:
    """Two lines for each entry: title, kind and page, then the summary."""
    lines = []
    for hit in found.hits:
        record = hit.record
        kind = rulebook.kinds[record.kind].label[record.language].lower()
        lines.append(f"{_line(record.title)} ({kind}) · {record.url}")
        lines.append(f"    {_line(record.summary)}")
    return "\n".join(lines or [_nothing(found)]) + "\n"


def remarks(found: Found) -> Iterator[str]:
    """What a person should know about how the answer came about."""
    for word, others in found.read_as.items():
        yield f'No entry has "{visible(word)}"; searched for "{visible(", ".join(others))}".'
    if found.unkept:
        yield f"The search index could not be kept ({visible(found.unkept)}); it was made in memory."


def _line(text: str) -> str:
    """The text on one line of a terminal; the fixed spaces of French typography become plain ones."""
    return visible(" ".join(text.split()), 400)


def _nothing(found: Found) -> str:
    if found.unfiltered:
        entries = "1 entry fits" if found.unfiltered == 1 else f"{found.unfiltered} entries fit"
        return f"Nothing was found with these filters; without them {entries}."
    near = list(dict.fromkeys(word for words in found.unknown.values() for word in words))
    if near:
        return f"Nothing was found. Words that begin alike: {visible(', '.join(near))}."
    return "Nothing was found. Try another word for the same thing, or fewer words."


def _fault(option: str, value: str | None, allowed: Iterable[str]) -> Iterator[str]:
    choices = list(allowed)
    if value is None or value in choices:
        return
    near = nearest(value, choices)
    hint = f'Did you mean "{near}"? ' if near else ""
    yield f'{option} "{visible(value)}" is unknown. {hint}Allowed: {", ".join(choices) or "none"}.'
