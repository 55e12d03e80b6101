"""The house keeps its floors, its types and its size."""

import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
MODULES = sorted((PROJECT / "generator").rglob("*.py"))
LONGEST_MODULE = 350


def run(*command: str) -> None:
    done = subprocess.run([*command], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_module_imports_upwards() -> None:
    """Higher floors import lower ones, never sideways or up, and the core knows no disk, clock or framework."""
    run(str(Path(sys.executable).with_name("lint-imports")), "--no-cache")


def test_types_are_strict() -> None:
    """Every function of the generator says what goes in and out, and keeps its word."""
    run(sys.executable, "-m", "mypy")


@pytest.mark.parametrize("command", [("check",), ("format", "--check")], ids=["lint", "format"])
def test_code_is_written_in_one_hand(command: tuple[str, ...]) -> None:
    """One formatter and one set of rules for all code."""
    run(sys.executable, "-m", "ruff", *command, ".")


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_a_module_does_one_thing(module: Path) -> None:
    """A module is short, and its head says what comes in, what goes out, what always holds and what it refuses."""
    text = module.read_text("utf-8")

    assert text.count("\n") <= LONGEST_MODULE
    if not module.stem.startswith("__"):
        head = text.split('"""')[1]
        assert [
            word for word in ("In: ", "Out: ", "Invariant: ", "Refuses: ") if word not in " ".join(head.split())
        ] == []
