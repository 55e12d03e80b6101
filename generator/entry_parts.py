"""The pieces of an entry's page: facts, side effects, sources (relations: `entry_relations`).

In: the press and an entry. Out: HTML for the slots of the entry's template. Invariant: everything that somebody wrote is
escaped here, and a piece that is the same on many pages is made once. Refuses: to decide what stands where; the template
does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from generator.markdown import citation_anchor
from generator.model import Entry, Term
from generator.press import Press, escaped
from generator.templating import MARK

ANSWERS = ("effect", "evidence")
REACH = ("threats", "spaces")
"""What stands among the facts and is not shown again below."""
TERM_FIELDS = (
    "functions", "phases", "maturity", "duration", "class", "measure_type", "reference_type", "stakeholders"
)  # fmt: skip

WIDE = ' class="agora-wide"'


def answers(press: Press, entry: Entry) -> str:
    """Does it work, how sure are we, what does it cost, how finished is the entry."""
    front, language = entry.front, entry.language
    rows = [
        press.once(("answer", field, front[field], language), _term_answer, press, field, front[field], language)
        for field in ANSWERS
        if field in front
    ]
    if "cost" in front:
        band = front["cost"]["band"]
        rows.append(press.once(("cost", band, language), _cost_answer, press, band, language))
    opened = max(source["accessed"] for source in front["sources"].values())
    key = ("status", front["status"], front.get("checked"), opened, language)
    rows.append(press.once(key, _status_answer, press, front, opened, language))
    return "\n".join(rows)


def fields(press: Press, entry: Entry, counted: Sequence[tuple[str, str]]) -> str:
    """The short facts; `counted` are what a hub has further down, as label and link."""
    front, language = entry.front, entry.language
    say = press.templates.word
    folder = press.wiki.rulebook.kinds[entry.kind].folder
    rows = [_field(label, html) for label, html in counted]
    for field in REACH:
        if field in front:
            links = press.links(entry.names(field), f"{language}/{folder}", language)
            rows.append(_field(say(field, language), f'<ul class="agora-inline">{links}</ul>', bool(counted)))
    for field in TERM_FIELDS:
        if field in front:
            key = ("field", field, language, *entry.names(field))
            rows.append(press.once(key, _terms, press, entry, field, language))
    if "cost" in front:
        remark = noted(front["cost"]["note"], press.wiki.note_language(entry, "cost"), language)
        rows.append(_field(say("cost_remark", language), remark, True))
    if "place" in front:
        place = front["place"]
        where = f"{place['name']}, {place['city']}" if "name" in place else place["city"]
        rows.append(_field(say("case_study_of", language), escaped(f"{where} ({place['country']})")))
    if "year" in front:
        rows.append(_field(say("year", language), str(front["year"])))
    if "aliases" in front:
        rows.append(_field(say("aliases", language), escaped(", ".join(front["aliases"])), True))
    return "\n".join(rows)


def considerations(press: Press, entry: Entry) -> str:
    """What it does beside what it is for, in the order of the vocabulary."""
    said, language = entry.front["considerations"], entry.language
    vocabularies = press.wiki.rulebook.vocabularies
    levels = vocabularies["level"].terms
    rows = []
    for term in vocabularies["consideration"].terms.values():
        if term.id in said:
            item = said[term.id]
            note = noted(item["note"], press.wiki.note_language(entry, "considerations", term.id), language)
            level = escaped(levels[item["level"]].labels[language])
            rows.append(
                f'<div class="agora-level-{item["level"]}"><dt>{escaped(term.labels[language])}</dt>'
                f"<dd><strong>{level}.</strong> {note}</dd></div>"
            )
    return "\n".join(rows)


def sources(press: Press, entry: Entry) -> str:
    """Cited sources in the order of their numbers, then the others, each with the way back to where it is cited."""
    said: Mapping[str, Mapping[str, Any]] = entry.front["sources"]
    order = [key for key in entry.body.citations if key in said]
    order += [key for key in said if key not in order]
    return "\n".join([_source(press, entry, key, said[key]) for key in order])


def day(press: Press, date: str, language: str) -> str:
    """How readers of a language write a day, kept on one line."""
    year, month, number = date.split("-")
    months = press.templates.word("months", language).split()
    first = press.templates.word("first_of_month", language)
    return "\u00a0".join([first if number == "01" else number.lstrip("0"), months[int(month) - 1], year])


def _answer(label: str, strong: str, quiet: str) -> str:
    return (
        f"<div><dt>{escaped(label)}</dt><dd><strong>{escaped(strong)}</strong> "
        f'<span class="agora-quiet">{escaped(quiet)}</span></dd></div>'
    )


def _term_answer(press: Press, field: str, id: str, language: str) -> str:
    term = press.wiki.rulebook.vocabularies[field].terms[id]
    return _answer(press.templates.word(field, language), term.labels[language], term.definitions[language])


def _cost_answer(press: Press, id: str, language: str) -> str:
    band: Term = press.wiki.rulebook.vocabularies["cost_band"].terms[id]
    range = press.templates.word("cost_note", language, range=band.extra["range"][language])
    return _answer(press.templates.word("cost", language), band.labels[language], range)


def _status_answer(press: Press, front: Mapping[str, Any], opened: str, language: str) -> str:
    say = press.templates.word
    status = press.wiki.rulebook.vocabularies["status"].terms[front["status"]]
    if "checked" in front:
        dated = say("checked_on", language, date=day(press, front["checked"], language))
    else:
        dated = say("sources_opened_on", language, date=day(press, opened, language))
    return _answer(say("status", language), status.labels[language], f"{dated} {status.definitions[language]}")


def _field(label: str, html: str, wide: bool = False) -> str:
    return f"<div{WIDE if wide else ''}><dt>{escaped(label)}</dt><dd>{html}</dd></div>"


def _terms(press: Press, entry: Entry, field: str, language: str) -> str:
    """The terms that an entry names in a field, each with its definition."""
    terms = press.vocabulary_of(field).terms
    items = [
        f'<li title="{escaped(terms[id].definitions[language])}">{escaped(terms[id].labels[language])}</li>'
        for id in entry.names(field)
    ]
    listed = "\n".join(items)
    label = press.templates.word(field, language)
    return _field(label, f'<ul class="agora-inline">{listed}</ul>', field == "stakeholders")


def noted(text: str, spoken: str, language: str) -> str:
    """A sentence of the front matter, with the language in which it is written if that is another one."""
    return f"<span>{escaped(text)}</span>" if spoken == language else f'<span lang="{spoken}">{escaped(text)}</span>'


def _source(press: Press, entry: Entry, key: str, source: Mapping[str, Any]) -> str:
    language = entry.language
    year = source["year"]
    year = escaped(press.templates.word("undated", language)) if year == "undated" else str(year)
    accessed = source["accessed"]
    opened = press.once(("accessed", accessed, language), _opened, press, accessed, language)
    url = escaped(source["url"])
    count = entry.body.citation_counts.get(key, 0)
    back = press.once(("back", count, language), _ways_back, press, count, language).replace(MARK, key)
    return (
        f'<li id="source-{key}"><cite>{escaped(source["title"])}</cite>. {escaped(source["publisher"])}, {year}. '
        f'<a href="{url}" rel="noreferrer">{url}</a>, {opened}.{back}</li>'
    )


def _opened(press: Press, date: str, language: str) -> str:
    return escaped(press.templates.word("source_accessed", language, date=day(press, date, language)))


def _ways_back(press: Press, count: int, language: str) -> str:
    """Links to all places at which a source is cited, with a mark in the place of its key."""
    labels = [escaped(press.templates.word("back_to_text", language, number=n)) for n in range(1, count + 1)]
    return "".join(
        [
            f' <a class="agora-back" href="#{citation_anchor(MARK, n)}" aria-label="{label}">↩</a>'
            for n, label in enumerate(labels, 1)
        ]
    )
