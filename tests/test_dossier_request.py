"""The request for information: what it prints, what it never prints, what it warns about; Python and browser alike.

tests/cases/dossier/request.json holds a dossier and a small table. A case changes values at places of the dossier (`over`)
and says what must come out where (`expect`, as in test_dossier_requirements); `!` lists what must stand nowhere.
"""

import copy
import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from generator.dossier_rule import in_language, questions_of
from generator.tools.request import DATES, LISTS, plain_words, request_blocks, request_warnings
from tests.test_dossier_requirements import LANGUAGES, SCRIPTS, look, table

PROJECT = Path(__file__).parent.parent
CASES: dict[str, Any] = json.loads((PROJECT / "tests/cases/dossier/request.json").read_text("utf-8"))
BASE: dict[str, Any] = CASES["base"]


def given_of(over: dict[str, Any]) -> dict[str, Any]:
    """The base with other values at some places of the dossier."""
    found = copy.deepcopy(BASE)
    for path, value in over.items():
        at: Any = found["dossier"]
        *parts, last = path.split("/")
        for part in parts:
            at = at[int(part)] if isinstance(at, list) else at[part]
        at[int(last) if isinstance(at, list) else last] = value
    return found


def in_python(call: str, x: dict[str, Any]) -> Any:
    if call == "warnings":
        return request_warnings(x["dossier"], x["id"], x["table"], x["today"])
    return request_blocks(x["dossier"], x["id"], x["table"], x["terms"], x["names"])


RUN = """rows => rows.map(([call, x]) => call === 'warnings'
    ? Agora.dossierRequest.warnings(x.dossier, x.id, x.table, x.today)
    : Agora.dossierRequest.blocks(x.dossier, x.id, x.table, x.terms, x.names))"""


def evaluate(browser: Browser, script: str, rows: list[Any]) -> list[Any]:
    page = browser.new_page()
    for name in ("request", "requirements"):
        page.add_script_tag(path=SCRIPTS / f"dossier-{name}.js")
    found = page.evaluate(script, rows)
    page.close()
    return list(found)


def test_every_law_is_told_once() -> None:
    assert len({case["name"] for case in CASES["cases"]}) == len(CASES["cases"]) >= 40
    assert all(case["expect"] for case in CASES["cases"])


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["name"])
def test_a_case_comes_out_like_this(case: dict[str, Any]) -> None:
    found = in_python(case["call"], given_of(case["input"]["over"]))
    expected = dict(case["expect"])
    text = json.dumps(found, ensure_ascii=False)

    assert [secret for secret in expected.pop("!", []) if secret in text] == []
    assert {path: look(found, path) for path in expected} == expected


@pytest.mark.browser
def test_the_browser_gives_the_same_results(browser: Browser) -> None:
    """Both calls, on every shared case, are equal as a whole."""
    rows = [(call, given_of(case["input"]["over"])) for case in CASES["cases"] for call in ("warnings", "blocks")]

    assert evaluate(browser, RUN, rows) == [in_python(*row) for row in rows]


PIECES = [
    *"aé ßİıΣσς9²ⅷ一'’-.{}[]<>\n\u00a0\u0301\u202f",
    "Linden Square",
    "Clock Steps",
    "A van comes through the arcade",
    "ﬁ",
]
PLACES = [
    "assessments/0/request/context",
    "assessments/0/request/own_questions",
    "assessments/0/request/answers_on",
    "assessments/0/scenarios/0/public_words",
    "assessments/0/scenarios/0/words",
    "assessments/0/requirements/0/words",
    "sites/0/zones/0/name",
    "sites/0/access",
    "sites/0/name",
    "team/members/0/name",
]


@pytest.mark.browser
def test_the_browser_agrees_on_texts_that_nobody_wrote(browser: Browser) -> None:
    """Three hundred drawn dossiers with letters that are hard to compare, the same each time."""
    draw = random.Random("agora")

    def text() -> str:
        return "".join(draw.choice(PIECES) for _ in range(draw.randint(0, 12)))

    rows = []
    for _ in range(150):
        over = {place: text() for place in draw.sample(PLACES, 5)}
        rows += [("warnings", given_of(over)), ("blocks", given_of(over))]
    here = [in_python(*row) for row in rows]

    assert evaluate(browser, RUN, rows) == here
    assert sum(any(w["id"] == "repeats" for w in found["warnings"]) for found in here[::2]) > 20


@pytest.mark.browser
def test_both_read_the_same_words(browser: Browser) -> None:
    """Case, accents and signs of many scripts: the words that are compared are the same."""
    texts = [
        "Été à l’Hôtel–Dieu, 3ᵉ étage", "STRASSE Straße ẞ", "İstanbul ISPARTA ı", "ΟΔΟΣ οδός", "Łódź Đà Nẵng", "İ̇",
        "𝔖quare ² ⅷ ½ ①", "площадь Ёлки", "ساحة المدينة ٣", "東京駅 ﾄｳｷｮｳ", "नमस्ते", "ﬁre-exit", "\ud800 x", "e\u0301 é",
    ]  # fmt: skip
    script = "rows => rows.map(text => Agora.dossierRequest.plainWords(text))"

    assert evaluate(browser, script, texts) == [plain_words(text) for text in texts]


often = settings(deadline=None, max_examples=150)
PRIVATE = st.lists(st.text("abcdeé", min_size=2, max_size=6), min_size=5, max_size=12)


@often
@given(PRIVATE, st.text("xyz ", max_size=20), st.text("xyz ", max_size=20), st.booleans(), st.integers(0, 7))
def test_five_private_words_never_slip_through(words: list[str], a: str, b: str, loud: bool, start: int) -> None:
    """Whatever stands around them and however they are written, five words in a row are found."""
    run = words[min(start, len(words) - 5) :][:5]
    leaked = "; ".join(run)
    over = {
        "assessments/0/scenarios/0/words": " ".join(words),
        "assessments/0/request/context": f"{a} {leaked.upper() if loud else leaked} {b}",
    }
    found = in_python("warnings", given_of(over))

    assert ("assessments/a1/request/context", "assessments/a1/scenarios/c1/words") in {
        (warning["field"], warning["source"]) for warning in found["warnings"]
    }


@often
@given(st.text("pq ", min_size=3), st.text("pq ", min_size=3), st.text("pq ", min_size=3))
def test_private_texts_never_reach_the_document(words: str, note: str, reason: str) -> None:
    """The document is the same, whatever the private fields say."""
    over = {
        "assessments/0/scenarios/0/words": words,
        "sites/0/zones/0/note": note,
        "sites/0/name": note,
        "assessments/0/scenarios/0/likelihood/reason": reason,
        "team/members/0/name": words,
    }

    assert in_python("blocks", given_of(over)) == in_python("blocks", given_of({}))


SHAPES = {
    "heading": {"block", "level", "text"},
    "paragraph": {"block", "text"},
    "list": {"block", "items"},
    "table": {"block", "caption", "head", "rows"},
    "form": {"block", "label", "lines"},
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_real_table_makes_a_whole_document(language: str) -> None:
    """With the words of schemas/dossier/request.yml every block has its shape, every name is filled in, every text is there."""
    real = in_language(table("request"), language, LANGUAGES)
    x = {**given_of({"assessments/0/request/own_questions": "One?\nTwo?"}), "table": real}
    blocks = in_python("blocks", x)
    warned = in_python("warnings", {**x, "dossier": {**x["dossier"], "tlp": "TLP:RED"}})

    assert all(set(block) == SHAPES[block["block"]] for block in blocks)
    assert re.search(r"\{[a-z_]+\}", json.dumps(blocks)) is None
    assert [b for b in blocks if not b.get("text", b.get("label", "x"))] == []
    assert all(len(row) == len(b["head"]) for b in blocks if b["block"] == "table" and b["head"] for row in b["rows"])
    assert all(1 <= block["lines"] <= 12 for block in blocks if block["block"] == "form")
    assert [warning["id"] for warning in warned["warnings"]] == ["tlp"]
    assert set(real["lines"]) <= {o["id"] for q in real["questions"] for o in q.get("options", [])}


def test_every_warning_has_its_sentence() -> None:
    """Each id in the cases has words, and asks only for values that its warnings carry."""
    words = in_language(table("request"), "en", LANGUAGES)["words"]
    seen = set()
    for case in CASES["cases"]:
        for warning in in_python("warnings", given_of(case["input"]["over"]))["warnings"]:
            seen.add(warning["id"])
            assert set(re.findall(r"\{([a-z_]+)\}", words["warn_" + warning["id"]])) <= set(warning["values"])
            assert "group_" + warning["kind"] in words
    assert {"warn_" + id for id in seen} == {key for key in words if key.startswith("warn_")}


def test_questions_of_the_form_are_what_the_rule_reads() -> None:
    questions = {question["id"]: question["type"] for question in table("request")["questions"]}

    assert [id for id, type in questions.items() if type == "choices"] == [id for id in questions if id in LISTS]
    assert set(LISTS) <= set(questions)
    assert [id for id, type in questions.items() if type == "date"] == list(DATES)


PREFIXES = {"team": "team/", "space": "sites/*/", "vulnerability": "assessments/*/"}


def paths(questions: list[Any], before: str) -> list[tuple[str, Any]]:
    return [
        row
        for question in questions
        for row in [
            (before + question["id"], question),
            *paths(question.get("questions", []), f"{before}{question['id']}/*/"),
        ]
    ]


@pytest.mark.parametrize("step", PREFIXES)
def test_every_sensitive_text_of_another_step_is_looked_for(step: str) -> None:
    """Whoever marks a question as sensitive has it guarded here, its reason too if it is a scale; labels are in both languages."""
    listed = {row["path"] for row in table("request")["sensitive"]}
    wanted = {
        path if question["type"] != "scale" else f"{path}/reason"
        for path, question in paths(table(step)["questions"], PREFIXES[step])
        if question.get("sensitive") and question["type"] in ("text", "long", "scale")
    }
    wanted = {re.sub(r"^sites/\*/[a-z]+/reason$", "sites/*/priority/*/reason", path) for path in wanted}

    assert wanted
    assert sorted(wanted - listed) == []
    assert sum(1 for _ in questions_of(table(step))) >= len(wanted)
