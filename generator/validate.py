"""From documents to entries: every field has the form that its schema asks for.

In: documents and the rulebook. Out: `Entry` values for what is right in form, and problems. Invariant: a schema refers
only to other schemas and vocabularies of this project; nothing is ever fetched. Refuses: to compare entries with each
other (see `link`) and to weigh what they say (see `judge`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NoReturn

import jsonschema_rs

from generator import address, front_matter
from generator.markdown import render_body
from generator.model import Body, Document, Entry, Location, Rulebook
from generator.problems import Problem, has_errors, problem
from generator.prose import check_prose
from generator.vocabulary import enum_resources

TRANSLATION = "translation"
FIELDS_SCHEMA = "field.schema.json"
TYPE_NAMES = {"string": "text", "integer": "a whole number", "array": "a list", "object": "a group of fields"}


class Validator:
    """The compiled schemas of a rulebook."""

    def __init__(self, rulebook: Rulebook) -> None:
        resources: list[tuple[str, Any]] = [(schema["$id"], schema) for schema in rulebook.schemas.values()]
        enums = list(enum_resources(rulebook.vocabularies))
        registry = jsonschema_rs.Registry([*resources, *enums], retriever=_never)
        self.rulebook = rulebook
        self.fields: Mapping[str, Any] = rulebook.schemas[FIELDS_SCHEMA]["$defs"]
        self.vocabulary_of = {
            tuple(schema["enum"]): urn.removeprefix("urn:agorapedia:vocabulary:").split(":")[0] for urn, schema in enums
        }
        files = {kind.id: kind.schema for kind in rulebook.kinds.values()} | {TRANSLATION: "translation.schema.json"}
        self.compiled = {
            name: jsonschema_rs.Draft202012Validator(
                dict(rulebook.schemas[file]), registry=registry, validate_formats=True
            )
            for name, file in files.items()
        }


def compile_schemas(rulebook: Rulebook) -> tuple[Validator | None, list[Problem]]:
    """Compile all schemas, or say which cannot be compiled."""
    try:
        return Validator(rulebook), []
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, KeyError, ValueError) as error:
        reason = str(error).split("\n", 1)[0]
        return None, [problem("AG403", Location("schemas"), reason=reason)]


def validate(documents: Sequence[Document], validator: Validator) -> tuple[list[Entry], list[Problem]]:
    """Entries for all documents of the right form, and the problems of all others.

    A translation cites the sources of its original, so the originals are looked at first.
    """
    entries: list[Entry] = []
    found: list[Problem] = []
    source_language = validator.rulebook.source_language
    sources = {d.id: d.front.get("sources") for d in documents if d.language == source_language}
    for document in documents:
        entry, problems = validate_document(document, sources.get(document.id), validator)
        found += problems
        if entry:
            entries.append(entry)
    return entries, found


def validate_document(document: Document, sources: Any, validator: Validator) -> tuple[Entry | None, list[Problem]]:
    """One document, which may cite `sources`.

    Its text is checked even when its fields are wrong, so that everything is told at once.
    """
    rulebook = validator.rulebook
    kind = rulebook.kinds[document.kind]
    schema = document.kind if document.language == rulebook.source_language else TRANSLATION
    compiled = validator.compiled[schema]
    found: list[Problem] = []
    if not compiled.is_valid(document.front):
        places = front_matter.positions(document.front_text, document.path)
        for error in compiled.iter_errors(document.front):
            found += _problems(error, document, schema, places, validator)
    content_path = address.entry_path(document.language, kind.folder, document.id)
    body = render_body(
        document.body,
        sources if isinstance(sources, dict) else (),
        lambda target: address.rewritten(content_path, target),
    )
    found += check_prose(document, body, kind, sources if isinstance(sources, dict) else ())
    if has_errors(p for p in found if p.code[:3] in ("AG3", "AG4") or p.code == "AG905"):
        return None, found
    return _entry(document, body), found


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
        twice = next((item for number, item in enumerate(value) if item in value[:number]), "")
        yield problem("AG307", place, field=field, value=twice)
    elif name == "pattern":
        yield problem("AG308", place, field=field, value=value, meaning=_meaning(str(at[-1]), validator))
    elif name in ("minItems", "maxItems", "minProperties", "maxProperties"):
        limit = f"at {'least' if name.startswith('min') else 'most'} {kind.limit}"
        yield problem("AG309", place, field=field, found=len(value), limit=limit)
    elif name in ("minimum", "maximum"):
        limit = f"{'at least' if name == 'minimum' else 'at most'} {kind.limit}"
        yield problem("AG310", place, field=field, value=value, limit=limit)
    elif at == ("tlp",):
        yield problem("AG905", place, allowed=kind.options, wrong=str(value))
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
        and key in validator.rulebook.schemas[validator.rulebook.kinds[document.kind].schema]["properties"]
    ):
        return problem("AG311", place, key=key)
    inside: Any = validator.rulebook.schemas[
        "translation.schema.json" if schema == TRANSLATION else validator.rulebook.kinds[schema].schema
    ]
    if at:
        inside = validator.fields.get(str(at[0]), {})
        for word in ("items", "additionalProperties"):
            inside = inside.get(word) if isinstance(inside.get(word), dict) else inside
    return problem("AG301", place, kind=document.kind, key=key, allowed=list(inside.get("properties", ())), wrong=key)


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
    return problem("AG308", place, field=str(at[0]), value=key, meaning=_meaning("key", validator))


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
    return str(definition.get("description", "see CONTRIBUTING for what it holds."))


def _shape(value: Any) -> str:
    if isinstance(value, dict):
        return "a group of fields"
    if isinstance(value, list):
        return "a list"
    return f'"{value}"'
