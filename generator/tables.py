"""The tables of this project: YAML that its keepers write, read as quickly as can be.

In: the text of a table. Out: its lists, groups, texts and numbers. Invariant: `no`, `off` and a date stay the texts that they
are, as YAML 1.2 has it. Refuses: to find good words for what is wrong with a text; what the quick reader does not take is
given to PyYAML, which tells the place or, as with a key that comes twice, takes it. Entries are read more strictly (see
`front_matter`).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import ryaml
import yaml

MOST_KEPT = 96
"""Texts whose tables are remembered: there are about forty tables, and a preview sees a few of them change."""


@lru_cache(MOST_KEPT)
def read_table(text: str) -> Any:
    """What a table says; read once while it stays the same, because a preview and the tests check many times.

    Raises yaml.YAMLError.
    """
    try:
        return ryaml.loads(text)
    except ValueError:
        return yaml.load(text, yaml.CSafeLoader)
