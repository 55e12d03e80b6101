"""How good the search is, measured with questions that practitioners ask.

In: questions with the entries that answer them, the search in memory. Out: figures for each language. Invariant: every
question counts, one whose entry does not exist as well. Refuses: to look at a question's words; to measure at every build, which would
take longer than all the rest.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.catalogue import Catalogue


ALL = "all"
"""Stands for the questions of every language."""

DEPTH = 10
"""Results that a reader may be expected to look at."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What somebody would ask in a language, and the entries of which each is a right answer."""

    query: str
    language: str
    expected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quality:
    """Shares from 0 to 1 over a number of questions."""

    questions: int
    first: float
    """Questions whose first result is right."""
    first_three: float
    """Questions with a right one among the first three results."""
    gain: float
    """nDCG@10: how near to the top all right ones stand; 1 is the best order."""


def read_inquiries(text: str) -> tuple[Inquiry, ...]:
    """The committed questions, from JSON."""
    return tuple(Inquiry(row["query"], row["lang"], tuple(row["expected"])) for row in json.loads(text))


def measure(catalogue: Catalogue, inquiries: Sequence[Inquiry]) -> str:
    """The figures for each language and for all, as JSON that `read_quality` reads."""
    languages = sorted({inquiry.language for inquiry in inquiries})
    rows = {one: quality(catalogue, [i for i in inquiries if i.language == one]) for one in languages}
    rows[ALL] = quality(catalogue, inquiries)
    figures = {
        name: {
            "questions": row.questions,
            "first": round(row.first, 4),
            "first_three": round(row.first_three, 4),
            "gain": round(row.gain, 4),
        }
        for name, row in rows.items()
    }
    return json.dumps(figures, indent=2) + "\n"


def read_quality(text: str) -> dict[str, Quality]:
    """Language, or ALL, → the figures that were measured."""
    return {name: Quality(**row) for name, row in json.loads(text).items()}


def quality(catalogue: Catalogue, inquiries: Iterable[Inquiry]) -> Quality:
    """The figures over these questions."""
    answers = [
        (inquiry.expected, [record.id for record, _ in catalogue.find(inquiry.query, inquiry.language)[1]])
        for inquiry in inquiries
    ]
    number = len(answers)
    return Quality(
        number,
        sum(any(id in expected for id in found[:1]) for expected, found in answers) / (number or 1),
        sum(any(id in expected for id in found[:3]) for expected, found in answers) / (number or 1),
        sum(gain(expected, found) for expected, found in answers) / (number or 1),
    )


def gain(expected: Sequence[str], found: Sequence[str]) -> float:
    """nDCG@10 of one answer: a right result counts less with each place from the top."""
    reached = sum(1 / math.log2(place + 2) for place, id in enumerate(found[:DEPTH]) if id in expected)
    return reached / sum(1 / math.log2(place + 2) for place in range(min(len(expected), DEPTH)))
