"""Pages about the program itself: the codes of problems and the architecture.

In: the table of problems and the heads of the modules. Out: `Page`s and a block. Invariant: what these pages say is read
from the program, so they cannot go stale. Refuses: to know entries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import groupby
from typing import Any

from markupsafe import Markup, escape

from generator.address import PROBLEMS
from generator.model import Heading, Page
from generator.press import Press, Sheet
from generator.problems import TABLE, ProblemCode


def problem_pages(press: Press, language: str) -> Iterator[Sheet]:
    """The list of all codes, and a page for each."""
    path = f"{language}/{PROBLEMS}/index.html"
    yield path, partial(_list_of_problems, press, language, path)
    for row in TABLE.values():
        path = f"{language}/{PROBLEMS}/{row.code.lower()}.html"
        yield path, partial(_problem_page, press, language, path, row)


def _list_of_problems(press: Press, language: str, path: str) -> Page:
    families = [(family, list(rows)) for family, rows in groupby(TABLE.values(), lambda row: row.family)]
    word = press.templates.word
    return Page(
        path,
        language,
        PROBLEMS,
        word("problem_codes", language),
        word("problem_codes_intro", language),
        press.fill("problems", path, language, families=families),
        tuple(Heading(2, f"family-{family}", word(f"family_{family}", language)) for family, _ in families),
        press.same_everywhere(f"{PROBLEMS}/index.html"),
    )


def _problem_page(press: Press, language: str, path: str, row: ProblemCode) -> Page:
    return Page(
        path,
        language,
        PROBLEMS,
        f"{row.code}: {row.page['title'][language]}",
        row.page["why"][language],
        press.fill("problem", path, language, row=row),
        (),
        press.same_everywhere(f"{PROBLEMS}/{row.code.lower()}.html"),
    )


def architecture_block(press: Press, path: str, language: str, heads: Mapping[str, str]) -> str:
    """The heads of all modules in their parts."""
    modules = [_head(module, text) for module, text in heads.items()]
    return press.fill("architecture", path, language, modules=modules)


def _head(module: str, text: str) -> dict[str, Any]:
    """The head of a module: what it is, and what it says of In, Out, Invariant, Refuses."""
    summary, _, rest = " ".join(text.split()).partition(" In: ")
    parts = re.split(r"(?:^|\s)(In|Out|Invariant|Refuses): ", f"In: {rest}") if rest else [""]
    named = [(word, _with_code(text)) for word, text in zip(parts[1::2], parts[2::2], strict=True)]
    return {"name": module, "summary": _with_code(summary), "parts": named}


def _with_code(text: str) -> Markup:
    """Text with what stands between back ticks as code."""
    pieces = [escape(piece) for piece in text.split("`")]
    return Markup("").join(Markup("<code>{}</code>").format(p) if n % 2 else p for n, p in enumerate(pieces))
