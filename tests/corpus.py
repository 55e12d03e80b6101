"""A made-up wiki of any size, valid under the project's schemas, the same every time."""

import compileall
import random
import re
import shutil
from collections.abc import Iterable, Iterator
from itertools import accumulate
from pathlib import Path

PROJECT = Path(__file__).parent.parent
ROOM = next((folder for folder in ["/dev/shm"] if Path(folder).is_dir()), None)
"""Where benches keep their files: in memory where Linux has such a folder, so that programs are measured, not the disk. ext4
passes over every file number that was set free in the last minutes, one by one, whenever it makes a file, and that can take
longer than a whole build. None stands for the usual place."""
TYPES = {"threats": 24, "spaces": 16}
"""How many threats and spaces there are, at most half of all entries; their number does not grow with a wiki."""
SHARES = {"references": 12, "case-studies": 20, "practices": 34, "technologies": 34}
"""How many of a hundred other entries are of which kind."""
WORD_FORMS = 40_000
DRAWN = 1_000_000
"""Tickets in the lot; even the rarest word has two."""
WORDS_AN_ENTRY = 800
SYLLABLES = (
    "ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo zu bran clen drim frol grus plan stre trin".split()
)
HAND_WRITTEN = sorted(path.relative_to(PROJECT / "content/pages") for path in (PROJECT / "content/pages").rglob("*.md"))
OWN_LINK = re.compile(r"!?\[([^\]]*)\]\((?:\.\./)+(?:entries|figures)/[^)]*\)(?:\{[^}]*\})?")
"""A link of a hand-written page to an entry or figure of the project, which a made-up wiki does not have."""
HEADINGS = {
    "threats": ["What happens", "Where it is plausible", "What can be noticed", "What helps", "What we do not know"],
    "spaces": ["What makes it special", "What can happen here", "What helps", "Watch out for", "Who decides"],
    "practices": ["How it works", "How to do it", "Does it work?", "When not to use it"],
    "technologies": ["How it works", "What to ask for", "Does it work?", "When not to use it"],
    "case-studies": ["What happened", "What was in place", "What was done", "What was learnt"],
    "references": ["What it is", "What it means for a city", "How to get it"],
}


def compile_program() -> None:
    """Compile the program as whoever installs a package does, or it would compile itself each time that it is measured."""
    compileall.compile_dir(PROJECT / "generator", quiet=1)


def make_project(folder: Path, size: int, seed: int = 1) -> Path:
    """A project whose content is made up, with the real schemas, pages and theme."""
    copy_project(folder)
    write_entries(folder, make_entries(size, seed))
    return folder


def copy_project(folder: Path) -> None:
    """The project without an entry: the real schemas, pages and theme."""
    shutil.copytree(PROJECT / "schemas", folder / "schemas")
    for page in HAND_WRITTEN:
        (folder / "content/pages" / page).parent.mkdir(parents=True, exist_ok=True)
        text = (PROJECT / "content/pages" / page).read_text("utf-8")
        (folder / "content/pages" / page).write_text(OWN_LINK.sub(r"\1", text), "utf-8")
    shutil.copytree(PROJECT / "generator/theme", folder / "generator/theme")
    shutil.copy(PROJECT / "mkdocs.yml", folder)


def write_entries(folder: Path, entries: Iterable[tuple[str, str]]) -> None:
    """Entries into the content of a project."""
    for path, text in entries:
        target = folder / "content" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")


def make_entries(size: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Paths and texts of entries: three sources, citations, relations, links, facts, about 800 words from 40,000 forms.

    Of at least 25 entries there is every kind.
    """
    random_numbers = random.Random(seed)
    lot = make_lot(random_numbers)
    ids = {folder: [f"{folder}-{n}" for n in range(min(most, size // 4))] for folder, most in TYPES.items()}
    others = size - sum(map(len, ids.values()))
    ends = [others * share // 100 for share in accumulate(SHARES.values(), initial=0)]
    for folder, start, end in zip(SHARES, ends[:-1], ends[1:], strict=True):
        ids[folder] = [f"{folder}-{n}" for n in range(end - start)]
    for folder, members in ids.items():
        for number, id in enumerate(members):
            yield f"entries/en/{folder}/{id}.md", _entry(folder, id, number, ids, lot, random_numbers)


def make_lot(random_numbers: random.Random) -> list[str]:
    """What words are drawn from: all forms, the n-th about one n-th as often as the first."""
    words = [
        "".join(random_numbers.choices(SYLLABLES, k=random_numbers.randint(1, 4))) + _letters(n)
        for n in range(WORD_FORMS)
    ]
    whole = sum(1 / (rank + 2) for rank in range(WORD_FORMS))
    return [word for rank, word in enumerate(words) for _ in range(round(DRAWN / whole / (rank + 2)))]


def _letters(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number, 26)
        text += chr(97 + rest)
    return text


def _entry(
    folder: str,
    id: str,
    number: int,
    ids: dict[str, list[str]],
    lot: list[str],
    random_numbers: random.Random,
) -> str:
    def some(kind: str, most: int) -> str:
        chosen = random_numbers.sample(ids[kind], min(most, len(ids[kind])))
        return "[" + ", ".join(sorted(c for c in chosen if c != id)) + "]"

    def prose(count: int) -> str:
        return " ".join(random_numbers.choices(lot, k=count)).capitalize()

    fields = [f"title: {prose(3)[:50].strip()} {id}", f"summary: {prose(12)[:160].strip()} and more of it."]
    if number:
        fields.append(f"related: [{ids[folder][number - 1]}]")
    if folder != "threats":
        fields.append(f"threats: {some('threats', 4)}")
    if folder != "spaces":
        fields.append(f"spaces: {some('spaces', 3)}")
    if folder in ("practices", "technologies"):
        fields += [
            "functions: [restrict, protect]",
            "phases: [preparation, execution]",
            "measure_type: [hardening]",
            "duration: [structural]",
            "stakeholders: [municipality]",
            f"cost:\n  band: {random_numbers.choice(['low', 'medium', 'high'])}\n  note: A made-up note on cost.",
            f"maturity: {'used' if folder == 'practices' else 'trl-9'}",
            "effect: unknown\nevidence: expert",
            "considerations:\n  mobility:\n    level: medium\n    note: A made-up note on mobility.",
            f"standards: {some('references', 2)}",
        ]
    if folder == "technologies":
        fields.append("class: physical")
    if folder == "spaces":
        fields.append("stakeholders: [municipality]")
    if folder == "references":
        fields.append("reference_type: guidance")
    if folder == "case-studies":
        measure = random_numbers.choice(ids["practices"])
        fields += [
            f"measures:\n  - id: {measure}\n    outcome: mixed\n    note: A made-up note on what came of it.",
            "place:\n  city: Nowhere\n  country: RO",
            "year: 2020",
        ]
    sources = "".join(
        f"  source-{n}:\n    title: {prose(6)}\n    publisher: {prose(2)}\n    year: 2021\n"
        f"    url: https://www.example.org/{id}/{n}\n    accessed: 2026-01-0{n}\n"
        for n in (1, 2, 3)
    )
    headings = HEADINGS[folder]
    body = "".join(
        f"\n## {heading}\n\n{prose(WORDS_AN_ENTRY // len(headings) // 2)}.[^source-{n % 3 + 1}] See "
        f"[another]({random_numbers.choice(ids[folder])}.md).\n\n- {prose(8)}\n- {prose(8)}\n\n"
        f"{prose(WORDS_AN_ENTRY // len(headings) // 2 - 16)}.[^source-{(n + 1) % 3 + 1}]\n"
        for n, heading in enumerate(headings)
    )
    return "---\n" + "\n".join(fields) + f"\nsources:\n{sources}status: draft\n---\n{body}"
