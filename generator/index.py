"""From the `Wiki` to search records: what every search door knows about an entry.

In: the linked wiki. Out: one `SearchRecord` for each entry and language in which it exists, in a fixed order. Invariant:
a record depends on nothing but the wiki, and an entry is found by its names in every language, wherever it is written.
Refuses: to show what was withdrawn; to rank (see `search`); to know Whoosh or a browser.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from itertools import chain

from generator import address, analysis
from generator.markdown import ALERT_TITLE, TAG
from generator.model import Entry, GlossaryTerm, SearchRecord, Wiki

CITATION = re.compile(r'<sup class="citation">.*?</sup>')
FIELDS = ("title", "aliases", "summary", "terms", "body")
NAMING_FIELDS = ("title", "aliases", "terms")
VOCABULARY_FIELDS = (
    "functions", "phases", "class", "measure_type", "reference_type", "duration", "stakeholders", "considerations"
)  # fmt: skip
"""Fields whose terms somebody would search for; a cost band or a degree of evidence is a matter for a filter."""

Text = tuple[str, str]
"""A text and the language in which it is written."""


def search_records(wiki: Wiki) -> tuple[SearchRecord, ...]:
    """The records of all entries that are not withdrawn, by id and language."""
    labels = _Labels(wiki)
    return tuple(
        _record(wiki, here, labels)
        for entry in wiki.entries.values()
        for language in wiki.rulebook.languages
        if not entry.withdrawn and (here := wiki.entry(entry.id, language.id)).language == language.id
    )


class _Labels:
    """Names in all languages, gathered once for each thing that has them."""

    def __init__(self, wiki: Wiki) -> None:
        self.wiki = wiki
        self.languages = tuple(language.id for language in wiki.rulebook.languages)
        self.fallback = wiki.rulebook.languages[0].stemmer
        self.stemmers = {language.id: language.stemmer for language in wiki.rulebook.languages}
        self._forms: dict[str, tuple[str, ...]] = {}
        self._glossary: dict[str, list[GlossaryTerm]] = {}
        for term in wiki.rulebook.glossary.values():
            if term.entry:
                self._glossary.setdefault(term.entry, []).append(term)

    def forms(self, text: str) -> tuple[str, ...]:
        """The words of a text, which are looked for once however many entries have it."""
        if text not in self._forms:
            self._forms[text] = analysis.forms(text)
        return self._forms[text]

    def stems(self, texts: Iterable[Text]) -> tuple[str, ...]:
        """The stems of texts, each by the rules of its own language."""
        return tuple(
            chain.from_iterable(
                analysis.stems(self.forms(text), self.stemmers.get(language, self.fallback)) for text, language in texts
            )
        )

    def versions(self, id: str) -> tuple[Entry, ...]:
        """An entry in every language in which it exists; none if its file has errors."""
        if id not in self.wiki.entries:
            return ()
        found = (self.wiki.translations.get(language, {}).get(id) for language in self.languages)
        return (self.wiki.entries[id], *filter(None, found))

    def names(self, id: str) -> Iterator[Text]:
        """Title and aliases of an entry in every language."""
        for entry in self.versions(id):
            yield entry.title, entry.language
            yield from ((alias, entry.language) for alias in _aliases(entry))

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

    def terms(self, entry: Entry) -> Iterator[Text]:
        """Everything that an entry names: its kind, threats, spaces, terms of vocabularies, the place of a case."""
        rulebook = self.wiki.rulebook
        kind = rulebook.kinds[entry.kind]
        for language in self.languages:
            yield kind.label[language], language
            yield kind.plural[language], language
        for field in ("threats", "spaces", "parent"):
            for id in entry.names(field):
                yield from self.names(id)
        for field in VOCABULARY_FIELDS:
            vocabulary = rulebook.vocabulary_of(field)
            terms = [vocabulary.terms[id] for id in entry.names(field) if id in vocabulary.terms] if vocabulary else []
            for term in terms:
                yield from ((term.labels[language], language) for language in self.languages)
        for text in entry.front.get("place", {}).values():
            yield str(text), rulebook.source_language


def _record(wiki: Wiki, entry: Entry, labels: _Labels) -> SearchRecord:
    here = entry.language
    abroad = [version for version in labels.versions(entry.id) if version.language != here]
    texts: dict[str, list[Text]] = {
        "title": [(entry.title, here)],
        "aliases": list(
            dict.fromkeys(
                [(alias, here) for alias in _aliases(entry)]
                + [(name, other.language) for other in abroad for name in (other.title, *_aliases(other))]
                + list(labels.glossary(entry.id))
            )
        ),
        "summary": [(entry.summary, here)],
        "terms": list(dict.fromkeys([*labels.terms(entry), *labels.near(entry.id)])),
        "body": [(_plain(entry), here), *((note, here) for note in _notes(wiki, entry))],
    }
    return SearchRecord(
        id=entry.id,
        kind=entry.kind,
        language=here,
        title=entry.title,
        summary=entry.summary,
        url=address.site_path(address.entry_path(here, wiki.rulebook.kinds[entry.kind].folder, entry.id)),
        serves=tuple(other for other in labels.languages if wiki.entry(entry.id, other).language == here),
        threats=_concerned(wiki, entry, "threat"),
        spaces=_concerned(wiki, entry, "space"),
        stems={field: labels.stems(texts[field]) for field in FIELDS},
        words=_words(texts, FIELDS, labels),
        names=_words(texts, NAMING_FIELDS, labels),
        status=entry.front.get("status", ""),
    )


def _words(texts: Mapping[str, Iterable[Text]], fields: Iterable[str], labels: _Labels) -> tuple[str, ...]:
    """Each word of these fields once, sorted."""
    return tuple(sorted(set().union(*(labels.forms(text) for field in fields for text, _ in texts[field]))))


def _concerned(wiki: Wiki, entry: Entry, kind: str) -> tuple[str, ...]:
    """Ids of a kind that an entry is, names, or is named by, with everything that they are part of."""
    pending = [
        relation.target for relation in wiki.relations.get(entry.id, ()) if relation.type in ("threats", "spaces")
    ]
    pending += [entry.id]
    found: set[str] = set()
    while pending:
        other = wiki.entries.get(pending.pop())
        if other and other.kind == kind and other.id not in found:
            found.add(other.id)
            pending += other.names("parent")
    return tuple(sorted(found))


def _aliases(entry: Entry) -> tuple[str, ...]:
    return tuple(entry.front.get("aliases", ()))


def _notes(wiki: Wiki, entry: Entry) -> Iterator[str]:
    """Sentences of the front matter that stand on the page in its own language."""
    notes = [("considerations", id, item) for id, item in entry.front.get("considerations", {}).items()]
    notes += [("measures", item["id"], item) for item in entry.front.get("measures", ())]
    notes += [("cost", "", entry.front["cost"])] if "cost" in entry.front else []
    yield from (item["note"] for field, id, item in notes if wiki.note_language(entry, field, id) == entry.language)


def _plain(entry: Entry) -> str:
    """The body as a reader sees it, with the descriptions of figures, without the numbers of citations."""
    html = ALERT_TITLE.sub("", CITATION.sub("", entry.body.html))
    figures = [link.text for link in entry.body.links if link.is_figure]
    return "\n".join([unescape(TAG.sub("", html)), *figures])
