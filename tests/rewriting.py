"""Expected files that a person may let the program write again, knowingly."""

import os
from pathlib import Path

REWRITE = os.environ.get("AGORA_REWRITE") == "1"


def compare(actual: str, expected: Path, test: str) -> None:
    """Assert that a file holds this text; with AGORA_REWRITE=1 write it instead."""
    if REWRITE:
        expected.parent.mkdir(parents=True, exist_ok=True)
        expected.write_bytes(actual.encode())
    stored = expected.read_bytes().decode() if expected.exists() else ""
    assert actual == stored, f"{expected} differs; if the new text is right: AGORA_REWRITE=1 pytest {test}"
