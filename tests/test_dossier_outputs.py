"""Outputs of the dossier: Word, Markdown, CSV, JSON, calendar, file names, report; in Python and in the browser.

The cases of tests/cases/dossier/{text,word,calendar,report}.json hold for both; documents are opened again by python-docx,
Markdown by the reader of this project, calendars by the grammar of RFC 5545.
"""

import csv
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import comrak
import docx
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from generator.tools import calendar_file, document_text, document_word, file_name, report

PROJECT = Path(__file__).parent.parent
CASES = PROJECT / "tests/cases/dossier"
SCRIPTS = PROJECT / "generator/theme/assets/javascripts"
MARKINGS = document_text.MARKINGS
often = settings(deadline=None, max_examples=150)


def cases(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((CASES / f"{name}.json").read_text("utf-8"))
    return found


TEXT, WORD, CALENDAR, REPORT = (cases(name) for name in ("text", "word", "calendar", "report"))


def called(case: dict[str, Any]) -> str:
    return str(case["name"])


def in_browser(browser: Browser, run: str, given: Any) -> Any:
    """What JavaScript makes of values, all of them in one page."""
    page = browser.new_page()
    for name in ("progress", "text", "word", "calendar", "report"):
        page.add_script_tag(path=SCRIPTS / f"dossier-{name}.js")
    found = page.evaluate(run, given)
    page.close()
    return found


@pytest.mark.parametrize("table", [TEXT, WORD, CALENDAR, REPORT], ids=["text", "word", "calendar", "report"])
def test_every_case_has_a_law_of_its_own(table: dict[str, Any]) -> None:
    names = [case["name"] for case in table["cases"]]

    assert len(set(names)) == len(names) >= 10


# --- text


def text_in_python(call: str, given: list[Any], frames: dict[str, Any]) -> str:
    if call in ("markdown", "csv_table", "json_text"):
        return str(getattr(document_text, call)(given[0], frames[given[1]]))
    if call == "file_name":
        return file_name.file_name(*given)
    return document_text.number_text(*given)


@pytest.mark.parametrize("case", TEXT["cases"], ids=called)
def test_a_text_is_written_so(case: dict[str, Any]) -> None:
    assert text_in_python(case["call"], case["input"], TEXT["frames"]) == case["expect"]


RUN_TEXT = """([cases, frames]) => cases.map(({call, input}) => {
    const text = Agora.dossierText;
    if (call === 'markdown') { return text.markdown(input[0], frames[input[1]]); }
    if (call === 'csv_table') { return text.csvTable(input[0], frames[input[1]]); }
    if (call === 'json_text') { return text.jsonText(input[0], frames[input[1]]); }
    return call === 'file_name' ? text.fileName(...input) : text.numberText(...input);
})"""


@pytest.mark.browser
def test_the_browser_writes_the_same_texts(browser: Browser) -> None:
    given = [{"call": case["call"], "input": case["input"]} for case in TEXT["cases"]]
    found = in_browser(browser, RUN_TEXT, [given, TEXT["frames"]])

    assert found == [case["expect"] for case in TEXT["cases"]]


LETTERS = st.text(
    st.one_of(
        st.sampled_from("ab1.)-+=*_`#>|<&~[]()!\\;,\"'\t\n\r =＝@{}:"),
        st.characters(blacklist_categories=("Cs",)),
    ),
    max_size=25,
)
BLOCKS = st.lists(
    st.one_of(
        st.builds(lambda level, text: {"block": "heading", "level": level, "text": text}, st.integers(1, 3), LETTERS),
        st.builds(lambda text: {"block": "paragraph", "text": text}, LETTERS),
        st.builds(lambda items: {"block": "list", "items": items}, st.lists(LETTERS, min_size=1, max_size=3)),
        st.builds(
            lambda caption, head, rows: {"block": "table", "caption": caption, "head": head, "rows": rows},
            LETTERS,
            st.lists(LETTERS, max_size=3),
            st.lists(st.lists(LETTERS, max_size=3), max_size=3),
        ),
        st.builds(lambda label, lines: {"block": "form", "label": label, "lines": lines}, LETTERS, st.integers(1, 3)),
    ),
    max_size=4,
)
FRAME = st.builds(
    lambda title, marking, language: {**TEXT["frames"]["en"], "title": title, "marking": marking, "language": language},
    LETTERS,
    st.sampled_from([*MARKINGS, "nonsense"]),
    st.sampled_from(["en", "fr"]),
)


def opened(markdown: str) -> str:
    options = comrak.ExtensionOptions()
    options.table = options.strikethrough = options.tasklist = options.footnotes = True
    return str(comrak.render_markdown(markdown, extension_options=options))


def unmarked(html: str) -> str:
    text = re.sub("<[^>]*>", " ", html)
    for name, letter in (("quot", '"'), ("lt", "<"), ("gt", ">"), ("amp", "&")):
        text = text.replace(f"&{name};", letter)
    return text


@often
@given(LETTERS)
def test_every_letter_of_a_paragraph_survives_markdown(text: str) -> None:
    """A reader of Markdown shows the text that was written, in one paragraph, and nothing of it as markup."""
    frame = TEXT["frames"]["en"]
    html = opened(document_text.markdown([{"block": "paragraph", "text": text}], frame))
    body = html.partition("</p>")[2].rpartition("<p>")[0]

    assert set(re.findall(r"<(\w+)", body)) <= {"p", "br"}
    assert "".join(unmarked(body).split()) == "".join(document_text.readable(text).split())


@often
@given(st.lists(st.lists(LETTERS, min_size=2, max_size=2), max_size=4), st.sampled_from([",", ";"]))
def test_a_table_survives_csv(rows: list[list[str]], separator: str) -> None:
    """A reader of CSV finds the same rows and columns; only a guard may stand before a formula, and none is left."""
    frame = {**TEXT["frames"]["en"], "separator": separator}
    text = document_text.csv_table({"block": "table", "head": ["a", "b"], "rows": rows}, frame)
    found = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator))

    assert [len(row) for row in found] == [3] * (len(rows) + 1)
    assert {row[2] for row in found[1:]} <= {"TLP:AMBER"}
    for row, given_row in zip(found[1:], rows, strict=True):
        for cell, value in zip(row, given_row, strict=False):
            assert cell.replace("'", "") == document_text.readable(value).replace("'", "")
            assert re.fullmatch("-?[0-9]+([.,][0-9]+)?", cell) or not re.match("[=+\\-@\t\n＝＋－＠]", cell)


@often
@given(st.recursive(st.one_of(st.none(), st.booleans(), st.integers(-(2**53), 2**53), LETTERS), lambda inner: st.one_of(
    st.lists(inner, max_size=3), st.dictionaries(LETTERS, inner, max_size=3)), max_leaves=10))  # fmt: skip
def test_a_value_survives_json(value: Any) -> None:
    found = json.loads(document_text.json_text(value, TEXT["frames"]["en"]))

    assert found == {"content": value, "format": "agorapedia-output", "marking": "TLP:AMBER", "title": "Market days"}


@often
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_the_same_number_when_it_is_read(number: float) -> None:
    assert float(document_text.number_text(number)) == number


@pytest.mark.browser
def test_the_browser_writes_numbers_alike(browser: Browser) -> None:
    numbers = [
        sign * digits * 10.0**power for power in range(-12, 25) for digits in (1, 1.5, 7 / 3) for sign in (1, -1)
    ]
    found = in_browser(browser, "numbers => numbers.map(Agora.dossierText.numberText)", numbers)

    assert found == [document_text.number_text(number) for number in numbers]


# --- Word


def word_facts(data: bytes) -> dict[str, Any]:
    """What python-docx finds in a document."""
    found = docx.Document(io.BytesIO(data))
    (section,) = found.sections
    return {
        "paragraphs": [[paragraph.style.name, paragraph.text] for paragraph in found.paragraphs],
        "tables": [
            {
                "head": len(table._tbl.xpath("./w:tr/w:trPr/w:tblHeader")),
                "rows": [[cell.text for cell in row.cells] for row in table.rows],
            }
            for table in found.tables
        ],
        "header": section.header.paragraphs[0].text,
        "footer": section.footer.paragraphs[0].text,
        "title": found.core_properties.title,
        "category": found.core_properties.category,
    }


@pytest.mark.parametrize("case", WORD["cases"], ids=called)
def test_a_document_opens_again_with_what_was_put_into_it(case: dict[str, Any]) -> None:
    frame = WORD["frames"][case["frame"]]
    marking = document_text.marking_of(frame["marking"])
    found = word_facts(document_word.word(case["blocks"], frame))

    assert {name: found[name] for name in ("paragraphs", "tables")} == case["expect"]
    assert found["header"] == f"{frame['title']}\t{marking}"
    assert found["footer"].endswith(f"\t{marking}")
    assert (found["title"], found["category"]) == (frame["title"], marking)


RUN_WORD = """([cases, frames]) => cases.map(([blocks, frame]) =>
    Array.from(Agora.dossierWord.word(blocks, frames[frame]), byte => byte.toString(16).padStart(2, '0')).join(''))"""


@pytest.mark.browser
def test_the_browser_makes_the_same_documents(browser: Browser) -> None:
    """Byte for byte."""
    given = [[case["blocks"], case["frame"]] for case in WORD["cases"]]
    found = in_browser(browser, RUN_WORD, [given, WORD["frames"]])
    expected = [document_word.word(case["blocks"], WORD["frames"][case["frame"]]) for case in WORD["cases"]]

    assert [bytes.fromhex(data) for data in found] == expected


@often
@given(BLOCKS, FRAME)
def test_any_document_is_sound(blocks: list[Any], frame: dict[str, str]) -> None:
    """The archive is whole, python-docx opens it, no text is lost, and the marking is in header and footer."""
    data = document_word.word(blocks, frame)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {item.compress_type for item in archive.infolist()} == {zipfile.ZIP_STORED}
    found = word_facts(data)
    marking = document_text.marking_of(frame["marking"])
    texts = [text for _, text in found["paragraphs"]]

    assert found["header"].endswith(marking)
    assert found["footer"].endswith(marking)
    for block in blocks:
        for text in [block.get("text", ""), block.get("label", ""), *block.get("items", [])]:
            assert document_text.readable(text) in texts or not text
    cells = {cell for table in found["tables"] for row in table["rows"] for cell in row}
    for block in (block for block in blocks if block["block"] == "table"):
        assert {document_text.readable(cell) for row in [block["head"], *block["rows"]] for cell in row} <= cells


WIDTHS = (
    ([["No.", "Requirement"], ["R1", "Long words"]], [3372, 6266]),
    ([["No.", "Strength", "Requirement"], ["R1", "Must", "x " * 60]], None),
    ([["Place", "Name", "Gap"], ["1 (1–7)", "Town hall arcade, where people meet", "Not sure"]], None),
    ([["a" * 30] * 9, ["b"] * 9], [document_word.TEXT_WIDTH // 9] * 9),
)


@pytest.mark.parametrize(("rows", "wanted"), WIDTHS)
def test_columns_have_room_for_their_words(rows: list[list[str]], wanted: list[int] | None) -> None:
    """A short column is narrow and breaks no word; the page is filled; where nothing fits all are equal; no row is torn."""
    table = {"block": "table", "caption": "", "head": rows[0], "rows": rows[1:]}
    found = docx.Document(io.BytesIO(document_word.word([table], WORD["frames"]["en"]))).tables[0]
    widths = [int(column.get(docx.oxml.ns.qn("w:w"))) for column in found._tbl.tblGrid.iterchildren()]

    assert len(found._tbl.xpath("./w:tr/w:trPr/w:cantSplit")) == len(rows)
    assert document_word.TEXT_WIDTH - len(widths) <= sum(widths) <= document_word.TEXT_WIDTH
    if wanted:
        assert widths == wanted
        return
    assert widths.index(max(widths)) == max(range(len(widths)), key=lambda at: len(rows[1][at]))
    for wide, *cells in zip(widths, *rows, strict=True):
        assert wide >= 240 + 130 * max(len(word) for cell in cells for word in cell.split(" "))


def test_page_numbers_are_fields_and_the_language_is_set() -> None:
    with zipfile.ZipFile(io.BytesIO(document_word.word([], WORD["frames"]["fr"]))) as archive:
        footer, styles = (archive.read(f"word/{name}.xml").decode() for name in ("footer", "styles"))

    assert re.findall('w:instr=" (PAGE|NUMPAGES) "', footer) == ["PAGE", "NUMPAGES"]
    assert '<w:lang w:val="fr-FR"/>' in styles
    assert "33FF00" in footer


# --- calendar


def calendar_in_python(case: dict[str, Any]) -> Any:
    if case["call"] == "uid":
        return calendar_file.uid(*case["input"][0])
    events, frame = case["input"]
    found = calendar_file.calendar(events, CALENDAR["frames"][frame])
    return {"lines": found["text"].split("\r\n")[:-1], "left_out": found["left_out"]}


@pytest.mark.parametrize("case", CALENDAR["cases"], ids=called)
def test_a_calendar_is_written_so(case: dict[str, Any]) -> None:
    assert calendar_in_python(case) == case["expect"]


RUN_CALENDAR = """([cases, frames]) => cases.map(({call, input}) => {
    if (call === 'uid') { return Agora.dossierCalendar.uid(input[0]); }
    const found = Agora.dossierCalendar.calendar(input[0], frames[input[1]]);
    return {lines: found.text.split('\\r\\n').slice(0, -1), left_out: found.left_out};
})"""


@pytest.mark.browser
def test_the_browser_writes_the_same_calendars(browser: Browser) -> None:
    found = in_browser(browser, RUN_CALENDAR, [CALENDAR["cases"], CALENDAR["frames"]])

    assert found == [case["expect"] for case in CALENDAR["cases"]]


PROPERTY = re.compile(r"[A-Z-]+(;[A-Z]+=[A-Za-z-]+)*:[^\x00-\x08\x0a-\x1f\x7f]*")
TEXTS = ("SUMMARY", "DESCRIPTION", "X-WR-CALNAME")


@often
@given(
    st.lists(
        st.builds(
            lambda id, date, title, words: {"uid": id, "date": date, "title": title, "words": words, "remind": 0},
            st.uuids().map(str),
            st.one_of(st.dates().map(str), LETTERS),
            LETTERS,
            LETTERS,
        ),
        max_size=4,
    ),
    FRAME,
)
def test_any_calendar_keeps_the_grammar(events: list[Any], frame: dict[str, str]) -> None:
    """Lines of at most 75 octets, unfolded to properties; texts come back as they were; no event is lost in silence."""
    found = calendar_file.calendar(events, {**frame, "today": "2026-11-21"})
    text = found["text"]
    assert text.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = text.removesuffix("\r\n").replace("\r\n ", "").split("\r\n")
    assert all(PROPERTY.fullmatch(line) for line in lines)
    for line in lines:
        if line.startswith(TEXTS):
            assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", line.partition(":")[2])
    uids = [line.removeprefix("UID:") for line in lines if line.startswith("UID:")]
    assert sorted([*uids, *found["left_out"]]) == sorted(event["uid"] for event in events)
    titles = [line.partition(":")[2] for line in lines if line.startswith("SUMMARY")]
    marking = document_text.marking_of(frame["marking"])
    given = {event["uid"]: re.sub("[\t\x7f]", " ", document_text.readable(event["title"])) for event in events}
    assert [plain(title) for title in titles] == [f"{marking} {given[uid]}" for uid in uids]


def plain(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], value)


@pytest.mark.browser
def test_the_browser_agrees_on_documents_that_nobody_wrote(browser: Browser) -> None:
    """Texts of every sort, drawn the same each time, in all formats at once."""
    letters = "aé🏙=+-@;,\"'\t\n\r\\*_|<>&#1.)\x00\ufffe￿ Œß"
    drawn = ["".join(letters[(at * 7 + step * step) % len(letters)] for step in range(at % 40)) for at in range(120)]
    blocks = [{"block": "table", "caption": text, "head": [text], "rows": [[text]]} for text in drawn]
    blocks += [{"block": "paragraph", "text": text} for text in drawn]
    events = [
        {"uid": text, "date": f"2027-{1 + at % 12:02}-{1 + at % 28:02}", "title": text, "words": text, "remind": at % 3}
        for at, text in enumerate(drawn)
    ]
    frame = {**TEXT["frames"]["slip"], "today": "2026-11-21"}
    run = """([blocks, events, frame, drawn]) => [Agora.dossierText.markdown(blocks, frame),
        blocks.filter(block => block.head).map(block => Agora.dossierText.csvTable(block, frame)).join(''),
        Agora.dossierCalendar.calendar(events, frame).text,
        drawn.map(text => Agora.dossierText.slug(text)), drawn.map(text => Agora.dossierCalendar.uid([text, 'x'])),
        Array.from(Agora.dossierWord.word(blocks, frame), byte => byte.toString(16).padStart(2, '0')).join('')]"""
    tables = [block for block in blocks if "head" in block]

    assert in_browser(browser, run, [blocks, events, frame, drawn]) == [
        document_text.markdown(blocks, frame),
        "".join(document_text.csv_table(block, frame) for block in tables),
        calendar_file.calendar(events, frame)["text"],
        [file_name.slug(text) for text in drawn],
        [calendar_file.uid(text, "x") for text in drawn],
        document_word.word(blocks, frame).hex(),
    ]


# --- report


def outputs(language: str) -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load((PROJECT / "schemas/dossier/outputs.yml").read_text("utf-8"))
    return {"words": {key: texts[language] for key, texts in table["words"].items()}}


def tables(language: str = "en") -> dict[str, Any]:
    return {**REPORT["tables"], "outputs": outputs(language)}


def report_in_python(case: dict[str, Any]) -> Any:
    if case["call"] == "questionnaire":
        return report.questionnaire(REPORT["tables"][case["step"]], REPORT["names"], outputs("en")["words"])
    dossier = REPORT["dossiers"][case["dossier"]]
    return report.report(dossier, tables(), case["results"], REPORT["names"], case["choice"])


@pytest.mark.parametrize("case", REPORT["cases"], ids=called)
def test_a_report_is_put_together_so(case: dict[str, Any]) -> None:
    assert report_in_python(case) == case["expect"]


RUN_REPORT = """([cases, dossiers, tables, names]) => cases.map(given => {
    if (given.call === 'questionnaire') {
        return Agora.dossierReport.questionnaire(tables[given.step], names, tables.outputs.words);
    }
    return Agora.dossierReport.report(dossiers[given.dossier], tables, given.results, names, given.choice);
})"""


@pytest.mark.browser
def test_the_browser_puts_the_same_reports_together(browser: Browser) -> None:
    given = [{name: value for name, value in case.items() if name != "expect"} for case in REPORT["cases"]]
    found = in_browser(browser, RUN_REPORT, [given, REPORT["dossiers"], tables(), REPORT["names"]])

    assert found == [case["expect"] for case in REPORT["cases"]]


@pytest.mark.browser
def test_what_may_be_left_open_is_no_missing_answer(browser: Browser) -> None:
    """It is a dash, and not counted among the questions without an answer."""
    asked = [{"id": id, "type": "text", "label": id, "why": "w", "optional": id == "until"} for id in ("name", "until")]
    members = {"id": "members", "type": "list", "label": "Members", "why": "w", "questions": asked}
    given_ = {"team": {"title": "Team", "questions": [members]}, "outputs": outputs("en")}
    dossier = {"team": {"members": [{"id": "m1", "name": "Anna"}, {"id": "m2", "until": "2027-01-01"}]}}
    choice = {"steps": ["team"], "assessments": [], "without_sensitive": False, "today": ""}
    blocks = report.report(dossier, given_, {}, REPORT["names"], choice)

    assert blocks[4]["rows"] == [["Anna", "–"], ["not answered", "2027-01-01"]]
    assert "Questions without an answer: 1;" in blocks[5]["text"]
    run = "([d, t, n, c]) => Agora.dossierReport.report(d, t, {}, n, c)"
    assert in_browser(browser, run, [dossier, given_, REPORT["names"], choice]) == blocks


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "fr"])
def test_frames_of_both_languages_are_the_same(browser: Browser, language: str) -> None:
    dossier = {"title": "Marché", "language": language, "tlp": "TLP:GREEN"}
    words = outputs(language)["words"]
    expected = {
        "title": "Marché",
        "language": language,
        "marking": "TLP:GREEN",
        "page": {"en": "Page {page} of {pages}", "fr": "Page {page} sur {pages}"}[language],
        "marking_label": {"en": "Marking", "fr": "Marquage"}[language],
        "separator": {"en": ",", "fr": ";"}[language],
    }

    assert report.frame(dossier, words) == expected
    assert in_browser(browser, "([d, w]) => Agora.dossierReport.frame(d, w)", [dossier, words]) == expected


def texts_of(blocks: Any) -> str:
    return json.dumps(blocks, ensure_ascii=False)


@often
@given(st.sets(st.sampled_from([*report.STEPS]), min_size=1), st.booleans())
def test_no_sensitive_answer_slips_out(steps: set[str], all_assessments: bool) -> None:
    """Whatever is chosen, the words of sensitive answers are printed with them and only with them."""
    given = {"steps": sorted(steps), "assessments": [] if all_assessments else ["a1"]}
    whole, guarded = (
        texts_of(report.report(REPORT["dossiers"]["market"], tables(), {}, REPORT["names"], {**given, **more}))
        for more in ({}, {"without_sensitive": True})
    )
    secrets = {"team": "12 34", "space": "North gate", "vulnerability": "secret words", "objectives": "secret words"}

    for step in steps & secrets.keys():
        assert secrets[step] in whole
    assert not [secret for secret in [*secrets.values(), "First look", "by the river"] if secret in guarded]


def test_a_report_becomes_every_output() -> None:
    """The blocks of a whole report go through Word, Markdown and CSV, and each carries the marking."""
    dossier = REPORT["dossiers"]["market"]
    blocks = report.report(dossier, tables(), {}, REPORT["names"], {"today": "2026-11-21"})
    frame = report.frame(dossier, outputs("en")["words"])
    found = word_facts(document_word.word(blocks, frame))

    assert len(found["tables"]) == sum(block["block"] == "table" for block in blocks)
    assert "Old market" in document_text.markdown(blocks, frame)
    for block in (block for block in blocks if block["block"] == "table"):
        lines = document_text.csv_table(block, frame).split("\r\n")[1:-1]
        assert all(line.endswith(",TLP:AMBER") for line in lines)
