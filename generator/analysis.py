"""From text to stems: what two words must share to be the same word for a search.

In: text, and the name of a Snowball stemmer. Out: forms (words without case and accents) and stems, in the order of the
text. Invariant: the same text gives the same stems in an entry, in a query and in the browser; forms do not depend on the
language, so that a query needs none. Refuses: to guess a language; to know fields, weights or an index.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

import Stemmer

ANALYSIS = 2
"""Changes with anything in this module that changes a stem, so that an index made by older rules is made again."""

LETTERS = str.maketrans(
    {"ß": "ss", "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ς": "σ"}
    | dict.fromkeys("’‘ʼ＇`´", "'")
    | dict.fromkeys("‐‑－", "-")
)
"""Letters that have no accent to take away but are typed in another way, and the kinds of apostrophe and hyphen."""

CHUNK = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
WORD_BYTES = bytes(byte if byte > 127 or chr(byte).isalnum() or chr(byte) in "'-`" else 32 for byte in range(256))
"""Every ASCII sign that no word can hold becomes a space; which other signs can is told by `CHUNK`, once for each word."""

ELISIONS = frozenset("l d j m t s n c qu jusqu lorsqu puisqu quoiqu presqu".split())

STOP_WORDS: Mapping[str, frozenset[str]] = {
    "english": frozenset(
        "a about after all also am an and any are as at be because been before being both but by can could did do "
        "does doing dont for from had has have he her here his how i if in into is it its just let make many me much "
        "my need no nor not of off on onto or our out over own she should so some somebody someone something such "
        "take than that the their them then there these they this those through to too under until up us very want "
        "was we were what when where which while who whom why will with would you your".split()
    ),
    "french": frozenset(
        "ai au aux avec avoir c ce ceci cela ces cet cette ceux comme comment dans de des donc dont du elle elles en "
        "entre es est et etait etant etc ete etre eu faire fait faut il ils je la le les leur leurs lui ma mais me "
        "meme mes moi mon ne ni nos notre nous on ont ou par peut pour pourquoi quand que quel quelle quelles quels "
        "qui quoi sa sans se sera ses si son sont sous sur ta te tes toi ton tous tout toute toutes tres tu un une "
        "vos votre vous y".split()
    ),
}
"""Words that say nothing about the subject. Neither `car` nor `pas` is among the French ones: think of a car, and PAS 68."""


@dataclass(frozen=True, slots=True)
class QueryWord:
    """One word that somebody searched for."""

    form: str
    optional: bool
    """It adds weight but is never missed, being the joined form of a word with a hyphen."""


def fold(text: str) -> str:
    """The text without case, accents and invisible characters, because people type `securite` and mean `Sécurité`."""
    if text.isascii():
        return text.lower().replace("`", "'")
    decomposed = unicodedata.normalize("NFKD", text).lower()
    if not decomposed.isascii():
        for unread in {c for c in set(decomposed) if unicodedata.category(c) in ("Mn", "Cf")}:
            decomposed = decomposed.replace(unread, "")
    return decomposed.translate(LETTERS)


def forms(text: str) -> tuple[str, ...]:
    """The words of a text; a word with hyphens gives its parts and the whole, because people write it in three ways."""
    return tuple(chain.from_iterable(map(_FORMS.__getitem__, CHUNK.findall(fold(text)))))


def rough_words(text: str) -> list[str]:
    """The text cut where no word goes on; the forms of these pieces, one after the other, are the forms of the text."""
    return text.encode().translate(WORD_BYTES).decode().split()


def stems_of(forms: Sequence[str], stemmer: str) -> list[str]:
    """The stem of each form in the language of this stemmer, empty for a small word; none of them is kept."""
    return _stemmer(stemmer).of(forms)


def stems(forms: Iterable[str], stemmer: str) -> tuple[str, ...]:
    """The stems of forms in the language of this stemmer, without its small words."""
    return tuple(filter(None, map(_stemmer(stemmer).__getitem__, forms)))


def readings(form: str, stemmers: Iterable[str]) -> tuple[str, ...]:
    """The stems of a form in several languages, each once, because a query does not say which language it is in."""
    return tuple(dict.fromkeys(stem for name in stemmers if (stem := _stemmer(name)[form])))


def small_words(stemmers: Iterable[str]) -> frozenset[str]:
    """The small words of all these languages."""
    return frozenset().union(*(STOP_WORDS.get(name, frozenset()) for name in stemmers))


def query_words(text: str, small: Collection[str]) -> tuple[QueryWord, ...]:
    """The distinct words of a query without the small ones, unless nothing else was asked for."""
    found: dict[str, QueryWord] = {}
    left_out: dict[str, QueryWord] = {}
    for chunk in CHUNK.findall(fold(text)):
        for form, joined in _forms_of(chunk):
            (left_out if form in small else found).setdefault(form, QueryWord(form, joined))
    return tuple((found or left_out).values())


def _forms_of(chunk: str) -> tuple[tuple[str, bool], ...]:
    """The forms of one word with its hyphens, and whether each was joined from parts."""
    parts = [_without_apostrophe(part) for part in chunk.split("-")]
    found = [(part, False) for part in parts if len(part) > 1 or part.isdecimal()]
    return (*found, ("".join(parts), True)) if len(parts) > 1 else tuple(found)


def _without_apostrophe(word: str) -> str:
    """`l'attaque` is about an attack and `driver's` about a driver; `don't` is one word."""
    if "'" not in word:
        return word
    before, _, after = word.partition("'")
    if before in ELISIONS and after:
        return _without_apostrophe(after)
    return before if after == "s" else before + after.replace("'", "")


class _Forms(dict[str, tuple[str, ...]]):
    """Word with its hyphens → forms; filled as words are met, because a corpus repeats its words."""

    def __missing__(self, chunk: str) -> tuple[str, ...]:
        found = self[chunk] = tuple([form for form, _ in _forms_of(chunk)])
        return found


_FORMS = _Forms()


class _Stems(dict[str, str]):
    """Form → stem, empty for a small word; filled as words are met, because a corpus repeats its words."""

    def __init__(self, algorithm: str) -> None:
        super().__init__()
        self._small = STOP_WORDS.get(algorithm, frozenset())
        self._algorithm = algorithm
        self._stems = Stemmer.Stemmer(algorithm, 0).stemWords

    def __missing__(self, form: str) -> str:
        stem = self[form] = self.of([form])[0]
        return stem

    def of(self, forms: Sequence[str]) -> list[str]:
        """The stems of many forms in one go."""
        prepared = [_french(form) for form in forms] if self._algorithm == "french" else forms
        stems = zip(forms, self._stems(prepared), strict=True)
        return ["" if form in self._small else stem or form for form, stem in stems]


def _french(form: str) -> str:
    """Plural and feminine taken off first: Snowball tells `fermées` and `caméras` by accents, which are folded away."""
    if len(form) > 3 and form[-1] in "sx":
        form = form[:-1]
    return form[:-1] if form.endswith("ee") else form


@cache
def _stemmer(algorithm: str) -> _Stems:
    return _Stems(algorithm)
