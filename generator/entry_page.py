"""The page of one entry; of a threat or a space it is also the hub.

In: an entry and the press. Out: a `Page`. Invariant: the first screen says what it is, for which threats and spaces,
whether it works and how sure that is, what it costs and what can go wrong; a gap is said, not hidden. Refuses: to show
anything of a withdrawn entry but why it is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from markupsafe import Markup

from generator import hub
from generator.markdown import ALERT_TITLE, citation_anchor
from generator.model import Entry, Heading, Page, Relation
from generator.press import Press

SHOWN_ELSEWHERE = frozenset([("threats", False), ("spaces", False)])
"""Relations that stand among the facts and are not shown again below."""


@dataclass(frozen=True, slots=True)
class RelationGroup:
    """Relations of one sort under one label."""

    label: str
    relations: tuple[Relation, ...]


def entry_page(press: Press, entry: Entry) -> Page:
    """The page of an entry in its language."""
    path = press.page_path(entry)
    kind = press.wiki.rulebook.kinds[entry.kind]
    original = press.wiki.entries[entry.id]
    if entry.withdrawn:
        successor = entry.front.get("replaced_by")
        html = press.fill(
            "tombstone",
            path,
            entry.language,
            entry=entry,
            original=original,
            kind=kind,
            successor=press.wiki.entry(successor, entry.language) if successor else None,
        )
        headings: list[Heading] = []
    else:
        own = hub.hub(press, entry) if entry.kind in hub.KINDS else None
        groups = list(_relation_groups(press, entry))
        html = press.fill(
            "entry",
            path,
            entry.language,
            entry=entry,
            original=original,
            kind=kind,
            body=Markup(press.glossers[entry.language].gloss(_localised(press, entry), entry.id)),
            hub=own,
            relations=groups,
            sources=_sources(entry),
            day=_days(press, entry.language),
            translation_behind=entry.language != original.language
            and entry.front["translation_of_hash"] != original.fingerprint,
            edit_address=press.forge_url + entry.path if press.forge_url else "",
        )
        headings = list(_headings(press, entry, own is not None, bool(groups)))
    return Page(
        path, entry.language, kind.folder, entry.title, entry.summary, html, tuple(headings), press.addresses(entry)
    )


def _headings(press: Press, entry: Entry, is_hub: bool, has_relations: bool) -> Iterator[Heading]:
    def heading(anchor: str, word: str) -> Heading:
        return Heading(2, anchor, press.templates.word(word, entry.language))

    if "considerations" in entry.front:
        yield heading("entry-considerations", "considerations")
    yield from (h for h in entry.body.headings if h.level == 2)
    if is_hub:
        yield heading("hub-measures", "hub_measures")
        yield heading("hub-cases", "hub_cases")
        yield heading("hub-neighbours", f"hub_neighbours_{entry.kind}")
    if has_relations:
        yield heading("entry-relations", "related")
    yield heading("entry-sources", "sources")
    yield heading("entry-cite", "cite")


def _relation_groups(press: Press, entry: Entry) -> Iterator[RelationGroup]:
    """Relations under their label; those seen from the far end are split by kind, because one label holds many."""
    wiki, rulebook = press.wiki, press.wiki.rulebook
    order = {field: position for position, field in enumerate(rulebook.relations)}
    kinds = {kind: position for position, kind in enumerate(rulebook.kinds)}
    on_hub = ("practice", "technology", "case-study", *hub.KINDS) if entry.kind in hub.KINDS else ()

    def shown(relation: Relation) -> bool:
        other = wiki.entries[relation.target]
        told = relation.inverse and relation.type == hub.KINDS.get(entry.kind) and other.kind in on_hub
        return (relation.type, relation.inverse) not in SHOWN_ELSEWHERE and not other.withdrawn and not told

    def group(relation: Relation) -> tuple[int, bool, int]:
        if rulebook.relations[relation.type].symmetric:
            return order[relation.type], False, -1
        kind = kinds[wiki.entries[relation.target].kind] if relation.inverse else -1
        return order[relation.type], relation.inverse, kind

    for (field, inverse, kind), members in groupby(sorted(filter(shown, wiki.relations[entry.id]), key=group), group):
        row = rulebook.relations[list(rulebook.relations)[field]]
        label = (row.inverse if inverse else row.label)[entry.language]
        if kind >= 0:
            plural = list(rulebook.kinds.values())[kind].plural[entry.language].lower()
            label = press.templates.word("label_of_kind", entry.language, label=label, kind=plural)
        yield RelationGroup(label, tuple({relation.target: relation for relation in members}.values()))


def _days(press: Press, language: str) -> Callable[[str], str]:
    """How readers of a language write a day, kept on one line."""
    months = press.templates.word("months", language).split()
    first = press.templates.word("first_of_month", language)

    def day(date: str) -> str:
        year, month, number = date.split("-")
        return "\u00a0".join([first if number == "01" else number.lstrip("0"), months[int(month) - 1], year])

    return day


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


def _localised(press: Press, entry: Entry) -> str:
    """The body with the titles of alerts in the language of the page."""

    def title(match: Any) -> str:
        word = press.templates.word("alert_" + match.group(1).lower(), entry.language)
        return f'<p class="markdown-alert-title">{word}</p>'

    return ALERT_TITLE.sub(title, entry.body.html)
