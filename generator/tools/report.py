"""The dossier as a document of blocks: the whole report or some steps, and the questionnaire of a step to fill in on paper.

In: a dossier, the tables of `schemas/dossier/` in one language, results as blocks, names of entries and terms, a choice.
Out: blocks. Invariant: every question of a chosen step stands in the report, answered or not; unknown is printed as unknown;
without sensitive answers no text of one is printed, not even as the name of something else. Refuses: to work out results.
`dossier-report.js` gives the same blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.tools.document_text import Block, marking_of, number_text
from generator.tools.dossier_progress import STEPS

Row = Mapping[str, Any]

PARTS = {"evaluation": "evaluation", "implementation": "plan", "review": "review"}
"""Where in an assessment the answers of a step are, if they have a place of their own."""
BESIDE = {"solutions": "request"}
"""Step → the table of questions that is asked in it beside its own; its answers have the name of the table."""
MOST_COLUMNS = 5
"""A list of items with more questions is printed as one table for each item, because a page is not wide enough."""
LINES = {"long": 5, "choices": 3, "entries": 3}
"""Lines to write on, by type of question; one for every other type."""


def frame(dossier: Row, words: Mapping[str, str]) -> dict[str, str]:
    """What stands around every output of a dossier."""
    return {
        "title": dossier.get("title") or words["untitled"],
        "language": dossier.get("language") or "en",
        "marking": marking_of(dossier.get("tlp", "")),
        **{name: words[name] for name in ("page", "marking_label", "separator")},
    }


def report(dossier: Row, tables: Row, results: Row, names: Row, choice: Row) -> list[Block]:
    """The chosen steps of a dossier, all of them if none is named.

    `tables` are step → table, with `outputs`; `results` are step → place ("" for all together) → blocks; `names` has
    `vocabularies`, `scales` and `entries`; `choice` has `steps`, `assessments`, `without_sensitive` and `today`.
    """
    writer = _Writer(dossier, tables, names, bool(choice.get("without_sensitive")))
    words = writer.words
    title = frame(dossier, words)["title"]
    blocks = [
        _heading(1, _filled(words["report_title"], {"title": title})),
        _paragraph(_filled(words["marking_told"], {"marking": marking_of(dossier.get("tlp", ""))})),
    ]
    if writer.guarded:
        blocks.append(_paragraph(words["withheld_told"]))
    blocks.append(writer.about(choice.get("today", "")))
    for step in STEPS:
        if step in (choice.get("steps") or STEPS) and step in tables:
            blocks += writer.step(step, results.get(step, {}), choice.get("assessments") or [])
    return [*blocks, _paragraph(words["method"])]


def questionnaire(table: Row, names: Row, words: Mapping[str, str]) -> list[Block]:
    """The questions of a step with room for answers: its paper twin."""
    title = _filled(words["paper_title"], {"title": table["title"]})
    blocks = [_heading(1, title), _paragraph(table["intro"])]
    return blocks + [block for question in table["questions"] for block in _asked(question, names, words, 2)]


class _Writer:
    """Puts answers into words; knows the dossier, so that ids become names."""

    def __init__(self, dossier: Row, tables: Row, names: Row, guarded: bool) -> None:
        self.dossier = dossier
        self.tables = tables
        self.names = names
        self.guarded = guarded
        """Whether sensitive answers are left out."""
        self.words: Mapping[str, str] = tables["outputs"]["words"]

    def about(self, today: str) -> Block:
        words, dossier = self.words, self.dossier
        rows = [
            [words[name], dossier.get(name) or words["not_dated"]] for name in ("created", "changed", "content_version")
        ]
        sites = [self.called("space", site) for site in dossier.get("sites", [])]
        rows.insert(0, [words["sites"], words["join"].join(sites) or words["not_dated"]])
        return _table(words["about"], [], [*rows, [words["printed"], today or words["not_dated"]]])

    def step(self, step: str, results: Row, assessments: Sequence[str]) -> Iterator[Block]:
        table, words = self.tables[step], self.words
        yield _heading(2, table["title"])
        if step in self.dossier.get("not_applicable", []):
            yield _paragraph(words["set_aside"])
            return
        holders = list(self.holders(step, assessments))
        if not holders:
            yield _paragraph(words["no_holder"])
        for place, name, holder, near in holders:
            if name:
                yield _heading(3, name)
            yield from self.answered(table["questions"], holder, near)
            beside = BESIDE.get(step, "")
            if beside in self.tables:
                yield _heading(3, self.tables[beside]["title"])
                yield from self.answered(self.tables[beside]["questions"], holder.get(beside, {}), near)
            yield from self.results(results.get(place, []))
        yield from self.results(results.get("", []))

    def results(self, blocks: Sequence[Block]) -> Sequence[Block]:
        return [_heading(3, self.words["result"]), *blocks] if blocks and not self.guarded else []

    def holders(self, step: str, assessments: Sequence[str]) -> Iterator[tuple[str, str, Row, list[Row]]]:
        """Place, name and answers of everything that the step asks about, and where its references lead."""
        dossier, team = self.dossier, self.dossier.get("team", {})
        sites = {site["id"]: site for site in dossier.get("sites", [])}
        if step == "team":
            yield "team", "", team, [team, dossier]
        elif step == "space":
            for id, site in sites.items():
                name = _filled(self.words["site_name"], {"name": self.called(step, site)})
                yield f"sites/{id}", name, site, [site, team, dossier]
        else:
            for row in dossier.get("assessments", []):
                if assessments and row["id"] not in assessments:
                    continue
                near = [row, sites.get(row.get("site", ""), {}), team, dossier]
                holder = row.get(PARTS[step], {}) if step in PARTS else row
                name = _filled(self.words["assessment_name"], {"name": self.called("vulnerability", row)})
                yield f"assessments/{row['id']}", name, holder, near

    def called(self, step: str, row: Row) -> str:
        """The name of a site or an assessment, unless its question is sensitive."""
        questions = self.tables.get(step, {}).get("questions", [])
        hidden = self.guarded and any(row["id"] == "name" and row.get("sensitive") for row in questions)
        return str((not hidden and row.get("name")) or f"{self.words['unnamed']} ({row['id']})")

    def answered(self, questions: Sequence[Row], holder: Row, near: Sequence[Row]) -> Iterator[Block]:
        yield from self.answers(questions, holder, near)
        yield _paragraph(self.counted(questions, holder))

    def answers(self, questions: Sequence[Row], holder: Row, near: Sequence[Row]) -> Iterator[Block]:
        """Plain answers in tables, lists behind them in the order of the questions."""
        plain: list[list[str]] = []
        for question in questions:
            if question["type"] != "list":
                plain.append([question["label"], self.answer(question, _value(question, holder), near)])
                continue
            if plain:
                yield _table("", [self.words["question"], self.words["answer"]], plain)
                plain = []
            yield from self.items(question, _value(question, holder) or [], near)
        if plain:
            yield _table("", [self.words["question"], self.words["answer"]], plain)

    def items(self, question: Row, items: Sequence[Row], near: Sequence[Row]) -> Iterator[Block]:
        asked = question["questions"]
        if not items or (self.guarded and question.get("sensitive")):
            told = self.words["withheld" if items else "no_items"]
            yield _table("", [], [[question["label"], told]])
        elif len(asked) <= MOST_COLUMNS:
            head = [row["label"] for row in asked]
            rows = [[self.answer(row, _value(row, item), near) for row in asked] for item in items]
            yield _table(question["label"], head, rows)
        else:
            for number, item in enumerate(items, 1):
                caption = _filled(self.words["item"], {"label": question["label"], "number": str(number)})
                rows = [[row["label"], self.answer(row, _value(row, item), near)] for row in asked]
                yield _table(caption, [self.words["question"], self.words["answer"]], rows)

    def answer(self, question: Row, value: Any, near: Sequence[Row]) -> str:
        """An answer in words; what is not there is said to be not there."""
        if value in (None, "", [], {}):
            return self.words["left_open" if question.get("optional") else "not_answered"]
        if self.guarded and question.get("sensitive"):
            return self.words["withheld"]
        kind = question["type"]
        if kind == "scale":
            return self.level(question["scale"], value)
        if isinstance(value, (int, float)):
            return number_text(value).replace(".", self.words["decimal"])
        ids = value if isinstance(value, list) else [value]
        if kind in ("entry", "entries"):
            return self.words["join"].join(self.entry(id) for id in ids)
        if kind in ("choice", "choices"):
            return self.words["join"].join(self.option(question, id, near) for id in ids)
        if kind == "list":
            return self.words["join"].join(
                self.item(question["label"], number, row) for number, row in enumerate(ids, 1)
            )
        return self.member(question, str(value), near)

    def member(self, question: Row, text: str, near: Sequence[Row]) -> str:
        """A text as it was written; one that may name something of a list and does is its name."""
        rows = _reached(question["from"], near) if "from" in question else []
        named = (n for n, row in enumerate(rows, 1) if isinstance(row, Mapping) and row["id"] == text)
        place = next(named, 0)
        return self.item(question["label"], place, rows[place - 1]) if place else text

    def level(self, scale: str, answer: Row) -> str:
        level, words = answer.get("level", "unknown"), self.words
        told = words["level_unknown"]
        if level != "unknown":
            low, high = answer.get("low", level), answer.get("high", level)
            labels = {row["level"]: row["label"] for row in _scale(self.names, scale)["levels"]}
            values = {"level": str(level), "label": labels[level], "low": str(low), "high": str(high)}
            told = _filled(words["level" if low == high else "level_range"], values)
        reason = answer.get("reason", "")
        return _filled(words["level_reason"], {"answer": told, "reason": reason}) if reason else told

    def entry(self, id: str) -> str:
        found = self.names["entries"].get(id)
        return str(found["title"]) if found else _filled(self.words["gone"], {"id": id})

    def option(self, question: Row, id: str, near: Sequence[Row]) -> str:
        if "from" in question:
            rows = _reached(question["from"], near)
            for number, row in enumerate(rows, 1):
                if isinstance(row, Mapping) and row["id"] == id:
                    return self.item(question["label"], number, row)
            return self.entry(id) if id in rows else _filled(self.words["gone"], {"id": id})
        labels = {row["id"]: row["label"] for row in _options(question, self.names)}
        return str(labels.get(id) or _filled(self.words["gone"], {"id": id}))

    def item(self, label: str, number: int, row: Row) -> str:
        """The name of something in a list; its number alone where names may be sensitive."""
        told = "" if self.guarded else row.get("name") or row.get("words") or ""
        if not told and row.get("threat"):
            told = self.entry(row["threat"])
        return told or _filled(self.words["item"], {"label": label, "number": str(number)})

    def counted(self, questions: Sequence[Row], holder: Row) -> str:
        """How much is not answered and how much is unknown, so that nobody takes a thin report for a full one."""
        found = list(_leaves(questions, holder))
        missing = sum(value in (None, "", [], {}) for value in found)
        unknown = sum(isinstance(value, Mapping) and value.get("level") == "unknown" for value in found)
        return _filled(self.words["unknowns"], {"missing": str(missing), "unknown": str(unknown)})


def _asked(question: Row, names: Row, words: Mapping[str, str], level: int) -> Iterator[Block]:
    label = _filled(words["paper_why"], {"label": question["label"], "why": question["why"]})
    options = _options(question, names)
    if question["type"] == "list":
        yield _heading(level, question["label"])
        yield _paragraph(question["why"])
        yield _paragraph(words["paper_repeat"])
        for row in question["questions"]:
            yield from _asked(row, names, words, 3)
    elif question["type"] == "scale":
        scale = _scale(names, question["scale"])
        rows = [["☐", f"{row['level']}. {row['label']}", row["description"]] for row in scale["levels"]]
        rows.append(["☐", scale["unknown"]["label"], scale["unknown"]["description"]])
        yield _paragraph(label)
        yield _table(scale["question"], [words["paper_tick"], words["paper_level"], words["paper_means"]], rows)
        yield {"block": "form", "label": words["paper_range"], "lines": 2}
    elif options:
        yield _paragraph(label)
        yield {"block": "list", "items": [_filled(words["paper_box"], {"label": row["label"]}) for row in options]}
    else:
        yield {"block": "form", "label": label, "lines": LINES.get(question["type"], 1)}


def _value(question: Row, holder: Row) -> Any:
    """The answer to a question; `in` names the part of the holder that has it."""
    return (holder.get(question["in"], {}) if "in" in question else holder).get(question["id"])


def _leaves(questions: Sequence[Row], holder: Row) -> Iterator[Any]:
    """Every answer, and nothing in the place of one that is missing, unless the question may be left open."""
    for question in questions:
        value = _value(question, holder)
        if question["type"] == "list" and value:
            for item in value:
                yield from _leaves(question["questions"], item)
        elif value not in (None, "", [], {}) or not question.get("optional"):
            yield value


def _reached(path: str, near: Sequence[Row]) -> Sequence[Any]:
    """The list that a question chooses from: the first that the path leads to."""
    parts = re.sub("^(assessment|site|team)/", "", path).split("/")
    for place in near:
        found: Any = place
        for part in parts:
            found = found.get(part) if isinstance(found, Mapping) else None
        if isinstance(found, list):
            return found
    return []


def _options(question: Row, names: Row) -> Sequence[Row]:
    if "vocabulary" in question:
        terms: Sequence[Row] = names["vocabularies"][question["vocabulary"]]["terms"]
        return terms
    options: Sequence[Row] = question.get("options", [])
    return options


def _scale(names: Row, id: str) -> Row:
    found: Row = next(row for row in names["scales"] if row["id"] == id)
    return found


def _filled(text: str, values: Mapping[str, str]) -> str:
    """A sentence with its names filled in once; what is filled in is never read again."""
    return re.sub(r"\{([a-z_]+)\}", lambda found: values.get(found[1], found[0]), text)


def _heading(level: int, text: str) -> Block:
    return {"block": "heading", "level": level, "text": text}


def _paragraph(text: str) -> Block:
    return {"block": "paragraph", "text": text}


def _table(caption: str, head: list[str], rows: list[list[str]]) -> Block:
    return {"block": "table", "caption": caption, "head": head, "rows": rows}
