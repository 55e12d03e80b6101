"""Questions for the search: made up with the entries, or those that practitioners ask.

In: entries. Out: inquiries, each with every entry that answers it. Invariant: the same entries give the same questions, and no
program was tuned with them. Refuses: to ask for words of the body, which thousands of entries share.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from generator.quality import Inquiry, read_inquiries

COMMITTED = Path(__file__).parent.parent / "cases/questions.json"
LANGUAGE = "en"
TITLE = re.compile(r"^title: (.*)$", re.MULTILINE)


def made_up(entries: Sequence[tuple[str, str]], count: int) -> list[Inquiry]:
    """Words of titles: whole titles, the two rarest words, those with a slip of the keyboard, those not typed to the end."""
    titles = {_id(path): _words(text) for path, text in entries}
    often = Counter(word for words in titles.values() for word in words)
    found = []
    for number, id in enumerate(list(titles)[:: max(1, len(titles) // count)][:count]):
        rare = sorted(titles[id], key=lambda word: (often[word], word))[:2]
        kept = titles[id] if number % 4 == 0 else rare
        asked = list(kept)
        if number % 4 == 2:
            asked[-1] = _slip(asked[-1])
        if number % 4 == 3:
            asked[-1] = asked[-1][: max(3, 2 * len(asked[-1]) // 3)]
        right = tuple(other for other, words in titles.items() if {*kept} <= {*words})
        found.append(Inquiry(" ".join(asked), LANGUAGE, right))
    return found


def real() -> list[Inquiry]:
    """The committed questions in the language in which every entry exists."""
    return [one for one in read_inquiries(COMMITTED.read_text("utf-8")) if one.language == LANGUAGE]


def _slip(word: str) -> str:
    """Two neighbouring letters in the wrong order."""
    middle = len(word) // 2
    return word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]


def _words(text: str) -> list[str]:
    """The words of a title without the number of its entry."""
    match = TITLE.search(text)
    assert match is not None
    return match.group(1).lower().split()[:-1]


def _id(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".md")
