"""The file of a dossier: what is opened, refused, written, missing and changed, and that the browser says the same.

tests/cases/dossier/file-*.json hold what both languages must say. A case names its file as text, as bytes in hexadecimal, as
something repeated, or as one of the *.agora.json beside it with parts set or dropped.
"""

import copy
import json
import random
import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from generator.tools.dossier import SENTENCES, check_dossier, completed, new_dossier, open_dossier, write_dossier
from generator.tools.dossier_changes import changes, noted, uses
from generator.tools.dossier_links import SCALES_OF_A_SCENARIO
from generator.tools.dossier_progress import FIELDS, STEPS, progress

PROJECT = Path(__file__).parent.parent
CASES = PROJECT / "tests/cases/dossier"
SCRIPTS = PROJECT / "generator/theme/assets/javascripts"
SCHEMA: dict[str, Any] = json.loads((PROJECT / "schemas/dossier.schema.json").read_text("utf-8"))
WORDS: dict[str, dict[str, str]] = yaml.safe_load((PROJECT / "schemas/dossier/file.yml").read_text("utf-8"))["words"]
TODAY = "2026-12-01"
often = settings(deadline=None, max_examples=100)


def cases(name: str) -> list[dict[str, Any]]:
    return list(json.loads((CASES / f"file-{name}.json").read_text("utf-8")))


@cache
def text_of(file: str) -> str:
    return (CASES / file).read_text("utf-8")


def whole() -> dict[str, Any]:
    return dict(json.loads(text_of("whole.agora.json")))


def step_into(value: Any, part: str) -> Any:
    return value[int(part)] if isinstance(value, list) else value[part]


def at(value: Any, path: str) -> Any:
    """What stands at a path, None where there is nothing."""
    try:
        for part in path.split("/"):
            value = step_into(value, part)
    except (KeyError, IndexError):
        return None
    return value


def special(value: Any) -> Any:
    """A value of a case that is too long to be written out."""
    if isinstance(value, dict) and set(value) == {"repeat", "times"}:
        return value["repeat"] * value["times"]
    if isinstance(value, dict) and set(value) == {"items"}:
        return [{"id": f"z{number}"} for number in range(value["items"])]
    if isinstance(value, dict) and set(value) == {"bad"}:
        return list(range(value["bad"]))
    return value


def change(value: Any, path: str, new: Any = ..., drop: bool = False) -> None:
    *way, last = path.split("/")
    for part in way:
        value = step_into(value, part)
    key: Any = int(last) if isinstance(value, list) else last
    if drop:
        del value[key]
    else:
        value[key] = new


def plain(asked: dict[str, Any]) -> Any:
    """The dossier of a case as plain values, not yet opened."""
    if "dossier" in asked:
        return asked["dossier"]
    value = json.loads(text_of(asked["file"]))
    for path, new in asked["set"].items():
        change(value, path, special(new))
    for path in asked["drop"]:
        change(value, path, drop=True)
    return value


def handed_over(asked: dict[str, Any]) -> bytes | str:
    if "text" in asked:
        return str(asked["text"])
    if "hex" in asked:
        return bytes.fromhex(asked["hex"])
    if "repeat" in asked:
        return str(asked["before"] + asked["repeat"] * asked["times"] + asked["after"])
    return json.dumps(plain(asked), ensure_ascii=False)


def ids(case: dict[str, Any]) -> str:
    return str(case["name"])


OPENING, WRITING, PROGRESS, CHANGES = cases("open"), cases("write"), cases("progress"), cases("changes")


def test_no_law_is_told_twice() -> None:
    names = [case["name"] for case in (*OPENING, *WRITING, *PROGRESS, *CHANGES)]

    assert len(names) == len(set(names)) > 180


@pytest.mark.parametrize("case", OPENING, ids=ids)
def test_opening(case: dict[str, Any]) -> None:
    """A file is taken whole, or refused with every reason of the stage that found fault."""
    found, expect = open_dossier(handed_over(case["input"]), SCHEMA), case["expect"]

    assert found["reasons"] == expect["reasons"]
    assert (found["dossier"] is None) == bool(expect["reasons"])
    assert found["notes"] == expect.get("notes", [])
    for path, value in expect.get("holds", {}).items():
        assert at(found["dossier"], path) == value


@pytest.mark.parametrize("case", WRITING, ids=ids)
def test_writing(case: dict[str, Any]) -> None:
    """What is written holds what was answered, and is opened again unless a reason says so."""
    found, expect = write_dossier(plain(case["input"]), SCHEMA, TODAY), case["expect"]

    assert found["notes"] == expect["notes"]
    assert found["reasons"] == expect["reasons"]
    written = json.loads(found["text"])
    for path, value in expect["holds"].items():
        assert at(written, path) == value
        assert isinstance(value, dict) is False or list(at(written, path)) == list(value)
    again = open_dossier(found["text"].encode(), SCHEMA)
    assert again["reasons"] == expect["reasons"]
    assert again["dossier"] == (None if expect["reasons"] else written)


@pytest.mark.parametrize("case", PROGRESS, ids=ids)
def test_progress(case: dict[str, Any]) -> None:
    """The state of a step and what is missing, with names and places."""
    found = {told["step"]: told for told in progress(plain(case["input"]), case["input"].get("assessment", ""))}

    assert list(found) == list(STEPS)
    assert case["expect"]
    for step, told in case["expect"].items():
        assert found[step] == {"step": step, **told}


@pytest.mark.parametrize("case", CHANGES, ids=ids)
def test_changes(case: dict[str, Any]) -> None:
    """What has changed since the file was made, and what the file notes of it when it is saved."""
    asked, expect = case["input"], case["expect"]
    dossier = plain(asked)

    assert changes(dossier, asked["wiki"]) == expect["changes"]
    saved = noted(dossier, asked["wiki"], asked["seen"])
    if "noted" in expect:
        assert {name: saved[name] for name in ("content_version", "entries")} == expect["noted"]
        assert list(saved["entries"]) == sorted(saved["entries"])
    after = changes(noted(dossier, asked["wiki"], True), asked["wiki"])
    assert not any(after.values())
    assert {**saved, "entries": 0, "content_version": 0} == {**dossier, "entries": 0, "content_version": 0}


def test_a_file_is_the_same_to_the_byte_when_it_is_written_again() -> None:
    text = text_of("whole.agora.json")
    opened = open_dossier(text.encode(), SCHEMA)["dossier"]
    assert opened is not None

    assert write_dossier(opened, SCHEMA, opened["changed"]) == {"text": text, "notes": [], "reasons": []}


def test_a_new_dossier_can_be_saved_and_opened() -> None:
    new = new_dossier(TODAY, "fr", "2026-11-01 0a1b2c3d", SCHEMA)

    assert new["tlp"] == "TLP:AMBER"
    assert open_dossier(write_dossier(new, SCHEMA, TODAY)["text"], SCHEMA)["dossier"] == new
    assert [told["state"] for told in progress(new)] == ["not-started"] * 8


def test_nothing_of_the_first_format_is_lost() -> None:
    """What was migrated, told back in the first format, is the first file with its defaults."""
    old = json.loads(text_of("first-format.agora.json"))
    found = open_dossier(text_of("first-format.agora.json"), SCHEMA)["dossier"]
    assert found is not None
    kept = copy.deepcopy(found)
    site, one = kept.pop("sites")[0], kept.pop("assessments")[0]
    for scales in (site["priority"], one["evaluation"]["scores"], *one["scenarios"]):
        for name, answer in scales.items():
            if isinstance(answer, dict):
                scales[name] = 0 if answer["level"] == "unknown" else answer["level"]

    def holds(more: Any, less: Any) -> bool:
        if isinstance(less, dict):
            return isinstance(more, dict) and all(name in more and holds(more[name], less[name]) for name in less)
        if isinstance(less, list):
            return len(more) == len(less) and all(map(holds, more, less))
        return bool(more == less)

    assert holds({**kept, "format_version": 1, "site": site, "assessment": one}, old)
    assert not holds({**kept, "format_version": 1, "site": {**site, "name": ""}, "assessment": one}, old)


def schemas(schema: Any) -> list[dict[str, Any]]:
    """A schema and all schemas inside it."""
    if not isinstance(schema, dict):
        return []
    inner = [*schema.get("properties", {}).values(), *schema.get("$defs", {}).values(), *schema.get("anyOf", [])]
    inner += [schema[name] for name in ("items", "additionalProperties", "propertyNames", "not") if name in schema]
    return [schema, *(found for one in inner for found in schemas(one))]


def test_the_schema_is_one_and_refers_to_itself_only() -> None:
    jsonschema_rs.meta.validate(SCHEMA)
    references = {one["$ref"] for one in schemas(SCHEMA) if "$ref" in one}

    assert {ref.removeprefix("#/$defs/") for ref in references} == set(SCHEMA["$defs"])
    texts = [one for one in schemas(SCHEMA) if one.get("type") == "string"]
    assert all({"maxLength", "enum", "pattern", "anyOf"} & set(one) for one in texts)
    assert all("maxItems" in one for one in schemas(SCHEMA) if one.get("type") == "array")
    closed = {"additionalProperties", "propertyNames"}
    assert all(closed & set(one) for one in schemas(SCHEMA) if one.get("type") == "object")


TELLING = {"$schema", "$id", "$defs", "title", "description", "default"}


@pytest.mark.browser
def test_the_schema_uses_no_keyword_that_the_browser_does_not_know(page: Page) -> None:
    known = set(page.evaluate("Agora.dossierSchema.KEYWORDS"))
    used = {keyword for one in schemas(SCHEMA) for keyword in one}

    assert used - TELLING == known
    assert set(SENTENCES) <= known
    formats = {one["format"] for one in schemas(SCHEMA) if "format" in one}
    assert formats == {"date"}


HOLDERS = {
    "team": "team",
    "space": "sites/0",
    "vulnerability": "assessments/0",
    "objectives": "assessments/0",
    "solutions": "assessments/0",
    "evaluation": "assessments/0/evaluation",
    "implementation": "assessments/0/plan",
    "review": "assessments/0/review",
}
SAMPLES = {
    "text": "x",
    "long": "x\ny",
    "number": 3,
    "date": "2026-01-01",
    "choices": ["x1"],
    "scale": {"level": 3, "low": 2, "high": 4, "reason": "x"},
    "entry": "square",
    "entries": ["square"],
}


def sample(question: dict[str, Any]) -> Any:
    """An answer of the type that a question asks for."""
    if question["type"] == "list":
        return [{"id": "x1", **answers(question["questions"])}]
    if question["type"] == "choice":
        options = question.get("options", [])
        return options[-1]["id"] if options else "police"
    return SAMPLES[question["type"]]


def answers(questions: list[dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for question in questions:
        holder = found
        for part in filter(None, question.get("in", "").split("/")):
            holder = holder.setdefault(part, {})
        holder[question["id"]] = sample(question)
    return found


@pytest.mark.parametrize("step", STEPS)
def test_every_answer_to_every_question_fits_into_the_file(step: str) -> None:
    """Whatever the tables of questions ask, the file can hold."""
    table = yaml.safe_load((PROJECT / f"schemas/dossier/{step}.yml").read_text("utf-8"))
    dossier: dict[str, Any] = new_dossier(TODAY, "en", "", SCHEMA)
    dossier["sites"] = [{"id": "s1"}]
    dossier["assessments"] = [{"id": "a1", "evaluation": {}, "plan": {}, "review": {}}]
    at(dossier, HOLDERS[step]).update(answers(table["questions"]))

    loose = {"refused-loose", "refused-double"}
    assert [reason for reason in check_dossier(dossier, SCHEMA) if reason["id"] not in loose] == []


NAME = re.compile(r"\{([a-z_]+)\}")


def test_every_sentence_has_its_words() -> None:
    """Reasons, notes and what is missing ask for no more values than they are given, in both languages."""
    told = [
        reason
        for case in (*OPENING, *WRITING)
        for part in ("reasons", "notes")
        for reason in case["expect"].get(part, [])
    ]
    told += [item for case in PROGRESS for step in case["expect"].values() for item in step["missing"]]
    seen = {item["id"] for item in told}

    for item in told:
        for language in ("en", "fr"):
            assert set(NAME.findall(WORDS[item["id"]][language])) <= set(item["values"]), item
    assert {key for key in WORDS if key.startswith(("refused-", "note-"))} - {"note-character"} <= seen
    fields = {f"missing-{kind}-{field}" for kind, names in FIELDS.items() for field in names}
    assert fields <= set(WORDS)
    assert {id for id in WORDS if id.startswith("missing-")} - seen <= fields
    assert {f"changes-{id}" for id in CHANGES[0]["expect"]["changes"]} <= set(WORDS)
    assert all(set(NAME.findall(texts["en"])) == set(NAME.findall(texts["fr"])) for texts in WORDS.values())


ANY_TEXT = st.text(max_size=12)
ANY_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False, allow_infinity=False) | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=6,
)


def paths(value: Any, path: str = "") -> list[str]:
    """All places in a value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for name, item in items for here in [f"{path}/{name}"] for found in (here[1:], *paths(item, here))]


PLACES = paths(whole())
TEXTS = [
    path for path in PLACES if isinstance(at(whole(), path), str) and path.endswith(("words", "name", "note", "reason"))
]
ITEMS = [path for path in PLACES if isinstance(at(whole(), path), dict) and path.split("/")[-1].isdigit()]


@often
@drawn(st.dictionaries(st.sampled_from(TEXTS), st.text(st.characters(exclude_categories=["Cs"]))))
def test_every_text_comes_back_as_it_was(texts: dict[str, str]) -> None:
    dossier = whole()
    for path, text in texts.items():
        change(dossier, path, text)
    written = write_dossier(dossier, SCHEMA, TODAY)

    assert (written["notes"], written["reasons"]) == ([], [])
    assert open_dossier(written["text"].encode(), SCHEMA)["dossier"] == {**dossier, "changed": TODAY}


@often
@drawn(st.sampled_from(PLACES), ANY_VALUE)
def test_a_damaged_file_is_refused_or_meant_so(path: str, value: Any) -> None:
    """Whatever stands anywhere, the answer is a dossier that the schema allows, or reasons; never an accident."""
    dossier = whole()
    change(dossier, path, value)
    found = open_dossier(json.dumps(dossier), SCHEMA)

    assert (found["dossier"] is None) == bool(found["reasons"])
    if found["dossier"] is not None:
        assert jsonschema_rs.is_valid(SCHEMA, found["dossier"])
        assert completed(found["dossier"], SCHEMA) == found["dossier"]


@often
@drawn(st.binary(max_size=40) | st.text(alphabet='{}[]":,\\u0d8 1e-tnfx\ufeff', max_size=40).map(str.encode))
def test_rubbish_is_refused(given_bytes: bytes) -> None:
    found = open_dossier(given_bytes, SCHEMA)

    assert found["dossier"] is None
    assert found["reasons"]


def without(paths_to_drop: list[str]) -> dict[str, Any]:
    """The whole file after the reader removed some items."""
    dossier = whole()
    for path in sorted(paths_to_drop, key=lambda path: [part.rjust(9, "0") for part in path.split("/")], reverse=True):
        change(dossier, path, drop=True)
    return dossier


@often
@drawn(st.lists(st.sampled_from(ITEMS), unique=True, max_size=6))
def test_what_the_program_writes_can_be_opened(removed: list[str]) -> None:
    """Whatever the reader removes, the file that is saved has nothing loose, and saving it again changes nothing."""
    written = write_dossier(without(removed), SCHEMA, TODAY)
    opened = open_dossier(written["text"], SCHEMA)

    assert written["reasons"] == opened["reasons"] == []
    assert opened["dossier"] is not None
    again = write_dossier(opened["dossier"], SCHEMA, TODAY)
    assert again == {"text": written["text"], "notes": [], "reasons": []}


ANSWERED = [path for path in PLACES if path.startswith(("team", "sites", "assessments/1")) and not path.endswith("/id")]


@often
@drawn(st.lists(st.sampled_from(ANSWERED), unique=True, max_size=5))
def test_a_step_is_done_when_nothing_is_missing(emptied: list[str]) -> None:
    """Taking an answer away never finishes a step, and only a step that misses nothing is done."""
    dossier = whole()
    for path in sorted(emptied, reverse=True):
        if isinstance(at(dossier, path), str):
            change(dossier, path, "")
        elif at(dossier, path) is not None and not path.split("/")[-1].isdigit():
            change(dossier, path, type(at(dossier, path))())
    before = {told["step"]: told["state"] for told in progress(whole())}

    for told in progress(dossier):
        assert (told["state"] in ("done", "not-applicable")) == (not told["missing"])
        if before[told["step"]] == "done" and told["missing"]:
            assert told["state"] in ("incomplete", "not-started")
        assert all(item["paths"] for item in told["missing"])


def test_every_entry_that_is_used_is_found() -> None:
    """Fields that hold ids of entries are those of the schema and nothing else."""
    found = uses(whole())

    assert set(found) == set(whole()["entries"])
    assert found["fixed-bollards"][0] == "assessments/a2/requirements/r1/entry"
    assert changes({}, CHANGES[0]["input"]["wiki"]) == CHANGES[0]["expect"]["changes"]


@pytest.fixture(scope="module")
def page(browser: Browser) -> Any:
    found = browser.new_page()
    for name in ("json", "schema", "links", "file", "progress", "changes"):
        found.add_script_tag(path=SCRIPTS / f"dossier-{name}.js")
    yield found
    found.close()


OPEN = """([inputs, schema]) => inputs.map(given => {
    const whole = given.times ? given.before + given.repeat.repeat(given.times) + given.after : given;
    const bytes = Array.isArray(given) ? Uint8Array.from(given) : whole;
    const opened = Agora.dossierFile.open(bytes, schema);
    return {...opened, text: opened.dossier ? Agora.dossierFile.write(opened.dossier, schema, '2026-12-01').text : ''};
})"""
RUN = {
    "write": "([inputs, schema, today]) => inputs.map(i => Agora.dossierFile.write(i, schema, today))",
    "check": "([inputs, schema]) => inputs.map(i => Agora.dossierFile.check(i, schema))",
    "progress": "inputs => inputs.map(([dossier, one]) => Agora.dossierProgress.progress(dossier, one))",
    "changes": """inputs => inputs.map(i => ({changes: Agora.dossierChanges.changes(...i),
        noted: Agora.dossierChanges.noted(...i), uses: Agora.dossierChanges.uses(i[0])}))""",
}


def opened_in_python(given: bytes | str) -> dict[str, Any]:
    opened = open_dossier(given, SCHEMA)
    text = write_dossier(opened["dossier"], SCHEMA, TODAY)["text"] if opened["dossier"] is not None else ""
    return {**opened, "text": text}


def opened_in_browser(page: Page, inputs: list[Any]) -> list[Any]:
    """Each file as text, as bytes, or as something that the page itself repeats."""
    return list(page.evaluate(OPEN, [[list(i) if isinstance(i, bytes) else i for i in inputs], SCHEMA]))


@pytest.mark.browser
def test_the_browser_opens_and_refuses_the_same(page: Page) -> None:
    inputs = [case["input"] if "times" in case["input"] else handed_over(case["input"]) for case in OPENING]

    for case, one in zip(OPENING, opened_in_browser(page, inputs), strict=True):
        assert one == opened_in_python(handed_over(case["input"])), case["name"]


@pytest.mark.browser
def test_the_browser_writes_the_same_text(page: Page) -> None:
    inputs = [plain(case["input"]) for case in WRITING]

    assert page.evaluate(RUN["write"], [inputs, SCHEMA, TODAY]) == [write_dossier(i, SCHEMA, TODAY) for i in inputs]
    new = page.evaluate("s => Agora.dossierFile.create('2026-12-01', 'fr', 'v', s)", SCHEMA)
    assert new == new_dossier(TODAY, "fr", "v", SCHEMA)


@pytest.mark.browser
def test_half_a_character_is_saved_as_unknown(page: Page) -> None:
    """It cannot be typed, but a script or a broken clipboard can leave it behind; the rest of the work is saved."""
    dossier = {**whole(), "title": "a\ud800b"}
    run = "([d, s, t]) => Agora.dossierFile.write({...d, title: 'a\\ud800b'}, s, t)"

    assert page.evaluate(run, [whole(), SCHEMA, TODAY]) == write_dossier(dossier, SCHEMA, TODAY)
    assert json.loads(write_dossier(dossier, SCHEMA, TODAY)["text"])["title"] == "a\ufffdb"


@pytest.mark.browser
def test_the_browser_sees_the_same_progress(page: Page) -> None:
    inputs = [(plain(case["input"]), case["input"].get("assessment", "")) for case in PROGRESS]

    assert page.evaluate(RUN["progress"], inputs) == [progress(*one) for one in inputs]


@pytest.mark.browser
def test_the_browser_sees_the_same_changes(page: Page) -> None:
    inputs = [(plain(c["input"]), c["input"]["wiki"], c["input"]["seen"]) for c in CHANGES]
    expected = [{"changes": changes(d, w), "noted": noted(d, w, seen), "uses": uses(d)} for d, w, seen in inputs]

    assert page.evaluate(RUN["changes"], inputs) == expected


@pytest.mark.browser
def test_the_browser_agrees_on_files_that_nobody_wrote(page: Page) -> None:
    """Damaged, cut and stitched files are opened or refused alike, with the same reasons and the same text."""
    draw = random.Random(20261121)
    rubbish: list[Any] = [
        None, True, 0, 1, -1, 2.5, 1e16, "", "x", "a-b", "2026-02-29", "unknown", [], ["x"], [1], [{}], [{"id": "x"}],
        {}, {"id": "x"}, {"level": 3}, {"level": "unknown", "low": 2}, {"level": 2, "low": 5}, {"reason": "x"}, {"x|y": 1},
    ]  # fmt: skip
    inputs: list[bytes | str] = []
    for number in range(400):
        dossier = json.loads(text_of("first-format.agora.json" if number % 5 == 0 else "whole.agora.json"))
        for path in draw.sample(paths(dossier), draw.randint(1, 3)):
            try:
                change(dossier, path, draw.choice(rubbish), drop=draw.random() < 0.3)
            except (KeyError, IndexError, TypeError, ValueError):
                continue
        text = json.dumps(dossier)
        if number % 4 == 0:
            cut = draw.randrange(len(text))
            text = (
                text[:cut] + draw.choice(['"', "}", "]", ",", "\\", "", '{"a":1,"a":2}', "\\ud800"]) + text[cut + 1 :]
            )
        inputs.append(text)
    found = opened_in_browser(page, inputs)

    for one, file in zip(found, inputs, strict=True):
        assert one == opened_in_python(file)
    refused = {reason["id"] for one in found for reason in one["reasons"]}
    assert sum(one["dossier"] is not None for one in found) > 20
    assert len(refused) > 10


@pytest.mark.browser
def test_both_say_the_same_of_each_keyword(page: Page) -> None:
    """Each schema inside ours, asked about values that its keywords are about."""
    values = [
        "",
        "x",
        "X",
        "a|b",
        "constructor",
        "2026-02-29",
        "2028-02-29",
        0,
        1,
        5,
        6,
        1.5,
        True,
        None,
        [],
        {},
        {"level": 3},
    ]
    probes = [{**whole(), "request": value} for value in values]
    probes += [{**whole(), path: value} for value in values for path in ("title", "created", "entries", "sites", "tlp")]

    assert page.evaluate(RUN["check"], [probes, SCHEMA]) == [check_dossier(one, SCHEMA) for one in probes]


def test_the_scales_of_a_scenario_are_those_of_the_schema() -> None:
    fields = SCHEMA["properties"]["assessments"]["items"]["properties"]["scenarios"]["items"]["properties"]

    assert tuple(name for name, rule in fields.items() if rule == {"$ref": "#/$defs/scale"}) == SCALES_OF_A_SCENARIO
