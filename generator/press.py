"""What every page is made with: the wiki, who answers what, the templates.

In: the linked wiki and the templates. Out: addresses and filled templates. Invariant: an address is relative to the page
on which it stands, so a page works wherever the site is put. Refuses: to know any particular page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from generator import address
from generator.catalogue import Catalogue
from generator.gloss import Glosser
from generator.model import Entry, Wiki
from generator.overview import Table, rank, values, vocabulary_of
from generator.reach import Reach
from generator.templating import Templates


@dataclass(frozen=True, slots=True)
class Press:
    """The tools at hand while pages are made."""

    wiki: Wiki
    reach: Reach
    templates: Templates
    catalogue: Catalogue
    quality: str
    """How good the search was measured to be with the committed questions, as JSON."""
    glossers: Mapping[str, Glosser]
    """Language → what sets definitions beside the words of its entries."""
    forge_url: str = ""
    """Start of the address at which a source file can be edited; empty where there is no forge."""
    rows: dict[tuple[object, ...], Markup] = field(default_factory=dict)
    """Rows of lists that were filled before."""

    def page_path(self, entry: Entry) -> str:
        """Where the page of an entry stands on the site."""
        folder = self.wiki.rulebook.kinds[entry.kind].folder
        return address.site_path(address.entry_path(entry.language, folder, entry.id))

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
        return self.templates.fill(
            template,
            language,
            wiki=self.wiki,
            rulebook=self.wiki.rulebook,
            href=self._href(path),
            cell_href=lambda threat, space: address.relative(path, self.cell_path(threat, space, language)),
            to=lambda page: address.relative(path, page),
            vocabulary_of=lambda field: vocabulary_of(self.wiki.rulebook, field),
            values=values,
            entry_row=lambda entry, table: self._row(entry, language, table),
            **more,
        )

    def _row(self, entry: Entry, language: str, table: Table) -> Markup:
        """A row of a list, filled once: lists stand two folders deep, so one relative address serves them all."""
        fields = tuple(filter.field for filter in table.filters)
        key = (entry.id, language, table.columns, fields)
        if key not in self.rows:
            html = self.templates.fill(
                "row",
                language,
                entry=entry,
                address="../" * 2 + self.page_path(entry),
                columns=table.columns,
                fields=fields,
                values=values,
                vocabulary_of=lambda field: vocabulary_of(self.wiki.rulebook, field),
                rank=lambda entry, column: rank(self.wiki, entry, column),
            )
            self.rows[key] = Markup(html)
        return self.rows[key]

    def _href(self, path: str) -> Callable[[Entry], str]:
        return lambda entry: address.relative(path, self.page_path(entry))
