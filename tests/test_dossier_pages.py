"""The tables and pages of the dossier: what is refused, what stands on the pages, what their scripts never do."""

import copy
import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.check import check
from generator.dossier_data import fingerprint
from generator.dossier_pages import POLICY
from generator.dossier_rule import in_language, questions_of, read_dossier, unknown_entries
from generator.load import load_sources
from generator.model import Wiki
from generator.tools.dossier_progress import STEPS

PROJECT = Path(__file__).parent.parent
SCRIPTS = sorted((PROJECT / "generator/theme/assets/javascripts").glob("dossier-*.js"))
OURS = ["element", "fields", "files", "form", "open", "pictures", "store", "views"]
LANGUAGES = ("en", "fr")
BOTH = {"en": "Word", "fr": "Mot"}


@cache
def wiki() -> Wiki:
    checked = check(load_sources(PROJECT))
    assert checked.wiki is not None, checked.problems
    return checked.wiki


def question(**more: Any) -> dict[str, Any]:
    return {"id": "name", "type": "text", "label": BOTH, "why": BOTH, **more}


def step(*questions: dict[str, Any]) -> dict[str, Any]:
    return {"title": BOTH, "intro": BOTH, "yields": BOTH, "questions": list(questions) or [question()]}


def tables(**changed: Any) -> dict[str, Any]:
    whole = {name: step() for name in STEPS} | {"scales": {"scales": [{"id": "likelihood"}]}, "words": {"words": {}}}
    return {name: table for name, table in {**whole, **changed}.items() if table is not None}


def faults(given: dict[str, Any]) -> list[str]:
    return read_dossier(given, wiki().rulebook.vocabularies, wiki().rulebook.kinds, LANGUAGES)


def test_whole_tables_have_no_fault() -> None:
    """Every type of question is accepted when it has what it needs."""
    asked = [
        question(id="a", type="long"),
        question(id="b", type="number"),
        question(id="c", type="date"),
        question(id="d", type="choice", vocabulary="stakeholder"),
        question(id="e", type="choices", options=[{"id": "one", "label": BOTH}]),
        question(id="f", type="choice", **{"from": "zones"}),
        question(id="g", type="scale", scale="likelihood", sensitive=True),
        question(id="h", type="entries", kinds=["practice", "technology"], entry="anything"),
        question(id="i", type="list", questions=[question()]),
    ]

    assert faults(tables(team=step(*asked))) == []


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ({"team": None}, "team: the table is missing"),
        ({"team": []}, "team: it is not a table of questions or words"),
        ({"team": {**step(), "intro": {"en": "Word"}}}, "team: intro lacks a text in some language"),
        ({"team": {**step(), "yields": None}}, "team: needs yields in every language"),
        ({"team": {**step(), "questions": []}}, "team: it needs a list of questions, each with an id"),
        ({"team": step(question(), question())}, "team: name stands there twice"),
        ({"team": step(question(id="No Id"))}, "team: No Id is not an id: small letters, digits, hyphens"),
        ({"team": step(question(why=None))}, "team: name needs why in every language"),
        ({"team": step(question(why={"en": "Why", "fr": " "}))}, "team: questions/name/why lacks a text in some language"),
        ({"team": step(question(type="colour"))}, "team: name needs a type: "),
        ({"team": step(question(type="choice"))}, "team: name needs one of vocabulary, options, from"),
        ({"team": step(question(type="choice", vocabulary="nothing"))}, "team: name names the vocabulary nothing, which"),
        ({"team": step(question(type="choice", options=[{"id": "a"}]))}, "team: name has an option without a label"),
        ({"team": step(question(type="scale", scale="nothing"))}, "team: name names the scale nothing, which does not"),
        ({"team": step(question(type="entry", kinds=["nothing"]))}, "team: name needs kinds of entries: "),
        ({"team": step(question(type="list"))}, "team: name needs a list of questions, each with an id"),
        ({"team": step(question(sensitive="yes"))}, "team: name has something else than true or false in sensitive"),
        ({"team": step(question(optional=1))}, "team: name has something else than true or false in optional"),
        ({"team": step({**question(), True: "x"})}, "team: questions/name has a key that is not text"),  # type: ignore[dict-item]
        ({"words": {"words": {"one": {"en": "{name}", "fr": "{nom}"}}}}, "words: words/one asks for names that differ"),
        ({"words": {"words": {"one": {"en": "x"}}}}, "words: words/one lacks a text in some language"),
    ],
)  # fmt: skip
def test_a_broken_table_is_told(broken: dict[str, Any], told: str) -> None:
    """Each fault is one sentence that names the table and the place."""
    assert any(fault.startswith(told) for fault in faults(tables(**broken))), faults(tables(**broken))


def test_our_tables_are_whole() -> None:
    """All eight steps have their questions, and every entry that a question names is in the wiki."""
    rulebook = wiki().rulebook

    assert [step for step in STEPS if step in rulebook.dossier] == list(STEPS)
    assert unknown_entries(rulebook.dossier, wiki().entries) == []
    assert unknown_entries({"team": step(question(entry="nowhere"))}, wiki().entries) == [("team", "name", "nowhere")]


def test_every_question_of_the_assessment_leads_to_an_entry(site: Path) -> None:
    """Beside the reason why it is asked; on paper there are as many links as questions. No step is without any."""
    found = wiki().rulebook.dossier
    bare = {name: [row["id"] for row in questions_of(found[name]) if "entry" not in row] for name in STEPS}
    paper = (site / "en/dossier/vulnerability.html").read_text("utf-8")

    assert bare["vulnerability"] == []
    assert paper.count("Read the entry") == len(list(questions_of(found["vulnerability"])))
    assert [name for name in STEPS if not any("entry" in row for row in found[name]["questions"])] == []


def test_a_table_in_one_language_has_only_its_texts() -> None:
    """A text for each language becomes the text; everything else stays."""
    given = {"a": BOTH, "b": [{"id": "x", "label": BOTH}], "c": 3, "d": {"level": 1, **BOTH}}

    assert in_language(given, "fr", LANGUAGES) == {
        "a": "Mot", "b": [{"id": "x", "label": "Mot"}], "c": 3, "d": {"level": 1, "text": "Mot"}
    }  # fmt: skip


def test_a_fingerprint_tells_meaning_from_bookkeeping() -> None:
    """It changes with a field or the text, and not with a date of a check."""
    entry = wiki().entries["fixed-bollards"]
    checked = replace(entry, front={**entry.front, "checked": "1999-01-01", "status": "stub"})
    dearer = replace(entry, front={**entry.front, "effect": "backfires"})
    reworded = replace(entry, fingerprint="0" * 12)

    assert re.fullmatch("[0-9a-f]{8}", fingerprint(entry))
    assert fingerprint(checked) == fingerprint(entry)
    assert len({fingerprint(one) for one in (entry, dearer, reworded)}) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_data_is_what_the_tables_say(site: Path, language: str) -> None:
    """The script file holds every table in its language, the schema, and a fingerprint of every entry."""
    text = (site / f"assets/data/dossier.{language}.js").read_text("utf-8")
    data = json.loads(text[text.index("= {") + 2 : text.rindex(";")])

    assert data["steps"] == list(STEPS)
    assert data["tables"]["team"] == in_language(wiki().rulebook.dossier["team"], language, LANGUAGES)
    assert data["schema"] == json.loads((PROJECT / "schemas/dossier.schema.json").read_text("utf-8"))
    assert data["schema"] == json.loads((site / "assets/data/dossier.schema.json").read_text("utf-8"))
    assert set(data["fingerprints"]) == {id for id, entry in wiki().entries.items() if not entry.withdrawn}
    assert '"fr":' not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", STEPS)
def test_the_paper_twin_asks_every_question(site: Path, language: str, name: str) -> None:
    """Label, reason and options of each question stand on the page, which loads no script."""
    from markupsafe import escape

    html = (site / language / "dossier" / f"{name}.html").read_text("utf-8")
    table = in_language(wiki().rulebook.dossier[name], language, LANGUAGES)

    for asked in questions_of(table):
        texts = [asked["label"], asked["why"], *(option["label"] for option in asked.get("options", ()))]
        assert [text for text in texts if str(escape(text)) not in html] == []
    assert "<script" not in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_loads_every_script_and_nothing_else(site: Path, language: str) -> None:
    """Static tags only; every file exists; the policy is on each page; there is no inline script, style or handler."""
    for path in (site / language / "dossier").glob("*.html"):
        html = path.read_text("utf-8")
        assert f'content="{POLICY}"' in html.replace("&#39;", "'")
        assert re.findall(r"<script(?! src=\"[^\"]+\"></script>)|<style|\sstyle=|\son[a-z]+=", html) == []
    index = site / language / "dossier/index.html"
    loaded = re.findall(r'<script src="([^"]+)">', index.read_text("utf-8"))
    names = [name.rpartition("/")[2] for name in loaded]

    assert all((index.parent / name).resolve().is_file() for name in loaded)
    assert [name for name in names if name.startswith("dossier-")] == [script.name for script in SCRIPTS]
    assert names[:2] == [f"dossier.{language}.js", f"measures.{language}.js"]
    assert names[-1] == "find-rule.js"


NEVER = {
    "markup from text": r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser|srcdoc",
    "program from text": r"\beval\b|\bFunction\(|set(Timeout|Interval)\(\s*[\"'`]|\bimport\s*\(|importScripts|javascript:",
    "a connection": r"XMLHttpRequest|\bfetch\b|sendBeacon|WebSocket|EventSource|RTCPeerConnection|\bWorker\(|\bImage\(|FontFace",
    "another place": r"location\s*(\.\w+)?\s*=[^=]|location\.(assign|replace|reload)|history\.|(window|self|top|parent|opener)\.open\b"
    r"|\.(action|formAction|src|ping|data)\s*=[^=]|\.submit\(|requestSubmit|setAttributeNS|navigation\.",
    "a memory": r"sessionStorage|indexedDB|document\.cookie|\bcaches\b|BroadcastChannel|postMessage",
    "an unseen clock or chance": r"Date\.now|Math\.random|performance\.now|localeCompare",
}  # fmt: skip
ONLY_IN = {
    r"localStorage": ["dossier-files.js"],
    r"new Date\b": ["dossier-files.js"],
    r"\.href\s*=[^=]": ["dossier-files.js"],
    r"createObjectURL": ["dossier-files.js"],
    r"\blocation\b": ["dossier-files.js", "dossier-views.js"],
}
"""What may stand in these files alone, where it has been looked at."""


def code(script: Path) -> str:
    """The program without its comments."""
    return re.sub(r"/\*.*?\*/|^\s*//.*?$", "", script.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_of_the_dossier_keeps_to_itself(script: Path) -> None:
    """A policy cannot forbid that a page is left for an address; so no script names one, or makes program of text."""
    text = code(script)

    assert {what: found.group() for what, never in NEVER.items() if (found := re.search(never, text))} == {}
    assert [what for what, names in ONLY_IN.items() if script.name not in names and re.search(what, text)] == []


@pytest.mark.parametrize(
    "line",
    [
        "node.innerHTML = answer;", "window.location = x;", "location.href = x;", "location.assign(x);", "window.open(x);",
        "setTimeout('x', 1);", "image.src = x;", "form.submit();", "eval(x);", "new Function('x');", "fetch(x);",
    ],
)  # fmt: skip
def test_the_lint_sees_what_it_looks_for(line: str) -> None:
    """Each way that a script could take is recognised."""
    assert any(re.search(never, line) for never in NEVER.values())


@pytest.mark.parametrize(
    "script", [s for s in SCRIPTS if s.stem.removeprefix("dossier-") in OURS], ids=lambda p: p.stem
)
def test_every_word_of_the_engine_exists(script: Path) -> None:
    """No key reaches the reader in the place of a sentence."""
    words = wiki().rulebook.dossier["words"]["words"]
    asked = re.findall(r"\b(?:say|told|begin|take|list)\(\"([a-z_-]+)\"", code(script))
    asked += re.findall(r"\bsay\(\w+(?:\.\w+\(\))? \? \"([a-z_]+)\" : \"", code(script))

    kinds = [key + kind for key in asked if key.endswith("_") for kind in ("site", "assessment")]
    assert [key for key in [*asked, *kinds] if key not in words and not key.endswith("_")] == []


def test_the_script_of_a_size(site: Path) -> None:
    """Every script of the engine can be read in one sitting."""
    assert {script.name: size for script in SCRIPTS if (size := script.read_text("utf-8").count("\n")) > 350} == {}


def test_tables_are_read_as_they_are_written() -> None:
    """A fault in a table of the dossier is told with its file, and nothing is built."""
    sources = load_sources(PROJECT)
    name = "dossier/team.yml"
    table = yaml.safe_load(sources.schemas[name].data)
    broken = copy.deepcopy(table)
    del broken["questions"][0]["why"]
    file = replace(sources.schemas[name], data=yaml.safe_dump(broken).encode())
    checked = check(replace(sources, schemas={**sources.schemas, name: file}))

    assert checked.wiki is None
    assert [(problem.code, problem.location.path) for problem in checked.problems] == [
        ("AG405", "schemas/dossier/team.yml")
    ]
