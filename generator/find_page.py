"""The page "Find measures" and the data that its script reads.

In: the press. Out: a `Page` and a script file for each language. Invariant: what the page explains is the rule that ranks,
and without scripts it still explains, asks on paper and shows every measure. Refuses: to rank; `tools.find` does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from generator import address, listing
from generator.address import FIND
from generator.finder_rule import FinderRule
from generator.model import Entry, Page, Rulebook
from generator.press import Press, data_script
from generator.reach import MEASURE_KINDS
from generator.tools.find import sequence
from generator.tools.measure import UNKNOWN, measures_of

PHRASES = ("effect", "evidence", "cost")
"""Criteria whose phrases fill the name of the same word in a sentence."""
SHARED_WORDS = (
    "effect", "evidence", "cost", "maturity", "duration", "functions", "phases", "considerations", "summary", "date"
)  # fmt: skip
"""Words of the interface, beside those that start with `find_`, which the script shows."""


def find_page(press: Press, language: str) -> Page:
    """The rule in words, the questions, and all measures as a table for those who read without scripts."""
    path = f"{language}/{FIND}/index.html"
    rulebook = press.wiki.rulebook
    costs, levels = rulebook.vocabularies["cost_band"].terms, rulebook.vocabularies["level"].terms
    table = press.lists.table_of_kinds(MEASURE_KINDS, language)
    table = replace(table, filters=())
    accepted = _points(rulebook.finder, "considerations")
    return Page(
        path,
        language,
        FIND,
        press.templates.word("find_title", language),
        press.templates.word("find_intro", language),
        press.fill(
            "find",
            path,
            language,
            rule=rulebook.finder,
            order=_ordered(rulebook.finder),
            spaces=press.lists.of_kind("space", language),
            threats=press.lists.of_kind("threat", language),
            measures=[(kind, press.lists.of_kind(kind, language)) for kind in MEASURE_KINDS],
            costs=[term for term in costs.values() if term.id != UNKNOWN],
            levels=[
                term for term in levels.values() if term.id != UNKNOWN and accepted[term.id] > min(accepted.values())
            ],
            table=table,
            listed=listing.entry_list(press, table, "all-measures", language),
            data=f"assets/data/measures.{language}.js",
        ),
        (),
        press.same_everywhere(f"{FIND}/index.html"),
    )


def find_data(press: Press, language: str) -> tuple[str, bytes]:
    """Path and bytes of the script file with the measures, the rule and the words."""
    page = f"{language}/{FIND}/index.html"
    wiki, rulebook = press.wiki, press.wiki.rulebook
    measures = []
    for measure in measures_of(wiki, press.reach):
        entry = wiki.entry(measure.id, language)
        considerations = entry.front["considerations"]
        measures.append(
            {
                **_shown(press, page, entry),
                "id": measure.id,
                "kind": entry.kind,
                "summary": entry.summary,
                "threats": measure.threats,
                "spaces": measure.spaces,
                "functions": entry.names("functions"),
                "phases": measure.phases,
                "duration": measure.duration,
                "cost": measure.cost,
                "effect": measure.effect,
                "evidence": measure.evidence,
                "maturity": entry.front["maturity"],
                "considerations": measure.considerations,
                "notes": {name: item["note"] for name, item in considerations.items()},
                "untranslated": [
                    name for name in considerations if wiki.note_language(entry, "considerations", name) != language
                ],
                "combines_with": measure.combines_with,
                "alternative_to": measure.alternative_to,
                "requires": measure.requires,
            }
        )
    named = {id for measure in measures for id in measure["requires"]} - {measure["id"] for measure in measures}
    titles = {
        "threats": {e.id: e.title for e in press.lists.of_kind("threat", language)},
        "spaces": {e.id: e.title for e in press.lists.of_kind("space", language)},
        "measures": {id: wiki.entry(id, language).title for id in sorted({m["id"] for m in measures} | named)},
    }
    texts = press.templates.words.items()
    words = {key.removeprefix("find_"): text[language] for key, text in texts if key.startswith("find_")}
    data = {
        "language": language,
        "source_language": rulebook.source_language,
        "date": wiki.date,
        "rule": rule_data(rulebook.finder, language),
        "labels": labels_of(rulebook, titles, language),
        "terms": {
            name: {term.id: term.labels[language] for term in rulebook.vocabularies[name].terms.values()}
            for name in (
                "effect",
                "evidence",
                "cost_band",
                "maturity",
                "duration",
                "function",
                "phase",
                "consideration",
                "level",
            )
        },
        "kinds": {kind: rulebook.kinds[kind].label[language] for kind in MEASURE_KINDS},
        "words": {**words, **{word: press.templates.word(word, language) for word in SHARED_WORDS}},
        "implausible": sorted(rulebook.implausible),
        "measures": measures,
    }
    return f"assets/data/measures.{language}.js", data_script("measures", data)


def rule_data(rule: FinderRule, language: str) -> dict[str, Any]:
    """The rule as `find-rule.js` reads it."""
    return {
        "criteria": [{"id": c.id, "place": c.place, "points": c.points} for c in rule.criteria],
        "watch": rule.watch,
        "most_compared": rule.most_compared,
        **{
            part: {id: texts[language] for id, texts in getattr(rule, part).items()}
            for part in ("reasons", "exclusions", "gaps")
        },
    }


def labels_of(rulebook: Rulebook, titles: dict[str, dict[str, str]], language: str) -> dict[str, dict[str, str]]:
    """Name in a sentence of the rule → id → word; `titles` are those of threats, spaces and measures."""
    phrases = {c.id: {id: texts[language] for id, texts in c.phrases.items()} for c in rulebook.finder.criteria}

    def terms(name: str) -> dict[str, str]:
        return {term.id: term.labels[language] for term in rulebook.vocabularies[name].terms.values()}

    return {
        **titles,
        **{name: phrases[name] for name in PHRASES},
        "share": phrases["fit"],
        "level": phrases["considerations"],
        "considerations": terms("consideration"),
        "duration": terms("duration"),
        "phases": terms("phase"),
    }


def _ordered(rule: FinderRule) -> list[Any]:
    """Criteria as the page tells them: in the order in which they decide."""
    by_id = {criterion.id: criterion for criterion in rule.criteria}
    return [by_id[id] for id in sequence(rule.criteria, "")]


def _points(rule: FinderRule, id: str) -> Any:
    return next(criterion.points for criterion in rule.criteria if criterion.id == id)


def _shown(press: Press, page: str, entry: Entry) -> dict[str, str]:
    """Title, address and language of an entry as a result shows them."""
    return {"title": entry.title, "href": address.relative(page, press.page_path(entry)), "lang": entry.language}
