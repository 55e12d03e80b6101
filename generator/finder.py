"""The rule of the finder: from the table `finder.yml` to a `FinderRule`.

In: the table as YAML gave it, the vocabularies, the languages. Out: the rule, or everything that is wrong with the table.
Invariant: every term of a vocabulary has its points, every sentence exists in every language and asks for the same names,
and `unknown` is neither the best nor the worst value. Refuses: to rank; to read a file.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeGuard

from generator.finder_rule import Criterion, FinderRule
from generator.model import Vocabulary

UNKNOWN = "unknown"
QUESTIONS = ("spaces", "threats", "there", "cost", "duration", "phases", "limits", "first")
CRITERIA = ("against", "fit", "effect", "evidence", "considerations", "cost")
PLACES = ("fixed", "movable", "following")
REASONS = (
    "answers", "suits", "part", "warned", "effect", "evidence", "cost", "watch", "ask", "unlimited", "partner", "alternative",
    "needs", "supported", "partners",
)  # fmt: skip
EXCLUSIONS = ("elsewhere", "cost", "duration", "phases", "limit")
GAPS = ("nothing", "limits", "there", "implausible")
SHARES = ("all", "half", "less")
"""What the criterion `fit` tells apart: it has no vocabulary."""
NAMES = frozenset(
    ["asked", "share", "effect", "evidence", "cost", "considerations", "measures", "duration", "phases", "level"]
)
"""What sentences may ask for."""


def read_finder(
    table: Any, vocabularies: Mapping[str, Vocabulary], languages: Sequence[str]
) -> tuple[FinderRule | None, list[str]]:
    """The rule and no fault, or no rule and every fault: half a rule would rank by chance."""
    if not isinstance(table, dict):
        return None, ["it is not a table of questions, criteria and sentences"]
    faults = list(_faults(table, vocabularies, languages))
    if faults:
        return None, faults
    sentences = {
        part: {row["id"]: {language: row[language] for language in languages} for row in table[part]}
        for part in ("reasons", "exclusions", "gaps")
    }
    rule = FinderRule(
        questions={row["id"]: {"label": row["label"], "why": row["why"]} for row in table["questions"]},
        criteria=tuple(_criterion(row, languages) for row in table["criteria"]),
        watch=tuple(table["watch"]),
        most_compared=table["most_compared"],
        explanation=tuple(table["explanation"]),
        **sentences,
    )
    return rule, []


def _criterion(row: Mapping[str, Any], languages: Sequence[str]) -> Criterion:
    return Criterion(
        row["id"],
        row["place"],
        row.get("vocabulary", ""),
        row["label"],
        row["rule"],
        {value["id"]: value["points"] for value in row["points"]},
        {value["id"]: {la: value[la] for la in languages} for value in row["points"] if languages[0] in value},
    )


def _faults(
    table: Mapping[str, Any], vocabularies: Mapping[str, Vocabulary], languages: Sequence[str]
) -> Iterator[str]:
    for part, ids, labels in (
        ("questions", QUESTIONS, ("label", "why")),
        ("criteria", CRITERIA, ("label", "rule")),
        ("reasons", REASONS, ()),
        ("exclusions", EXCLUSIONS, ()),
        ("gaps", GAPS, ()),
    ):
        rows = table.get(part)
        if not _are_rows(rows) or [row["id"] for row in rows] != list(ids):
            yield f"{part} needs these rows in this order: {', '.join(ids)}"
            continue
        for row in rows:
            for texts in [row.get(label) for label in labels] or [row]:
                fault = _text_fault(texts, languages)
                if fault:
                    yield f"{part}: {row['id']} {fault}"
            if part == "criteria":
                yield from (f"criteria: {row['id']} {fault}" for fault in _point_faults(row, vocabularies, languages))
    if not isinstance(table.get("explanation"), list) or not table["explanation"]:
        yield "explanation needs a list of sentences"
    else:
        found = ((number, _text_fault(texts, languages)) for number, texts in enumerate(table["explanation"], 1))
        yield from (f"explanation: sentence {number} {fault}" for number, fault in found if fault)
    levels = vocabularies["level"].terms if "level" in vocabularies else {}
    watch = table.get("watch")
    if (
        not isinstance(watch, list)
        or not watch
        or any(not isinstance(item, str) or item not in levels for item in watch)
    ):
        yield "watch needs a list of terms of the vocabulary level"
    if type(table.get("most_compared")) is not int or not 2 <= table["most_compared"] <= 6:
        yield "most_compared needs a whole number from 2 to 6"


def _point_faults(
    row: Mapping[str, Any], vocabularies: Mapping[str, Vocabulary], languages: Sequence[str]
) -> Iterator[str]:
    if row.get("place") not in PLACES:
        yield f"needs a place: {', '.join(PLACES)}"
    vocabulary = row.get("vocabulary", "")
    if not isinstance(vocabulary, str) or (vocabulary and vocabulary not in vocabularies):
        yield "names a vocabulary that does not exist"
        return
    terms = list(vocabularies[vocabulary].terms) if vocabulary else list(SHARES)
    rows = row.get("points")
    if not _are_rows(rows) or sorted(value["id"] for value in rows) != sorted(terms):
        yield f"needs points for each of these once: {', '.join(terms)}"
        return
    if any(type(value.get("points")) is not int for value in rows):
        yield "has points that are no whole number"
        return
    if row["id"] != "against":
        for value in rows:
            fault = _text_fault(value, languages)
            if fault:
                yield f"({value['id']}) {fault}"
        points = {value["id"]: value["points"] for value in rows}
        if UNKNOWN in points and points[UNKNOWN] in (min(points.values()), max(points.values())):
            yield "makes unknown the best or the worst value"


def _are_rows(rows: Any) -> TypeGuard[list[dict[str, Any]]]:
    return isinstance(rows, list) and all(isinstance(row, dict) and isinstance(row.get("id"), str) for row in rows)


def _text_fault(texts: Any, languages: Sequence[str]) -> str:
    """What is wrong with a sentence; empty if nothing is."""
    if not isinstance(texts, dict) or not all(isinstance(texts.get(la), str) and texts[la] for la in languages):
        return "lacks a text in some language"
    try:
        asked = [
            {name for _, name, _, _ in string.Formatter().parse(texts[la]) if name is not None} for la in languages
        ]
    except ValueError:
        return "has a brace that is not closed"
    if any(names != asked[0] for names in asked) or not asked[0] <= NAMES:
        return "asks for names that differ between languages or do not exist"
    return ""
