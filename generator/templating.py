"""Our templates and the words that they show.

In: the texts of templates and of the table of words. Out: a `Templates` value that fills them. Invariant: everything is
escaped unless it is HTML that we made, and a name that a template does not know is an error, not an empty place. An
outline is split once: a piece that is put into it is never searched for places.
Refuses: to read the disk; whoever calls brings the texts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from generator.tables import read_table

MARK = "\0"
"""Stands around the name of a place in an outline; no text of a template holds it."""


class Templates:
    """Filled templates as HTML. `icons` are inline drawings by their name in the theme's sets."""

    def __init__(self, texts: Mapping[str, str], interface: str, icons: Mapping[str, str]) -> None:
        self.texts = texts
        self.words: Mapping[str, Mapping[str, str]] = read_table(interface)
        self.environment = Environment(
            loader=DictLoader(dict(texts)),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            optimized=False,  # looks long for what could be worked out beforehand, and finds nothing
        )
        self.environment.globals["icons"] = {name: Markup(svg) for name, svg in icons.items()}

    def word(self, key: str, language: str, **values: Any) -> str:
        """A word or sentence of the interface; raises KeyError for an unknown one."""
        text = self.words[key][language]
        return text.format(**values) if values else text

    def fill(self, name: str, language: str, **values: Any) -> str:
        """One template, filled. Inside it `word(key, …)` speaks the language of the page."""

        def word(key: str, **inner: Any) -> str:
            return self.word(key, language, **inner)

        return self.environment.get_template(f"{name}.html.jinja").render(language=language, word=word, **values)


class Outline:
    """A template filled but for some places, into which pages put pieces of HTML."""

    def __init__(self, fill: Callable[..., str], pieces: Mapping[str, str]) -> None:
        """`fill` is told the mark of a place for every piece that is not empty: a template asks whether there is one."""
        html = fill(**{name: Markup(f"{MARK}{name}{MARK}") if piece else "" for name, piece in pieces.items()})
        self.texts = html.split(MARK)
        self.places = self.texts[1::2]

    def filled(self, pieces: Mapping[str, str]) -> str:
        """The HTML with pieces; there must be one for every place."""
        texts = self.texts.copy()
        texts[1::2] = [pieces[place] for place in self.places]
        return "".join(texts)
