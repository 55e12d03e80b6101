"""Glosses: definitions set beside the words of an entry that are in the glossary.

In: the glossary, a language, the HTML of a body. Out: the same HTML with definitions that show on focus and hover.
Invariant: the words of the body stay as they are; a term is marked at its first place in a section and nowhere else,
never in a link, a heading, code, or the head of a table, and a word that two terms claim is marked for neither. Refuses:
to explain a page with itself: the term that an entry is about is not marked there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape

from ahocorasick_rs import BytesAhoCorasick, Implementation

from generator.model import GlossaryTerm, Rulebook

TAGS = re.compile(
    "<(?:(h2[ >].*?</h2>)"
    "|a[ >].*?</a>|code[ >].*?</code>|pre[ >].*?</pre>|th[ >].*?</th>|h[13-6][ >].*?</h[13-6]>|[^>]*+>|)",
    re.DOTALL,
)
"""The head of a section, other elements that hold no term, and any other tag."""

WORDY = re.compile(r"[\w-]")
WORDY_SIGNS = frozenset([sign.encode() for sign in map(chr, range(128)) if WORDY.match(sign)])
"""Those of ASCII, which tell most matches inside of words at once."""

JOINING = frozenset("à au aux contre d de des du en et l la le les par pour sans sous sur vers".split())
"""Where the words of a French name end that take the plural: barrières de police."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a term; `spellings` is empty where capitals do not matter."""

    term: GlossaryTerm
    spellings: frozenset[str]


class Glosser:
    """Sets the glosses of one language."""

    def __init__(self, terms: Iterable[GlossaryTerm], language: str) -> None:
        self.language = language
        self.forms = {folded: form for folded, form in _claimed(terms, language).items() if form.term.in_text}
        self.written = [form for form in self.forms if WORDY.match(form)]

    @cached_property
    def finder(self) -> BytesAhoCorasick:
        """Finds every form in one pass; made when first needed, because a wiki may have no entry in this language."""
        return BytesAhoCorasick([form.encode() for form in self.written], implementation=Implementation.DFA)

    def gloss(self, html: str, entry: str) -> str:
        """The body of an entry with its glosses."""
        folded = _folded(html)
        longest = dict(self._whole_words(folded))
        if not longest:
            return html
        pieces: list[str] = []
        met: set[str] = set()
        done = 0
        for start, end in _in_plain_text(folded, longest):
            if start == end:
                met = set()
                continue
            form = self.forms[folded[start:end]]
            term, written = form.term, html[start:end]
            if term.id in met or term.entry == entry or (form.spellings and _spaced(written) not in form.spellings):
                continue
            met.add(term.id)
            anchor = f"term--{len(pieces) // 2 + 1}"
            marked = (
                f'<span class="agora-term" tabindex="0" aria-describedby="{anchor}">{written}'
                f'<span class="agora-definition" role="tooltip" id="{anchor}">'
                f"{escape(term.definitions[self.language])}</span></span>"
            )
            pieces += [html[done:start], marked]
            done = end
        return "".join([*pieces, html[done:]])

    def _whole_words(self, folded: str) -> Iterator[tuple[int, int]]:
        """Places of forms between the edges of words, shorter ones first."""
        if not self.written:
            return
        data = folded.encode()
        for _, start, end in self.finder.find_matches_as_indexes(data, overlapping=True):
            if data[end : end + 1] in WORDY_SIGNS or data[start - 1 : start] in WORDY_SIGNS:
                continue
            if len(data) > len(folded):
                start, end = len(data[:start].decode()), len(data[:end].decode())
            if not WORDY.match(folded, end) and not (start and WORDY.match(folded, start - 1)):
                yield start, end


def _in_plain_text(folded: str, longest: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """Those places that no tag holds and no earlier place covers, in order; an empty place is the head of a section."""
    places = sorted(longest.items(), reverse=True)
    for tag in TAGS.finditer(folded):
        while places and places[-1][1] <= tag.start():
            place = places.pop()
            yield place
            while places and places[-1][0] < place[1]:
                places.pop()
        while places and places[-1][0] < tag.end():
            places.pop()
        if tag.group(1):
            yield tag.end(), tag.end()
    while places:
        place = places.pop()
        yield place
        while places and places[-1][0] < place[1]:
            places.pop()


def glossers(rulebook: Rulebook) -> Mapping[str, Glosser]:
    """A glosser for each language of the wiki."""
    return {language.id: Glosser(rulebook.glossary.values(), language.id) for language in rulebook.languages}


def _claimed(terms: Iterable[GlossaryTerm], language: str) -> dict[str, Form]:
    """Folded form → what it means. A name goes before a synonym; what two terms claim alike means nothing."""
    forms: dict[str, Form] = {}
    for rank in ("label", "synonym"):
        claims: dict[str, list[Form]] = defaultdict(list)
        for term in terms:
            names = [term.labels[language]] if rank == "label" else term.synonyms.get(language, ())
            for name in names:
                for folded, form in _written(term, name, language):
                    claims[folded].append(form)
        for folded, claimants in claims.items():
            if folded not in forms and len({form.term.id for form in claimants}) == 1:
                forms[folded] = claimants[0]
    return forms


def _written(term: GlossaryTerm, name: str, language: str) -> Iterator[tuple[str, Form]]:
    """The forms of a name, in the singular and the plural; an abbreviation keeps its capitals."""
    name = escape(_spaced(name), quote=False).replace('"', "&quot;")
    forms = {name, *_inflected(name, language)}
    is_abbreviation = name == name.upper() and any(letter.isalpha() for letter in name)
    spellings = frozenset(forms if is_abbreviation else ())
    for form in forms:
        yield form.lower(), Form(term, spellings)


def _inflected(name: str, language: str) -> Iterator[str]:
    if not name[-1].isalpha():
        return
    if language == "en":
        yield name[:-1] if name.endswith("s") and not name.endswith("ss") else _english_plural(name)
    elif language == "fr" and name != name.upper():
        words = re.split(r"( |-|')", name)
        end = next((n for n, word in enumerate(words) if word.lower() in JOINING), len(words))
        yield "".join([*map(_french_plural, words[:end]), *words[end:]])


def _english_plural(name: str) -> str:
    if name == name.upper():
        return name + "s"
    if name.endswith("y") and name[-2:-1] not in tuple("aeiou"):
        return name[:-1] + "ies"
    return name + ("es" if name.endswith(("s", "x", "z", "ch", "sh")) else "s")


def _french_plural(word: str) -> str:
    if not word.isalpha() or word.endswith(("s", "x", "z")):
        return word
    if word.endswith("al"):
        return word[:-2] + "aux"
    return word + ("x" if word.endswith("eau") else "s")


def _spaced(text: str) -> str:
    """The text with one kind of space and one kind of apostrophe, as long as before."""
    return text.replace("’", "'").replace("\n", " ").replace("\u00a0", " ").replace("\u202f", " ")


def _folded(html: str) -> str:
    """The text without capitals, as long as before, so that places in it are places in the text."""
    folded = html.lower()
    if len(folded) != len(html):
        folded = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in html)
    return _spaced(folded)
