"""The figures of how fast the program is: what may stand side by side, and how they are shown."""

import json
import re
import time
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from generator.check import check
from generator.load import load_interface, load_sources, load_templates
from generator.overview import Lists
from generator.press import Press
from generator.quality import Inquiry
from generator.reach import reach
from generator.speed import OURS, PARTS, PROGRAMS, Measured, Row, as_text, merged, read_measured, table, times_ours
from generator.speed_page import speed_block
from generator.templating import Templates
from tests.corpus import make_entries, make_project
from tests.peers.browser import ids, moved, percentile, quality
from tests.peers.cold import Bench
from tests.peers.edit import edited
from tests.peers.engines import Engine
from tests.peers.forms import hugo_source, with_footnotes, write_hugo, write_mkdocs
from tests.peers.limits import measure_limits
from tests.peers.processes import Failed, TooLong, peak_memory, seconds
from tests.peers.questions import made_up
from tests.peers.tables import as_markdown
from tests.peers.tools import Tool, builders, servers

COMMITTED = Path(__file__).parent.parent / "generator/speed.json"
HERE = {"processor": "A processor", "cores": "2"}
OLD = Measured(
    HERE,
    {"Python": "3.11.7", "hugo": "0.1"},
    (
        Row("cold", 300, OURS, 1.0, date="2026-01-01"),
        Row("cold", 300, "hugo", 2.5, date="2026-01-01"),
        Row("cold", 1000, OURS, 3.0, date="2026-01-01"),
    ),
)


def test_committed_figures_are_as_the_benchmark_writes_them() -> None:
    """The file says only what the page can show, each figure once, with its day, machine and versions."""
    text = COMMITTED.read_text("utf-8")
    measured = read_measured(text)

    assert as_text(measured) == text
    assert {row.part for row in measured.rows} <= PARTS.keys()
    assert {row.who for row in measured.rows} <= set(PROGRAMS)
    assert len({(row.part, row.entries, row.who) for row in measured.rows}) == len(measured.rows)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", row.date) and row.figure >= 0 for row in measured.rows)
    assert not measured.rows or {"processor", "cores", "memory"} <= measured.machine.keys()


def test_what_is_written_is_read() -> None:
    """Writing and reading change nothing; a row is a line, so that a change of one figure is a change of one line."""
    assert read_measured(as_text(OLD)) == OLD
    assert as_text(OLD).count("\n    {") == len(OLD.rows)
    assert json.loads(as_text(Measured({}, {})))["rows"] == []


def test_a_run_replaces_all_that_it_measured_again() -> None:
    """Figures of the same part and size come from one run: a program that was left out this time has none."""
    new = Measured(HERE, {"Python": "3.11.7"}, (Row("cold", 300, OURS, 0.9, date="2026-02-02"),))

    both = merged(OLD, new)

    assert set(both.rows) == {new.rows[0], OLD.rows[2]}
    assert both.versions == OLD.versions
    assert both.dates == ["2026-01-01", "2026-02-02"]


@pytest.mark.parametrize(
    ("machine", "versions"),
    [({**HERE, "cores": "4"}, {"Python": "3.11.7"}), (HERE, {"Python": "3.12.0"})],
    ids=["machine", "version"],
)
def test_figures_of_two_machines_or_versions_never_mix(machine: dict[str, str], versions: dict[str, str]) -> None:
    """On another machine, or with another version of anything, old figures go."""
    new = Measured(machine, versions, (Row("warm", 300, OURS, 0.5),))

    assert merged(OLD, new) == new


def test_a_ratio_is_to_our_own_figure_of_the_same_size() -> None:
    """Ours has no ratio to itself; shares and a size at which ours is not known have none."""
    sizes, programs = table(OLD.rows, "cold")
    ours = programs[OURS]

    assert (sizes, list(programs)) == ([300, 1000], [OURS, "hugo"])
    assert times_ours(programs["hugo"][300], ours[300]) == 2.5
    assert times_ours(ours[300], ours[300]) is None
    assert times_ours(programs["hugo"][300], None) is None
    assert times_ours(Row("find_first", 300, "lunr", 0.5), Row("find_first", 300, OURS, 0.9)) is None


def test_a_table_for_the_terminal() -> None:
    """A row for each program, a dash where it was not measured, a mark where it was stopped."""
    rows = (*OLD.rows, Row("cold", 1000, "mkdocs", 60, over=True))

    assert as_markdown(rows).splitlines() == [
        "| cold (s) | 300 | 1000 |",
        "|---|---:|---:|",
        "| agorapedia | 1 | 3 |",
        "| mkdocs | – | > 60 (× 20) |",
        "| hugo | 2.5 (× 2.5) | – |",
    ]


def test_every_tool_gets_every_word(tmp_path: Path) -> None:
    """In each form an entry keeps its whole text and gains a note for each source that it cites, with its address."""
    entries = list(make_entries(25))
    write_mkdocs(tmp_path / "mkdocs", entries)
    write_hugo(tmp_path / "hugo", entries)

    for path, text in entries:
        whole = with_footnotes(text)
        in_hugo = (tmp_path / "hugo/content" / hugo_source(path)).read_text("utf-8")
        assert whole.startswith(text)
        assert re.findall(r"^\[\^(source-\d)\]: .*<https://", whole, re.MULTILINE).__len__() == 3
        assert (tmp_path / "mkdocs/docs" / path.split("/", 2)[2]).read_text("utf-8") == whole
        assert in_hugo.split() == re.sub(r"\]\(([a-z-]+?)(-\d+)\.md\)", r"](/\1/\1\2/)", whole).split()


def test_every_tool_is_one_that_the_page_can_name() -> None:
    """Ours is the first of each list, and each has a name on the page."""
    for tools in (builders(), servers()):
        assert tools[0].name == OURS
        assert {tool.name for tool in tools} <= set(PROGRAMS)


def test_a_cold_run_finds_only_what_was_written_by_hand(tmp_path: Path) -> None:
    """Outputs and caches go before a cold run, and stay before a warm one."""
    tool = Tool(
        "hugo",
        (),
        write_hugo,
        ("sh", "-c", 'test ! -e out && test ! -e "$XDG_CACHE_HOME" && mkdir -p out "$XDG_CACHE_HOME"'),
    )
    bench = Bench(tool, list(make_entries(25)), tmp_path)

    assert bench.run(tool.build, 60, seconds) > 0
    assert bench.run(tool.build, 60, seconds) > 0
    with pytest.raises(Failed):
        bench.run(tool.build, 60, seconds, cold=False)


def test_processes_are_counted_with_their_children_and_ended_with_them(tmp_path: Path) -> None:
    """Memory is that of the whole tree; a command that takes too long is ended with everything that it started."""
    (tmp_path / "here").mkdir()
    hungry = (
        "sh",
        "-c",
        "head -c 40000000 /dev/zero | python3 -c 'import sys, time; kept = sys.stdin.read(); time.sleep(0.5)'; true",
    )

    assert 38 < peak_memory(hungry, tmp_path / "here", {}, 60) < 300
    with pytest.raises(TooLong):
        seconds(("sh", "-c", "sleep 600 & echo $! > child; wait"), tmp_path / "here", {}, 0.5)
    child = Path("/proc") / (tmp_path / "here/child").read_text().strip() / "cmdline"
    patience = time.monotonic() + 15  # the system ends a killed process when it gets to it
    while not (gone := not child.exists() or child.read_bytes() == b"") and time.monotonic() < patience:
        time.sleep(0.05)
    assert gone


def test_the_limit_is_measured_on_all_entries_and_files(tmp_path: Path) -> None:
    """Reading, YAML, Markdown and writing, each for the whole of a project."""
    for path, text in make_entries(25):
        target = tmp_path / "content" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    (tmp_path / "site").mkdir()
    (tmp_path / "site/index.html").write_text("a page", "utf-8")

    rows = list(measure_limits(tmp_path, tmp_path / "site", 1))

    assert [(row.who, row.entries) for row in rows] == [(who, 25) for who in ("reading", "yaml", "markdown", "writing")]
    assert all(row.figure > 0 for row in rows[:3])


def test_an_edit_leaves_a_valid_entry_that_lists_show_anew(tmp_path: Path) -> None:
    """The new word stands in the summary and in the text, in whatever form the entry was written for a tool."""
    project = make_project(tmp_path / "project", 25)
    path = next((project / "content/entries/en/practices").glob("*.md"))
    text = path.read_text("utf-8")
    path.write_text(edited(text, "novelty"), "utf-8")

    found = check(load_sources(project))

    assert [p for p in found.problems if p.is_error] == []
    assert found.wiki is not None
    assert found.wiki.entries[path.stem].summary.endswith(" novelty.")
    assert edited(with_footnotes(text), "novelty").count("novelty") == edited(text, "novelty").count("novelty") == 2


def test_made_up_questions_are_answered_by_the_entries_they_were_made_from() -> None:
    """Each has at least one right answer, whose title has the words as they were before the slip; always the same questions."""
    entries = list(make_entries(100))
    titles = {path.rpartition("/")[2][:-3]: text.split("\n", 2)[1].lower() for path, text in entries}
    questions = made_up(entries, 20)

    assert made_up(entries, 20) == questions
    assert len({one.query for one in questions}) == 20
    for number, one in enumerate(questions):
        assert one.expected
        for word in one.query.split() if number % 4 < 2 else one.query.split()[:-1]:
            assert all(word in titles[id] for id in one.expected), one
    assert all(
        one.query.split()[-1] not in titles[one.expected[0]].split() for one in questions[2::4] + questions[3::4]
    )


def test_figures_of_the_search_are_what_they_say() -> None:
    """Ids are read from any form of link, once; 95 of 100 values do not exceed the 95th percentile; quality is a mean."""
    asked = [Inquiry("one", "en", ("a",)), Inquiry("two", "en", ("b",))]

    assert ids(["http://h/en/practices/a.html?q=1", "http://h/practices/a/#x", "file:///s/b.html"]) == ["a", "b"]
    assert percentile([float(n) for n in range(1, 101)], 95) == 95
    assert percentile([3.0], 95) == 3
    assert quality("", asked, [["a"], ["c", "b"]]) == {"find_first": 0.5, "find_gain": pytest.approx(0.8155, abs=1e-4)}


def test_bytes_of_a_search_are_those_it_loads_for_itself(tmp_path: Path) -> None:
    """Each file counts once, compressed where that makes it smaller; what every page needs does not count."""
    (tmp_path / "pagefind").mkdir()
    (tmp_path / "pagefind/index.js").write_text("word " * 1000, "utf-8")
    (tmp_path / "theme.js").write_text("theme", "utf-8")
    engine = Engine("pagefind", tmp_path, "", "", "", "", re.compile("pagefind/"))

    assert 0 < moved(engine, ["pagefind/index.js", "pagefind/index.js", "pagefind/gone.js", "theme.js"]) < 100
    assert moved(engine, ["theme.js"]) == 0


def test_the_page_shows_what_was_measured_and_nothing_else() -> None:
    """A table for each part with figures, units and ratios as a reader of the language writes them; a dash for what is missing."""
    wiki = check(load_sources(COMMITTED.parent.parent)).wiki
    assert wiki is not None
    templates = Templates(load_templates(), load_interface(), {})
    rows = (
        *OLD.rows,
        Row("cold", 1000, "mkdocs", 60, over=True, date="2026-02-02"),
        Row("warm", 300, OURS, 0.0123, date="2026-02-02"),
    )

    def shown(measured: Measured, language: str) -> str:
        press = Press(wiki, reach(wiki), Lists(wiki), templates, "", as_text(measured), {})
        return speed_block(press, f"{language}/speed.html", language)

    english = shown(replace(OLD, rows=rows), "en")
    assert re.findall(r'<h2 id="([a-z-]+)"', english) == ["cold", "warm"]
    assert [unescape(re.sub(r"<[^>]*>", "", cell)) for cell in re.findall(r"<td>.*?</td>", english)] == [
        *("1.00 s", "3.00 s"),
        *("–", "> 60.0 s (× > 20.0)"),
        *("2.50 s (× 2.50)", "–"),
        "12.3 ms",
    ]
    assert "1,000</th>" in english
    assert "2026-01-01" in english and "2026-02-02" in english and "hugo 0.1" in english and "A processor" in english
    assert "2,50\u00a0s" in shown(OLD, "fr")
    assert "<table" not in shown(Measured({}, {}), "en")
