"""How far a command has come: one line on a terminal, nothing elsewhere.

In: the stages of the work with what each of them weighs, and how much of it has begun. Out: a line that is drawn again
whenever it changes. Invariant: at the end, whatever happened, nothing of it is left; where no terminal is, nothing was
written. Refuses: to know what is done, to keep time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import accumulate
from typing import TextIO

WIDTH = 30
"""Signs of a whole bar."""


@contextmanager
def bar(stages: Mapping[str, int], stream: TextIO) -> Iterator[Callable[[str], Callable[[float], None] | None]]:
    """Somebody to be told of each stage as it begins, who says whom to tell more of it."""
    if not stream.isatty():
        yield lambda stage: None
        return
    line = _Line(stages, stream)
    try:
        yield line.begin
    finally:
        line.draw("")


class _Line:
    """The last line of a terminal."""

    def __init__(self, stages: Mapping[str, int], stream: TextIO) -> None:
        self._stages = stages
        self._before = dict(zip(stages, accumulate(stages.values(), initial=0), strict=False))
        self._stream = stream
        self._shown = ""

    def begin(self, stage: str) -> Callable[[float], None]:
        told = partial(self.tell, stage)
        told(0.0)
        return told

    def tell(self, stage: str, begun: float) -> None:
        done = (self._before[stage] + begun * self._stages[stage]) / sum(self._stages.values())
        signs = int(done * WIDTH)
        self.draw(f"[{'#' * signs}{'-' * (WIDTH - signs)}] {int(done * 100):3} %  {stage}")

    def draw(self, text: str) -> None:
        """Show a text in place of the one that is shown."""
        if text != self._shown:
            erased = len(self._shown) + len("^C")
            self._stream.write("\r" + (text.ljust(len(self._shown)) if text else " " * erased + "\r"))
            self._stream.flush()
            self._shown = text
