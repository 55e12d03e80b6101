"""The rule of the search, told twice, in Python and in JavaScript, and held to one list of cases."""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from generator.analysis import fold, forms, query_words
from generator.catalogue import Catalogue
from generator.model import Language, SearchRecord, SearchText
from generator.nearness import completions, inflection, nearest_words, unlike_but_near
from generator.shards import search_scripts
from generator.tally import tally

PROJECT = Path(__file__).parent.parent
CASES = json.loads((PROJECT / "tests/cases/search.json").read_text("utf-8"))
SCRIPTS = PROJECT / "generator/theme/assets/javascripts"
LANGUAGES = (Language("en", "English", "english"), Language("fr", "Français", "french"))
RULES: dict[str, Callable[[str, Iterable[str]], tuple[str, ...]]] = {
    "inflection": inflection,
    "completions": completions,
    "nearestWords": nearest_words,
    "unlikeButNear": unlike_but_near,
}
FIND = """([text, language]) => {
    const rule = shards.get("start/" + language), missing = [];
    const get = name => {
        if (!shards.has(name)) missing.push(name);
        return shards.has(name) ? Agora.searchRule.decoded(name, shards.get(name), rule) : undefined;
    };
    const reading = Agora.searchRule.read(text, rule, get);
    const hits = Agora.searchHits.find(reading, rule, get);
    const found = Array.from(hits.numbers).map((number, place) => [number, hits.points[place]]);
    return {missing, readAs: reading.readAs, unknown: reading.unknown, words: reading.words, hits: found};
}"""
USED = """text => {
    const rule = shards.get("start/en"), used = new Set();
    const get = name => used.add(name) && Agora.searchRule.decoded(name, shards.get(name), rule);
    Agora.searchHits.find(Agora.searchRule.read(text, rule, get), rule, get);
    return [...used];
}"""


def text_of(row: dict[str, Any]) -> SearchText:
    """The text of an entry in English, as `index` would make it."""
    texts = {field: row[field] for field in ("title", "aliases", "summary", "body")} | {"terms": row["kind"]}
    record = SearchRecord(
        id=row["id"],
        kind=row["kind"],
        language="en",
        title=row["title"],
        summary=row["summary"],
        url=f"en/{row['id']}.html",
        serves=tuple(row.get("serves", ("en", "fr"))),
        threats=tuple(row["threats"]),
        spaces=tuple(row["spaces"]),
        status="draft",
    )
    return SearchText(record, {field: ((text, "en"),) for field, text in texts.items()})


def catalogue_of(rows: Iterable[dict[str, Any]]) -> Catalogue:
    return Catalogue(tally(map(text_of, rows), LANGUAGES), LANGUAGES)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return catalogue_of(CASES["entries"])


@pytest.fixture(scope="module")
def page(browser: Browser, catalogue: Catalogue) -> Iterator[Page]:
    """An empty page with the rule and the whole index of the cases."""
    opened = browser.new_page()
    load(opened, catalogue)
    yield opened
    opened.close()


def load(page: Page, catalogue: Catalogue) -> None:
    for name in ("rule", "hits"):
        page.add_script_tag(path=SCRIPTS / f"search-{name}.js")
    page.evaluate("() => { window.shards = new Map(); Agora.searchShard = (name, data) => shards.set(name, data); }")
    for _, data in search_scripts(catalogue, {"en": {}, "fr": {}}):
        page.add_script_tag(content=data.decode())


@pytest.mark.browser
def test_a_query_has_these_words(page: Page, catalogue: Catalogue) -> None:
    """Both tell the same words in a query: folded, without elisions and small words, each once."""
    for case in CASES["query_words"]:
        told = [word.form for word in query_words(case["text"], catalogue.lexicon.small)]
        told_there = page.evaluate(
            "text => Agora.searchRule.queryWords(text, shards.get('start/en')).map(word => word.form)", case["text"]
        )
        assert (case["text"], told, told_there) == (case["text"], case["words"], case["words"])


@pytest.mark.browser
def test_a_word_is_near_these(page: Page) -> None:
    """Both take another word for the same ones that were written."""
    for case in CASES["nearness"]:
        near = list(RULES[case["rule"]](case["word"], case["written"]))
        near_there = page.evaluate("c => Agora.searchRule[c.rule](c.word, c.written, shards.get('start/en'))", case)
        assert (case["word"], near, near_there) == (case["word"], case["expected"], case["expected"])


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_query_finds_these_entries(language: str, page: Page, catalogue: Catalogue) -> None:
    """Both read a query alike and find the same entries with the same points in the same order."""
    served = [record.id for record in catalogue.records]
    for case in CASES["searches"]:
        reading, hits = catalogue.find(case["text"], language)
        there = page.evaluate(FIND, [case["text"], language])

        assert [found.id for found, _ in hits] == case["hits"], case
        assert {word: list(others) for word, others in reading.read_as.items()} == case["read_as"], case
        assert {word: list(others) for word, others in reading.unknown.items()} == case["unknown"], case
        assert there["missing"] == []
        assert [[served[number], points] for number, points in there["hits"]] == [[f.id, p] for f, p in hits], case
        assert (there["readAs"], there["unknown"]) == (case["read_as"], case["unknown"])


NEXT = """text => {
    const rule = shards.get("start/en"), get = name => Agora.searchRule.decoded(name, shards.get(name), rule);
    return Agora.searchNext.beginnings(text, rule, get);
}"""
NARROW = """([numbers, chosen]) => {
    const facets = Agora.searchRule.decoded("facets", shards.get("facets"), shards.get("start/en"));
    return Agora.searchHits.narrowed(numbers, facets, chosen);
}"""


@pytest.mark.browser
def test_facets_narrow_and_count(browser: Browser) -> None:
    """Each choice leaves what has it, and is counted as if the other choices stood; with more values than one digit holds."""
    chance = random.Random(3)
    rows = [
        {
            "id": f"e-{number:03}",
            "kind": chance.choice(["threat", "space"]),
            **dict.fromkeys(("title", "aliases", "summary", "body"), "word"),
            "threats": sorted(chance.sample([f"t{n}" for n in range(20)], chance.randrange(4))),
            "spaces": sorted(chance.sample(["park", "square", "street"], chance.randrange(3))),
        }
        for number in range(120)
    ]
    made_up = catalogue_of(rows)
    page = browser.new_page()
    load(page, made_up)
    for _ in range(25):
        numbers = sorted(chance.sample(range(120), 80))
        chosen = {"threats": chance.choice(["", "t3", "t19", "gone"]), "spaces": chance.choice(["", "park"])}
        there = page.evaluate(NARROW, [numbers, chosen])
        held = {
            n: {"threats": rows[n]["threats"], "spaces": rows[n]["spaces"], "kind": [rows[n]["kind"]]} for n in numbers
        }

        def fits(number: int, but: str = "") -> bool:
            return all(not v or f == but or v in held[number][f] for f, v in chosen.items())  # noqa: B023

        assert there["numbers"] == [n for n in numbers if fits(n)]
        for facet in ("threats", "spaces", "kind"):
            expected = Counter(value for n in numbers if fits(n, facet) for value in held[n][facet])
            assert {v: count for v, count in there["counts"][facet].items() if count} == expected, (facet, chosen)
    page.close()


@pytest.mark.browser
def test_any_wiki_and_any_query_are_read_alike(browser: Browser) -> None:
    """Made-up wikis with long and short, accented, rare and numbered words, in many shards: the same answer in both."""
    chance = random.Random(7)
    letters = "abcdeéilnrstσю9"
    words = ["".join(chance.choices(letters, k=chance.randint(1, 9))) for _ in range(4000)]
    words += [word * 20 + chance.choice(letters) for word in words[:40]]
    deseret = ["𐐨𐐩", "𐐨𐐩𐐪", "𐐨𐐪"]
    rows = [
        {
            "id": f"e-{number:03}",
            "serves": chance.choice([("en",), ("en", "fr"), ("fr",)]),
            "kind": "practice",
            "title": " ".join(chance.choices(words, k=3)),
            "aliases": " ".join(chance.choices(words, k=8)),
            "summary": " ".join(chance.choices(words[:1500], k=6)),
            "body": " ".join(chance.choices(words, k=60) + deseret),
            "threats": [],
            "spaces": [],
        }
        for number in range(300)
    ]
    made_up = catalogue_of(rows)
    number = {record.id: place for place, record in enumerate(made_up.records)}
    page = browser.new_page()
    load(page, made_up)
    start = page.evaluate("() => shards.get('start/en')")
    assert all(len(start[kind]) > 1 for kind in ("words", "names", "stems"))
    for turn in range(80):
        words_asked = chance.choices(words if turn % 4 else words[-40:], k=chance.randint(1, 3))
        text = " ".join([*(_misspelt(word, chance) for word in words_asked), chance.choice(deseret)])
        language = chance.choice(["en", "fr"])
        reading, hits = made_up.find(text, language)
        there = page.evaluate(FIND, [text, language])
        assert there["hits"] == [[number[found.id], points] for found, points in hits], text
        assert there["readAs"] == {word: list(others) for word, others in reading.read_as.items()}, text
        assert there["unknown"] == {word: list(others) for word, others in reading.unknown.items()}, text
        stems = [{made_up.stems[stem] for stem in stems} for stems in there["words"]]
        assert stems == [{*stems} for stems in reading.words], text
    page.close()


@pytest.mark.browser
def test_a_query_loads_no_more_because_there_are_more_words(browser: Browser) -> None:
    """With four times as many words in as many more entries, a query takes as many scripts, none bigger, slip or no slip."""
    costs = []
    for entries in (700, 2800):
        chance = random.Random(5)
        words = ["".join(chance.choices("abcdefghijklmnopqrst", k=chance.randint(5, 9))) for _ in range(8 * entries)]
        texts = [" ".join(words[8 * n : 8 * n + 8]) for n in range(entries)]
        made_up = catalogue_of(
            {"id": f"e-{n:04}", "kind": "practice", "title": text, "threats": [], "spaces": []}
            | dict.fromkeys(("aliases", "summary", "body"), "")
            for n, text in enumerate(texts)
        )
        weights = {path: len(data) for path, data in search_scripts(made_up, {"en": {}})}
        page = browser.new_page()
        load(page, made_up)
        asked = ["".join((*words[10][:4], "x", *words[10][4:])), f"x{words[20][1:]}", f"{words[30]} {words[40]}"]
        used = page.evaluate(USED, " ".join(asked))
        assert {name.partition("/")[0] for name in used} == {"words", "names", "stems"}
        costs.append((len(used), max(weights[f"assets/search/{name}.js"] for name in used)))
        page.close()
    assert costs[1][0] <= costs[0][0] + 4
    assert costs[1][1] <= 1.1 * costs[0][1]


def _misspelt(word: str, chance: random.Random) -> str:
    """The word as it is, or with a letter lost, changed, swapped, or with another ending."""
    place = chance.randrange(len(word))
    return chance.choice(
        [
            word,
            word[:place] + word[place + 1 :],
            word[:place] + chance.choice("abé") + word[place + 1 :],
            word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
            word + chance.choice(["s", "ing", "ées"]),
            word[: place + 1],
        ]
    )


def test_the_index_does_not_depend_on_chance(catalogue: Catalogue) -> None:
    """The same records give the same scripts, of plain letters, each under a hand-over of its own name."""
    again = catalogue_of(CASES["entries"])
    scripts = dict(search_scripts(catalogue, {"en": {}, "fr": {}}))

    assert scripts == dict(search_scripts(again, {"en": {}, "fr": {}}))
    ahead = b"".join(data for path, data in scripts.items() if "/ahead/" in path)
    alone = {path: data for path, data in scripts.items() if "/ahead/" not in path}
    for path, data in alone.items():
        assert data.isascii()
        assert data.startswith(
            f'Agora.searchShard("{path.removeprefix("assets/search/").removesuffix(".js")}",'.encode()
        )
    assert ahead == b"".join(
        data for path, data in alone.items() if path.split("/")[2] in ("words", "names", "records")
    )


@pytest.mark.browser
def test_a_text_may_become_these(page: Page, catalogue: Catalogue) -> None:
    """The last word of a text with each letter that a written word goes on with, that of most words first."""
    page.add_script_tag(path=SCRIPTS / "search-next.js")
    letters = sorted({form[0] for form in catalogue.lexicon.forms if form.isalpha()})
    starts = Counter(form[:2] for form in catalogue.lexicon.forms if form.isalpha() and len(form) > 1)
    for letter in letters:
        told = page.evaluate(NEXT, f"Any word {letter.upper()}")
        expected = {start: count for start, count in starts.items() if start[0] == letter}
        assert sorted(told) == sorted(expected)
        assert [expected[start] for start in told] == sorted(expected.values(), reverse=True)
    assert page.evaluate(NEXT, "street ") == page.evaluate(NEXT, "") == []


def test_small_words_hide_nothing_that_was_written(catalogue: Catalogue) -> None:
    """Every word of a record that is not small is in the dictionary, with a stem that some record holds."""
    for row in CASES["entries"]:
        for word in chain.from_iterable(forms(row[field]) for field in ("title", "aliases", "summary", "body")):
            assert word in catalogue.lexicon.small or catalogue.lexicon.stems(word)
    assert fold("É") == "e"
