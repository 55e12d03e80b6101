"""What several tests stand on: the built site, a server for it, a browser."""

import http.server
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Playwright, sync_playwright

from generator.build import build
from tests.find_browser import find

PROJECT = Path(__file__).parent.parent
QUIET_BROWSER = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own site, built once."""
    out = tmp_path_factory.mktemp("site") / "site"
    built = build(PROJECT, None, out, None, lambda stage: None)
    assert built.pages, built.checked.problems
    return out


class _Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


class WideServer(http.server.ThreadingHTTPServer):
    request_queue_size = 128
    """A dozen frames ask for a hundred files at once; whoever finds no place in the queue asks again a second later."""


@pytest.fixture(scope="session")
def http_address(site: Path) -> Iterator[str]:
    """The address at which the site is served by a plain server."""
    server = WideServer(("127.0.0.1", 0), partial(_Silent, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session", params=["http", "file"])
def address(request: pytest.FixtureRequest, site: Path) -> str:
    """Where a reader opens the site: on a server, or as files from a stick."""
    if request.param == "file":
        return site.as_uri() + "/"
    return str(request.getfixturevalue("http_address"))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Headless Chromium, the one that the system has."""
    running = playwright.chromium.launch(executable_path=find(), args=QUIET_BROWSER)
    yield running
    running.close()


@pytest.fixture(scope="session")
def kept_window(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


@contextmanager
def quiet(page: Page) -> Iterator[None]:
    """In the meantime the page must not complain; it is left before it is asked."""
    trouble: list[str] = []

    def said(message: ConsoleMessage) -> None:
        trouble.append(message.text)

    def failed(error: Error) -> None:
        trouble.append(str(error))

    page.on("console", said)
    page.on("pageerror", failed)
    yield
    page.goto("about:blank")
    page.remove_listener("console", said)
    page.remove_listener("pageerror", failed)
    assert trouble == []


@pytest.fixture
def window(kept_window: Page) -> Iterator[Page]:
    """A page for a test that keeps nothing and listens to nothing; a new one costs twice as much as a visit."""
    kept_window.set_viewport_size({"width": 1280, "height": 720})
    kept_window.emulate_media(media="null", color_scheme="light")
    kept_window.mouse.move(0, 0)
    yield kept_window
    kept_window.goto("about:blank")


@pytest.fixture
def unused_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
