"""From the `Wiki` to the pages of the site, as HTML that goes into the slots of a shell.

In: the linked wiki, the table of problems, templates. Out: `Page`s, blocks for hand-written pages, redirects. Invariant:
one page for an entry and a language in which it exists; what is not translated is linked, never copied. Refuses: to know
the theme, to write files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from markupsafe import Markup

from generator import address
from generator.markdown import ALERT_TITLE, citation_anchor
from generator.model import Entry, Heading, Kind, Page, Relation, Vocabulary, Wiki
from generator.problems import TABLE
from generator.templating import Templates

PROBLEMS = "problems"
"""The section of the pages of problem codes."""

SHOWN_AS_FACTS = frozenset([("threats", False), ("spaces", False)])
"""Relations that stand among the facts and are not shown again below."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a host may set: where the source of the entries can be edited, as the start of an address."""

    forge_url: str = ""


@dataclass(frozen=True, slots=True)
class RelationGroup:
    """Relations of one sort under one label."""

    label: str
    relations: tuple[Relation, ...]


def render_pages(wiki: Wiki, templates: Templates, settings: Settings) -> Iterator[Page]:
    """All pages of entries, of kinds and of problem codes."""
    for language in wiki.rulebook.languages:
        for kind in wiki.rulebook.kinds.values():
            yield _index_page(wiki, kind, language.id, templates)
        for entry in wiki.entries.values():
            here = wiki.entry(entry.id, language.id)
            if here.language == language.id:
                yield _entry_page(wiki, here, templates, settings)
        yield from _problem_pages(wiki, language.id, templates)


def render_block(name: str, wiki: Wiki, language: str, templates: Templates, heads: Mapping[str, str]) -> str:
    """The part of a hand-written page that is made from the wiki or the program; raises KeyError for an unknown name."""
    if name == "home":
        return templates.fill("home", language, wiki=wiki)
    if name == "architecture":
        return templates.fill("architecture", language, modules=[_head(module, text) for module, text in heads.items()])
    raise KeyError(f"there is no generated block {name}")


def _head(module: str, text: str) -> dict[str, Any]:
    """The head of a module in its parts: what it is, and what it says of In, Out, Invariant, Refuses."""
    summary, _, rest = " ".join(text.split()).partition(" In: ")
    parts = re.split(r"(?:^|\s)(In|Out|Invariant|Refuses): ", f"In: {rest}") if rest else [""]
    return {"name": module, "summary": summary, "parts": list(zip(parts[1::2], parts[2::2], strict=True))}


def render_redirects(wiki: Wiki, templates: Templates) -> Iterator[tuple[str, str]]:
    """Path and HTML of the pages that stand at former addresses, in every language in which the entry exists."""
    for former, id in wiki.redirects.items():
        for language in wiki.rulebook.languages:
            entry = wiki.entry(id, language.id)
            if entry.language == language.id:
                path = page_path(wiki, entry)
                html = templates.fill("redirect", language.id, title=entry.title, address=path.rsplit("/", 1)[1])
                yield f"{path.rsplit('/', 1)[0]}/{former}.html", html


def page_path(wiki: Wiki, entry: Entry) -> str:
    """Where the page of an entry stands on the site."""
    return address.site_path(address.entry_path(entry.language, wiki.rulebook.kinds[entry.kind].folder, entry.id))


def _entry_page(wiki: Wiki, entry: Entry, templates: Templates, settings: Settings) -> Page:
    path = page_path(wiki, entry)
    kind = wiki.rulebook.kinds[entry.kind]
    language = entry.language
    href = _href(wiki, path)
    headings = [heading for heading in entry.body.headings if heading.level == 2]
    if entry.withdrawn:
        successor = entry.front.get("replaced_by")
        html = templates.fill(
            "tombstone",
            language,
            entry=entry,
            original=wiki.entries[entry.id],
            kind=kind,
            href=href,
            successor=wiki.entry(successor, language) if successor else None,
        )
        headings = []
    else:
        groups = list(_relation_groups(wiki, entry, templates))
        html = templates.fill(
            "entry",
            language,
            wiki=wiki,
            entry=entry,
            original=wiki.entries[entry.id],
            kind=kind,
            href=href,
            body=Markup(_localised(entry.body.html, language, templates)),
            relations=groups,
            sources=_sources(entry),
            translation_behind=entry.front.get("translation_of_hash", "") != wiki.entries[entry.id].fingerprint
            and language != wiki.rulebook.source_language,
            edit_address=settings.forge_url + entry.path if settings.forge_url else "",
            vocabulary_of=lambda field: _vocabulary(wiki, field),
        )
        if entry.front.get("considerations"):
            headings.insert(0, Heading(2, "entry-considerations", templates.word("considerations", language)))
        if groups:
            headings.append(Heading(2, "entry-relations", templates.word("related", language)))
        headings.append(Heading(2, "entry-sources", templates.word("sources", language)))
        headings.append(Heading(2, "entry-cite", templates.word("cite", language)))
    addresses = {
        other.id: page_path(wiki, wiki.entry(entry.id, other.id))
        if wiki.entry(entry.id, other.id).language == other.id
        else f"{other.id}/{kind.folder}/index.html"
        for other in wiki.rulebook.languages
    }
    return Page(path, language, kind.folder, entry.title, entry.summary, html, tuple(headings), addresses)


def _index_page(wiki: Wiki, kind: Kind, language: str, templates: Templates) -> Page:
    path = f"{language}/{kind.folder}/index.html"
    entries = sorted(
        (wiki.entry(e.id, language) for e in wiki.of_kind(kind.id)), key=lambda e: (e.title.casefold(), e.id)
    )
    html = templates.fill("index", language, wiki=wiki, kind=kind, entries=entries, href=_href(wiki, path))
    addresses = {other.id: f"{other.id}/{kind.folder}/index.html" for other in wiki.rulebook.languages}
    return Page(path, language, kind.folder, kind.plural[language], kind.definition[language], html, (), addresses)


def _problem_pages(wiki: Wiki, language: str, templates: Templates) -> Iterator[Page]:
    languages = [other.id for other in wiki.rulebook.languages]
    families = [(family, list(rows)) for family, rows in groupby(TABLE.values(), lambda row: row.family)]
    yield Page(
        f"{language}/{PROBLEMS}/index.html",
        language,
        PROBLEMS,
        templates.word("problem_codes", language),
        templates.word("problem_codes_intro", language),
        templates.fill("problems", language, families=families),
        tuple(Heading(2, f"family-{f}", templates.word(f"family_{f}", language)) for f, _ in families),
        {other: f"{other}/{PROBLEMS}/index.html" for other in languages},
    )
    for row in TABLE.values():
        name = f"{row.code.lower()}.html"
        yield Page(
            f"{language}/{PROBLEMS}/{name}",
            language,
            PROBLEMS,
            f"{row.code}: {row.page['title'][language]}",
            row.page["why"][language],
            templates.fill("problem", language, row=row),
            (),
            {other: f"{other}/{PROBLEMS}/{name}" for other in languages},
        )


def _relation_groups(wiki: Wiki, entry: Entry, templates: Templates) -> Iterator[RelationGroup]:
    """Relations under their label; those seen from the far end are split by kind, because one label holds many."""

    def visible(relation: Relation) -> bool:
        other = wiki.entries[relation.target]
        return (relation.type, relation.inverse) not in SHOWN_AS_FACTS and not other.withdrawn

    order = list(wiki.rulebook.kinds)

    def group(relation: Relation) -> tuple[str, bool, str]:
        kind = wiki.entries[relation.target].kind if relation.inverse else ""
        symmetric = wiki.rulebook.relations[relation.type].symmetric
        return relation.type, relation.inverse and not symmetric, "" if symmetric else kind

    relations = sorted(
        filter(visible, wiki.relations[entry.id]),
        key=lambda r: (list(wiki.rulebook.relations).index(r.type), group(r)[1], order.index(group(r)[2] or order[0])),
    )
    for (field, inverse, kind), members in groupby(relations, group):
        row = wiki.rulebook.relations[field]
        label = (row.inverse if inverse else row.label)[entry.language]
        if kind:
            plural = wiki.rulebook.kinds[kind].plural[entry.language].lower()
            label = templates.word("label_of_kind", entry.language, label=label, kind=plural)
        unique = {relation.target: relation for relation in members}
        yield RelationGroup(label, tuple(unique.values()))


def _sources(entry: Entry) -> list[dict[str, Any]]:
    """Cited sources in the order of their numbers, then the others."""
    sources: Mapping[str, Mapping[str, Any]] = entry.front["sources"]
    order = [key for key in entry.body.citations if key in sources]
    order += [key for key in sources if key not in order]
    return [
        {
            **sources[key],
            "key": key,
            "anchors": [citation_anchor(key, n + 1) for n in range(entry.body.citation_counts.get(key, 0))],
        }
        for key in order
    ]


def _localised(html: str, language: str, templates: Templates) -> str:
    """The titles of alerts in the language of the page."""

    def title(match: Any) -> str:
        return f'<p class="markdown-alert-title">{templates.word("alert_" + match.group(1).lower(), language)}</p>'

    return ALERT_TITLE.sub(title, html)


def _vocabulary(wiki: Wiki, field: str) -> Vocabulary:
    name = field if field in wiki.rulebook.vocabularies else field.rstrip("s")
    return wiki.rulebook.vocabularies[name]


def _href(wiki: Wiki, path: str) -> Callable[[Entry], str]:
    return lambda entry: address.relative(path, page_path(wiki, entry))
