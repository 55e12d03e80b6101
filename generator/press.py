"""What every page is made with: the wiki, who answers what, the templates.

In: the linked wiki and the templates. Out: addresses and filled templates. Invariant: an address is relative to the page
on which it stands, so a page works wherever the site is put. Refuses: to know any particular page.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from markupsafe import Markup

from generator import address
from generator.gloss import Glosser
from generator.model import Entry, Page, Vocabulary, Wiki
from generator.overview import Lists, vocabulary_of
from generator.reach import Reach
from generator.templating import Outline, Templates

Piece = TypeVar("Piece")

Column = tuple[str, Mapping[str, tuple[str, ...]], dict[tuple[str, ...], str]]
"""A column of a list: its name, what each entry says in it, and the cell for each thing that can be said."""

Sheet = tuple[str, Callable[[], Page]]
"""Where a page stands on the site, and how it is made: to know what there is, nothing has to be made."""

File = tuple[str, Callable[[], bytes]]
"""The same for any file of the site."""


@dataclass(frozen=True, slots=True)
class Press:
    """The tools at hand while pages are made."""

    wiki: Wiki
    reach: Reach
    lists: Lists
    templates: Templates
    quality: str
    """How good the search was measured to be with the committed questions, as JSON."""
    speed: str
    """How fast the program was measured to be beside others, as JSON."""
    glossers: Mapping[str, Glosser]
    """Language → what sets definitions beside the words of its entries."""
    forge_url: str = ""
    """Start of the address at which a source file can be edited; empty where there is no forge."""
    _done: dict[tuple[object, ...], Any] = field(default_factory=dict)
    """What `once` was asked for before: the same few thousand pieces come again on every page."""
    titles: dict[str, list[str]] = field(default_factory=dict)
    """Language → every entry as an item that is a link, by its place among all titles; `listing` makes it."""
    rows: dict[tuple[object, ...], tuple[dict[str, str], list[Column]]] = field(default_factory=dict)
    """What rows have in common → the rows by the id of their entry, and the cells that were filled; `listing` makes it."""

    options: dict[tuple[str, str], str] = field(default_factory=dict)
    """Id and label of a choice → how it begins as an option of a filter; `listing` makes it."""

    def page_path(self, entry: Entry) -> str:
        """Where the page of an entry stands on the site."""
        folder = self.wiki.rulebook.kinds[entry.kind].folder
        return address.entry_page(entry.language, folder, entry.id)

    def cell_path(self, threat: str, space: str, language: str) -> str:
        """Where the page of a pair of threat and space stands on the site; two hyphens are in no id."""
        return f"{language}/matrix/{threat}--{space}.html"

    def addresses(self, entry: Entry) -> dict[str, str]:
        """Language → the page of an entry, or the list of its kind where it is not translated."""
        folder = self.wiki.rulebook.kinds[entry.kind].folder
        found = {}
        for language in self.wiki.rulebook.languages:
            here = self.wiki.entry(entry.id, language.id)
            translated = here.language == language.id
            found[language.id] = self.page_path(here) if translated else f"{language.id}/{folder}/index.html"
        return found

    def same_everywhere(self, rest: str) -> dict[str, str]:
        """Language → a page that exists in every language under the same name."""
        return {language.id: f"{language.id}/{rest}" for language in self.wiki.rulebook.languages}

    def fill(self, template: str, path: str, language: str, **more: Any) -> str:
        """A template of the page at `path`, with everything that templates ask for."""
        folder = path.rpartition("/")[0]
        return self.templates.fill(
            template,
            language,
            wiki=self.wiki,
            rulebook=self.wiki.rulebook,
            href=self._href(path),
            link=lambda entry: Markup(self.link(entry, folder, language)),
            cell_href=lambda threat, space: address.relative(path, self.cell_path(threat, space, language)),
            to=lambda page: address.relative(path, page),
            vocabulary_of=self.vocabulary_of,
            **more,
        )

    def fill_outline(self, template: str, path: str, language: str, pieces: Mapping[str, str], **told: Hashable) -> str:
        """The same with pieces of HTML, where `told` is all that the template needs to know beside the folder of the page."""
        there = tuple([name for name, piece in pieces.items() if piece])
        key = ("outline", template, path.rpartition("/")[0], there, *told.values())
        fill = partial(self.fill, template, path, language, **told)
        return self.once(key, Outline, fill, pieces).filled(pieces)

    def once(self, key: tuple[object, ...], make: Callable[..., Piece], *given: Any) -> Piece:
        """What is the same on many pages, made at its first use."""
        found = self._done.get(key)
        if found is None:
            found = self._done[key] = make(*given)
        piece: Piece = found
        return piece

    def vocabulary_of(self, field: str) -> Vocabulary:
        """The vocabulary whose terms a field holds; raises KeyError for a field that holds none."""
        return vocabulary_of(self.wiki.rulebook, field)

    def link(self, entry: Entry, folder: str, language: str) -> str:
        """The title of an entry as a link from a page in a folder, marked where it is in another language."""
        return self.once(("link", entry.id, entry.language, folder, language), self._link, entry, folder, language)

    def links(self, ids: Iterable[str], folder: str, language: str) -> str:
        """A list of links to entries, from a page in a folder."""
        return "\n".join([self.once(("item", id, folder, language), self._item, id, folder, language) for id in ids])

    def _item(self, id: str, folder: str, language: str) -> str:
        return f"<li>{self.link(self.wiki.entry(id, language), folder, language)}</li>"

    def _link(self, entry: Entry, folder: str, language: str) -> str:
        spoken = "" if entry.language == language else f' lang="{entry.language}"'
        to = address.relative(f"{folder}/", self.page_path(entry))
        return f'<a href="{to}"{spoken}>{escaped(entry.title)}</a>'

    def _href(self, path: str) -> Callable[[Entry], str]:
        return lambda entry: address.relative(path, self.page_path(entry))


def escaped(text: str) -> str:
    """A text as HTML, in the same characters as a template writes it."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&#34;").replace("'", "&#39;")


def data_script(name: str, value: Any) -> bytes:
    """A script file that only sets a value of `Agora`, because a page opened from a stick can fetch no data."""
    return f"var Agora = Agora || {{}};\nAgora.{name} = {in_script(value)};\n".encode()


def in_script(value: Any) -> str:
    """A value as JSON that may stand in a script."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
