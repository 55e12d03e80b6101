"""The block at the head of a file, read strictly: what is written is what is meant.

In: the text of a file. Out: fields, body, and problems with their lines. Invariant: every scalar is text, except whole
numbers written plainly; no date, boolean, octal or sexagesimal is guessed, no key is lost, nothing refers to anything.
Refuses: anchors, aliases, tags, repeated keys, deep nesting. python-frontmatter finds the block; YAML is read here,
because every YAML loader that guesses types turns NO into false and 1.10 into 1.1. A block in which there is nothing to guess is read
by a quicker one, and a test holds that it reads the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import islice
from sys import intern
from typing import Any

import ryaml
import yaml
from frontmatter.default_handlers import YAMLHandler

from generator.characters import SUSPICIOUS, strange_character
from generator.model import Location
from generator.problems import MOST_OF_A_RULE, Problem, problem

DEEPEST = 8
"""Levels of nesting; no field needs more than three."""

MOST_BRACKETS = 500
"""Opening brackets in a block; an honest one has twenty."""

WHOLE_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,8})\Z")
MAY_REFER = re.compile(r"(?:^|[\s,\[{:?\ufeff-])[&*!][^\s]", re.MULTILINE)
MAY_NEST = re.compile(r"(?:[-?:][ \t]+){8}")
NEEDS_CARE = ("\\", "&", "*", "!", "+", "0x", "0o", "0b")
"""Signs of escapes, references and tags, and of numbers that a reader of YAML would turn into others than are written."""

LARGEST_NUMBER = 999_999_999
LEFT_OPEN = {
    "while scanning a quoted scalar": "the quotation mark here is never closed",
    "while parsing a flow sequence": "the bracket here is not closed, or something in it needs quotation marks",
    "while parsing a flow mapping": "the brace here is not closed, or something in it needs quotation marks",
}
"""What the reader of YAML was doing when it gave up, in plain words; told is the place where it began."""

PLAIN_WORDS = {
    "mapping values are not allowed in this context": "there is a second colon, or the line is indented too far",
    "found character that cannot start any token": "a tab or a sign stands where a value should start",
    "did not find expected key": "here should be a field name; check the indentation of this line and the one before",
    "could not find expected ':'": "a field name needs a colon and a space",
}

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
    fields = plain_fields(block)
    return (fields, []) if fields else read_strictly(block, path)


def plain_fields(block: str) -> dict[str, Any] | None:
    """The fields of a block that holds nothing but texts, plain whole numbers, lists and groups; None for any other."""
    if any(sign in block for sign in NEEDS_CARE) or _brackets(block) > MOST_BRACKETS:
        return None
    try:
        fields = ryaml.loads(block)
    except ValueError:
        return None
    if type(fields) is not dict:
        return None
    try:
        return _plain_group(fields, 0)
    except _Guessed:
        return None


class _Guessed(Exception):
    """A scalar is not what was written, as a reader of YAML that guesses gives another type to all that it guessed."""


def _plain_group(group: dict[Any, Any], depth: int) -> dict[str, Any]:
    """The same with one text for all names of fields that are alike: they come in every entry."""
    if depth == DEEPEST:
        raise _Guessed
    found = {}
    for key, item in group.items():
        if type(key) is not str:
            raise _Guessed
        found[intern(key)] = item if type(item) is str else _plain(item, depth)
    return found


def _plain_list(items: list[Any], depth: int) -> list[Any]:
    """The same with one text for all items that are alike, for they are ids and terms."""
    if depth == DEEPEST:
        raise _Guessed
    return [intern(item) if type(item) is str else _plain(item, depth) for item in items]


def _plain(item: Any, depth: int) -> Any:
    kind = type(item)
    if kind is dict:
        return _plain_group(item, depth + 1)
    if kind is list:
        return _plain_list(item, depth + 1)
    if kind is int and 0 <= item <= LARGEST_NUMBER:
        return item
    raise _Guessed


def _brackets(block: str) -> int:
    return block.count("[") + block.count("{")


def read_strictly(block: str, path: str) -> tuple[dict[str, Any], list[Problem]]:
    """The fields of any block, and everything that is wrong with it."""
    try:
        if MAY_REFER.search(block) or _brackets(block) > MOST_BRACKETS or MAY_NEST.search(block):
            found = list(islice(_forbidden(block, path), MOST_OF_A_RULE))
            if found:
                return {}, found
        node = _Loader(block).get_single_node()
    except yaml.YAMLError as error:
        return {}, [_syntax(error, block, path)]
    if not isinstance(node, yaml.MappingNode) or not node.value:
        return {}, [problem("AG207", Location(path, 2))]
    found = []
    fields: dict[str, Any] = _value(node, path, found, 0)
    if "\\" in block and not found:
        found += islice(_escaped_characters(fields, block, path), MOST_OF_A_RULE)
    return fields, found[:MOST_OF_A_RULE]


def positions(block: str, path: str) -> dict[Path, Location]:
    """Where every field and item of a block stands; worked out only for files that have a problem."""
    node = _Loader(block).get_single_node()
    return dict(_positions(node, (), path)) if node else {}


def _value(node: yaml.Node, path: str, found: list[Problem], depth: int) -> Any:
    if isinstance(node, yaml.ScalarNode):
        text: str = node.value
        return int(text) if not node.style and WHOLE_NUMBER.match(text) else text
    if depth == DEEPEST:
        found.append(problem("AG208", _location(node, path), limit=DEEPEST))
        return None
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, path, found, depth + 1) for item in node.value]
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
            fields[key.value] = _value(value, path, found, depth + 1)
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
    places: dict[Path, Location] = {}
    for at, text in _texts(fields, ()):
        if not unicodedata.is_normalized("NFC", text) and unicodedata.is_normalized("NFC", block):
            places = places or positions(block, path)
            normal = unicodedata.normalize("NFC", text)
            letter = next((b for a, b in zip(text, normal, strict=False) if a != b), normal)
            yield problem("AG112", places[at], character=letter)
        for match in SUSPICIOUS.finditer(text):
            if match.group() not in block:
                places = places or positions(block, path)
                yield strange_character(match, places[at])


def _texts(value: Any, at: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield (*at, key), key
            yield from _texts(item, (*at, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _texts(item, (*at, number))


def _syntax(error: yaml.YAMLError, block: str, path: str) -> Problem:
    if isinstance(error, yaml.reader.ReaderError):
        place = Location(path, block.count("\n", 0, block.find(chr(error.character))) + 1)
        return problem("AG203", place, reason=error.reason)
    marked: Any = error
    reason = LEFT_OPEN.get(marked.context) or PLAIN_WORDS.get(marked.problem) or str(marked.problem or marked.context)
    mark = (marked.context_mark if marked.context in LEFT_OPEN else None) or marked.problem_mark or marked.context_mark
    place = Location(path, mark.line + 1, mark.column + 1) if mark else Location(path, 2)
    return problem("AG203", place, reason=reason)


def _location(marked: Any, path: str) -> Location:
    return Location(path, marked.start_mark.line + 1, marked.start_mark.column + 1)
