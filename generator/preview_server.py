"""The preview's server: what is shown, to browsers on this computer.

In: HTTP requests, and what is shown, which changes while it runs. Out: answers, and news to open pages. Invariant: it
listens on the loopback address only, and a request changes nothing. Refuses: other names than its own, because a hostile
page could point a name of its own here; other methods than GET and HEAD; to log.
"""

from __future__ import annotations

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from threading import Condition
from typing import Any

from generator.preview_pages import EVENTS, Answer, Shown, as_event, plain, respond

ADDRESS = "127.0.0.1"
HEARTBEAT = 15.0
"""Seconds after which an open page is sent a sign of life, so that a page that was closed is noticed."""


class Board:
    """What is shown now; who waits is woken when it changes."""

    def __init__(self, shown: Shown) -> None:
        self.shown = shown
        self.closed = False
        self.changed = Condition()

    def show(self, shown: Shown) -> None:
        """Show something else from now on."""
        with self.changed:
            self.shown = shown
            self.changed.notify_all()

    def close(self) -> None:
        """Let go of everybody who waits."""
        with self.changed:
            self.closed = True
            self.changed.notify_all()

    def wait(self, known: Shown | None) -> Shown:
        """What is shown, as soon as it is another thing than what is known, or after a while."""
        with self.changed:
            self.changed.wait_for(lambda: self.closed or self.shown is not known, HEARTBEAT)
            return self.shown


class Server(ThreadingHTTPServer):
    """Binds its port when it is made, so that a port that is taken is known before the first build; raises OSError."""

    allow_reuse_address = sys.platform != "win32"  # there it would let two servers share a port

    def __init__(self, port: int, board: Board) -> None:
        super().__init__((ADDRESS, port), _Handler)
        self.board = board
        names = (ADDRESS, "localhost")
        self.names = {f"{name}:{self.server_port}" for name in names} | (
            set(names) if self.server_port == 80 else set()
        )

    def server_bind(self) -> None:
        """Bind without asking a name server who we are, as the class above would."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = ADDRESS, self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Be silent when a browser has gone away."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        if [host.lower() for host in self.headers.get_all("Host", [])] not in [[name] for name in self.server.names]:
            self._send(plain(421, f"This preview answers only as http://{ADDRESS}:{self.server.server_port}/."))
        elif self.path == EVENTS:
            self._tell()
        else:
            self._send(respond(self.path, self.server.board.shown))

    do_HEAD = do_GET

    def _refuse(self) -> None:
        self._send(plain(405, "This preview only shows pages."))

    do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _refuse

    def _send(self, answer: Answer) -> None:
        self._head(answer.status, answer.type)
        self.send_header("Content-Length", str(len(answer.body)))
        if answer.location is not None:
            self.send_header("Location", answer.location)
        if answer.status == 405:
            self.send_header("Allow", "GET, HEAD")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def _tell(self) -> None:
        """Tell an open page what is shown, now and after each build, until it is closed."""
        self._head(200, "text/event-stream; charset=utf-8")
        self.end_headers()
        board = self.server.board
        shown, told = None, b""
        while self.command != "HEAD" and not board.closed:
            shown = board.wait(shown)
            news = as_event(shown)
            self.wfile.write(b":\n\n" if news == told else news)
            told = news

    def _head(self, status: int, type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", type)
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")

    def version_string(self) -> str:
        """Say no more than needed about what runs here."""
        return "agorapedia"

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the terminal for what builds find."""
