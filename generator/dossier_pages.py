"""The pages of the dossier and the files beside them.

In: the press, the names of the scripts that the theme has. Out: whole pages and a script file for each language.
Invariant: the policy of these pages lets nothing out and no text become script; every question of the tables stands on a
page that is useful without scripts, its paper twin. Refuses: to work anything out; the tools and their scripts do. These
pages do not go through the frame, because the theme's scripts have no business beside private answers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
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
from generator.press import Press, data_script
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


def dossier_files(press: Press, scripts: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of everything that the dossier adds to the site; nothing until there is a table of a step.

    `scripts` are paths on the site; those of the dossier are all loaded, in the order of their names, because they look
    each other up only when they are used.
    """
    rulebook = press.wiki.rulebook
    if not steps_of(rulebook):
        return
    loaded = sorted(path for path in scripts if path.startswith(f"{SCRIPTS}dossier-") and path.endswith(".js"))
    loaded += [SCRIPTS + name for name in BORROWED]
    fingerprints = {entry.id: fingerprint(entry) for entry in press.wiki.entries.values()}
    version = content_version(press.wiki.date, fingerprints)
    example = f"assets/data/{EXAMPLE_TOWN}." if {EXAMPLE, SCHEMA} <= {*rulebook.dossier, *rulebook.schemas} else ""
    languages = [language.id for language in rulebook.languages]
    for language in languages:
        told: Tables = in_language(rulebook.dossier, language, languages)
        yield f"assets/data/dossier.{language}.js", dossier_data(press, told, language, version, fingerprints)
        yield (
            f"{language}/{DOSSIER}/index.html",
            _page(press, told, language, "index", version=version, scripts=loaded, example=example),
        )
        if example:
            dossier = worked_example(press, told, language, version, fingerprints)
            yield f"{example}{language}.agora.json", f"{write(dossier)}\n".encode()
            yield f"{example}{language}.js", data_script("dossierExample", dossier)
        for number, step in steps_of(rulebook):
            yield (
                f"{language}/{DOSSIER}/{step}.html",
                _page(press, told, language, step, version=version, step=step, number=number, table=told[step]),
            )
    if SCHEMA in rulebook.schemas:
        text = json.dumps(rulebook.schemas[SCHEMA], ensure_ascii=False, indent=2)
        yield f"assets/data/{SCHEMA}", f"{text}\n".encode()


def _page(press: Press, told: Tables, language: str, name: str, **more: Any) -> bytes:
    """A whole page."""
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
        **more,
    )
    return html.encode()


def _readable(press: Press, id: str, language: str) -> Entry | None:
    """The entry that explains a question, if this wiki has it."""
    found = press.wiki.entries.get(id)
    return press.wiki.entry(id, language) if found and not found.withdrawn else None
