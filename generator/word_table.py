"""Words of many texts as numbers, many at a time: a table of what was met, asked for all words of a batch in one go.

In: texts. Out: the number of every word in the order of the texts, and the words by their numbers. Invariant: two words have
the same number exactly when they are the same but for the case of plain letters; whole words are compared, never only
their hashes. Refuses: to know what a word means (see `analysis`), which language it is in, or how often it is met.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from generator.analysis import WORD_BYTES

LOWER = bytes(byte + 32 if 65 <= byte <= 90 else byte for byte in range(256))
IN_WORDS = WORD_BYTES.translate(LOWER)
"""What each byte becomes: a capital without an accent its small letter, what no word can hold a space."""
SPACE = 32

PIECE, PIECES = 8, 3
"""Bytes that are compared at once, and how many of these; the few words that are longer are looked up one by one."""
LONGEST = PIECE * PIECES
WHOLE = np.array([(1 << 8 * size) - 1 for size in range(PIECE + 1)], np.uint64)
"""What is kept of a piece that holds so many bytes of a word."""

SPREAD = [np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9)]
"""Odd numbers without a pattern, one for each piece: the first is 2^64 divided by the golden ratio, the others are the
primes 2 and 3 of xxHash (xxhash.com, specification of XXH64)."""
HALF = np.uint64(32)
BITS = 15
"""Of the places of an empty table."""

Numbers = NDArray[np.integer]


class WordTable:
    """Every word that was met, numbered in this order."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._long: dict[bytes, int] = {}
        self._clear(BITS)

    def numbers(self, texts: Sequence[str]) -> tuple[Numbers, Numbers]:
        """The number of every word of these texts, and how many words each text has."""
        encoded = [text.encode() for text in texts]
        signs = b"".join([b" ", b" ".join(encoded), b" " * (LONGEST + 2)]).translate(IN_WORDS)
        inside = np.frombuffer(signs, np.uint8) != SPACE
        edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
        starts, ends = edges[0::2], edges[1::2]
        limits = np.cumsum([len(text) + 1 for text in encoded])
        words_of = np.diff(np.searchsorted(starts, limits, "right"), prepend=0)
        pieces = _pieces(signs, starts, ends - starts)
        found = self._find(pieces)
        for at in np.flatnonzero(ends - starts > LONGEST).tolist():
            found[at] = self._long_word(signs[starts[at] : ends[at]])
        new = np.flatnonzero(found < 0)
        if len(new):
            self._learn(signs, starts[new], ends[new], [piece[new] for piece in pieces])
            found[new] = self._find([piece[new] for piece in pieces])
        return found, words_of

    def _long_word(self, word: bytes) -> int:
        number = self._long.get(word)
        if number is None:
            number = self._long[word] = len(self.words)
            self.words.append(word.decode())
        return number

    def _learn(self, signs: bytes, starts: Numbers, ends: Numbers, pieces: list[Numbers]) -> None:
        """Number words that were not met before; among these a word may stand more than once."""
        spans = zip(starts.tolist(), ends.tolist(), strict=True)
        first = {signs[start:end]: at for at, (start, end) in enumerate(spans)}
        at = list(first.values())
        numbers = np.arange(len(self.words), len(self.words) + len(first), dtype=np.int32)
        self.words += [word.decode() for word in first]
        if 2 * len(self.words) > len(self._number):
            taken = np.flatnonzero(self._number >= 0)
            kept, kept_numbers = [piece[taken] for piece in self._pieces], self._number[taken]
            self._clear((4 * len(self.words)).bit_length())
            self._put(kept, kept_numbers)
        self._put([piece[at] for piece in pieces], numbers)

    def _clear(self, bits: int) -> None:
        self._shift = np.uint64(64 - bits)
        self._pieces = [np.zeros(1 << bits, np.uint64) for _ in range(PIECES)]
        self._number = np.full(1 << bits, -1, np.int32)

    def _places(self, pieces: Sequence[Numbers]) -> Numbers:
        """Where words should stand: the same word always at the same place."""
        mixed = pieces[0] * SPREAD[0]
        for piece, spread in zip(pieces[1:], SPREAD[1:], strict=True):
            mixed ^= mixed >> HALF
            mixed += piece
            mixed *= spread
        return (mixed >> self._shift).astype(np.int64)

    def _find(self, pieces: Sequence[Numbers]) -> Numbers:
        """The numbers of words, -1 for one that was not met; who does not stand at its place stands behind it."""
        places, found = self._places(pieces), np.full(len(pieces[0]), -1, np.int32)
        waiting = np.arange(len(found))
        while len(waiting):
            here = places[waiting]
            numbers = self._number[here]
            same = numbers >= 0
            taken = same.copy()
            for mine, theirs in zip(pieces, self._pieces, strict=True):
                same &= theirs[here] == mine[waiting]
            found[waiting[same]] = numbers[same]
            waiting = waiting[taken & ~same]
            places[waiting] = (places[waiting] + 1) & (len(self._number) - 1)
        return found

    def _put(self, pieces: Sequence[Numbers], numbers: Numbers) -> None:
        """Let words, all of them different and new, stand at their places or at the next free one behind."""
        places = self._places(pieces)
        waiting = np.arange(len(numbers))
        while len(waiting):
            free = waiting[self._number[places[waiting]] < 0]
            self._number[places[free]] = numbers[free]
            settled = free[self._number[places[free]] == numbers[free]]
            for mine, theirs in zip(pieces, self._pieces, strict=True):
                theirs[places[settled]] = mine[settled]
            waiting = np.setdiff1d(waiting, settled, assume_unique=True)
            places[waiting] = (places[waiting] + 1) & (len(self._number) - 1)


def _pieces(signs: bytes, starts: Numbers, sizes: Numbers) -> list[Numbers]:
    """Words as whole numbers, a few for each; the first bytes of a longer one than `LONGEST`."""
    at = np.ndarray((len(signs) - PIECE + 1,), "<u8", signs, strides=(1,))
    pieces: list[Numbers] = [at[starts] & WHOLE[np.minimum(sizes, PIECE)]]
    longer = np.arange(len(starts))
    for place in range(PIECE, LONGEST, PIECE):
        longer = longer[sizes[longer] > place]
        piece = np.zeros(len(starts), np.uint64)
        piece[longer] = at[starts[longer] + place] & WHOLE[np.minimum(sizes[longer] - place, PIECE)]
        pieces.append(piece)
    return pieces
