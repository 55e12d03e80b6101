"""Adding a term is a change in one file."""

import shutil
from pathlib import Path

from generator.check import check
from generator.load import load_sources
from generator.tools.dossier_progress import STEPS

PROJECT = Path(__file__).parent.parent
TERM = """
  - {id: float, en: By air, fr: Par les airs, definition: {en: Carried through the air., fr: Transporté par les airs.}}
"""


def copy_of_project(folder: Path) -> Path:
    shutil.copytree(PROJECT / "schemas", folder / "schemas")
    shutil.copytree(PROJECT / "content", folder / "content")
    shutil.copy(PROJECT / "mkdocs.yml", folder)
    return folder


def test_a_new_term_is_known_everywhere(tmp_path: Path) -> None:
    """One line in one vocabulary file, and entries may use the term; nothing else has to change."""
    project = copy_of_project(tmp_path)
    vocabulary = project / "schemas/vocabularies/duration.yml"
    entry = project / "content/entries/en/technologies/fixed-bollards.md"
    entry.write_text(
        entry.read_text("utf-8").replace("duration: [structural]", "duration: [structural, float]"), "utf-8"
    )
    before = check(load_sources(project))
    vocabulary.write_text(vocabulary.read_text("utf-8").rstrip() + TERM, "utf-8")

    after = check(load_sources(project))

    assert [p.code for p in before.problems] == ["AG401"]
    assert "Allowed: structural, event." in before.problems[0].help
    assert list(after.problems) == []


def test_no_second_copy_of_a_list(tmp_path: Path) -> None:
    """No schema, table or module spells out the terms of a vocabulary again, but for the one that other programs read."""
    wiki = check(load_sources(PROJECT)).wiki
    assert wiki is not None
    files = [path for path in (PROJECT / "schemas").glob("*.json") if path.name != "dossier.schema.json"]
    files += (PROJECT / "generator").glob("*.py")
    files += [PROJECT / "generator/interface.yml"]
    for vocabulary in wiki.rulebook.vocabularies.values():
        terms = [f'"{term}"' for term in vocabulary.terms]
        for file in files:
            text = file.read_text("utf-8")
            found = [term for term in terms if term in text]
            assert len(terms) < 3 or len(found) < len(terms), (file.name, vocabulary.id)


def test_the_format_of_the_dossier_knows_the_steps_and_the_markings() -> None:
    """The published schema stands alone and therefore spells two lists out; they are those of the vocabularies."""
    wiki = check(load_sources(PROJECT)).wiki
    assert wiki is not None
    schema = wiki.rulebook.schemas["dossier.schema.json"]["properties"]
    vocabularies = wiki.rulebook.vocabularies

    assert schema["not_applicable"]["items"]["enum"] == list(STEPS) == list(vocabularies["roadmap_step"].terms)
    assert schema["tlp"]["enum"] == list(vocabularies["tlp"].terms)
