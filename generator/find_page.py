"""The page "Find measures" and the data that its script reads.

In: the press. Out: a `Page` and a script file for each language. Invariant: what the page explains is the rule that ranks,
and without scripts it still explains, asks on paper and shows every measure. Refuses: to rank; `tools.find` does.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from generator import listing
from generator.address import FIND
from generator.finder_rule import FinderRule
from generator.model import Entry, Page, Rulebook
from generator.press import File, Press, Sheet, data_script, in_script
from generator.reach import MEASURE_KINDS
from generator.tools.find import sequence
from generator.tools.measure import UNKNOWN, measures_of

PHRASES = ("effect", "evidence", "cost")
"""Criteria whose phrases fill the name of the same word in a sentence."""
SHARED_WORDS = (
    "effect", "evidence", "cost", "maturity", "duration", "functions", "phases", "considerations", "summary", "date"
)  # fmt: skip
"""Words of the interface, beside those that start with `find_`, which the script shows."""
UNPACKED = """\
Agora.measures.measures = (function (data) {
  "use strict";
  var kinds = Object.keys(data.folders);
  return data.facts.map(function (fact, at) {
    var text = data.measures[at], kind = kinds[fact[1]];
    return {
      title: text[0], summary: text[1], notes: text[2], lang: text[3] || data.language, untranslated: text[4],
      href: (text[3] ? "../../" + text[3] : "..") + "/" + data.folders[kind] + "/" + fact[0] + ".html",
      id: fact[0], kind: kind, threats: fact[2], spaces: fact[3], functions: fact[4], phases: fact[5], duration: fact[6],
      cost: fact[7], effect: fact[8], evidence: fact[9], maturity: fact[10], considerations: fact[11],
      combines_with: fact[12], alternative_to: fact[13], requires: fact[14]
    };
  });
})(Agora.measures);
"""
"""The end of the data script: thousands of rows without names become measures with names."""


def find_page(press: Press, language: str) -> Sheet:
    """The rule in words, the questions, and all measures as a table for those who read without scripts."""
    path = f"{language}/{FIND}/index.html"
    return path, partial(_find_page, press, language, path)


def _find_page(press: Press, language: str, path: str) -> Page:
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
            measures=[(kind, press.lists.of_kind(kind, language)) for kind in MEASURE_KINDS if not table.is_long],
            costs=[term for term in costs.values() if term.id != UNKNOWN],
            levels=[
                term for term in levels.values() if term.id != UNKNOWN and accepted[term.id] > min(accepted.values())
            ],
            table=table,
            counts={kind: len(press.lists.places_of_kind(kind, language)) for kind in MEASURE_KINDS},
            listed=listing.entry_list(press, table, "all-measures", language),
            data=f"assets/data/measures.{language}.js",
        ),
        (),
        press.same_everywhere(f"{FIND}/index.html"),
    )


def find_data(press: Press, language: str) -> File:
    """The script file with the measures, the rule and the words."""
    return f"assets/data/measures.{language}.js", partial(_find_data, press, language)


def _find_data(press: Press, language: str) -> bytes:
    wiki, rulebook = press.wiki, press.wiki.rulebook
    facts = press.once(("facts of measures",), lambda: _facts(press))
    entries = [wiki.entry(id, language) for id, entry in wiki.entries.items() if _is_measure(entry)]
    known = {entry.id for entry in entries}
    named = {id for entry in entries for id in entry.names("requires") if not wiki.entries[id].withdrawn} - known
    titles = {
        "threats": {e.id: e.title for e in press.lists.of_kind("threat", language)},
        "spaces": {e.id: e.title for e in press.lists.of_kind("space", language)},
        "measures": {id: wiki.entry(id, language).title for id in sorted(known | named)},
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
        "folders": {kind: rulebook.kinds[kind].folder for kind in MEASURE_KINDS},
        "measures": [_texts(press, entry, language) for entry in entries],
    }
    script = data_script("measures", data).decode()
    return f"{script}Agora.measures.facts = {facts};\n{UNPACKED}".encode()


def _is_measure(entry: Entry) -> bool:
    return entry.kind in MEASURE_KINDS and not entry.withdrawn


def _facts(press: Press) -> str:
    """What is the same in every language, as JSON: a row for each measure, without the names that `UNPACKED` gives it."""
    rows = []
    for measure in press.once(("measures",), measures_of, press.wiki, press.reach):
        entry = press.wiki.entries[measure.id]
        rows.append(
            [
                measure.id,
                MEASURE_KINDS.index(entry.kind),
                measure.threats,
                measure.spaces,
                entry.names("functions"),
                measure.phases,
                measure.duration,
                measure.cost,
                measure.effect,
                measure.evidence,
                entry.front["maturity"],
                measure.considerations,
                measure.combines_with,
                measure.alternative_to,
                measure.requires,
            ]
        )
    return in_script(rows)


def _texts(press: Press, entry: Entry, language: str) -> list[Any]:
    """What is said in a language: title, summary, notes on side effects, and what of it is in another language."""
    considerations = entry.front["considerations"]
    spoken = "" if entry.language == language else entry.language
    untranslated = [
        name for name in considerations if press.wiki.note_language(entry, "considerations", name) != language
    ]
    return [
        entry.title,
        entry.summary,
        {name: item["note"] for name, item in considerations.items()},
        spoken,
        untranslated,
    ]


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
