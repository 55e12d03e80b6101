"""From documents to entries: every field has the form that its schema asks for.

In: documents and the rulebook. Out: `Entry` values for what is right in form, and problems. Invariant: a schema refers
only to other schemas and vocabularies of this project; nothing is ever fetched. Refuses: to compare entries with each
other (see `link`) and to weigh what they say (see `judge`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any, NoReturn

import jsonschema_rs

from generator import address, front_matter
from generator.markdown import render_body
from generator.model import Body, Document, Entry, Location, Rulebook
from generator.naming import is_id
from generator.problems import MOST_OF_A_RULE, Problem, has_errors, problem
from generator.prose import check_prose, check_tangle
from generator.vocabulary import enum_resources

TRANSLATION = "translation"
FIELDS_SCHEMA = "field.schema.json"
TRANSLATION_SCHEMA = "translation.schema.json"
TLP_1_WHITE = "TLP:WHITE"
"""What TLP 1.0 called TLP:CLEAR."""

ID_PATTERN = "^[a-z0-9]+(-[a-z0-9]+)*$"
TYPE_NAMES = {"string": "text", "integer": "a whole number", "array": "a list", "object": "a group of fields"}


class Validator:
    """The compiled schemas of a rulebook."""

    def __init__(self, rulebook: Rulebook) -> None:
        resources: list[tuple[str, Any]] = [(schema["$id"], schema) for schema in rulebook.schemas.values()]
        enums = list(enum_resources(rulebook.vocabularies))
        known = dict([*resources, *enums])
        for file, schema in rulebook.schemas.items():
            for reference in _lost_references(schema, schema["$id"], known):
                reason = f"it refers to {reference}, which is not in a schema or vocabulary of this project"
                raise BrokenSchema(file, reason)
        with _naming(""):
            registry = jsonschema_rs.Registry([*resources, *enums], retriever=_never)
        self.rulebook = rulebook
        self.fields: Mapping[str, Any] = rulebook.schemas[FIELDS_SCHEMA]["$defs"]
        self.vocabulary_of = {
            tuple(schema["enum"]): urn.removeprefix("urn:agorapedia:vocabulary:").split(":")[0] for urn, schema in enums
        }
        files = {kind.id: kind.schema for kind in rulebook.kinds.values()} | {TRANSLATION: TRANSLATION_SCHEMA}
        self.compiled = {}
        for name, file in files.items():
            with _naming(file):
                self.compiled[name] = jsonschema_rs.Draft202012Validator(
                    dict(rulebook.schemas[file]), registry=registry, validate_formats=True
                )

    def reads_like(self, other: Validator) -> bool:
        """Whether by these rules the same would be found in any file as by others, and told in the same words."""
        return _seen_by_readers(self.rulebook) == _seen_by_readers(other.rulebook)

    def __reduce__(self) -> tuple[type[Validator], tuple[Rulebook]]:
        """What is compiled cannot be sent to another process; it is compiled there again, in hundredths of a second."""
        return Validator, (self.rulebook,)


def _seen_by_readers(rulebook: Rulebook) -> object:
    enums = list(enum_resources(rulebook.vocabularies))
    return rulebook.languages, rulebook.kinds, rulebook.schemas, enums, rulebook.implausible


def _lost_references(part: Any, id: str, known: Mapping[str, Any]) -> Iterator[str]:
    """References of a schema that lead nowhere, in the order of the file."""
    for key, value in part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ():
        if key == "$ref" and isinstance(value, str):
            urn, _, pointer = value.partition("#")
            target = known.get(urn or id)
            for name in filter(None, pointer.split("/")):
                target = target.get(name) if isinstance(target, dict) else None
            if target is None:
                yield value
        else:
            yield from _lost_references(value, id, known)


class BrokenSchema(Exception):
    """A schema that cannot be compiled: its file, if it is known, and why."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(file, reason)
        self.file = file
        self.reason = reason


@contextmanager
def _naming(file: str) -> Iterator[None]:
    """Say of every failure in which file it happened."""
    try:
        yield
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, KeyError, ValueError) as error:
        raise BrokenSchema(file, str(error).split("\n", 1)[0]) from error


def compile_schemas(rulebook: Rulebook) -> tuple[Validator | None, list[Problem]]:
    """Compile all schemas, or say which cannot be compiled."""
    found = []
    for name in (FIELDS_SCHEMA, TRANSLATION_SCHEMA):
        if name not in rulebook.schemas:
            found.append(problem("AG403", Location(f"schemas/{name}"), reason="the file is missing"))
    if FIELDS_SCHEMA in rulebook.schemas and not _defines_fields(rulebook.schemas[FIELDS_SCHEMA]):
        found.append(problem("AG403", Location(f"schemas/{FIELDS_SCHEMA}"), reason="it has no $defs that are fields"))
    for kind in rulebook.kinds.values():
        if not isinstance(rulebook.schemas[kind.schema].get("properties"), dict):
            found.append(problem("AG403", Location(f"schemas/{kind.schema}"), reason="it has no properties"))
    if found:
        return None, sorted(set(found))
    try:
        return Validator(rulebook), []
    except BrokenSchema as error:
        return None, [problem("AG403", Location(f"schemas/{error.file}".rstrip("/")), reason=error.reason)]


def _defines_fields(schema: Mapping[str, Any]) -> bool:
    fields = schema.get("$defs")
    return isinstance(fields, dict) and all(isinstance(field, dict) for field in fields.values())


def validate(documents: Sequence[Document], validator: Validator) -> tuple[list[Entry], dict[str, Body], list[Problem]]:
    """Entries for all documents of the right form, the bodies that could be read by path, and all problems.

    A translation cites the sources of its original and is as finished as that, so the originals are looked at first.
    """
    entries: list[Entry] = []
    bodies: dict[str, Body] = {}
    found: list[Problem] = []
    source_language = validator.rulebook.source_language
    originals = {(d.kind, d.id): d for d in documents if d.language == source_language}
    for document in documents:
        body, problems = validate_document(document, originals.get((document.kind, document.id)), validator)
        found += problems
        if body:
            bodies[document.path] = body
            if document.front and not has_errors(
                p for p in problems if p.code[:3] in ("AG3", "AG4") or p.code == "AG905"
            ):
                entries.append(_entry(document, body))
    return entries, bodies, found


def validate_document(
    document: Document, original: Document | None, validator: Validator
) -> tuple[Body | None, list[Problem]]:
    """One document, which is its own original unless it is a translation.

    Its text is checked even when its fields are wrong, so that everything is told at once; what only the fields of an
    original that cannot be read could tell is left unsaid.
    """
    inherited = original.front if original else {}
    sources = inherited.get("sources")
    rulebook = validator.rulebook
    kind = rulebook.kinds[document.kind]
    schema = document.kind if document.language == rulebook.source_language else TRANSLATION
    compiled = validator.compiled[schema]
    found: list[Problem] = []
    if document.front and not compiled.is_valid(document.front):
        places = front_matter.positions(document.front_text, document.path)
        errors = compiled.iter_errors(document.front)
        told = chain.from_iterable(_problems(error, document, schema, places, validator) for error in errors)
        found += islice(told, MOST_OF_A_RULE)
    tangled = check_tangle(document)
    if tangled:
        return None, [*found, tangled]
    content_path = address.entry_path(document.language, kind.folder, document.id)
    keys = [key for key in sources if is_id(key)] if isinstance(sources, dict) else None
    try:
        body = render_body(document.body, keys or (), lambda target: address.rewritten(content_path, target))
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        place = Location(document.path, document.body_line)
        return None, [*found, problem("AG810", place, reason="the reader of Markdown gave up")]
    found += check_prose(document, body, kind, keys, _is_finished(inherited, rulebook))
    return body, found


def _is_finished(front: Mapping[str, Any], rulebook: Rulebook) -> bool:
    """Whether an entry with these fields has to have all its sections; not if its status is no status at all."""
    status = front.get("status")
    known = isinstance(status, str) and status in rulebook.vocabularies["status"].terms
    return known and status != "stub" and "withdrawn" not in front


def _entry(document: Document, body: Body) -> Entry:
    front = document.front
    text = "\n".join([front["title"], front["summary"], *front.get("aliases", ()), document.body.strip()])
    return Entry(
        id=document.id,
        kind=document.kind,
        language=document.language,
        path=document.path,
        title=front["title"],
        summary=front["summary"],
        front=front,
        body=body,
        fingerprint=hashlib.sha256(text.encode()).hexdigest()[:12],
    )


def _never(uri: str) -> NoReturn:
    raise ValueError(f"{uri} is not a schema or vocabulary of this project")


def _problems(
    error: jsonschema_rs.ValidationError,
    document: Document,
    schema: str,
    places: Mapping[front_matter.Path, Location],
    validator: Validator,
) -> Iterator[Problem]:
    """The problems that one error of the schema stands for."""
    at = tuple(error.instance_path)
    kind: Any = error.kind
    name: str = kind.name
    field = ".".join(str(part + 1) if isinstance(part, int) else part for part in at)
    place = _place(at, places, document)
    value: Any = error.instance
    if name == "required":
        missing = kind.property
        full = f"{field}.{missing}" if field else missing
        yield problem("AG302", place, key=full, kind=document.kind, meaning=_meaning(missing, validator))
    elif name == "additionalProperties":
        for key in kind.unexpected:
            yield _unexpected(key, at, document, schema, places, validator)
    elif name == "propertyNames":
        yield _bad_name(kind, at, document, places, validator)
    elif name == "type":
        expected = " or ".join(TYPE_NAMES.get(t, t) for t in kind.types)
        if expected == "text" and isinstance(value, int):
            expected = "text in quotation marks"
        yield problem("AG303", place, field=field, expected=expected, found=_shape(value))
    elif name == "anyOf":
        yield problem("AG303", place, field=field, expected="a year such as 2019, or undated", found=_shape(value))
    elif name == "minLength":
        yield problem("AG304", place, field=field, found=len(value), limit=kind.limit)
    elif name == "maxLength":
        yield problem("AG305", place, field=field, found=len(value), limit=kind.limit)
    elif name == "format":
        yield problem("AG306", place, value=value)
    elif name == "uniqueItems":
        twice = next((number for number, item in enumerate(value) if item in value[:number]), 0)
        yield problem("AG307", _place((*at, twice), places, document), field=field, value=value[twice])
    elif name == "pattern":
        yield problem("AG308", place, field=field, value=value, meaning=_form(kind, str(at[-1]), validator))
    elif name in ("minItems", "maxItems", "minProperties", "maxProperties"):
        limit = f"at {'least' if name.startswith('min') else 'most'} {kind.limit}"
        yield problem("AG309", place, field=field, found=len(value), limit=limit)
    elif name in ("minimum", "maximum"):
        limit = f"{'at least' if name == 'minimum' else 'at most'} {kind.limit}"
        yield problem("AG310", place, field=field, value=value, limit=limit)
    elif at == ("tlp",):
        wrong = str(value).upper().replace(" ", "").replace(TLP_1_WHITE, "TLP:CLEAR")
        yield problem("AG905", place, allowed=kind.options, wrong=wrong)
    elif name == "enum":
        yield _unknown_term(value, kind.options, place, validator)
    else:
        yield problem("AG303", place, field=field, expected=error.message, found=_shape(value))


def _unexpected(
    key: str,
    at: tuple[str | int, ...],
    document: Document,
    schema: str,
    places: Mapping[front_matter.Path, Location],
    validator: Validator,
) -> Problem:
    place = _place((*at, key), places, document)
    if (
        schema == TRANSLATION
        and not at
        and key in validator.rulebook.schemas[validator.rulebook.kinds[document.kind].schema]["properties"]
    ):
        return problem("AG311", place, key=key)
    inside: Any = validator.rulebook.schemas[
        TRANSLATION_SCHEMA if schema == TRANSLATION else validator.rulebook.kinds[schema].schema
    ]
    if at:
        inside = validator.fields.get(str(at[0]), {})
        for word in ("items", "additionalProperties"):
            inside = inside.get(word) if isinstance(inside.get(word), dict) else inside
    full = ".".join(str(part + 1) if isinstance(part, int) else part for part in (*at, key))
    return problem("AG301", place, kind=document.kind, key=full, allowed=list(inside.get("properties", ())), wrong=key)


def _bad_name(
    kind: Any,
    at: tuple[str | int, ...],
    document: Document,
    places: Mapping[front_matter.Path, Location],
    validator: Validator,
) -> Problem:
    """A key of a map that its schema refuses: a consideration that is no term, or a source key of the wrong form."""
    inner = kind.error
    key = inner.instance
    place = _place((*at, key), places, document)
    if inner.kind.name == "enum":
        return _unknown_term(key, inner.kind.options, place, validator)
    return problem("AG308", place, field=str(at[0]), value=key, meaning=_form(inner.kind, "key", validator))


def _unknown_term(value: Any, options: Sequence[str], place: Location, validator: Validator) -> Problem:
    vocabulary = validator.vocabulary_of.get(tuple(options), "")
    return problem("AG401", place, value=value, vocabulary=vocabulary, allowed=list(options), wrong=str(value))


def _place(at: tuple[str | int, ...], places: Mapping[front_matter.Path, Location], document: Document) -> Location:
    while at and at not in places:
        at = at[:-1]
    return places.get(at, Location(document.path, 2))


def _meaning(field: str, validator: Validator) -> str:
    definition = validator.fields.get(field) or {}
    if "description" not in definition and "$ref" in definition:
        definition = validator.fields.get(definition["$ref"].rsplit("/", 1)[-1], {})
    inner = (part.get("properties", {}).get(field, {}) for part in validator.fields.values())
    described = [d["description"] for d in (definition, *inner) if isinstance(d, dict) and "description" in d]
    return str(described[0]) if described else "see CONTRIBUTING for what it holds."


def _form(kind: Any, field: str, validator: Validator) -> str:
    """What a text must look like, in words."""
    if kind.name == "maxLength":
        return f"At most {kind.limit} characters are allowed."
    if getattr(kind, "pattern", "") == ID_PATTERN:
        return "It has small letters a to z, digits and single hyphens."
    return _meaning(field, validator)


def _shape(value: Any) -> str:
    if isinstance(value, dict):
        return "a group of fields"
    if isinstance(value, list):
        return "a list"
    return str(value) if isinstance(value, int) else f'"{value}"'
