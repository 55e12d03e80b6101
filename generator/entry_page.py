"""The page of one entry; of a threat or a space it is also the hub.

In: an entry and the press. Out: a `Page`. Invariant: the first screen says what it is, for which threats and spaces,
whether it works and how sure that is, what it costs and what can go wrong; a gap is said, not hidden. Refuses: to show
anything of a withdrawn entry but why it is gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator import entry_parts, hub
from generator.entry_relations import relations
from generator.hub import Hub
from generator.markdown import ALERT_TITLE
from generator.model import Entry, Heading, Page
from generator.press import Press, escaped


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
        related = relations(press, entry)
        body = press.glossers[entry.language].gloss(_localised(press, entry), entry.id)
        html = press.fill_outline(
            "entry",
            path,
            entry.language,
            {
                "title": escaped(entry.title),
                "summary": escaped(entry.summary),
                "answers": entry_parts.answers(press, entry),
                "fields": entry_parts.fields(press, entry, _counted(press, entry, own) if own else ()),
                "considerations": entry_parts.considerations(press, entry) if "considerations" in entry.front else "",
                "body": body,
                "hub": own.html if own else "",
                "relations": related,
                "sources": entry_parts.sources(press, entry),
                "fingerprint": entry.fingerprint,
                "edit_address": escaped(press.forge_url + entry.path) if press.forge_url else "",
                "source_path": escaped(entry.path),
            },
            kind_id=kind.id,
            date=entry_parts.day(press, press.wiki.date, entry.language),
            has_terms='class="agora-term"' in body,
            translation_behind=entry.language != original.language
            and entry.front["translation_of_hash"] != original.fingerprint,
        )
        headings = list(_headings(press, entry, own is not None, bool(related)))
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


def _counted(press: Press, entry: Entry, own: Hub) -> list[tuple[str, str]]:
    """What a hub has further down, as label and link."""
    say, language = press.templates.word, entry.language
    facts = []
    for anchor, word, count in (
        ("hub-measures", "measures_counted", own.measures),
        ("hub-cases", "counted", own.cases),
    ):
        text = say(f"{word}_one", language) if count == 1 else say(word, language, count=count)
        facts.append((say(anchor.replace("-", "_"), language), f'<a href="#{anchor}">{escaped(text)}</a>'))
    return facts


def _localised(press: Press, entry: Entry) -> str:
    """The body with the titles of alerts in the language of the page."""
    if "markdown-alert-title" not in entry.body.html:
        return entry.body.html

    def title(match: Any) -> str:
        word = press.templates.word("alert_" + match.group(1).lower(), entry.language)
        return f'<p class="markdown-alert-title">{word}</p>'

    return ALERT_TITLE.sub(title, entry.body.html)
