"""Changes at random, as people make them to a wiki: edits, moves, slips and repairs of every kind of file."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import yaml

from generator.load import load_interface, load_templates

FOLDERS = ("threats", "spaces", "practices", "technologies", "case-studies", "references")


class Wanderer:
    """Changes a project step by step and remembers which paths were touched; `program` are texts of the package."""

    def __init__(self, project: Path, seed: int) -> None:
        self.project = project
        self.random = random.Random(seed)
        self.touched: set[Path] = set()
        self.templates = load_templates()
        self.interface = load_interface()
        self.number = 0
        kinds = yaml.safe_load((project / "schemas/kinds.yml").read_text("utf-8"))
        self.headings = {kind["folder"]: [section["fr"] for section in kind["sections"]] for kind in kinds}
        self.fingerprints: Mapping[str, str] = {}
        """Of entries as they were when everything was good, by id."""
        self.good = self._everything()

    def step(self, possible: Changes) -> str:
        """Change something, or two things at once; returns what was done."""
        self.touched = set()
        told = []
        changes, weights = zip(*possible, strict=True)
        for change in self.random.choices(changes, weights, k=self.random.choice((1, 1, 2))):
            self.number += 1
            change(self)
            told.append(change.__name__)
        return f"{self.number}: {', '.join(told)} of {sorted(path.name for path in self.touched)}"

    def mend(self) -> str:
        """Put every file back to what was last good."""
        self.touched = set()
        now = self._everything()
        for path in now.keys() - self.good.keys():
            self._delete(path)
        for path, data in self.good.items():
            if now.get(path) != data:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
                self.touched.add(path)
        return "mend"

    def keep(self) -> None:
        """What is there now is good."""
        self.good = self._everything()

    def _everything(self) -> dict[Path, bytes]:
        return {
            path: path.read_bytes()
            for top in ("content", "schemas", "generator", "mkdocs.yml")
            for path in [self.project / top, *(self.project / top).rglob("*")]
            if path.is_file()
        }

    def entry(self, language: str = "en", folder: str = "*") -> Path:
        """The file of some entry."""
        return self.random.choice(sorted((self.project / "content/entries").glob(f"{language}/{folder}/*.md")))

    def id(self, *folders: str) -> str:
        """The id of some entry."""
        return self.entry(folder=self.random.choice(folders or FOLDERS)).stem

    def write(self, path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        self.touched.add(path)

    def _delete(self, path: Path) -> None:
        path.unlink()
        self.touched.add(path)

    def put(self, field: str, value: str, path: Path | None = None) -> None:
        """A field of some entry, new or in the place of the old one."""
        path = path or self.entry()
        text = re.sub(rf"^{field}:.*\n(?: .*\n)*", "", path.read_text("utf-8"), count=1, flags=re.MULTILINE)
        self.write(path, text.replace("---\n", f"---\n{field}: {value}\n", 1))

    def add_text(self) -> None:
        path = self.entry("*")
        link = self.random.choice(["", f" See [that](../{self._somewhere(path)})."])
        self.write(path, f"{path.read_text('utf-8')}\nSentence {self.number} of somebody.{link}\n")

    def _somewhere(self, path: Path) -> str:
        """A link to another entry of the same language: sometimes to a heading, sometimes to nothing."""
        to = self.random.choice(sorted(path.parents[1].glob("*/*.md")))
        anchor = self.random.choice(["", "", "#how-it-works", "#what-helps", "#more-of-it"])
        return f"{to.parent.name}/{to.name}{anchor}"

    def add_heading(self) -> None:
        path = self.entry()
        self.write(path, f"{path.read_text('utf-8')}\n### More of it\n\nSentence {self.number}.\n")

    def retitle(self) -> None:
        self.put("title", f"{self.random.choice('ABCXYZ')} title {self.random.randrange(40)}", self.entry("*"))

    def resume(self) -> None:
        self.put(
            "summary", f"A summary that was written anew for the {self.number}th time by somebody.", self.entry("*")
        )

    def alias(self) -> None:
        self.put("aliases", f"[another name {self.number}]", self.entry("*"))

    def relate(self) -> None:
        field = self.random.choice(["related", "standards", "combines_with", "alternative_to", "requires", "parent"])
        kinds = {"related": FOLDERS, "standards": ("references",), "parent": ("threats", "spaces")}
        folders = kinds.get(field, ("practices", "technologies"))
        path = self.entry(folder=self.random.choice(folders if field != "standards" else FOLDERS[:5]))
        ids = sorted({self.id(*([path.parent.name] if field == "parent" else folders)) for _ in range(2)} - {path.stem})
        if ids:
            self.put(field, ids[0] if field == "parent" else f"[{', '.join(ids)}]", path)

    def concern(self) -> None:
        field = self.random.choice(["threats", "spaces"])
        path = self.entry(folder=self.random.choice(("practices", "technologies", "case-studies")))
        self.put(field, f"[{', '.join(sorted({self.id(field) for _ in range(3)}))}]", path)

    def say(self) -> None:
        field, value = self.random.choice(
            [("functions", "[deter]"), ("phases", "[response]"), ("evidence", "case"), ("effect", "mixed")]
        )
        self.put(field, value, self.entry(folder=self.random.choice(("practices", "technologies"))))

    def open_source(self) -> None:
        """A newer date: then the whole wiki is as old as that."""
        path = self.entry()
        date = f"accessed: 2026-0{self.random.randint(2, 9)}-11"
        self.write(path, re.sub(r"accessed: \S+", date, path.read_text("utf-8"), count=1))

    def withdraw(self) -> None:
        path = self.entry()
        self.put("withdrawn", "2026-01-01", path)

    def add_entry(self) -> None:
        path = self.entry()
        text = re.sub(r"^title: .*", f"title: Added {self.number}", path.read_text("utf-8"), flags=re.MULTILINE)
        self.write(path.with_name(f"added-{self.number}.md"), text)

    def rename(self) -> None:
        """The file of an entry, which keeps its old address; those who name the old one are corrected, or not yet."""
        path = self.entry()
        new = f"renamed-{self.number}"
        self._delete_after(path, path.with_name(f"{new}.md"), path.stem)
        if self.random.random() < 0.8:
            for other in sorted((self.project / "content/entries").rglob("*.md")):
                text = other.read_text("utf-8")
                corrected = re.sub(rf"(?<![\w-]){path.stem}(?![\w-])", new, text) if other.stem != new else text
                if corrected != text:
                    self.write(other, corrected)
            for translation in (self.project / "content/entries/fr").rglob(f"{path.stem}.md"):
                self.write(translation.with_name(f"{new}.md"), translation.read_text("utf-8"))
                self._delete(translation)

    def _delete_after(self, path: Path, new: Path, former: str) -> None:
        self.write(new, path.read_text("utf-8"))
        self.put("former_ids", f"[{former}]", new)
        self._delete(path)

    def delete(self) -> None:
        self._delete(self.entry("*"))

    def delete_unloved(self) -> None:
        """An entry that nobody names."""
        texts = "".join(path.read_text("utf-8") for path in (self.project / "content/entries").rglob("*.md"))
        for path in sorted((self.project / "content/entries/en").rglob("*.md")):
            if len(re.findall(rf"(?<![\w-]){path.stem}(?![\w-])", texts)) <= 3:
                self._delete(path)
                return

    def copy_elsewhere(self) -> None:
        path = self.entry()
        self.write(path.parents[1] / self.random.choice(FOLDERS) / path.name, path.read_text("utf-8"))

    def translate(self) -> None:
        """Into French, from the text of today or from an older one."""
        path = self.entry()
        body = "".join(f"\n## {one}\n\nUne phrase {self.number}.\n" for one in self.headings[path.parent.name])
        front = (
            f"title: Titre {self.number}\nsummary: Un résumé assez long pour être accepté par le schéma, vraiment.\n"
        )
        known = self.random.choice([self.fingerprints.get(path.stem), None]) or "0123456789ab"
        french = self.project / "content/entries/fr" / path.parent.name / path.name
        self.write(french, f"---\n{front}translation_of_hash: {known}\n---\n{body}")

    def garble(self) -> None:
        path = self.entry("*")
        text = path.read_text("utf-8")
        self.write(path, self.random.choice([text.replace("title: ", "title: [", 1), text.replace("---\n", "", 1), ""]))

    def misspell(self) -> None:
        """An id or a term that does not exist."""
        path, field = self.entry(folder="practices"), self.random.choice(["related", "functions", "threats"])
        self.put(field, "[no-such-thing]", path)

    def stray(self) -> None:
        """A file where no entry may be."""
        self.write(
            self.project / "content/entries" / self.random.choice(["read.me", "en/notes.md", "en/spaces/X.md"]), "x"
        )

    def backup(self) -> None:
        """What an editor leaves beside a file."""
        path = self.entry()
        self.write(path.with_name(f"{path.name}~"), "x")
        self.write(path.with_name(f".{path.name}.swp"), "x")

    def touch(self) -> None:
        path = self.entry()
        self.write(path, path.read_text("utf-8"))

    def relabel(self) -> None:
        path = self.project / "schemas/vocabularies" / self.random.choice(["function.yml", "phase.yml", "status.yml"])
        self.write(path, re.sub(r"\ben: [\w -]+", f"en: Label {self.number}", path.read_text("utf-8"), count=1))

    def add_term(self) -> None:
        path = self.project / "schemas/vocabularies/function.yml"
        text = path.read_text("utf-8")
        row = next(line for line in text.splitlines() if "id: deter" in line)
        self.write(path, f"{text.rstrip()}\n{row.replace('id: deter', f'id: added-{self.number}')}\n")

    def write_page(self) -> None:
        path = self.random.choice(sorted((self.project / "content/pages/en").glob("*.md")))
        entry = self.entry()
        link = f"[that](../../entries/en/{entry.parent.name}/{entry.name})"
        self.write(path, f"{path.read_text('utf-8')}\nSentence {self.number} on {link}.\n")

    def draw(self) -> None:
        drawing = f'<svg xmlns="http://www.w3.org/2000/svg"><title>Figure {self.number}</title></svg>'
        self.write(self.project / "content/figures/drawn.svg", drawing)

    def set_forge(self) -> None:
        path = self.project / "mkdocs.yml"
        text = re.sub(
            r"^ {2}forge_url:.*",
            f"  forge_url: https://example.org/{self.number}/",
            path.read_text("utf-8"),
            flags=re.M,
        )
        self.write(path, text)

    def colour(self) -> None:
        path = sorted((self.project / "generator/theme").rglob("*.css"))[0]
        self.write(path, f"{path.read_text('utf-8')}\n/* {self.number} */\n")

    def change_template(self) -> None:
        name = self.random.choice(["entry", "index", "cell", "hub", "home", "redirect"]) + ".html.jinja"
        self.templates = {**self.templates, name: f"{self.templates[name]}\n<!-- {self.number} -->"}
        self.touched.add(self.project / "templates" / name)

    def change_word(self) -> None:
        self.interface = re.sub(r"\ben: [A-Z][a-z]+\b", f"en: Word {self.number}", self.interface, count=1)
        self.touched.add(self.project / "interface.yml")


Changes = list[tuple[Callable[[Wanderer], None], int]]
"""What may happen, each so many times as often as once."""

TO_ENTRIES: Changes = [
    (Wanderer.add_text, 8),
    (Wanderer.add_heading, 3),
    (Wanderer.retitle, 5),
    (Wanderer.resume, 4),
    (Wanderer.alias, 2),
    (Wanderer.relate, 6),
    (Wanderer.concern, 5),
    (Wanderer.say, 4),
    (Wanderer.open_source, 3),
    (Wanderer.withdraw, 2),
    (Wanderer.add_entry, 4),
    (Wanderer.rename, 5),
    (Wanderer.delete, 2),
    (Wanderer.delete_unloved, 4),
    (Wanderer.copy_elsewhere, 2),
    (Wanderer.translate, 7),
    (Wanderer.garble, 4),
    (Wanderer.misspell, 3),
    (Wanderer.stray, 2),
    (Wanderer.backup, 1),
    (Wanderer.touch, 1),
]

CHANGES: Changes = [
    *TO_ENTRIES,
    (Wanderer.relabel, 2),
    (Wanderer.add_term, 1),
    (Wanderer.write_page, 2),
    (Wanderer.draw, 1),
    (Wanderer.set_forge, 1),
    (Wanderer.colour, 1),
    (Wanderer.change_template, 2),
    (Wanderer.change_word, 1),
]
