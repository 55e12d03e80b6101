"""Which word somebody meant who wrote another one.

In: a word and the words that were ever written, all folded. Out: the ones it may have been meant for, nearest first.
Invariant: the same words give the same answer in Python and in the browser. Refuses: to replace short words and numbers,
where every other one is near: PAS 68 is not PAS 69.
"""

from __future__ import annotations

from collections.abc import Iterable

SHORTEST = 4
"""Letters that a word needs before it may be replaced."""
LONG = 8
"""Letters from which two slips are allowed instead of one."""
SHOWN = 3
"""How many words a beginning stands for, and how many are offered where nothing is near."""

STEM = 4
"""Letters that two inflections of a word share at least."""
ENDINGS = frozenset(
    "s es d ed er ers r rs or ors ing ings ion ions ation ations ance ances ence ant ants ent ents ment ments ly al able "
    "ive y ies e ee ees ante antes aire aires eur eurs euse ement ez ait aient".split()
) | {""}
"""What English and French put at the end of a word without making it another one."""


def inflection(word: str, written: Iterable[str]) -> tuple[str, ...]:
    """The word that differs in its ending alone: longest common part, then shortest, first; none or one."""
    if not word.isalpha():
        return ()
    found = []
    for other in written:
        for place in range(shared_beginning(word, other), STEM - 1, -1):
            if word[place:] in ENDINGS and other[place:] in ENDINGS:
                found.append((-place, len(other), other))
                break
    return (min(found)[2],) if found else ()


def completions(word: str, written: Iterable[str]) -> tuple[str, ...]:
    """A few words that begin with this one, shortest first: somebody may still be typing."""
    if len(word) < SHORTEST - 1 or not word.isalpha():
        return ()
    found = sorted((len(other), other) for other in written if other.startswith(word))
    return tuple(other for _, other in found[:SHOWN])


def nearest_words(word: str, written: Iterable[str]) -> tuple[str, ...]:
    """The words within one slip of the hand (two in a long word): fewest slips, then longest common beginning, first."""
    if len(word) < SHORTEST or not word.isalpha():
        return ()
    limit = 2 if len(word) >= LONG else 1
    found = []
    for other in written:
        if abs(len(other) - len(word)) <= limit and len(other) >= SHORTEST - 1 and other.isalpha():
            slips = slips_between(word, other, limit)
            if slips <= limit:
                found.append((slips, -shared_beginning(word, other), other))
    return tuple(other for _, _, other in sorted(found))


def unlike_but_near(word: str, written: Iterable[str]) -> tuple[str, ...]:
    """A few words that begin like a word to which none is near, for a person to choose from."""
    half = max(3, len(word) // 2)
    found = [(-shared, len(other), other) for other in written if (shared := shared_beginning(word, other)) >= half]
    return tuple(other for _, _, other in sorted(found)[:SHOWN])


def shared_beginning(one: str, other: str) -> int:
    """How many letters two words have in common from their first on."""
    for place, (letter, counterpart) in enumerate(zip(one, other, strict=False)):
        if letter != counterpart:
            return place
    return min(len(one), len(other))


def slips_between(one: str, other: str, limit: int) -> int:
    """How many letters were left out, added, replaced or swapped with their neighbour; `limit` + 1 stands for more."""
    start = shared_beginning(one, other)
    one, other = one[start:], other[start:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, target in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != target))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == target:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)
