"""Reasons as a reader reads them.

In: a reason, the sentences of the rule, the words of a language. Out: text. Invariant: every id in a reason appears as
the word that the rest of the site uses for it. Refuses: to leave an id or a name unfilled.
"""

from __future__ import annotations

from collections.abc import Mapping

from generator.tools.find import Reason

Labels = Mapping[str, Mapping[str, str]]
"""Name in a sentence → id → word, in one language."""


def in_words(reason: Reason, sentences: Mapping[str, str], labels: Labels) -> str:
    """A reason as a reader reads it; `sentences` are those of its part of the rule."""
    words = {
        name: ", ".join(lowered(labels[name][id]) for id in ids)
        for name, ids in reason.values.items()
        if name not in ("threats", "spaces")
    }
    threats, spaces = (
        ", ".join(lowered(labels[name][id]) for id in reason.values.get(name, ())) for name in ("threats", "spaces")
    )
    words["asked"] = f"{threats} ({spaces})" if threats and spaces else threats or spaces
    return sentences[reason.id].format(**words)


def lowered(title: str) -> str:
    """A title inside a sentence: a small first letter where a small letter, an apostrophe or a space follows."""
    follows = title[1:2]
    return title[:1].lower() + title[1:] if follows.islower() or follows in ("’", "'", " ") else title
