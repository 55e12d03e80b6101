"""The theme's stylesheet without the rules for parts that no page of this site has.

In: a stylesheet as the theme ships it, the texts that pages are made of. Out: a shorter stylesheet. Invariant: a page made of
these texts looks the same with both; a rule goes only if it needs a class or an id that none of the texts holds as a
word. Refuses: to judge elements, attributes, states and what stands in brackets: what asks for these stays.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

WORD = re.compile(r"[\w-]+")
ASKED = re.compile(r"[.#]((?:\\.|[\w-])+)")
REMARK = re.compile(r"/\*.*?\*/", re.DOTALL)
BRACKETS = re.compile(r"\([^()]*\)|\[[^\]]*\]")
TOKEN = re.compile(r"""\\.|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|url\([^"')]*\)|/\*.*?\*/|[{}()\[\],;]""", re.DOTALL)
GROUPS = ("@media", "@supports")
"""What holds rules of its own."""


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """Everything in texts that may be a class or an id."""
    return frozenset(word for text in texts for word in WORD.findall(text))


def without_undrawn(stylesheet: str, words: Collection[str]) -> str:
    """The stylesheet without selectors that ask for what is not among these words, and without what is left empty then."""
    return "".join(_kept(stylesheet, words))


def _kept(stylesheet: str, words: Collection[str]) -> Iterator[str]:
    for before, block in _rules(stylesheet):
        head = REMARK.sub("", before).strip()
        if head.startswith(GROUPS):
            inner = without_undrawn(block[1:-1], words)
            yield f"{head}{{{inner}}}" if inner else ""
        elif not block or head.startswith("@"):
            yield before + block
        elif chosen := [one for one in _split(head) if _is_met(one, words)]:
            yield ",".join(chosen) + block


def _is_met(selector: str, words: Collection[str]) -> bool:
    """Whether the texts hold every class and id that a selector asks for outside of brackets."""
    before = ""
    while before != selector:
        before, selector = selector, BRACKETS.sub("", selector)
    return all("\\" in name or name in words for name in ASKED.findall(selector))


def _rules(text: str) -> Iterator[tuple[str, str]]:
    """Rules in order: what stands before the block, and the block; of a statement without a block the whole."""
    start = 0
    for at in _outside(text, ";}"):
        if text[at] == "}":
            opening = text.index("{", start)
            yield text[start:opening], text[opening : at + 1]
        else:
            yield text[start : at + 1], ""
        start = at + 1
    if text[start:].strip():
        yield text[start:], ""


def _split(selectors: str) -> Iterator[str]:
    start = 0
    for at in _outside(selectors, ","):
        yield selectors[start:at]
        start = at + 1
    yield selectors[start:]


def _outside(text: str, ends: str) -> Iterator[int]:
    """Where one of these signs stands outside of blocks, brackets, strings and remarks; a closing brace ends its block."""
    depth = 0
    for token in TOKEN.finditer(text):
        sign = token.group()
        depth += (sign in "{([") - (sign in "})]") if len(sign) == 1 else 0
        if sign in ends and depth == 0:
            yield token.start()
