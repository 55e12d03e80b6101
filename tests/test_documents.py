"""What the documents of the project promise is true."""

import re
import shutil
import tomllib
from pathlib import Path

from generator import __version__
from generator.check import check
from generator.load import load_heads, load_sources

PROJECT = Path(__file__).parent.parent


def test_the_specimen_of_contributing_is_a_valid_entry(tmp_path: Path) -> None:
    """A newcomer who copies the specimen gets no problem."""
    text = (PROJECT / ".github/CONTRIBUTING.md").read_text("utf-8")
    specimen = re.findall(r"```markdown\n(.*?)```", text, re.DOTALL)
    content = tmp_path / "content"
    shutil.copytree(PROJECT / "content", content)
    (content / "entries/en/technologies/rated-planters-specimen.md").write_text(specimen[0], "utf-8")

    found = check(load_sources(PROJECT, content))

    assert len(specimen) == 1
    assert list(found.problems) == []


def test_the_specimen_shows_every_field_of_its_kind() -> None:
    """Complete means complete: every field that a writer of a technology must fill stands in the specimen."""
    text = (PROJECT / ".github/CONTRIBUTING.md").read_text("utf-8")
    schema = check(load_sources(PROJECT)).wiki
    assert schema is not None
    for field in schema.rulebook.schemas["technology.schema.json"]["required"]:
        assert f"\n{field}:" in text, field


def test_the_readme_names_every_command() -> None:
    """Each command of the program and each target of make is told in the README."""
    readme = (PROJECT / "README.md").read_text("utf-8")
    commands = re.findall(r'@main\.command\("(\w+)"\)', (PROJECT / "generator/cli.py").read_text("utf-8"))
    targets = re.findall(r"^(\w+):.*##", (PROJECT / "Makefile").read_text("utf-8"), re.MULTILINE)

    assert {name for name in commands if f"`agorapedia {name}" not in readme} == set()
    assert {name for name in targets if f"make {name}" not in readme} <= {"clean"}
    assert len(commands) >= 4


def test_versions_agree() -> None:
    """One version, wherever it is written."""
    assert f"## {__version__} " in (PROJECT / "CHANGELOG.md").read_text("utf-8")
    assert f"version: {__version__}\n" in (PROJECT / "CITATION.cff").read_text("utf-8")


def test_every_dependency_says_why() -> None:
    """A dependency stands in pyproject.toml with one line of reason beside it."""
    text = (PROJECT / "pyproject.toml").read_text("utf-8")
    project = tomllib.loads(text)["project"]
    named = [*project["dependencies"], *(d for extra in project["optional-dependencies"].values() for d in extra)]

    assert [d for d in named if not re.search(rf'"{re.escape(d)}",?\s+# \w', text)] == []


def test_the_architecture_page_knows_every_module(site: Path) -> None:
    """The page is made from the heads of the modules, so none is forgotten and none is stale."""
    page = (site / "en/architecture.html").read_text("utf-8")

    assert [name for name in load_heads() if f"<code>{name}</code>" not in page] == []


def test_the_workflow_runs_what_a_person_runs() -> None:
    """The forge calls make test and make site, may only read, and .ci/run calls make test and nothing else."""
    workflow = (PROJECT / ".github/workflows/site.yml").read_text("utf-8")
    script = (PROJECT / ".ci/run").read_text("utf-8")

    assert "run: make test" in workflow
    assert "run: make site" in workflow
    assert "permissions:\n  contents: read" in workflow
    assert "secrets" not in workflow
    assert [line for line in script.splitlines() if line.startswith("make")] == ["make test"]
