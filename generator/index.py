"""From the `Wiki` to search texts: what every search door knows about an entry.

In: the linked wiki. Out: one `SearchText` for each entry and language in which it exists, in a fixed order. Invariant: it
depends on nothing but the wiki, and an entry is found by its names in every language, wherever it is written. Refuses: to
show what was withdrawn; to tell the words of a text (see `tally`); to rank; to know Whoosh or a browser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from html import unescape
from itertools import chain

from generator import address
from generator.model import Entry, GlossaryTerm, SearchRecord, SearchText, Vocabulary, Wiki

UNREAD = re.compile(r'<(?:[^ps>][^>]*>|sup class="citation">.*?</sup>|p class="markdown-alert-title">\w+</p>|[^>]*>)')
"""What of the HTML of a body is no text: numbers of citations, titles of alerts, tags; most of these are told at once."""

VOCABULARY_FIELDS = (
    "functions", "phases", "class", "measure_type", "reference_type", "duration", "stakeholders", "considerations"
)  # fmt: skip
"""Fields whose terms somebody would search for; a cost band or a degree of evidence is a matter for a filter."""

CONCERNS = ("threat", "space")
"""Kinds of entries that every other one may be about."""

Text = tuple[str, str]
"""A text and the language in which it is written."""

Gather = Callable[[tuple[str, ...]], Iterator[Text]]
"""The texts that ids stand for."""


def search_texts(wiki: Wiki) -> Iterator[SearchText]:
    """The texts of entries that are not withdrawn, by id and language."""
    labels = _Labels(wiki)
    for original in wiki.entries.values():
        if not original.withdrawn:
            for entry in labels.versions(original.id):
                yield _text(wiki, entry, labels)


class _Labels:
    """Names in all languages, gathered once for each thing that has them."""

    def __init__(self, wiki: Wiki) -> None:
        self.wiki = wiki
        self.languages = tuple(language.id for language in wiki.rulebook.languages)
        self.concerns = {kind: {entry.id for entry in wiki.entries.values() if entry.kind == kind} for kind in CONCERNS}
        """For each kind of entry that others may be about, which of them there are."""
        self._gather: dict[str, Gather] = dict.fromkeys(("threats", "spaces", "parent"), self._named)
        for field in VOCABULARY_FIELDS:
            if vocabulary := wiki.rulebook.vocabulary_of(field):
                self._gather[field] = partial(self._labelled, vocabulary)
        self._glossary: dict[str, list[GlossaryTerm]] = {}
        for term in wiki.rulebook.glossary.values():
            if term.entry:
                self._glossary.setdefault(term.entry, []).append(term)
        self._gathered: dict[tuple[str, tuple[str, ...]], tuple[Text, ...]] = {}
        self._names: dict[str, tuple[Text, ...]] = {}
        self.within = _Within(wiki)

    def versions(self, id: str) -> tuple[Entry, ...]:
        """An entry in every language in which it exists; none if its file has errors."""
        if id not in self.wiki.entries:
            return ()
        found = (self.wiki.translations.get(language, {}).get(id) for language in self.languages)
        return (self.wiki.entries[id], *filter(None, found))

    def names(self, id: str) -> tuple[Text, ...]:
        """Title and aliases of an entry in every language."""
        if id not in self._names:
            self._names[id] = tuple(
                [(name, entry.language) for entry in self.versions(id) for name in (entry.title, *_aliases(entry))]
            )
        return self._names[id]

    def glossary(self, id: str) -> Iterator[Text]:
        """What the glossary calls an entry, in every language; for one that we cannot stem by the rules of our own."""
        for term in self._glossary.get(id, ()):
            yield from ((label, language) for language, label in term.labels.items())
            for words in (term.synonyms, term.abroad):
                yield from ((word, language) for language, same in words.items() for word in same)

    def near(self, id: str) -> Iterator[Text]:
        """Words of the glossary that mean something near."""
        for term in self._glossary.get(id, ()):
            yield from ((word, language) for language, words in term.search_words.items() for word in words)

    def terms(self, entry: Entry) -> list[Text]:
        """Everything that an entry names: its kind, threats, spaces, terms of vocabularies, the place of a case."""
        found = [*self._once("kind", (entry.kind,), self._kinds)]
        for field, gather in self._gather.items():
            if field in entry.front:
                found += self._once(field, entry.names(field), gather)
        if "place" in entry.front:
            source = self.wiki.rulebook.source_language
            found += [(str(text), source) for text in entry.front["place"].values()]
        return found

    def _once(self, field: str, ids: tuple[str, ...], gather: Gather) -> tuple[Text, ...]:
        """The texts that these ids stand for in a field, gathered once however many entries name them."""
        key = (field, ids)
        if key not in self._gathered:
            self._gathered[key] = tuple(gather(ids))
        return self._gathered[key]

    def _kinds(self, ids: tuple[str, ...]) -> Iterator[Text]:
        for kind in map(self.wiki.rulebook.kinds.__getitem__, ids):
            for language in self.languages:
                yield kind.label[language], language
                yield kind.plural[language], language

    def _named(self, ids: tuple[str, ...]) -> Iterator[Text]:
        return chain.from_iterable(map(self.names, ids))

    def _labelled(self, vocabulary: Vocabulary, ids: tuple[str, ...]) -> Iterator[Text]:
        for id in ids:
            if id in vocabulary.terms:
                yield from ((vocabulary.terms[id].labels[language], language) for language in self.languages)


class _Within(dict[str, frozenset[str]]):
    """A threat or space → it and everything that it is part of, nothing for another entry; filled as they are met."""

    def __init__(self, wiki: Wiki) -> None:
        super().__init__()
        self._entries = wiki.entries

    def __missing__(self, id: str) -> frozenset[str]:
        whole = self._entries.get(id)
        found: dict[str, None] = {}
        pending = [id] if whole and whole.kind in CONCERNS else []
        while whole and pending:
            entry = self._entries.get(pending.pop())
            if entry and entry.kind == whole.kind and entry.id not in found:
                found[entry.id] = None
                pending += entry.names("parent")
        ids = self[id] = frozenset(found)
        return ids


def _text(wiki: Wiki, entry: Entry, labels: _Labels) -> SearchText:
    here, source = entry.language, wiki.rulebook.source_language
    versions = labels.versions(entry.id)
    translated = [version.language for version in versions]
    abroad = [version for version in versions if version.language != here]
    texts: dict[str, tuple[Text, ...]] = {
        "title": ((entry.title, here),),
        "aliases": tuple(
            dict.fromkeys(
                [(alias, here) for alias in _aliases(entry)]
                + [(name, other.language) for other in abroad for name in (other.title, *_aliases(other))]
                + list(labels.glossary(entry.id))
            )
        ),
        "summary": ((entry.summary, here),),
        "terms": tuple(dict.fromkeys(chain(labels.terms(entry), labels.near(entry.id)))),
        "body": ((_plain(entry), here), *((note, here) for note in _notes(wiki, entry))),
    }
    concerned = _concerned(wiki, entry, labels)
    record = SearchRecord(
        id=entry.id,
        kind=entry.kind,
        language=here,
        title=entry.title,
        summary=entry.summary,
        url=address.site_path(address.entry_path(here, wiki.rulebook.kinds[entry.kind].folder, entry.id)),
        serves=tuple(
            other for other in labels.languages if other == here or (here == source and other not in translated)
        ),
        threats=concerned["threat"],
        spaces=concerned["space"],
        status=entry.front.get("status", ""),
    )
    return SearchText(record, texts)


def _concerned(wiki: Wiki, entry: Entry, labels: _Labels) -> Mapping[str, tuple[str, ...]]:
    """Threats and spaces that an entry is, names, or is named by, with everything that they are part of, by kind."""
    relations = wiki.relations.get(entry.id, ())
    about = [labels.within[target] for type, _, target, _ in relations if type in ("threats", "spaces")]
    found = labels.within[entry.id].union(*about)
    return {kind: tuple(sorted(found & ids)) for kind, ids in labels.concerns.items()}


def _aliases(entry: Entry) -> tuple[str, ...]:
    return tuple(entry.front.get("aliases", ()))


def _notes(wiki: Wiki, entry: Entry) -> Iterator[str]:
    """Sentences of the front matter that stand on the page in its own language."""
    notes = [("considerations", id, item) for id, item in entry.front.get("considerations", {}).items()]
    notes += [("measures", item["id"], item) for item in entry.front.get("measures", ())]
    notes += [("cost", "", entry.front["cost"])] if "cost" in entry.front else []
    yield from (item["note"] for field, id, item in notes if wiki.note_language(entry, field, id) == entry.language)


def _plain(entry: Entry) -> str:
    """The body as a reader sees it, with the descriptions of figures."""
    figures = [link.text for link in entry.body.links if link.is_figure]
    return "\n".join([unescape(UNREAD.sub("", entry.body.html)), *figures])
