"""The request for information: a document that asks the market, and a check of what it would give away.

In: a dossier as the file holds it, the id of an assessment, the table of `request.yml` in one language, words for ids.
Out: blocks of a document, or warnings as values. Invariant: of the scenarios only the public words are printed, of the
site only its kind (its name where the reader asks for it); every text that the document prints is checked. Refuses: to
change or hide a text; to say that a request is safe to publish: it compares words and cannot read.
`dossier-request.js` does the same in the browser.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from generator.tools.requirements import has_blank

Plain = Mapping[str, Any]
Block = dict[str, Any]
RUN = 5
"""So many words in a row, in both texts, count as repeated: fewer meet by chance, more are missed after small changes."""
SHORTEST = 3
"""A sensitive text of fewer letters is in too many words; it is not looked for, and that is said."""
OPEN_LABEL = "TLP:CLEAR"
DATES = ("questions_until", "answers_on", "replies_until", "demonstrations_on")
"""Fields of the timetable, in the order in which they must come."""
LISTS = ("scenarios", "objectives", "requirements", "constraints", "reply_fields", "data_questions", "ethics_questions")
"""Fields that hold ids; nothing chosen means all."""


def request_blocks(dossier: Plain, id: str, table: Plain, terms: Plain, names: Plain) -> list[Block]:
    """The request as blocks. `terms`: vocabulary → id → label; `names`: entry → title.

    Why: the municipality publishes this, so it says what is wanted and how replies are read, never where the place is weak.
    """
    assessment, site = _about(dossier, id)
    words, request, fields = table["words"], _request(assessment), _questions(table)
    shown = [field for field in ("organisation", "contact", "reply_language") if request.get(field)]
    place = _fill(words["place"], {"space": names.get(site.get("category", ""), words["place_unknown"])})
    blocks = [
        _heading(1, request.get("title") or words["title"]),
        _paragraph(request.get("notice") or words["notice"]),
        *([_table(words["asking"], [], [[fields[f]["label"], request[f]] for f in shown])] if shown else []),
        _heading(2, words["context"]),
        _paragraph(place),
        *([_paragraph(_fill(words["site"], {"name": site["name"]}))] if _names_site(request, site) else []),
        *_optional(request.get("context")),
        _heading(2, words["concern"]),
        *_scenarios(assessment, words, names),
    ]
    goals = [
        _fill(
            words["objective"],
            {"words": o["words"], "function": _term(terms, "function", o), "phase": _term(terms, "phase", o)},
        )
        for o in _with_words(assessment, "objectives")
    ]
    if goals:
        blocks += [_heading(2, words["goals"]), _list(goals)]
    blocks += _requirements(assessment, words, names)
    limits = [
        _fill(words["constraint"], {"kind": words[f"kind_{row.get('kind') or 'other'}"], "words": row["words"]})
        for row in _constraints(assessment)
    ]
    if limits:
        blocks += [_heading(2, words["constraints"]), _list(limits)]
    blocks += [_heading(2, words["reply"]), _paragraph(words["reply_intro"]), *_forms(table, request, "reply_fields")]
    own = [line.strip() for line in request.get("own_questions", "").split("\n") if line.strip()]
    blocks += [_form(line, 3) for line in own]
    for part, field in (("data_protection", "data_questions"), ("ethics", "ethics_questions")):
        blocks += [_heading(2, words[part]), _paragraph(words[part + "_intro"]), *_forms(table, request, field)]
    blocks += [_heading(2, words["reading"]), _paragraph(words["reading_intro"]), *_criteria(assessment, words, terms)]
    dates = [[fields[field]["label"], request[field]] for field in DATES if request.get(field)]
    if dates:
        blocks += [_heading(2, words["timetable"]), _table(words["timetable"], [words["step"], words["date"]], dates)]
    if request.get("submission"):
        blocks += [_heading(2, words["sending"]), _paragraph(request["submission"])]
    version = {"version": dossier.get("content_version", "")}
    return [*blocks, _heading(2, words["about"]), _paragraph(_fill(words["about_text"], version))]


def request_warnings(dossier: Plain, id: str, table: Plain, today: str) -> dict[str, Any]:
    """What to look at before the request leaves the house; `kind` is `sensitive`, `incomplete` or `order`.

    Why: the document goes to people outside. A sensitive text is found where its words stand in a printed text: short
    ones as a whole, longer ones by any five words in a row; letters are compared without case and accents.
    """
    assessment, site = _about(dossier, id)
    request, fields, path = _request(assessment), _questions(table), f"assessments/{id}"
    printed = list(_printed(assessment, table))
    found: list[dict[str, Any]] = []
    if dossier.get("tlp") != OPEN_LABEL:
        found.append(_warning("sensitive", "tlp", "tlp", "", {"tlp": dossier.get("tlp", "")}))
    if _names_site(request, site):
        found.append(_warning("sensitive", "site_name", f"{path}/request/site_name", f"sites/{site['id']}/name"))
    open_name = f"sites/{site['id']}/name" if _names_site(request, site) else ""
    repeated, unchecked = _repeated(printed, [row for row in _sensitive(dossier, table) if row[0] != open_name])
    found += repeated
    for row in _chosen(assessment, "scenarios"):
        if not row.get("public_words", "").strip():
            found.append(_warning("incomplete", "no_public_words", f"{path}/scenarios/{row['id']}/public_words"))
    found += [
        _warning("incomplete", "blank", where, "", {"field": label})
        for where, label, text in printed
        if has_blank(text)
    ]
    for field in ("organisation", "contact", "replies_until", "submission"):
        if not request.get(field):
            label = {"field": fields[field]["label"]}
            found.append(_warning("incomplete", "empty", f"{path}/request/{field}", "", label))
    if not _with_words(assessment, "requirements"):
        found.append(_warning("incomplete", "no_requirements", f"{path}/requirements"))
    if not assessment.get("evaluation", {}).get("criteria"):
        found.append(_warning("incomplete", "no_criteria", f"{path}/evaluation/criteria"))
    return {
        "warnings": [*found, *_dates(request, fields, path, today)],
        "unchecked": unchecked,
        "checked": len(printed),
    }


def plain_words(text: str) -> list[str]:
    """The words of a text as they are compared: letters and digits, small, without accents (Unicode NFKD)."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c)[0] != "M")
    return "".join(c if unicodedata.category(c)[0] in "LN" else " " for c in bare.lower()).split()


def _about(dossier: Plain, id: str) -> tuple[Plain, Plain]:
    assessment = next(row for row in dossier["assessments"] if row["id"] == id)
    site = next((row for row in dossier["sites"] if row["id"] == assessment.get("site")), {"id": ""})
    return assessment, site


def _request(assessment: Plain) -> dict[str, Any]:
    """Answers that can be printed: lists of ids where ids are chosen, text elsewhere; anything else counts as not given."""
    answers = assessment.get("request", {})
    return {id: value for id, value in answers.items() if isinstance(value, list if id in LISTS else str)}


def _questions(table: Plain) -> dict[str, Plain]:
    return {question["id"]: question for question in table["questions"]}


def _names_site(request: Plain, site: Plain) -> bool:
    return bool(request.get("site_name") == "yes" and site.get("name"))


def _chosen(assessment: Plain, part: str) -> list[Plain]:
    """Rows of a list that the reader chose for the request; all of them while none is chosen."""
    wanted = _request(assessment).get(part) or []
    return [row for row in assessment.get(part, []) if not wanted or row["id"] in wanted]


def _with_words(assessment: Plain, part: str) -> list[Plain]:
    return [row for row in _chosen(assessment, part) if row.get("words", "").strip()]


def _constraints(assessment: Plain) -> list[Plain]:
    """Constraints that are printed; money only where it was chosen by name, because it sets the price of the replies."""
    named = _request(assessment).get("constraints") or []
    return [row for row in _with_words(assessment, "constraints") if row.get("kind") != "budget" or row["id"] in named]


def _scenarios(assessment: Plain, words: Plain, names: Plain) -> Iterator[Block]:
    public = [row for row in _chosen(assessment, "scenarios") if row.get("public_words", "").strip()]
    for number, row in enumerate(public, 1):
        threat = names.get(row.get("threat", ""), words["threat_unknown"])
        yield _heading(3, _fill(words["scenario"], {"number": str(number), "threat": threat}))
        yield _paragraph(row["public_words"])
    if not public:
        yield _paragraph(words["no_scenario"])


def _requirements(assessment: Plain, words: Plain, names: Plain) -> Iterator[Block]:
    """A table that is read, and one that is filled in, with the same numbers; musts come first."""
    rows = sorted(_with_words(assessment, "requirements"), key=lambda row: row.get("strength") != "must")
    yield _heading(2, words["requirements"])
    if not rows:
        yield _paragraph(words["no_requirements"])
        return
    numbered = [(f"R{number}", row) for number, row in enumerate(rows, 1)]
    strength = {"must": words["must"]}
    listed = [
        [
            number,
            strength.get(row.get("strength", ""), words["should"]),
            row["words"],
            names.get(row.get("entry", ""), ""),
        ]
        for number, row in numbered
    ]
    yield _paragraph(words["requirements_intro"])
    yield _table(words["requirements"], [words[name] for name in ("number", "strength", "requirement", "more")], listed)
    head = [words[name] for name in ("number", "met", "how")]
    yield _table(words["answers"], head, [[number, words["met_choices"], ""] for number, _ in numbered])


def _forms(table: Plain, request: Plain, field: str) -> list[Block]:
    """The chosen questions of a list as lines to write on; all while none is chosen."""
    wanted = request.get(field) or []
    options = _questions(table)[field]["options"]
    lines = table["lines"]
    return [_form(row["label"], lines.get(row["id"], 2)) for row in options if not wanted or row["id"] in wanted]


def _criteria(assessment: Plain, words: Plain, terms: Plain) -> Iterator[Block]:
    items = []
    for row in assessment.get("evaluation", {}).get("criteria", []):
        name = row.get("name") or terms.get("criterion", {}).get(row.get("standard"), "")
        if name:
            items.append(name if row.get("veto") is None else _fill(words["veto"], {"name": name}))
    yield _list(items) if items else _paragraph(words["no_criteria"])


def _printed(assessment: Plain, table: Plain) -> Iterator[tuple[str, str, str]]:
    """Path, label and text of everything that the reader wrote and the document prints."""
    path, request, words = f"assessments/{assessment['id']}", _request(assessment), table["words"]
    for question in table["questions"]:
        if question["type"] in ("text", "long") and request.get(question["id"]):
            yield f"{path}/request/{question['id']}", question["label"], request[question["id"]]
    for row in _chosen(assessment, "scenarios"):
        if row.get("public_words", "").strip():
            yield f"{path}/scenarios/{row['id']}/public_words", words["field_public_words"], row["public_words"]
    for part, rows in (
        ("objectives", _with_words(assessment, "objectives")),
        ("requirements", _with_words(assessment, "requirements")),
        ("constraints", _constraints(assessment)),
    ):
        for row in rows:
            yield f"{path}/{part}/{row['id']}/words", words[f"field_{part}"], row["words"]
    for row in assessment.get("evaluation", {}).get("criteria", []):
        if row.get("name"):
            yield f"{path}/evaluation/criteria/{row['id']}/name", words["field_criteria"], row["name"]


def _sensitive(dossier: Plain, table: Plain) -> Iterator[tuple[str, str, str, str]]:
    """Path, label, way of looking and text of everything that must not leave the house by accident."""
    for row in table["sensitive"]:
        for path, text in _at(dossier, row["path"].split("/"), ()):
            yield path, row["label"], row["how"], text


def _at(value: Any, parts: Sequence[str], before: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if not parts:
        if isinstance(value, str) and value.strip():
            yield "/".join(before), value
    elif parts[0] == "*":
        named = [(item["id"], item) for item in value] if isinstance(value, list) else _sorted_items(value)
        for name, item in named:
            yield from _at(item, parts[1:], (*before, name))
    elif isinstance(value, Mapping):
        yield from _at(value.get(parts[0]), parts[1:], (*before, parts[0]))


def _sorted_items(value: Any) -> list[tuple[str, Any]]:
    return sorted(value.items()) if isinstance(value, Mapping) else []


def _repeated(
    printed: Sequence[tuple[str, str, str]], sensitive: Iterable[tuple[str, str, str, str]]
) -> tuple[list[dict[str, Any]], list[str]]:
    """Warnings for sensitive texts that printed ones repeat, and the paths of those too short to be looked for."""
    rows, wholes, unchecked = list(sensitive), [], []
    runs: dict[str, list[int]] = {}
    for at, (path, _, how, text) in enumerate(rows):
        words = plain_words(text)
        if len("".join(words)) < SHORTEST or (how == "words" and len(words) < 2):
            unchecked.append(path)
        elif how == "name" or len(words) < RUN:
            wholes.append((at, " ".join(words)))
        else:
            for start in range(len(words) - RUN + 1):
                runs.setdefault(" ".join(words[start : start + RUN]), []).append(at)
    found = []
    for field, label, text in printed:
        words = plain_words(text)
        whole_text = f" {' '.join(words)} "
        hits = {at: whole for at, whole in wholes if f" {whole} " in whole_text}
        for start in range(len(words) - RUN + 1):
            run = " ".join(words[start : start + RUN])
            for at in runs.get(run, ()):
                hits.setdefault(at, run)
        for at in sorted(hits):
            values = {"field": label, "source": rows[at][1], "found": hits[at]}
            found.append(_warning("sensitive", "repeats", field, rows[at][0], values))
    return found, unchecked


def _dates(request: Plain, fields: Mapping[str, Plain], path: str, today: str) -> Iterator[dict[str, Any]]:
    """Dates that are none, lie in the past, or come before what must come first; ISO dates compare as text."""
    given = [(field, request[field]) for field in DATES if request.get(field)]
    good = [row for row in given if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", row[1])]
    for field, date in given:
        values = {"field": fields[field]["label"], "date": date}
        if (field, date) not in good:
            yield _warning("order", "no_date", f"{path}/request/{field}", "", values)
        elif date < today:
            yield _warning("order", "past", f"{path}/request/{field}", "", values)
    for (first, before), (second, after) in pairwise(good):
        if after < before:
            values = {"field": fields[second]["label"], "source": fields[first]["label"]}
            yield _warning("order", "dates", f"{path}/request/{second}", f"{path}/request/{first}", values)


def _warning(kind: str, id: str, field: str, source: str = "", values: Plain | None = None) -> dict[str, Any]:
    return {"kind": kind, "id": id, "field": field, "source": source, "values": dict(values or {})}


def _fill(sentence: str, values: Mapping[str, str]) -> str:
    """A sentence with its names filled in, once: what is filled in is not searched again."""
    return re.sub(r"\{([a-z_]+)\}", lambda match: values.get(match[1], match[0]), sentence)


def _term(terms: Plain, name: str, row: Plain) -> str:
    return str(terms.get(name, {}).get(row.get(name), ""))


def _optional(text: str | None) -> list[Block]:
    return [_paragraph(text)] if text else []


def _heading(level: int, text: str) -> Block:
    return {"block": "heading", "level": level, "text": text}


def _paragraph(text: str) -> Block:
    return {"block": "paragraph", "text": text}


def _list(items: list[str]) -> Block:
    return {"block": "list", "items": items}


def _table(caption: str, head: list[str], rows: list[list[str]]) -> Block:
    return {"block": "table", "caption": caption, "head": head, "rows": rows}


def _form(label: str, lines: int) -> Block:
    return {"block": "form", "label": label, "lines": lines}
