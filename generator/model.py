"""The nouns of the house: frozen values that the other floors pass to each other.

In: nothing. Out: types. Invariant: a value never changes after it is made, and holds only text, numbers and other
values. Refuses: to read, to print, to know a library.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from generator.finder_rule import FinderRule


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file of the project, counted from 1, so that an editor can jump to it."""

    path: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file as it lies on the disk, or the reason why its bytes were not read."""

    path: str
    data: bytes = b""
    obstacle: str | None = None
    """What the file is instead of a regular, readable file of acceptable size; then `data` is empty."""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything that was read, before anybody judged it.

    `entries`, `pages` and `figures` are paths inside the content folder; `schemas` are paths inside `schemas/`. `prefix`
    is how a reader of messages names the content folder.
    """

    prefix: str
    entries: Mapping[str, SourceFile]
    pages: Mapping[str, SourceFile]
    figures: Mapping[str, SourceFile]
    schemas: Mapping[str, SourceFile]
    borrowed_pages: bool = False
    """Whether the hand-written pages are the project's, beside the entries of somebody else."""
    forge_url: str = ""
    """Start of the address at which a source file can be edited, from `extra.forge_url` of mkdocs.yml."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the wiki; the first of the list is the one in which entries are written."""

    id: str
    label: str
    stemmer: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading that every finished entry of a kind has."""

    id: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of entry: a row of `schemas/kinds.yml`."""

    id: str
    folder: str
    icon: str
    schema: str
    label: Mapping[str, str]
    plural: Mapping[str, str]
    definition: Mapping[str, str]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class RelationType:
    """A way in which entries point at each other: a row of `schemas/relations.yml`."""

    field: str
    sources: frozenset[str]
    targets: frozenset[str] | None
    """Kinds that may be pointed at; None means any kind."""
    same_kind: bool
    acyclic: bool
    many: bool
    symmetric: bool
    label: Mapping[str, str]
    inverse: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a vocabulary, with its labels and its definition in every language."""

    id: str
    labels: Mapping[str, str]
    definitions: Mapping[str, str]
    group: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A controlled list. The order of the terms has a meaning, and `rank` tells it."""

    id: str
    label: Mapping[str, str]
    source: str
    note: str
    groups: Mapping[str, Mapping[str, str]]
    terms: Mapping[str, Term]

    def rank(self, term: str) -> int:
        """The position of a term, from 0; raises ValueError for an unknown one."""
        return list(self.terms).index(term)


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    """A word of the field: a row of `schemas/glossary.yml`."""

    id: str
    labels: Mapping[str, str]
    definitions: Mapping[str, str]
    synonyms: Mapping[str, tuple[str, ...]]
    """Language → other words for the same."""
    search_words: Mapping[str, tuple[str, ...]]
    """Language → words that mean more or something near; they help a search and are never shown."""
    abroad: Mapping[str, tuple[str, ...]]
    """Language in which the wiki is not written → what the term is called there."""
    sources: tuple[str, ...]
    in_text: bool
    """Whether entries explain the word; an everyday word needs no explanation."""
    entry: str | None
    """The entry that is about the term."""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Everything that `schemas/` says: what kinds, terms and relations there are and what a field may hold."""

    languages: tuple[Language, ...]
    kinds: Mapping[str, Kind]
    relations: Mapping[str, RelationType]
    vocabularies: Mapping[str, Vocabulary]
    implausible: Mapping[tuple[str, str], Mapping[str, str]]
    """(threat, space) → the reason in each language."""
    schemas: Mapping[str, Mapping[str, Any]]
    """File name → JSON Schema."""
    finder: FinderRule
    glossary: Mapping[str, GlossaryTerm] = field(default_factory=dict)
    dossier: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Name of a table of `schemas/dossier/` → its questions and words, checked, in every language."""

    @property
    def source_language(self) -> str:
        """The language in which entries are written first."""
        return self.languages[0].id

    def kind_of_folder(self, folder: str) -> Kind | None:
        """The kind whose entries stand in this folder."""
        return next((kind for kind in self.kinds.values() if kind.folder == folder), None)

    def vocabulary_of(self, field: str) -> Vocabulary | None:
        """The vocabulary whose terms a field holds: named like the field, or like one of its items; cost holds a band."""
        names = (field, field.removesuffix("s"), f"{field}_band")
        return next((self.vocabularies[name] for name in names if name in self.vocabularies), None)


@dataclass(frozen=True, slots=True)
class Document:
    """One entry file, read but not yet judged."""

    path: str
    language: str
    kind: str
    id: str
    front: Mapping[str, Any]
    front_text: str
    body: str
    body_line: int
    """The line of the file on which the body starts."""


class Heading(NamedTuple):
    """A heading of a body, as the contents list shows it."""

    level: int
    anchor: str
    text: str


class Link(NamedTuple):
    """A link or figure as the writer wrote it."""

    target: str
    is_figure: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """A Markdown body turned into HTML, with what the checks need to know about it."""

    html: str
    headings: tuple[Heading, ...]
    links: tuple[Link, ...]
    citations: tuple[str, ...]
    """Keys in the order of their first citation."""
    citation_counts: Mapping[str, int]
    unknown_citations: tuple[str, ...]
    dropped_html: int
    """How many pieces of raw HTML were left out."""
    open_ended: bool
    """Whether the text ends inside a block of code, which then took the definitions that we put behind the text."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A judged entry in one language; `front` holds every field, inherited ones too."""

    id: str
    kind: str
    language: str
    path: str
    title: str
    summary: str
    front: Mapping[str, Any]
    body: Body
    fingerprint: str
    """Of the text that a translator works from: title, summary, aliases, body."""

    @property
    def withdrawn(self) -> bool:
        """Whether only a tombstone is shown."""
        return "withdrawn" in self.front

    def names(self, field_name: str) -> tuple[str, ...]:
        """The ids or terms that a field names, whether it holds one, a list, or a list of objects with an id."""
        value = self.front.get(field_name)
        if value is None:
            return ()
        if isinstance(value, str):
            return (value,)
        return tuple(value) if isinstance(next(iter(value), ""), str) else tuple([item["id"] for item in value])


class Relation(NamedTuple):
    """One end of a relation, seen from an entry."""

    type: str
    inverse: bool
    target: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wiki:
    """All entries, linked from both ends: complete, and never changed again."""

    rulebook: Rulebook
    entries: Mapping[str, Entry]
    """Id → the entry in the language it was written in, sorted by id."""
    translations: Mapping[str, Mapping[str, Entry]]
    """Language → id → translated entry."""
    relations: Mapping[str, tuple[Relation, ...]]
    redirects: Mapping[str, str]
    """Former id → id."""
    date: str
    """The newest date in the content, or the date that the build was given."""

    def entry(self, id: str, language: str) -> Entry:
        """The entry in this language, or in the one it was written in."""
        return self.translations.get(language, {}).get(id) or self.entries[id]

    def note_language(self, entry: Entry, field: str, id: str = "") -> str:
        """The language of a note in the front matter: a translation inherits those that it does not translate."""
        source = self.rulebook.source_language
        notes = entry.front.get("notes", {}).get(field, {})
        return entry.language if entry.language == source or (id in notes if id else notes) else source

    def of_kind(self, kind: str) -> tuple[Entry, ...]:
        """Entries of a kind that are not withdrawn, by id."""
        return tuple(entry for entry in self.entries.values() if entry.kind == kind and not entry.withdrawn)


@dataclass(frozen=True, slots=True)
class SearchRecord:
    """What every search door shows of an entry in one language, and what it filters by."""

    id: str
    kind: str
    language: str
    title: str
    summary: str
    url: str
    serves: tuple[str, ...]
    """Languages whose readers get this record: its own, and those into which the entry is not translated."""
    threats: tuple[str, ...]
    """Threats that the entry is, names, or is named by, and what they are part of; the same for `spaces`."""
    spaces: tuple[str, ...]
    status: str


@dataclass(frozen=True, slots=True)
class SearchText:
    """What an entry is found by in one language."""

    record: SearchRecord
    texts: Mapping[str, tuple[tuple[str, str], ...]]
    """Field (title, aliases, summary, terms, body) → its texts, each with the language in which it is written."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page that we render: what goes into the slots of a shell."""

    path: str
    language: str
    section: str
    """The folder whose shell it gets."""
    title: str
    description: str
    html: str
    headings: tuple[Heading, ...]
    addresses: Mapping[str, str]
    """Language → the path on the site of this page, or of the nearest page, in that language."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What the site generator drew: finished hand-written pages, shells, and the theme's assets."""

    pages: Mapping[str, str]
    """Path on the site → HTML, slots still unfilled."""
    shells: Mapping[tuple[str, str], str]
    """(language, section) → HTML of the shell."""
    assets: Mapping[str, bytes]
