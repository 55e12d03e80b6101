"""The cases that prove the checking: a folder each, with what is refused or accepted and exactly what is said.

A case lies over the common wiki `tests/cases/base`. `law.txt` says in one line what it proves, `expected.txt` is the
report, `make.json` lists the steps for what cannot lie in a repository as a file. To write the reports anew, read the
difference and be sure of it: AGORA_REWRITE=1 pytest tests/test_cases.py
"""

import base64
import hashlib
import json
import os
import shutil
import time
import unicodedata
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator import problem_forms, problems
from generator.build import build
from generator.check import Checked, check
from generator.cli import main
from generator.frame import draw_frame
from generator.load import load_sources
from generator.model import Location, SourceFile, Sources
from generator.publish import publish
from generator.rebuild import Rebuilder

PROJECT = Path(__file__).parent.parent
CASES = Path(__file__).parent / "cases"
TODAY = "2026-11-21"
REJECTED = sorted((CASES / "reject").iterdir())
ACCEPTED = sorted((CASES / "accept").iterdir())
REWRITE = "AGORA_REWRITE=1 pytest tests/test_cases.py"
GLOSSARY_ROWS = 20
SLOWEST = 15.0
"""Seconds of the processor that any file may keep busy; those of the clock also count what other programs take."""

each_rejected = pytest.mark.parametrize("case", REJECTED, ids=lambda path: path.name)
each_accepted = pytest.mark.parametrize("case", ACCEPTED, ids=lambda path: path.name)


def lay_out(case: Path, folder: Path) -> Path:
    """A project in `folder` with the wiki of a case."""
    shutil.copy(PROJECT / "mkdocs.yml", folder / "mkdocs.yml")
    shutil.copytree(PROJECT / "schemas", folder / "schemas")
    shutil.copytree(CASES / "base" / "content", folder / "content")
    for part in ("content", "schemas"):
        if (case / part).is_dir():
            shutil.copytree(case / part, folder / part, dirs_exist_ok=True)
    if (case / "make.json").exists():
        for step in json.loads((case / "make.json").read_text("utf-8")):
            take(step, folder)
    return folder


def take(step: dict[str, Any], folder: Path) -> None:
    """One step of a recipe; its first key says what to do, its value where."""
    action, name = next(iter(step.items()))
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if action == "remove":
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    elif action == "symlink":
        path.symlink_to(step["to"])
    elif action == "pipe":
        os.mkfifo(path)
    elif action == "bytes":
        path.write_bytes(base64.b64decode(step["base64"]))
    elif action == "repeat":
        before = path.read_text("utf-8") if step.get("append") else step.get("before", "")
        path.write_text(before + step["text"] * step["times"] + step.get("after", ""), "utf-8")
    elif action == "copy":
        to = os.fsdecode(base64.b64decode(step["to_base64"])) if "to_base64" in step else step["to"]
        (folder / to).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, folder / to)
    else:
        raise AssertionError(f"no such step: {action}")


def check_case(case: Path, folder: Path) -> Checked:
    return check(load_sources(lay_out(case, folder)), TODAY)


def compare(case: Path, report: str) -> None:
    expected = case / "expected.txt"
    if os.environ.get("AGORA_REWRITE"):
        expected.write_text(report, "utf-8")
    said = expected.read_text("utf-8") if expected.exists() else ""
    assert report == said, f"{case.name}: if the new report is right, run {REWRITE} and read the difference"


def fingerprint(folder: Path) -> str:
    """Of every path and byte below a folder; links and pipes by what they are."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*"), key=os.fsencode):
        data = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        link = os.fsencode(path.readlink()) if path.is_symlink() else b""
        digest.update(b"\0".join([os.fsencode(path.relative_to(folder)), link, hashlib.sha256(data).digest()]))
    return digest.hexdigest()


@each_rejected
def test_a_bad_wiki_is_refused_with_exactly_this_report(case: Path, tmp_path: Path) -> None:
    """Every refusal names the place, the rule and the remedy, and nothing else is said."""
    found = check_case(case, tmp_path)

    compare(case, problem_forms.as_text(found.problems))
    assert problems.has_errors(found.problems)
    assert not found.publishable


@each_accepted
def test_a_good_wiki_has_no_error(case: Path, tmp_path: Path) -> None:
    """What is unusual but right is accepted, with a warning at most."""
    found = check_case(case, tmp_path)

    compare(case, problem_forms.as_text(found.problems))
    assert not problems.has_errors(found.problems)
    assert found.publishable


@pytest.mark.parametrize("case", [*REJECTED, *ACCEPTED], ids=lambda path: path.name)
def test_a_case_says_in_one_line_what_it_proves(case: Path) -> None:
    """A reader of the folder knows the law without running anything."""
    law = (case / "law.txt").read_text("utf-8")

    assert law.count("\n") == 1
    assert law.endswith((".\n", ").\n"))


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A site of the common wiki, in the frame of the project's own pages, and its fingerprint."""
    folder = tmp_path_factory.mktemp("published")
    project = lay_out(CASES / "base", folder)
    pages = load_sources(PROJECT).pages
    built = Rebuilder(project, None, TODAY, lambda _, __, rulebook: draw_frame(PROJECT, pages, rulebook))()
    assert built.site
    publish(built.site, folder / "site")
    return folder / "site", fingerprint(folder / "site")


@each_rejected
def test_a_refused_build_leaves_the_old_site_alone(case: Path, tmp_path: Path, published: tuple[Path, str]) -> None:
    """With an error nothing is drawn and nothing is written: the site stays as it was, byte for byte."""
    site, before = published

    built = build(lay_out(case, tmp_path), None, site, TODAY, lambda stage: None)

    assert not built.pages
    assert fingerprint(site) == before


@cache
def codes_in(expected: Path) -> frozenset[str]:
    lines = expected.read_text("utf-8").splitlines()
    return frozenset(
        word for line in lines if not line.startswith(" ") for word in line.split(" ") if word in problems.TABLE
    )


def test_every_code_has_a_case() -> None:
    """No rule stands in the table without a wiki that breaks it."""
    seen = frozenset().union(*(codes_in(case / "expected.txt") for case in [*REJECTED, *ACCEPTED]))

    assert seen == set(problems.TABLE)


@pytest.mark.parametrize("code", problems.TABLE)
def test_every_code_has_a_page_that_shows_it(code: str) -> None:
    """Its page says why in every language of the wiki, what to do, and shows a bad and a good example."""
    page = problems.TABLE[code].page

    assert page["bad"].strip()
    assert page["good"].strip()
    assert page["bad"] != page["good"]
    for column in ("title", "why", "remedy"):
        assert set(page[column]) == {"en", "fr"}
        assert all(page[column].values())


@cache
def base() -> Sources:
    """The common wiki in memory, read once, with the first few words of the glossary, which takes most of the time of a check."""
    read = load_sources(PROJECT, CASES / "base" / "content")
    glossary = read.schemas["glossary.yml"]
    rows = glossary.data.split(b"\n- id: ")[:GLOSSARY_ROWS]
    schemas = {**read.schemas, "glossary.yml": replace(glossary, data=b"\n- id: ".join(rows) + b"\n")}
    assert check(Sources("content", read.entries, read.pages, read.figures, schemas), TODAY).publishable
    return Sources("content", read.entries, read.pages, read.figures, schemas)


def check_bytes(data: bytes, name: str = "entries/en/threats/vehicle-attack.md") -> Checked:
    """The common wiki with other bytes in one file."""
    read = base()
    trees = {"entries": read.entries, "pages": read.pages, "figures": read.figures, "schemas": read.schemas}
    top = name.partition("/")[0]
    inside = name.removeprefix("schemas/")
    trees[top] = {
        **trees[top],
        inside: SourceFile(f"content/{name}" if top != "schemas" else name, data, size=len(data)),
    }
    started = time.process_time()
    found = check(Sources("content", **trees), TODAY)
    assert time.process_time() - started < SLOWEST
    for problem in found.problems:
        told = [problem.location.path, problem.message, problem.help]
        assert all(unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for text in told for sign in text)
        assert problem.location.line >= 1
        assert problem.location.column >= 1
    return found


def entry() -> bytes:
    return base().entries["entries/en/threats/vehicle-attack.md"].data


NAMES = (
    "entries/en/threats/vehicle-attack.md",
    "pages/en/index.md",
    "figures/row-of-posts.svg",
    "schemas/plausible.yml",
)
SIGNS = "[]{}|>#`*_\\\r\0\t\n?%é\"'\u202e\ufeff\u0301"
PIECES = st.sampled_from(
    [
        *SIGNS,
        "---\n",
        "&a ",
        "*a ",
        "!!x ",
        "- ",
        ": ",
        "|\n",
        "> ",
        "<b>",
        "<!--",
        "```\n",
        "[^",
        "]:",
        "](",
        "![",
        "~~",
    ]
)
often = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@often
@given(st.sampled_from(NAMES), st.binary(max_size=400))
def test_random_bytes_never_crash_the_check(name: str, data: bytes) -> None:
    """Whatever a file holds, the check ends and tells problems in visible characters."""
    check_bytes(data, name)


@often
@given(st.text(max_size=300), st.text(max_size=300))
def test_random_text_never_crashes_the_check(block: str, body: str) -> None:
    """The same for text of any alphabet in the block and below it."""
    check_bytes(f"---\n{block}\n---\n{body}".encode())


@often
@given(st.data())
def test_a_slip_of_the_hand_never_crashes_the_check(data: st.DataObject) -> None:
    """The same for a good entry in which pieces were inserted, deleted or doubled."""
    text = entry().decode()
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 30)))
        piece = data.draw(PIECES) * data.draw(st.integers(1, 40))
        change = data.draw(st.sampled_from(["insert", "delete", "double"]))
        middle = {"insert": piece + text[start:end], "delete": "", "double": text[start:end] * 2}[change]
        text = text[:start] + middle + text[end:]
    check_bytes(text.encode())


IN_BLOCK = {
    "brackets": "title: " + "[" * 100_000,
    "braces": "title: " + "{a: " * 50_000,
    "hidden-brackets": "title: " + '["]",' * 40_000,
    "dashes": "- " * 100_000,
    "question-marks": "? " * 100_000,
    "number": "title: " + "9" * 5_000,
    "aliases": "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9) if n else 'x'}]\n" for n in range(12)),
    "blank-lines": "\n" * 200_000,
    "keys": "".join(f"key-{n}: 1\n" for n in range(15_000)),
    "one-key": "a: 1\n" * 40_000,
    "sources": "sources:\n" + "".join(f"  s{n}: {{}}\n" for n in range(15_000)),
    "escapes": 'title: "' + "\\u202e" * 30_000 + '"',
    "long-word": "status: " + "stub" * 50_000,
}
IN_BODY = {
    sign: (sign * 100_000)[:200_000]
    for sign in (
        "*",
        "[",
        "`",
        "<![",
        "-- >",
        ">",
        "> ",
        "- ",
        "1. ",
        "![",
        "[^",
        "[^\n",
        "{{",
        "{:",
        "|",
        "|a",
        "~",
        "<a",
        "<a>",
    )
} | {
    "nested-emphasis": "*a " * 30_000 + "a* " * 30_000,
    "headings": "## What happens\n\n" * 12_000,
    "lined-headings": "a\n-\n\n" * 40_000,
    "wide-table": "|a" * 5_000 + "|\n" + "|-" * 5_000 + "|\n" + "a\n" * 50_000,
    "tables": "|a|b|\n|-|-|\n" * 15_000,
    "spaces": "## a" + " " * 200_000 + "b",
    "fences": "```\n" * 50_001,
    "ticks": "".join("`" * n + " " for n in range(1, 620)),
    "citations": "".join(f"[^k{n}] " for n in range(25_000)),
    "links": "".join(f"[a](k{n}.md) " for n in range(14_000)),
    "footnotes": "".join(f"[^{n}]: x\n\n" for n in range(20_000)),
    "entities": "&#x202e;" * 30_000,
    "zero-width": "\u200b" * 80_000,
    "notes": "TODO\n" * 40_000,
}


@pytest.mark.parametrize("bomb", IN_BLOCK)
def test_a_bomb_in_the_block_ends_in_time(bomb: str) -> None:
    """No block of the allowed size takes long or ends the program."""
    found = check_bytes(b"---\n" + IN_BLOCK[bomb].encode() + b"\n---\n\nText.\n")

    assert not found.publishable


@pytest.mark.parametrize("bomb", IN_BODY)
def test_a_bomb_in_the_text_ends_in_time(bomb: str) -> None:
    """No text of the allowed size takes long or fills the memory."""
    check_bytes(entry() + b"\n" + IN_BODY[bomb].encode() + b"\n")


@pytest.mark.parametrize("table", sorted(base().schemas))
@pytest.mark.parametrize(
    "data", [b"", b"[]", b"5", b"- 5\n- [a]\n- {id: 1}\n", b"{}", b"\xff", b"[" * 100_000, b"a: &a [*a]\n"]
)
def test_a_broken_table_is_a_problem_and_no_crash(table: str, data: bytes) -> None:
    """Whatever stands in the place of a table of `schemas`, it is told under that table's name, or changes nothing."""
    found = check_bytes(data, f"schemas/{table}")

    assert table == "plausible.yml" or not found.publishable


@pytest.mark.parametrize("case", [*REJECTED, *ACCEPTED], ids=lambda path: path.name)
def test_a_report_holds_no_hidden_character(case: Path) -> None:
    """What a hostile file contains is shown in visible characters, one problem in two lines."""
    report = (case / "expected.txt").read_text("utf-8")
    lines = report.splitlines()

    assert all(
        unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for sign in report.replace("\n", "")
    )
    assert all(line.startswith("    help: ") for line in lines[1::2])
    assert len(lines) % 2 == 0


FORGED = problems.problem(
    "AG601", Location("content/a\n::error::b,c:d%.md", 3, 7), target="x\n::warning file=y::z\r%0A", wrong="", near=()
)


def test_json_tells_every_problem_with_the_same_seven_names() -> None:
    """Programs find path, line, column, code, severity, message and help, in the order of the text."""
    found = check_bytes(b"---\na: &b c\n---\n")

    told = json.loads(problem_forms.as_json(found.problems))

    assert [list(item) for item in told] == [["path", "line", "column", "code", "severity", "message", "help"]] * len(
        told
    )
    assert [(i["path"], i["line"], i["code"]) for i in told] == [
        (p.location.path, p.location.line, p.code) for p in found.problems
    ]
    assert json.loads(problem_forms.as_json([])) == []


def test_sarif_has_the_shape_that_code_hosts_read() -> None:
    """Version, one run with the rules of the whole table, and for each result its rule, level, text and place."""
    found = check_bytes(b"---\na: &b c\n---\n").problems

    report = json.loads(problem_forms.as_sarif(found, "1.0"))

    (run,) = report["runs"]
    assert report["version"] == "2.1.0"
    assert report["$schema"].endswith("sarif-2.1.0.json")
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == list(problems.TABLE)
    assert [result["ruleId"] for result in run["results"]] == [p.code for p in found]
    for result, p in zip(run["results"], found, strict=True):
        (place,) = result["locations"]
        assert result["level"] in ("error", "warning")
        assert p.message in result["message"]["text"]
        assert place["physicalLocation"]["artifactLocation"]["uri"] == p.location.path
        assert place["physicalLocation"]["region"] == {"startLine": p.location.line, "startColumn": p.location.column}


def test_sarif_writes_a_path_as_an_address() -> None:
    """A blank, a percent sign or a line end in a file name is encoded, as the format asks."""
    report = json.loads(problem_forms.as_sarif([FORGED], "1.0"))

    (result,) = report["runs"][0]["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "content/a%0A%3A%3Aerror%3A%3Ab%2Cc%3Ad%25.md"


def test_a_file_cannot_forge_a_command_of_the_forge() -> None:
    """Neither a file name nor a text can begin another line or end the list of properties."""
    told = problem_forms.as_github([FORGED])

    assert told.count("\n") == 1
    properties, _, text = told.removeprefix("::error ").partition("::")
    assert properties == "file=content/a%0A%3A%3Aerror%3A%3Ab%2Cc%3Ad%25.md,line=3,col=7,title=AG601"
    assert "\r" not in text
    assert "%0A" not in text.replace("%250A", "")


def test_the_summary_of_a_forge_is_a_table_with_a_row_for_each_problem() -> None:
    """Nothing in a file ends a row or a cell, or becomes markup."""
    hostile = problems.problem("AG801", Location("a|b\nc.md"), found="<img src=x> | `x` [y](z)")

    lines = problem_forms.as_summary([hostile]).splitlines()

    assert len(lines) == 3
    assert lines[2].replace("\\|", "").count("|") == 5
    assert "<img" not in lines[2]


def test_a_forge_is_sent_ten_errors_and_ten_warnings() -> None:
    """A forge shows no more in one step; errors come first."""
    error = problems.problem("AG115", Location("a.md"))
    warning = problems.problem("AG111", Location("a.md"))

    lines = problem_forms.as_github([warning, error] * 30).splitlines()

    assert [line.split(" ")[0] for line in lines] == ["::error"] * 10 + ["::warning"] * 10


def test_a_bad_file_hides_nothing_in_others() -> None:
    """With an unreadable file beside it, everything else is told as without it."""
    alone = check_bytes(b"no block\n", "entries/en/spaces/street.md").problems
    read = base()
    entries = {**read.entries, "entries/en/spaces/street.md": SourceFile("content/street.md", b"no block\n", size=9)}
    entries["entries/en/spaces/lane.md"] = SourceFile("content/lane.md", b"\xff", size=1)
    both = check(Sources("content", entries, read.pages, read.figures, read.schemas), TODAY).problems

    assert {p.code for p in alone} == {"AG201"}
    assert sorted(p.code for p in both) == ["AG105", "AG201"]


def test_what_points_at_an_unreadable_entry_does_not_dangle() -> None:
    """One broken file is one problem: its links, relations, citations and translation are not told as broken too."""
    found = check_bytes(b"---\ntitle: [\n---\n\n## What happens\n\nText.\n")

    assert {p.code for p in found.problems} == {"AG203"}


def run(folder: Path, *arguments: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795219200")
    return CliRunner().invoke(main, ["check", *arguments])


@pytest.mark.parametrize(
    ("case", "arguments", "code"),
    [
        ("accept/base", [], 0),
        ("accept/base", ["--strict"], 0),
        ("accept/working-note", [], 0),
        ("accept/working-note", ["--strict"], 1),
        ("reject/id-unknown", [], 1),
        ("reject/schema-not-json", [], 1),
        ("reject/id-unknown", ["--format", "xml"], 2),
        ("reject/id-unknown", ["--content", "nowhere"], 2),
        ("accept/base", ["--nonsense"], 2),
    ],
)
def test_the_exit_code_says_what_happened(
    case: str, arguments: list[str], code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """0 for no error, 1 for problems, 2 for wrong usage; and nothing is ever written."""
    lay_out(CASES / case, tmp_path)
    before = fingerprint(tmp_path)

    done = run(tmp_path, *arguments, monkeypatch=monkeypatch)

    assert done.exit_code == code, done.output
    assert fingerprint(tmp_path) == before


def test_outside_a_project_the_check_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without mkdocs.yml here or above there is no project: wrong usage."""
    done = run(tmp_path, monkeypatch=monkeypatch)

    assert done.exit_code == 2
    assert "mkdocs.yml" in done.output


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif"])
def test_every_form_goes_to_the_output(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each form tells the same problem; only the text is followed by a count, and that on the error stream."""
    lay_out(CASES / "reject" / "id-unknown", tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)

    done = run(tmp_path, "--format", form, monkeypatch=monkeypatch)

    assert "AG502" in done.stdout
    assert "content/entries/en/spaces/street.md" in done.stdout
    assert ("1 errors" in done.stderr) == (form == "text")


def test_another_content_folder_is_named_as_the_person_named_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Outside the project the paths of a report start with the folder that was given."""
    (tmp_path / "project").mkdir()
    (tmp_path / "elsewhere").mkdir()
    lay_out(CASES / "base", tmp_path / "project")
    lay_out(CASES / "reject" / "id-unknown", tmp_path / "elsewhere")
    before = fingerprint(tmp_path)

    done = run(tmp_path / "project", "--content", "../elsewhere/content", monkeypatch=monkeypatch)

    assert done.exit_code == 1
    assert done.stdout.startswith("../elsewhere/content/entries/en/spaces/street.md:6:11 AG502 ")
    assert fingerprint(tmp_path) == before
