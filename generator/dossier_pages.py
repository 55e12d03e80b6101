"""The pages of the dossier and the files beside them.

In: the press, the names of the scripts that the theme has. Out: whole pages and a script file for each language.
Invariant: the policy of these pages lets nothing out and no text become script; every question of the tables stands on a
page that is useful without scripts, its paper twin. Refuses: to work anything out; the tools and their scripts do. These
pages do not go through the frame, because the theme's scripts have no business beside private answers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import Any

from markupsafe import Markup

from generator import address
from generator.address import DOSSIER
from generator.dossier_data import (
    EXAMPLE,
    EXAMPLE_TOWN,
    SCHEMA,
    Tables,
    content_version,
    dossier_data,
    fingerprint,
    scales_of,
    steps_of,
    worked_example,
)  # fmt: skip
from generator.dossier_rule import WORDS, in_language
from generator.model import Entry
from generator.press import File, Press, data_script
from generator.tools.dossier_json import write

SCRIPTS = "assets/javascripts/"
BORROWED = ("find-rule.js",)
"""Scripts of other pages whose logic the dossier uses."""

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'none'",
        "font-src 'none'",
        "frame-src 'none'",
        "object-src 'none'",
        "worker-src 'none'",
        "form-action 'none'",
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]
)


def dossier_files(press: Press, scripts: Iterable[str]) -> Iterator[File]:
    """Everything that the dossier adds to the site; nothing until there is a table of a step.

    `scripts` are paths on the site; those of the dossier are all loaded, in the order of their names, because they look
    each other up only when they are used.
    """
    rulebook = press.wiki.rulebook
    if not steps_of(rulebook):
        return
    loaded = sorted(path for path in scripts if path.startswith(f"{SCRIPTS}dossier-") and path.endswith(".js"))
    loaded += [SCRIPTS + name for name in BORROWED]
    example = f"assets/data/{EXAMPLE_TOWN}." if {EXAMPLE, SCHEMA} <= {*rulebook.dossier, *rulebook.schemas} else ""
    known = _Known(press)
    for language in (language.id for language in rulebook.languages):
        yield f"assets/data/dossier.{language}.js", partial(_data, known, language)
        yield (
            f"{language}/{DOSSIER}/index.html",
            partial(_page, known, language, "index", scripts=loaded, example=example),
        )
        if example:
            yield f"{example}{language}.agora.json", partial(_example_file, known, language)
            yield f"{example}{language}.js", partial(_example_script, known, language)
        for number, step in steps_of(rulebook):
            yield f"{language}/{DOSSIER}/{step}.html", partial(_page, known, language, step, step=step, number=number)
    if SCHEMA in rulebook.schemas:
        yield f"assets/data/{SCHEMA}", partial(_schema, rulebook.schemas[SCHEMA])


class _Known:
    """What several files of the dossier need, worked out when the first of them is made."""

    def __init__(self, press: Press) -> None:
        self.press = press
        self._told: dict[str, Tables] = {}
        self._examples: dict[str, dict[str, Any]] = {}

    @cached_property
    def fingerprints(self) -> Mapping[str, str]:
        """Of all entries, by id."""
        return {entry.id: fingerprint(entry) for entry in self.press.wiki.entries.values()}

    @cached_property
    def version(self) -> str:
        """Of the content."""
        return content_version(self.press.wiki.date, self.fingerprints)

    def told(self, language: str) -> Tables:
        """The tables in a language."""
        if language not in self._told:
            rulebook = self.press.wiki.rulebook
            self._told[language] = in_language(rulebook.dossier, language, [other.id for other in rulebook.languages])
        return self._told[language]

    def example(self, language: str) -> dict[str, Any]:
        """The dossier of the fictional town in a language."""
        if language not in self._examples:
            told = self.told(language)
            self._examples[language] = worked_example(self.press, told, language, self.version, self.fingerprints)
        return self._examples[language]


def _data(known: _Known, language: str) -> bytes:
    return dossier_data(known.press, known.told(language), language, known.version, known.fingerprints)


def _example_file(known: _Known, language: str) -> bytes:
    return f"{write(known.example(language))}\n".encode()


def _example_script(known: _Known, language: str) -> bytes:
    return data_script("dossierExample", known.example(language))


def _schema(schema: Mapping[str, Any]) -> bytes:
    return f"{json.dumps(schema, ensure_ascii=False, indent=2)}\n".encode()


def _page(known: _Known, language: str, name: str, **more: Any) -> bytes:
    """A whole page."""
    press, told = known.press, known.told(language)
    path = f"{language}/{DOSSIER}/{name}.html"
    rulebook = press.wiki.rulebook
    words = told.get(WORDS, {}).get("words", {})

    def say(key: str, **values: Any) -> str:
        return str(words[key]).format(**values) if values else str(words[key])

    near = {
        other: address.relative(path, target)
        for other, target in press.same_everywhere(f"{DOSSIER}/{name}.html").items()
    }
    html = press.fill(
        f"dossier-{'index' if name == 'index' else 'step'}",
        path,
        language,
        say=say,
        policy=Markup(POLICY),
        languages=rulebook.languages,
        addresses=near,
        steps=[(number, step, told[step]) for number, step in steps_of(rulebook)],
        scales={row["id"]: row for row in scales_of(told)},
        entry=lambda id: _readable(press, id, language),
        tlp=rulebook.vocabularies["tlp"],
        version=known.version,
        table=told.get(name),
        **more,
    )
    return html.encode()


def _readable(press: Press, id: str, language: str) -> Entry | None:
    """The entry that explains a question, if this wiki has it."""
    found = press.wiki.entries.get(id)
    return press.wiki.entry(id, language) if found and not found.withdrawn else None
