"""A question to an index of given texts, as `agorapedia search` puts it to that of a project."""

from collections.abc import Sequence
from pathlib import Path

from generator.answer import Found, Question
from generator.kept import Material
from generator.model import Rulebook, SearchText
from generator.search import Track, in_place, opened


def search(
    texts: Sequence[SearchText], rulebook: Rulebook, question: Question, folder: Path, track: Track = in_place
) -> Found:
    """Answer a question, bringing the index in `folder` up to date first."""
    with opened(folder, rulebook, lambda: Material(texts), track=track) as index:
        return index.find(question)
