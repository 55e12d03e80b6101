"""The block at the head of a file, read strictly: what is written is what is meant.

In: the text of a file. Out: fields, body, and problems with their lines. Invariant: every scalar is text, except whole
numbers written plainly; no date, boolean, octal or sexagesimal is guessed, no key is lost, nothing refers to anything.
Refuses: anchors, aliases, tags, repeated keys, deep nesting. python-frontmatter finds the block; YAML is read here,
because every YAML loader that guesses types turns NO into false and 1.10 into 1.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from generator.characters import SUSPICIOUS, strange_character
from generator.model import Location
from generator.problems import Problem, problem

DEEPEST = 8
"""Levels of nesting; no field needs more than three."""

WHOLE_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,8})\Z")
MAY_REFER = re.compile(r"(?:^|[\s,\[{:-])[&*!][^\s]", re.MULTILINE)
MAY_NEST = re.compile(r"[\[{][^\]}]*[\[{][^\]}]*[\[{]|^ {16}|^\s*(?:[-?] ){3}", re.MULTILINE)
TEXT_TAG = "tag:yaml.org,2002:str"

Path = tuple[str | int, ...]


class _Loader(yaml.CSafeLoader):
    """A composer that resolves no type but text."""


_Loader.yaml_implicit_resolvers = {}


def split(text: str, path: str) -> tuple[str, str, int, list[Problem]]:
    """The block, the body and the line on which the body starts; lines of the block are lines of the file."""
    if not re.match(r"---[ \t]*\n", text):
        return "", "", 1, [problem("AG201", Location(path))]
    try:
        block, body = YAMLHandler().split(text)
    except ValueError:
        return "", "", 1, [problem("AG202", Location(path))]
    padding = "\n" * text.count("\n", 0, text.index(block, 3))
    return padding + block, body, text.count("\n", 0, len(text) - len(body)) + 1, []


def read_fields(block: str, path: str) -> tuple[dict[str, Any], list[Problem]]:
    """The fields of a block; with any problem the fields must not be used."""
    try:
        if MAY_REFER.search(block) or MAY_NEST.search(block):
            found = list(_forbidden(block, path))
            if found:
                return {}, found
        node = _Loader(block).get_single_node()
    except yaml.YAMLError as error:
        return {}, [_syntax(error, path)]
    if not isinstance(node, yaml.MappingNode):
        return {}, [problem("AG207", Location(path, 2))]
    found = []
    fields: dict[str, Any] = _value(node, path, found)
    if "\\" in block and not found:
        found += _escaped_characters(fields, block, path)
    return fields, found


def positions(block: str, path: str) -> dict[Path, Location]:
    """Where every field and item of a block stands; worked out only for files that have a problem."""
    node = _Loader(block).get_single_node()
    return dict(_positions(node, (), path)) if node else {}


def _value(node: yaml.Node, path: str, found: list[Problem]) -> Any:
    if isinstance(node, yaml.ScalarNode):
        text: str = node.value
        return int(text) if not node.style and WHOLE_NUMBER.match(text) else text
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, path, found) for item in node.value]
    first_lines: dict[str, int] = {}
    fields: dict[str, Any] = {}
    for key, value in node.value:
        here = _location(key, path)
        if not isinstance(key, yaml.ScalarNode):
            found.append(problem("AG210", here, what="a list or a mapping"))
        elif key.value in first_lines:
            found.append(problem("AG204", here, key=key.value, first=first_lines[key.value]))
        else:
            first_lines[key.value] = here.line
            fields[key.value] = _value(value, path, found)
    return fields


def _forbidden(block: str, path: str) -> Iterator[Problem]:
    depth = 0
    event: Any
    for event in yaml.parse(block, yaml.CSafeLoader):
        here = _location(event, path)
        if isinstance(event, yaml.AliasEvent):
            yield problem("AG205", here, what=f"references to another place (*{event.anchor})")
        elif getattr(event, "anchor", None):
            yield problem("AG205", here, what=f"names for a place (&{event.anchor})")
        if getattr(event, "tag", None):
            yield problem("AG206", here, tag=event.tag)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                yield problem("AG208", here, limit=DEEPEST)
                return
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _positions(node: yaml.Node, at: Path, path: str) -> Iterator[tuple[Path, Location]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            yield (*at, name), _location(key, path)
            yield from _positions(value, (*at, name), path)
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield (*at, number), _location(item, path)
            yield from _positions(item, (*at, number), path)


def _escaped_characters(fields: Mapping[str, Any], block: str, path: str) -> Iterator[Problem]:
    """Characters that hide behind an escape such as \\u202e in quotation marks."""
    for at, text in _texts(fields, ()):
        for match in SUSPICIOUS.finditer(text):
            yield strange_character(match, positions(block, path)[at])


def _texts(value: Any, at: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, (*at, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _texts(item, (*at, number))


def _syntax(error: yaml.YAMLError, path: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "unknown"
    return problem(
        "AG203", Location(path, mark.line + 1, mark.column + 1) if mark else Location(path, 2), reason=reason
    )


def _location(marked: Any, path: str) -> Location:
    return Location(path, marked.start_mark.line + 1, marked.start_mark.column + 1)
