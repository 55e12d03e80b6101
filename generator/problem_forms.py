"""The forms in which problems are told: to a person, to a program, to a forge.

In: problems, sorted. Out: one text. Invariant: every form tells the same problems by the same codes, and a hostile file can
neither hide a character in it nor forge a line of it. Refuses: to print, to decide about exit codes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from generator.problems import ERROR, TABLE, WARNING, Problem, visible


def as_text(problems: Sequence[Problem]) -> str:
    """One problem in two lines: `path:line:column CODE message`, then what to do."""
    return "".join(
        f"{visible(p.location.path)}:{p.location.line}:{p.location.column} {p.code} {_label(p)}{p.message}\n"
        f"    help: {p.help}\n"
        for p in problems
    )


def as_json(problems: Sequence[Problem]) -> str:
    """A list of objects with path, line, column, code, severity, message, help."""
    return json.dumps([_object(p) for p in problems], ensure_ascii=False, indent=2) + "\n"


def as_github(problems: Sequence[Problem], shown: int = 10) -> str:
    """Workflow commands for the first errors and warnings; a forge shows ten of each kind a step, so more are not sent."""
    lines = []
    for severity in (ERROR, WARNING):
        for p in [p for p in problems if p.severity == severity][:shown]:
            place = f"file={_escape(p.location.path, ':,')},line={p.location.line},col={p.location.column}"
            text = _escape(f"{p.message}. {p.help}", "")
            lines.append(f"::{severity} {place},title={p.code}::{text}\n")
    return "".join(lines)


def as_summary(problems: Sequence[Problem]) -> str:
    """The whole table as Markdown, for the summary of a forge's step."""
    head = "| place | code | problem | what to do |\n|---|---|---|---|\n"
    cell = str.maketrans({"|": "\\|", "<": "&lt;", "`": "'", "[": "&#91;"})
    return head + "".join(
        f"| {visible(p.location.path).translate(cell)}:{p.location.line} | {p.code} | {p.message.translate(cell)} "
        f"| {p.help.translate(cell)} |\n"
        for p in problems
    )


def as_sarif(problems: Sequence[Problem], version: str) -> str:
    """SARIF 2.1.0, the format of the OASIS standard that code hosts read."""
    rules = [
        {"id": row.code, "name": row.name, "defaultConfiguration": {"level": row.severity}} for row in TABLE.values()
    ]
    results = [
        {
            "ruleId": p.code,
            "level": p.severity,
            "message": {"text": f"{p.message}. {p.help}"},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": quote(p.location.path)},
                        "region": {"startLine": p.location.line, "startColumn": p.location.column},
                    }
                }
            ],
        }
        for p in problems
    ]
    report = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": {"name": "agorapedia", "version": version, "rules": rules}}, "results": results}],
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _label(p: Problem) -> str:
    return "" if p.is_error else "warning: "


def _object(p: Problem) -> dict[str, Any]:
    return {
        "path": p.location.path,
        "line": p.location.line,
        "column": p.location.column,
        "code": p.code,
        "severity": p.severity,
        "message": p.message,
        "help": p.help,
    }


def _escape(text: str, extra: str) -> str:
    for sign in "%\r\n" + extra:
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text
