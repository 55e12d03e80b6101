"""The words that templates and scripts show: readable by every YAML reader, complete, and none too many."""

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from generator.entry_parts import TERM_FIELDS
from generator.find_page import SHARED_WORDS
from generator.hub import KINDS as HUBS
from generator.load import load_sources
from generator.overview import COLUMNS, FACETS
from generator.overview_pages import CSV_COLUMNS
from generator.problems import TABLE
from generator.shards import FACETS as SEARCH_FACETS
from generator.speed import PARTS, PROGRAMS
from generator.speed_page import MACHINE
from generator.vocabulary import read_rulebook

GENERATOR = Path(__file__).parent.parent / "generator"
TEXT = (GENERATOR / "interface.yml").read_text("utf-8")
WORDS: dict[str, dict[str, str]] = yaml.load(TEXT, yaml.CSafeLoader)
RULEBOOK, _ = read_rulebook(load_sources(GENERATOR.parent).schemas)
assert RULEBOOK is not None
LANGUAGES = [language.id for language in RULEBOOK.languages]


def sources(*endings: str) -> str:
    """Our programs with these endings, one after the other."""
    files = sorted(path for ending in endings for path in GENERATOR.rglob(f"*{ending}"))
    return "\n".join(path.read_text("utf-8") for path in files)


def made_of_parts() -> Iterator[str]:
    """Words whose name is put together from a prefix and a term of some list."""
    assert RULEBOOK is not None
    yield from (f"csv_{column}" for column in CSV_COLUMNS)
    yield from (f"family_{row.family}" for row in TABLE.values())
    yield from (f"hub_neighbours_{kind}" for kind in HUBS)
    yield from (f"alert_{name}" for name in ("note", "tip", "important", "warning", "caution"))
    codes = {code for term in RULEBOOK.glossary.values() for code in term.abroad}
    yield from (f"language_{code}" for code in {*codes, *LANGUAGES})
    yield from (f"search_quality_{head}" for head in ("language", "questions", "first", "three", "gain"))
    yield from (f"speed_{kind}_{part}" for kind in ("part", "note") for part in PARTS)
    yield from (f"speed_{unit}" for unit in {*PARTS.values()} - {"share", "gain"})
    yield from (f"speed_machine_{name}" for name in MACHINE)
    yield from (f"speed_who_{who}" for who in PROGRAMS)
    footer = (GENERATOR / "templates/footer.html.jinja").read_text("utf-8")
    pages = re.search(r"for page in \[(.*?)\]", footer)
    assert pages is not None
    yield from (f"page_{name.replace('-', '_')}" for name in re.findall(r'"([a-z-]+)(?:/index)?"', pages.group(1)))


def test_every_reader_of_yaml_reads_the_words_alike() -> None:
    """The compiled reader forgives what the plain one refuses; a tool that has only the plain one must read them too."""
    assert yaml.load(TEXT, yaml.SafeLoader) == WORDS


def test_every_word_is_there_once_in_every_language() -> None:
    """No reader meets a gap, and no later row silently replaces an earlier one."""
    names = re.findall(r"^'?([a-z_]+)'?:", TEXT, re.MULTILINE)

    assert sorted(names) == sorted(WORDS)
    assert [
        name for name, texts in WORDS.items() if sorted(texts) != sorted(LANGUAGES) or not all(texts.values())
    ] == []


def test_every_word_is_shown_somewhere() -> None:
    """A word that no template, module or script asks for is taken out of the table."""
    program, scripts = sources(".py", ".jinja"), sources(".js")
    asked = {
        *made_of_parts(),
        *COLUMNS,
        *FACETS,
        *TERM_FIELDS,
        *SEARCH_FACETS,
        *SHARED_WORDS,
        *(row.severity for row in TABLE.values()),
    }
    asked |= set(re.findall(r"""\b(?:word|say)\(\s*["']([a-z_]+)["']""", program))
    asked |= set(re.findall(r"""["']([a-z_]+)["']""", program)) & {name for name in WORDS if "_" in name}
    asked |= {f"find_{name}" for name in re.findall(r"\bwords\.([a-z_]+)", scripts)}
    asked |= {f"search_{name}" for name in re.findall(r"\b(?:said|text)\.([a-z_]+)", scripts)}
    entry_page = (GENERATOR / "templates/entry.html.jinja").read_text("utf-8")
    asked |= {
        name for listed in re.findall(r"for field in \[(.*?)\]", entry_page) for name in re.findall(r"[a-z_]+", listed)
    }

    assert sorted(set(WORDS) - asked) == []
