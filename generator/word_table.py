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
KEPT = [
    np.array([(1 << 8 * min(max(size - place, 0), PIECE)) - 1 for size in range(LONGEST + 1)], np.uint64)
    for place in range(0, LONGEST, PIECE)
]
"""What is kept of each piece of a word that has so many bytes."""

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
        signs = b"".join([b" ", b" ".join(encoded), b" " * LONGEST]).translate(IN_WORDS)
        inside = np.frombuffer(signs, np.uint8) != SPACE
        edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
        starts, ends = edges[0::2], edges[1::2]
        sizes = ends - starts
        limits = np.cumsum([len(text) + 1 for text in encoded])
        words_of = np.diff(np.searchsorted(starts, limits, "right"), prepend=0)
        pieces = _pieces(signs, starts, sizes)
        found = self._find(pieces)
        for at in np.flatnonzero(sizes > LONGEST).tolist():
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
        numbers = np.arange(len(self.words), len(self.words) + len(first), dtype=np.uint64)
        self.words += [word.decode() for word in first]
        if 2 * len(self.words) > len(self._rows):
            kept = self._rows[self._rows[:, 0] > 0]
            self._clear((4 * len(self.words)).bit_length())
            self._put(kept)
        self._put(np.column_stack([*(piece[at] for piece in pieces), numbers]))

    def _clear(self, bits: int) -> None:
        self._shift = np.uint64(64 - bits)
        self._rows: Numbers = np.zeros((1 << bits, PIECES + 1), np.uint64)
        """The pieces of a word and its number, side by side because they are read together; a free row begins with 0."""

    def _places(self, pieces: Sequence[Numbers]) -> Numbers:
        """Where words should stand: the same word always at the same place."""
        mixed = pieces[0] * SPREAD[0]
        for piece, spread in zip(pieces[1:], SPREAD[1:], strict=True):
            mixed ^= mixed >> HALF
            mixed += piece
            mixed *= spread
        mixed >>= self._shift
        return mixed.view(np.int64)

    def _find(self, pieces: Sequence[Numbers]) -> Numbers:
        """The numbers of words, -1 for one that was not met; who does not stand at its place stands behind it."""
        places = self._places(pieces)
        found, waiting = self._at(places, pieces)
        while len(waiting):
            places[waiting] = (places[waiting] + 1) & (len(self._rows) - 1)
            found[waiting], still = self._at(places[waiting], [piece[waiting] for piece in pieces])
            waiting = waiting[still]
        return found

    def _at(self, places: Numbers, pieces: Sequence[Numbers]) -> tuple[Numbers, Numbers]:
        """The numbers of the words that stand at these places, -1 for any other; and where it is another one."""
        rows = self._rows.take(places, axis=0)
        unlike = rows[:, 0] ^ pieces[0]
        for place in range(1, PIECES):
            unlike |= rows[:, place] ^ pieces[place]
        numbers, others = rows[:, PIECES].astype(np.int64), np.flatnonzero(unlike)
        numbers[others] = -1
        return numbers, others[rows[others, 0] > 0]

    def _put(self, rows: Numbers) -> None:
        """Let words, all of them different and new, stand at their places or at the next free one behind."""
        places = self._places(list(rows.T[:PIECES]))
        waiting = np.arange(len(rows))
        while len(waiting):
            free = waiting[self._rows[places[waiting], 0] == 0]
            self._rows[places[free]] = rows[free]
            waiting = waiting[self._rows[places[waiting], PIECES] != rows[waiting, PIECES]]
            places[waiting] = (places[waiting] + 1) & (len(self._rows) - 1)


def _pieces(signs: bytes, starts: Numbers, sizes: Numbers) -> list[Numbers]:
    """Words as whole numbers, a few for each; the first bytes of a longer one than `LONGEST`."""
    at = np.ndarray((len(signs) - LONGEST + 1,), f"V{LONGEST}", signs, strides=(1,))
    columns = at[starts].view("<u8").reshape(-1, PIECES).T
    return [column & kept.take(sizes, mode="clip") for column, kept in zip(columns, KEPT, strict=True)]
