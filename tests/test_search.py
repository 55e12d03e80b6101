"""Search from the command line, on the project's own content."""

import json
import os
import random
import shutil
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator import search as search_module
from generator.analysis import forms
from generator.answer import Found, Question, as_json
from generator.catalogue import Catalogue
from generator.check import check
from generator.cli import main
from generator.index import search_texts
from generator.load import load_sources
from generator.model import SearchText, Wiki
from generator.quality import gain, measure, quality, read_inquiries
from generator.seal import SEAL
from generator.search import Share, in_place, index_folder
from generator.shards import search_scripts
from generator.tally import tally
from tests.asking import search
from tests.rewriting import compare

PROJECT = Path(__file__).parent.parent
QUESTIONS_TEXT = (Path(__file__).parent / "cases/questions.json").read_text("utf-8")
QUESTIONS = json.loads(QUESTIONS_TEXT)
WORDS = sorted({word for question in QUESTIONS for word in question["query"].split()})


@pytest.fixture(scope="module")
def wiki() -> Wiki:
    found = check(load_sources(PROJECT)).wiki
    assert found is not None
    return found


@pytest.fixture(scope="module")
def texts(wiki: Wiki) -> tuple[SearchText, ...]:
    return tuple(search_texts(wiki))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("search") / "index"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project that may be written to."""
    copy = tmp_path_factory.mktemp("project")
    for name in ("schemas", "content"):
        shutil.copytree(PROJECT / name, copy / name)
    (copy / "mkdocs.yml").touch()
    return copy


class Counter:
    """Counts the records that are indexed."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, records: int) -> Share:
        self.count += records
        return in_place(records)


def words(text: SearchText, field: str) -> list[str]:
    return [word for written, _ in text.texts[field] for word in forms(written)]


def ids(found: Found) -> list[str]:
    return [hit.record.id for hit in found.hits]


@pytest.fixture(scope="module")
def catalogue(wiki: Wiki, texts: tuple[SearchText, ...]) -> Catalogue:
    return Catalogue(tally(texts, wiki.rulebook.languages), wiki.rulebook.languages)


def test_practitioners_find_the_page(catalogue: Catalogue, wiki: Wiki) -> None:
    """What practitioners ask, in their words, leads to a right page: mostly at once, nearly always among three."""
    inquiries = read_inquiries(QUESTIONS_TEXT)
    measured = quality(catalogue, inquiries)

    assert [(one.query, id) for one in inquiries for id in one.expected if id not in wiki.entries] == []
    assert len({(one.query, one.language) for one in inquiries}) == len(inquiries) >= 60
    assert measured.first >= 0.80, measured
    assert measured.first_three >= 0.92, measured


def test_whoosh_and_memory_agree(catalogue: Catalogue, wiki: Wiki, texts: tuple[SearchText, ...], folder: Path) -> None:
    """The command line gives to committed questions the very answers that the figures are measured with."""
    for question in QUESTIONS[::4]:
        language = question["lang"]
        found = search(texts, wiki.rulebook, Question(question["query"], language=language, limit=99), folder)
        reading, expected = catalogue.find(question["query"], language)
        assert [(hit.record, hit.score) for hit in found.hits] == expected, question
        assert (found.read_as, found.unknown) == (reading.read_as, reading.unknown)


def test_the_figures_on_the_page_are_those_of_today(catalogue: Catalogue) -> None:
    """What the page of the search says of its quality is what is measured now."""
    measured = measure(catalogue, read_inquiries(QUESTIONS_TEXT))

    compare(measured, PROJECT / "generator/search-quality.json", "tests/test_search.py")


def test_figures_of_quality_are_what_they_say() -> None:
    """The gain is 1 for the best order, less with every place from the top, 0 for nothing right among ten."""
    assert gain(("a", "b"), ("b", "a", "c")) == 1
    assert gain(("a",), ("c", "a")) == pytest.approx(0.63093, abs=1e-5)
    assert gain(("a",), ("b",) * 10 + ("a",)) == 0


def test_records_are_the_same_every_time(wiki: Wiki, texts: tuple[SearchText, ...]) -> None:
    """The same wiki gives the same texts in the same order, one for each entry and language."""
    assert tuple(search_texts(wiki)) == texts
    keys = [(text.record.language, text.record.id) for text in texts]
    assert len(set(keys)) == len(keys) == sum(map(len, [wiki.entries, *wiki.translations.values()]))


def test_every_reader_gets_every_entry_once(wiki: Wiki, texts: tuple[SearchText, ...]) -> None:
    """For each language exactly one record of an entry serves its readers: the translation, else the original."""
    for language in wiki.rulebook.languages:
        served = [text.record for text in texts if language.id in text.record.serves]
        assert sorted(record.id for record in served) == sorted(wiki.entries)
        for record in served:
            assert record.language == wiki.entry(record.id, language.id).language


def test_what_was_withdrawn_is_not_found(wiki: Wiki, tmp_path: Path) -> None:
    """A withdrawn entry has no record, and its page is not among the answers."""
    entry = wiki.entries["fixed-bollards"]
    gone = replace(entry, front={**entry.front, "withdrawn": "It described a product that is no longer sold."})
    changed = replace(wiki, entries={**wiki.entries, entry.id: gone})

    found = search(
        tuple(search_texts(changed)), wiki.rulebook, Question("fixed bollards", limit=99), tmp_path / "index"
    )

    assert entry.id not in ids(found)
    assert found.hits


def test_an_entry_is_found_by_what_it_names(wiki: Wiki, texts: tuple[SearchText, ...]) -> None:
    """Labels of terms in both languages and the names of threats and spaces are part of a record; filters see both ends."""
    found = {text.record.id: text for text in texts if text.record.language == "en"}
    bollards, square, firearms = found["fixed-bollards"], found["square"].record, found["firearms-attack"].record

    assert {"restrict", "restreindre", "ramming", "plaza", "technology"} <= set(words(bollards, "terms"))
    assert {"vehicle-attack", "vehicle-borne-ied"} <= set(bollards.record.threats)
    assert "square" in square.spaces
    assert "biological-attack" not in square.threats
    assert "square" not in wiki.entries["firearms-attack"].front["spaces"]
    assert "square" in firearms.spaces


def test_the_body_is_what_a_reader_sees(texts: tuple[SearchText, ...]) -> None:
    """No tag, no number of a citation and no address of a link is a word of an entry."""
    for text in texts:
        assert not {"href", "sup", "https", "html", "footnote"} & set(words(text, "body"))


@pytest.mark.parametrize("parts", [2, 3, 7])
def test_an_index_does_not_depend_on_the_order_of_texts(
    parts: int, wiki: Wiki, texts: tuple[SearchText, ...], catalogue: Catalogue
) -> None:
    """In whatever order texts are counted, what was counted makes the same index."""
    shuffled = [text for part in reversed(range(parts)) for text in texts[part::parts]]
    again = Catalogue(tally(shuffled, wiki.rulebook.languages), wiki.rulebook.languages)
    said = {language.id: {} for language in wiki.rulebook.languages}

    assert shuffled != list(texts)
    assert dict(search_scripts(again, said)) == dict(search_scripts(catalogue, said))
    assert len(again.records) == len(catalogue.records)


QUERIES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FEW
@given(query=QUERIES, data=st.data())
def test_filters_only_remove(
    query: str, data: st.DataObject, wiki: Wiki, texts: tuple[SearchText, ...], folder: Path
) -> None:
    """A filter takes entries away and changes neither scores nor order; a language filter may choose another record."""
    everything = search(texts, wiki.rulebook, Question(query, limit=999), folder)
    kind = data.draw(st.none() | st.sampled_from(sorted(wiki.rulebook.kinds)))
    threat = data.draw(st.none() | st.sampled_from([entry.id for entry in wiki.of_kind("threat")]))
    space = data.draw(st.none() | st.sampled_from([entry.id for entry in wiki.of_kind("space")]))
    language = data.draw(st.none() | st.sampled_from([language.id for language in wiki.rulebook.languages]))
    fitting = [
        hit
        for hit in everything.hits
        if kind in (None, hit.record.kind)
        and (threat is None or threat in hit.record.threats)
        and (space is None or space in hit.record.spaces)
    ]

    asked = Question(query, kind, threat, space, limit=999)
    assert list(search(texts, wiki.rulebook, asked, folder).hits) == fitting
    spoken = search(texts, wiki.rulebook, replace(asked, language=language), folder)
    assert set(ids(spoken)) <= {hit.record.id for hit in fitting}
    assert all(language is None or language in hit.record.serves for hit in spoken.hits)


@FEW
@given(query=st.text(min_size=1, max_size=30) | st.text('"()[]{}*?~^:+-!&|\\/<>ANDORT ', min_size=1, max_size=20))
def test_no_query_is_syntax(query: str, wiki: Wiki, texts: tuple[SearchText, ...], folder: Path) -> None:
    """Whatever somebody types is words; each entry comes once, best first, and twice the same is answered the same."""
    found = search(texts, wiki.rulebook, Question(query, limit=999), folder)

    assert len(set(ids(found))) == len(found.hits)
    assert [(-hit.score, hit.record.id) for hit in found.hits] == sorted(
        (-hit.score, hit.record.id) for hit in found.hits
    )
    assert search(texts, wiki.rulebook, Question(query, limit=999), folder) == found


@pytest.mark.parametrize("seed", range(3))
def test_an_index_has_no_memory(seed: int, wiki: Wiki, texts: tuple[SearchText, ...], tmp_path: Path) -> None:
    """After any changes an index answers like one made afresh, and only changed records were written to it."""
    chance = random.Random(seed)
    present: dict[str, SearchText] = {}
    for step in range(4):
        before = dict(present)
        for text in chance.sample(texts, 12):
            key = f"{text.record.language}/{text.record.id}"
            if key in present and chance.random() < 0.5:
                del present[key]
            else:
                more = ("bollard " * chance.randrange(4), "en")
                present[key] = replace(text, texts={**text.texts, "body": (*text.texts["body"], more)})
        counter = Counter()
        for query in ("fixed bollards", "knife attack at a market", "bolards"):
            asked = Question(query, limit=99)
            kept = search(tuple(present.values()), wiki.rulebook, asked, tmp_path / "kept", counter)
            assert kept == search(tuple(present.values()), wiki.rulebook, asked, tmp_path / f"fresh{step}")
        assert counter.count == sum(before.get(key) != text for key, text in present.items())


def _flip_a_byte(index: Path) -> None:
    file = next(index.glob("*.seg"))
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 255
    file.write_bytes(data)


def _replace_by_file(index: Path) -> None:
    shutil.rmtree(index)
    index.write_text("not a folder")


DAMAGES = {
    "a byte flipped": _flip_a_byte,
    "a file lost": lambda index: next(index.glob("*.seg")).unlink(),
    "a table lost": lambda index: next(index.glob("*.toc")).unlink(),
    "no seal": lambda index: (index / SEAL).unlink(),
    "a seal that is not one": lambda index: (index / SEAL).write_text('["seal"]'),
    "a foreign index beside it": lambda index: (index / "_MAIN_99.toc").write_bytes(b"foreign"),
    "a file in its place": _replace_by_file,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_index_is_made_again(damage: str, wiki: Wiki, texts: tuple[SearchText, ...], tmp_path: Path) -> None:
    """Nothing is opened that was changed since we sealed it; the answer is the same as before."""
    index, few, asked = tmp_path / "index", texts[:5], Question("attack")
    before = search(few, wiki.rulebook, asked, index)
    DAMAGES[damage](index)
    counter = Counter()

    assert search(few, wiki.rulebook, asked, index, counter) == before
    assert counter.count == len(few)
    assert search(few, wiki.rulebook, asked, index, counter) == before
    assert counter.count == len(few)


def test_an_index_by_older_rules_is_made_again(
    wiki: Wiki, texts: tuple[SearchText, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another version of the analysis, or another rulebook, makes the whole index again."""
    few, asked, counter = texts[:5], Question("attack"), Counter()
    other_rules = replace(wiki.rulebook, kinds=dict(list(wiki.rulebook.kinds.items())[:-1]))
    search(few, wiki.rulebook, asked, tmp_path / "index", counter)
    search(few, other_rules, asked, tmp_path / "index", counter)
    assert counter.count == 10
    monkeypatch.setattr(search_module, "ANALYSIS", -1)
    search(few, other_rules, asked, tmp_path / "index", counter)
    assert counter.count == 15


def test_search_works_where_nothing_can_be_written(wiki: Wiki, texts: tuple[SearchText, ...], tmp_path: Path) -> None:
    """On a read-only stick the index is made in memory, the answer is the same, and it says so."""
    (tmp_path / "blocked").write_text("a file where a folder should be")
    there = search(texts[:5], wiki.rulebook, Question("attack"), tmp_path / "blocked" / "search" / "index")
    here = search(texts[:5], wiki.rulebook, Question("attack"), tmp_path / "index")

    assert there.hits == here.hits
    assert there.unkept and not here.unkept


def test_an_empty_wiki_can_be_searched(wiki: Wiki, tmp_path: Path) -> None:
    """Where there is nothing, nothing is found, whether the index was made for nothing or lost its last entry."""
    assert search((), wiki.rulebook, Question("bollards"), tmp_path / "index").hits == ()
    one = tuple(search_texts(wiki))[:1]
    assert ids(search(one, wiki.rulebook, Question(one[0].record.title), tmp_path / "index")) == [one[0].record.id]
    assert search((), wiki.rulebook, Question(one[0].record.title), tmp_path / "index").hits == ()


def test_only_one_module_knows_whoosh() -> None:
    """Whoosh is old; whoever replaces it has one file to change."""
    importing = [p.stem for p in (PROJECT / "generator").rglob("*.py") if "import whoosh" in p.read_text("utf-8")]
    assert importing == ["whoosh_index"]


def run(project: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    monkeypatch.chdir(project)
    return CliRunner().invoke(main, ["search", *arguments])


def test_json_has_exactly_these_keys(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program gets id, kind, title, lang, score and url, and the page stands where the address says."""
    result = run(project, monkeypatch, "--json", "--limit", "2", "vehicle", "attack", "--lang", "en")
    rows = json.loads(result.stdout)

    assert result.exit_code == 0
    assert [list(row) for row in rows] == [["id", "kind", "title", "lang", "score", "url"]] * 2
    assert rows[0] | {"score": 0} == {
        "id": "vehicle-attack",
        "kind": "threat",
        "title": "Vehicle attack",
        "lang": "en",
        "score": 0,
        "url": "en/threats/vehicle-attack.html",
    }
    assert rows[0]["score"] == round(rows[0]["score"], 4) > rows[1]["score"]
    assert as_json(Found((), {}, {}, 0)) == "[]\n"


def test_text_has_two_lines_for_each_entry(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person gets title, kind and page in one line and the summary in the next."""
    result = run(project, monkeypatch, "HVM", "--lang", "en", "--kind", "practice", "--limit", "1")
    first, second, *rest = result.stdout.splitlines()

    assert first == "Planning vehicle access to a place (practice) · en/practices/vehicle-access-planning.html"
    assert second.startswith("    Deciding who may drive where")
    assert rest == []


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["qzzqxx"], 0, ["Nothing was found", "Try another word"]),
        (["surveyorship"], 0, ["Words that begin alike", "surve"]),
        (["bollrads"], 0, ['No entry has "bollrads"', '"bollards"', "fixed-bollards.html"]),
        (["bollards", "--kind", "case-study", "--threat", "biological-attack"], 0, ["without them"]),
        (["x"], 0, ["Nothing was found"]),
        (["the"], 0, []),
        ([], 2, ["say what to search for"]),
        (["  "], 2, ["say what to search for"]),
        (['"(*~'], 2, ["say what to search for"]),
        (["x", "--kind", "treat"], 2, ["--kind", 'Did you mean "threat"?', "case-study"]),
        (["x", "--threat", "vehicle-atack"], 2, ['Did you mean "vehicle-attack"?', "placed-ied"]),
        (["x", "--space", "squares"], 2, ['Did you mean "square"?', "transport-hub"]),
        (["x", "--lang", "de"], 2, ["--lang", "Allowed: en, fr"]),
        (["x", "--threat", "square"], 2, ["--threat"]),
        (["x", "--limit", "0"], 2, ["--limit"]),
        (["x", "--content", "nowhere"], 2, ["nowhere"]),
    ],
    ids=lambda value: " ".join(map(str, value)) if isinstance(value, list) else None,
)
def test_what_the_command_says(
    arguments: list[str], code: int, words: list[str], project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing found is an answer with a hint; wrong usage is 2 and says what would have been right."""
    result = run(project, monkeypatch, *arguments)

    assert result.exit_code == code, result.output
    for word in words:
        assert word in result.output


def test_a_broken_file_does_not_stop_a_search(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With errors in the content the rest is searched and the number of errors is told apart from the answer."""
    for name in ("schemas", "content"):
        shutil.copytree(PROJECT / name, tmp_path / name)
    (tmp_path / "mkdocs.yml").touch()
    (tmp_path / "content/entries/en/spaces/square.md").write_text("---\ntitle: [\n---\n")
    result = run(tmp_path, monkeypatch, "--json", "knife")

    assert result.exit_code == 0
    assert json.loads(result.stdout)[0]["id"] == "sharp-object-attack"
    assert "errors in the content" in result.stderr
    (tmp_path / "schemas/kinds.yml").write_text("[")
    assert run(tmp_path, monkeypatch, "knife").exit_code == 1


def test_each_content_folder_has_its_own_index(tmp_path: Path) -> None:
    """The index stands in the project, and another content folder never shares it; the project's own has one name."""
    own = tmp_path / ".agorapedia/search/content"

    assert index_folder(tmp_path, None) == index_folder(tmp_path, tmp_path / "content") == own
    others = {index_folder(tmp_path, tmp_path / name) for name in ("one", "two")}
    assert len(others) == 2
    assert {other.parent for other in others} == {own.parent}


def test_two_searches_at_once_make_one_index(wiki: Wiki, texts: tuple[SearchText, ...], tmp_path: Path) -> None:
    """While one search makes the index another waits, and then it uses that index instead of making its own."""
    few, asked, second, answers = texts[:5], Question("attack"), Counter(), []

    def search_too() -> None:
        answers.append(search(few, wiki.rulebook, asked, tmp_path / "index", second))

    other = threading.Thread(target=search_too)

    def track(records: int) -> Share:
        other.start()
        other.join(0.3)
        return in_place(records)

    answers.append(search(few, wiki.rulebook, asked, tmp_path / "index", track))
    other.join(30)

    assert second.count == 0
    assert len(answers) == 2
    assert answers[0] == answers[1]


def test_two_processes_at_once_are_safe(project: Path) -> None:
    """Two commands that both find no index give the same answer and complain about nothing."""
    shutil.rmtree(project / ".agorapedia", ignore_errors=True)
    command = [sys.executable, "-W", "error", "-m", "generator", "search", "--json", "bollards"]
    both = [
        subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    answers = [process.communicate(timeout=60) for process in both]

    assert [process.returncode for process in both] == [0, 0], answers
    assert answers[0] == answers[1]
    assert answers[0][1] == ""


def test_a_later_process_finds_the_index_ready(project: Path) -> None:
    """A process with other hash seeds takes the index as it is, so its files stay."""

    def files_after_search(seed: str) -> list[tuple[str, int]]:
        command = [sys.executable, "-m", "generator", "search", "bollards"]
        subprocess.run(
            command, cwd=project, env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True
        )
        files = (project / ".agorapedia/search/content").iterdir()
        return sorted((path.name, path.stat().st_mtime_ns) for path in files)

    assert files_after_search("1") == files_after_search("2")
