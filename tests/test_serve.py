"""The preview: what it answers, whom it refuses, and that an edit reaches an open page."""

import http.client
import json
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, Self

import pytest
from playwright.sync_api import Browser, expect

from generator import preview_pages, problems, serve
from generator.check import Checked
from generator.frame import FrameFailure
from generator.model import Frame, Location, SourceFile
from generator.preview_pages import MOST_TOLD, Shown, as_event, respond, with_reload
from generator.preview_site import Site
from generator.preview_watch import CLOSED, GONE, MADE, PUT, WRITTEN, Batch
from generator.problems import problem
from generator.rebuild import Built, Rebuilder
from generator.render import Shelf

PROJECT = Path(__file__).parent.parent
PATIENCE = 20.0
"""Seconds that a machine with much to do may take for what is not measured."""
PROMISED = 15.0
"""Seconds from saving an entry to its new page."""
COMMAND = str(Path(sys.executable).with_name("agorapedia"))
ENTRY = "content/entries/en/spaces/square.md"
PAGE = "/en/spaces/square.html"
NEWS = "A sentence that only the preview has seen."
SCRIPT = b'<script src="/agorapedia-preview/reload.js" data-build="7"></script>'

POLICY = "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'self'; connect-src 'none'\">"
SITE = {
    "index.html": b"<body>choose</body>",
    "en/index.html": b"<body>home</body>",
    "en/spaces/square.html": f"{POLICY}<body>connect-src 'none' </body> in a text</body>".encode(),
    "assets/a.css": b"a{}",
    "assets/a.svg": b"<svg/>",
    "assets/a.unheard-of": b"?",
    "search/en.js": b"1",
}


def site_of(files: dict[str, bytes]) -> Site:
    """A site with these files."""
    return Site([Shelf("", lambda: [lambda: [(path, partial(bytes, data)) for path, data in files.items()]])])


SHOWN = Shown("7", site_of(SITE))


@pytest.mark.parametrize(
    ("target", "status", "type"),
    [
        ("/", 200, "text/html; charset=utf-8"),
        ("/index.html", 200, "text/html; charset=utf-8"),
        ("/en/spaces/square.html?print=1", 200, "text/html; charset=utf-8"),
        ("/en/spaces/s%71uare.html", 200, "text/html; charset=utf-8"),
        ("/assets/a.css", 200, "text/css; charset=utf-8"),
        ("/assets/a.svg", 200, "image/svg+xml; charset=utf-8"),
        ("/assets/a.unheard-of", 200, "application/octet-stream"),
        ("/search/en.js", 200, "text/javascript; charset=utf-8"),
        ("/agorapedia-preview/reload.js", 200, "text/javascript; charset=utf-8"),
        ("/agorapedia-preview/preview.css", 200, "text/css; charset=utf-8"),
        ("/agorapedia-preview/preview_pages.py", 404, "text/plain; charset=utf-8"),
        ("/agorapedia-preview/../index.html", 404, "text/plain; charset=utf-8"),
        ("/en", 302, "text/plain; charset=utf-8"),
        ("/en/", 302, "text/plain; charset=utf-8"),
        ("/assets/", 404, "text/html; charset=utf-8"),
        ("/nowhere.html", 404, "text/html; charset=utf-8"),
        ("/../mkdocs.yml", 404, "text/html; charset=utf-8"),
        ("/en/../index.html", 404, "text/html; charset=utf-8"),
        ("/%2e%2e/mkdocs.yml", 404, "text/html; charset=utf-8"),
        ("/..%2f..%2fetc/passwd", 404, "text/html; charset=utf-8"),
        ("/..%5c..%5cmkdocs.yml", 404, "text/html; charset=utf-8"),
        ("//etc/passwd", 404, "text/html; charset=utf-8"),
        ("index.html", 404, "text/html; charset=utf-8"),
        ("http://example.org/", 404, "text/html; charset=utf-8"),
        ("/%ff", 404, "text/html; charset=utf-8"),
        ("/%00", 404, "text/html; charset=utf-8"),
    ],
)
def test_an_address_is_a_name_in_the_site_or_nothing(target: str, status: int, type: str) -> None:
    """Only what the site or the preview itself has is answered, with its type."""
    answer = respond(target, SHOWN)

    assert (answer.status, answer.type) == (status, type)


def test_a_folder_leads_to_its_index() -> None:
    """Links relative to a folder's page work only at the page's own address."""
    assert [respond(target, SHOWN).location for target in ("/en", "/en/", "/")] == ["/en/index.html"] * 2 + [None]


def test_a_wrong_address_names_the_page_that_was_probably_meant() -> None:
    """Whoever follows the address of a moved entry finds it."""
    moved = respond("/en/practices/square.html", SHOWN).body.decode()
    hostile = respond("/<script>alert(1)</script>.html", SHOWN).body.decode()

    assert '<a href="/en/spaces/square.html">' in moved
    assert "<script>alert" not in hostile


def test_a_page_that_cannot_be_made_says_why() -> None:
    """Nobody is shown an old page for a new one, and the words of the failure are only words."""

    def fail() -> bytes:
        raise ValueError("<b>no such word</b>")

    answer = respond("/a.html", Shown("7", Site([Shelf("", lambda: [lambda: [("a.html", fail)]])])))

    assert answer.status == 500
    assert "ValueError: &lt;b&gt;no such word" in answer.body.decode()
    assert SCRIPT.decode() in answer.body.decode()


def test_a_page_on_its_way_gets_the_script_and_the_right_to_ask_for_news() -> None:
    """Only the policy and the end of the page change, and only in what is sent."""
    body = respond(PAGE, SHOWN).body

    assert body == (
        b"<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'self'; connect-src 'self'\">"
        b"<body>connect-src 'none' </body> in a text" + SCRIPT + b"</body>"
    )
    assert SCRIPT not in SITE[PAGE[1:]]


def test_a_policy_that_says_nothing_of_connections_is_completed() -> None:
    """A page with a default of nothing may ask for news too."""
    page = POLICY.replace("connect-src 'none'", "default-src 'none'").encode() + b"</body>"

    assert b"default-src 'none'; connect-src 'self'\">" + SCRIPT in with_reload(page, "7")


def test_a_page_that_allows_no_script_gets_none() -> None:
    """A redirect's policy would only complain about it."""
    page = b'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'"><body></body>'

    assert with_reload(page, "7") == page


def troubles(count: int) -> Any:
    return tuple(problem("AG301", Location("a.md", line), kind="space", key="<b>") for line in range(1, count + 1))


def test_before_the_first_site_every_address_lists_what_is_wrong() -> None:
    """Whoever starts with a broken entry is told on the page, which loads itself again when it is mended."""
    for target in ("/", "/en/spaces/square.html", "/assets/a.css"):
        answer = respond(target, Shown("7", None, troubles(MOST_TOLD + 2)))
        html = answer.body.decode()
        assert (answer.status, answer.type) == (200, "text/html; charset=utf-8")
        assert html.count("<li>") == MOST_TOLD
        assert "<code>a.md:1:1</code>" in html
        assert "2 more" in html
        assert "<b>" not in html
        assert SCRIPT.decode() in html


def test_open_pages_are_told_what_keeps_their_last_change_from_being_shown() -> None:
    """The event carries the build, the problems and how many are left out; a page that lists them itself gets none."""
    told = json.loads(as_event(Shown("7", SHOWN.site, troubles(MOST_TOLD + 2))).removeprefix(b"data: "))
    broken = json.loads(as_event(Shown("7", SHOWN.site, (), "the frame\nfailed")).removeprefix(b"data: "))
    first = json.loads(as_event(Shown("7", None, troubles(1))).removeprefix(b"data: "))

    assert (told["build"], len(told["troubles"]), told["more"]) == ("7", MOST_TOLD, 2)
    assert told["troubles"][0]["place"] == "a.md:1:1"
    assert [trouble["message"] for trouble in broken["troubles"]] == ["the frame\nfailed"]
    assert first["troubles"] == []


def test_the_reload_script_makes_no_markup_of_what_it_is_told() -> None:
    """Problems quote files that anybody may have written, so the panel is made of text only."""
    script = respond("/agorapedia-preview/reload.js", SHOWN).body.decode()

    assert [
        word for word in ("innerHTML", "outerHTML", "insertAdjacent", "document.write", "fetch(") if word in script
    ] == []


def test_the_frame_is_drawn_again_only_when_what_it_is_made_from_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Editing an entry does not draw the frame; editing a page, the configuration, the theme or the rules does."""
    drawn: list[Any] = []

    def draw(*given: Any) -> Frame:
        drawn.append(given)
        return Frame({str(len(drawn)): ""}, {}, {})

    monkeypatch.setattr(serve, "draw_frame", draw)
    (tmp_path / serve.THEME).mkdir(parents=True)
    (tmp_path / "mkdocs.yml").write_text("a: 1")
    theme = tmp_path / serve.THEME / "main.html"
    theme.write_text("a")
    pages = {"pages/en/index.md": SourceFile("pages/en/index.md", b"a")}
    last: Any = serve.LastFrame()
    steps: list[Callable[[], Any]] = [
        lambda: None,
        lambda: pages.update({"pages/en/index.md": SourceFile("pages/en/index.md", b"b")}),
        lambda: (tmp_path / "mkdocs.yml").write_text("a: 2"),
        lambda: theme.write_text("b"),
        lambda: theme.rename(theme.with_name("other.html")),
        lambda: None,
    ]
    counts = []
    for step in steps:
        step()
        frame = last(tmp_path, pages, "rules")
        counts.append((len(drawn), frame.pages))
    last(tmp_path, pages, "other rules")

    assert counts == [(n, {str(n): ""}) for n in (1, 2, 3, 4, 5, 5)]
    assert len(drawn) == 6


def test_a_build_that_breaks_off_in_any_way_leaves_the_last_site(monkeypatch: pytest.MonkeyPatch) -> None:
    """Old pages stay until new ones are there, and a site that is the same again is not loaded again."""
    outcomes: list[Built | Exception] = []

    def build(*given: Any) -> Built:
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    good, wrong = Checked(None, (), 1), Checked(None, troubles(1), 1)
    one, other = site_of({"index.html": b"1"}), site_of({"index.html": b"2"})
    outcomes += [Built(wrong), ValueError("a bug"), Built(good, one), FrameFailure("no shell"), Built(wrong)]
    outcomes += [Built(good, one), Built(good, other)]
    preview = serve.Preview(PROJECT, None, 0, None)
    monkeypatch.setattr(preview, "build", build)
    told, seen = [], []
    try:
        while outcomes:
            told.append(preview.rebuild())
            seen.append(preview.board.shown)
    finally:
        preview.server.server_close()

    assert [text for text in told if isinstance(text, str)] == ["ValueError: a bug", "no shell"]
    assert [shown.site for shown in seen] == [None, None, one, one, one, one, other]
    assert [(len(shown.problems), shown.failure) for shown in seen] == [
        *[(1, ""), (0, "ValueError: a bug")],
        *[(0, ""), (0, "no shell"), (1, ""), (0, ""), (0, "")],
    ]
    builds = [shown.build for shown in seen]
    assert len(set(builds)) == 4
    assert len(set(builds[2:6])) == 1


def test_an_edit_of_the_table_of_problems_reaches_a_running_preview(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table is read when the program starts, and a preview runs for hours."""
    monkeypatch.setattr(Rebuilder, "__call__", lambda *given: Built(Checked(None, (), 0)))
    preview = serve.Preview(PROJECT, None, 0, None)
    preview.server.server_close()
    first = problems.TABLE["AG301"]

    preview.rebuild()
    unchanged = problems.TABLE["AG301"]
    preview.table_read = b"as it was before an edit"
    preview.rebuild()

    assert unchanged is first
    assert problems.TABLE["AG301"] is not first
    assert problems.TABLE["AG301"] == first


A, B = Path("a.md"), Path("b.md")


@pytest.mark.parametrize(
    ("changes", "whole"),
    [
        ([(A, WRITTEN)], False),
        ([(A, WRITTEN), (A, WRITTEN), (A, CLOSED)], True),
        ([(A, WRITTEN), (A, CLOSED), (A, WRITTEN)], False),
        ([(A, WRITTEN), (A, CLOSED), (B, WRITTEN)], False),
        ([(B, MADE), (B, WRITTEN), (B, CLOSED)], False),
        ([(B, MADE), (B, WRITTEN), (B, CLOSED), (B, GONE), (A, PUT)], True),
        ([(A, GONE), (B, PUT)], False),
        ([(A, GONE), (B, PUT), (A, MADE), (A, WRITTEN), (A, CLOSED), (B, GONE)], False),
        ([(A, GONE)], False),
    ],
    ids=["half", "saved", "saved-twice", "two", "new", "through-another-file", "moved", "with-a-backup", "deleted"],
)
def test_a_file_is_followed_at_once_only_when_it_is_whole(changes: list[tuple[Path, str]], whole: bool) -> None:
    """However an editor saves, no half of a file is shown, and who closes what was there before is not kept waiting."""
    batch = Batch()
    for change in changes:
        batch.add(*change)

    assert batch.is_whole == whole


def test_the_watch_follows_a_folder_that_is_made_anew_and_ignores_reading(tmp_path: Path) -> None:
    """Changing to another branch deletes and makes folders; a build that reads must not start the next."""
    folder, file = tmp_path / "content", tmp_path / "mkdocs.yml"
    folder.mkdir()
    (folder / "a.md").write_text("a")
    file.write_text("a")
    watch = serve.Watch([folder], [file])
    batches: SimpleQueue[tuple[Path, ...]] = SimpleQueue()
    threading.Thread(target=lambda: [batches.put(batch) for batch in watch.batches()], daemon=True).start()
    try:
        (folder / "a.md").read_text()
        (tmp_path / "other.yml").write_text("a")
        file.write_text("b")
        first = batches.get(timeout=PATIENCE)
        shutil.rmtree(folder)
        gone = batches.get(timeout=PATIENCE)
        folder.mkdir()
        anew = batches.get(timeout=PATIENCE)
        (folder / "b.md").write_text("b")
        again = batches.get(timeout=PATIENCE)
    finally:
        watch.stop()

    assert first == (file,)
    assert folder in gone
    assert folder in anew
    assert again == (folder / "b.md",)


class Running:
    """The command in a process of its own, on a copy of the project."""

    def __init__(self, project: Path, *more: str) -> None:
        self.project = project
        self.command = [COMMAND, "serve", "--port", "0", *more]
        self.lines: SimpleQueue[str] = SimpleQueue()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))

    def read_until(self, text: str) -> list[str]:
        """The lines that the terminal shows, up to one with this text."""
        found: list[str] = []
        try:
            while not found or text not in found[-1]:
                found.append(self.lines.get(timeout=PATIENCE))
        except Empty:
            pytest.fail(f"{text!r} was not printed, but: {found}")
        return found

    def ask(self, target: str, method: str = "GET", host: str | None = None) -> tuple[int, dict[str, str], str]:
        """Status, headers and text of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.putrequest(method, target, skip_host=host is not None)
        if host:
            connection.putheader("Host", host)
        connection.endheaders()
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        connection.close()
        return answer.status, dict(answer.getheaders()), text

    def events(self) -> Iterator[dict[str, Any]]:
        """What an open page is told."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", preview_pages.EVENTS)
        answer = connection.getresponse()
        assert answer.getheader("Content-Type") == "text/event-stream; charset=utf-8"
        try:
            deadline = time.monotonic() + PATIENCE
            while (line := answer.readline()) and time.monotonic() < deadline:
                if line.startswith(b"data: "):
                    yield json.loads(line[6:])
                    deadline = time.monotonic() + PATIENCE
        finally:
            answer.close()
            connection.close()

    def edit(self, change: Callable[[str], str], file: str = ENTRY) -> None:
        """Save a file as an editor does."""
        path = self.project / file
        path.write_text(change(path.read_text("utf-8")), "utf-8")

    def stop(self) -> int:
        """Press Ctrl-C; the exit code."""
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(PATIENCE)
        self.reader.join()
        return code

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(
            self.command, cwd=self.project, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
        )
        self.reader = threading.Thread(target=self._read)
        self.reader.start()
        try:
            self.told = self.read_until("Ctrl-C ends it")
        except BaseException:
            self.__exit__(None, None, None)
            raise
        self.port = int(self.told[-1].split("/ shows")[0].rpartition(":")[2])
        self.address = f"http://127.0.0.1:{self.port}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.kill()
        self.process.wait()
        self.reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()


def wait_for(events: Iterator[dict[str, Any]], wanted: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    """The first event that is wanted; a machine with much to do may see a half-saved file before."""
    return next(event for event in events if wanted(event))


def add_news(text: str) -> str:
    return f"{text}\n{NEWS}\n"


def take_news(text: str) -> str:
    return text.removesuffix(f"\n{NEWS}\n")


def add_fault(text: str) -> str:
    return text.replace("---\n", "---\nnonsense: 1\n", 1)


def take_fault(text: str) -> str:
    return text.replace("nonsense: 1\n", "")


def everything_below(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns for path in folder.rglob("*")}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project that a test may change."""
    folder = tmp_path / "project"
    for name in ("content", "schemas", "generator/theme"):
        shutil.copytree(PROJECT / name, folder / name)
    shutil.copy(PROJECT / "mkdocs.yml", folder)
    return folder


def test_an_edit_is_served_a_broken_edit_is_told_and_a_mended_one_is_served(project: Path) -> None:
    """The life of a preview: start, edit, break, break the frame, mend, end; nothing is written by it."""
    before = everything_below(project)
    with Running(project) as preview:
        assert "entries, " in preview.told[-2]
        assert "pages, 0 errors" in preview.told[-2]
        assert NEWS not in preview.ask(PAGE)[2]
        assert everything_below(project) == before
        events = preview.events()
        start = next(events)

        saved = time.monotonic()
        preview.edit(add_news)
        edited = wait_for(events, lambda told: told["build"] != start["build"])
        shown = preview.ask(PAGE)[2]
        assert time.monotonic() - saved < PROMISED
        assert NEWS in shown
        assert f'data-build="{edited["build"]}"' in shown
        assert preview.read_until("0 errors")[-1].startswith(f"{ENTRY}: ")

        preview.edit(add_fault)
        broken = wait_for(events, lambda told: told["troubles"])
        assert broken["build"] == edited["build"]
        assert broken["troubles"][0]["place"].startswith(f"{ENTRY}:2:")
        assert NEWS in preview.ask(PAGE)[2]
        assert [line for line in preview.read_until(" 1 errors") if line.startswith(f"{ENTRY}:2:1 AG")] != []

        preview.edit(take_fault)
        assert wait_for(events, lambda told: not told["troubles"]) == edited

        preview.edit(lambda text: text + "\ntheme: [\n", "mkdocs.yml")
        assert len(wait_for(events, lambda told: told["troubles"])["troubles"]) == 1
        assert NEWS in preview.ask(PAGE)[2]
        preview.read_until("the build broke off")
        shutil.copy(PROJECT / "mkdocs.yml", project)
        assert wait_for(events, lambda told: not told["troubles"]) == edited

        events.close()
        assert preview.stop() == 0
        rest = [preview.lines.get() for _ in range(preview.lines.qsize())]
        assert [line for line in rest if "Traceback" in line or "Error" in line or "Abort" in line] == []
    assert set(everything_below(project)) == set(before)


def test_a_preview_that_starts_with_a_broken_entry_recovers(project: Path) -> None:
    """Every address lists what is wrong until it is mended."""
    path = project / ENTRY
    path.write_text(add_fault(path.read_text("utf-8")), "utf-8")
    with Running(project) as preview:
        assert "no new pages, 1 errors" in preview.told[-2]
        for target in ("/", PAGE, "/nowhere"):
            status, headers, text = preview.ask(target)
            assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
            assert f"<code>{ENTRY}:2:1</code>" in text
        events = preview.events()
        assert next(events)["troubles"] == []
        preview.edit(take_fault)
        preview.read_until(" 0 errors")
        assert f'data-build="{next(events)["build"]}"' in preview.ask(PAGE)[2]
        assert preview.ask("/nowhere")[0] == 404


def test_the_server_answers_to_its_own_names_and_only_shows(project: Path) -> None:
    """A page of another name that points here gets nothing, nor does a way out of the site, nor a method that changes."""
    with Running(project) as preview:
        port = preview.port
        for host in (f"127.0.0.1:{port}", f"localhost:{port}", f"LOCALHOST:{port}"):
            assert preview.ask("/", host=host)[0] == 200
        for host in ("127.0.0.1", f"127.0.0.1:{port + 1}", "example.org", f"example.org:{port}", f"0.0.0.0:{port}", ""):
            for target in ("/", preview_pages.EVENTS, "/agorapedia-preview/reload.js"):
                assert preview.ask(target, host=host)[0] == 421
        for target in ("/../mkdocs.yml", "/%2e%2e/mkdocs.yml", "/en/%2e%2e/%2e%2e/mkdocs.yml", "//etc/passwd"):
            status, _, text = preview.ask(target)
            assert status == 404
            assert "docs_dir" not in text
        for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
            status, headers, _ = preview.ask("/", method)
            assert (status, headers["Allow"]) == (405, "GET, HEAD")
        status, headers, text = preview.ask("/en/index.html", "HEAD")
        assert (status, text) == (200, "")
        assert int(headers["Content-Length"]) > 1000
        for target in ("/", "/en", "/nowhere", preview_pages.EVENTS):
            headers = preview.ask(target, "HEAD")[1]
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["Cache-Control"] == "no-store"
            assert "Python" not in headers["Server"]

        taken = subprocess.run(
            [COMMAND, "serve", "--port", str(port)],
            cwd=project,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert taken.returncode == 1
        assert f"port {port} " in taken.stderr
        assert "--port" in taken.stderr
        assert "Traceback" not in taken.stderr


def test_another_content_folder_is_shown_and_followed(project: Path) -> None:
    """`--content` works for the preview as for the other commands, and a folder that is not there is wrong usage."""
    other = project.parent / "other"
    (project / "content").rename(other)
    with Running(project, "--content", "../other") as preview:
        preview.edit(add_news, "../other/entries/en/spaces/square.md")
        preview.read_until(" 0 errors")
        assert NEWS in preview.ask(PAGE)[2]
    wrong = subprocess.run(
        [COMMAND, "serve", "--port", "0", "--content", "nowhere"],
        cwd=project,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert wrong.returncode == 2
    assert "there is no content folder" in wrong.stderr


@pytest.mark.browser
def test_an_open_page_follows_the_edits(project: Path, browser: Browser) -> None:
    """Text, problems and their end reach an open page, without a complaint of the browser or a foreign request."""
    with Running(project) as preview:
        context = browser.new_context()
        page = context.new_page()
        trouble: list[str] = []
        page.on("console", lambda message: trouble.append(f"{message.type} {message.text}"))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on(
            "request",
            lambda request: trouble.append(request.url) if not request.url.startswith(preview.address) else None,
        )
        expect.set_options(timeout=PATIENCE * 1000)
        panel = page.get_by_role("alert")
        page.goto(preview.address + PAGE)
        expect(page.locator("h1")).to_have_count(1)

        preview.edit(add_news)
        expect(page.get_by_text(NEWS)).to_be_visible()

        preview.edit(add_fault)
        expect(panel).to_contain_text("nonsense")
        expect(panel).to_have_css("position", "fixed")
        expect(page.get_by_text(NEWS)).to_be_visible()
        panel.get_by_role("button").click()
        expect(panel).to_have_count(0)
        preview.edit(lambda text: text.replace("nonsense", "<img src=x>"))
        expect(panel).to_contain_text("<img")

        preview.edit(take_fault)
        preview.edit(lambda text: text.replace("<img src=x>: 1\n", ""))
        expect(panel).to_have_count(0)
        preview.edit(take_news)
        expect(page.get_by_text(NEWS)).to_have_count(0)
        context.close()
        expect.set_options(timeout=None)

    assert trouble == []


@pytest.mark.browser
def test_pages_in_the_background_hold_no_connection_and_catch_up(project: Path, browser: Browser) -> None:
    """A browser opens six connections to a server; a seventh tab loads too, and an old one follows when it is seen."""
    hide = (
        "(hidden) => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });"
        " document.dispatchEvent(new Event('visibilitychange')); }"
    )
    with Running(project) as preview:
        context = browser.new_context()
        tabs = [context.new_page() for _ in range(7)]
        for tab in tabs:
            tab.goto(preview.address + PAGE, timeout=PATIENCE * 1000)
            tab.evaluate(hide, True)
        preview.edit(add_news)
        preview.read_until(" 0 errors")
        assert tabs[0].get_by_text(NEWS).count() == 0
        tabs[0].evaluate(hide, False)
        expect(tabs[0].get_by_text(NEWS)).to_be_visible(timeout=PATIENCE * 1000)
        context.close()
