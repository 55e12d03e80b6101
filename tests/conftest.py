"""What several tests stand on: the built site, a server for it, a browser."""

import http.server
import socket
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

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


@pytest.fixture(scope="session")
def http_address(site: Path) -> Iterator[str]:
    """The address at which the site is served by a plain server."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(site)))
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


@pytest.fixture
def unused_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
