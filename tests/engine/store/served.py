"""What every server of the tests is made of: it listens on this computer and counts what it sends."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager

STEP = 4096  # bytes at a time


class Server(http.server.ThreadingHTTPServer):
    """`sent` bytes of bodies so far; `over` ends every wait."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, handler: type[http.server.BaseHTTPRequestHandler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.sent, self.over, self.lock = 0, threading.Event(), threading.Lock()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request, client_address) -> None:
        """Clients that hang up are part of the game."""


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers over connections that stay."""

    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, *_) -> None:
        """Say nothing."""

    def say_head(self, status: int, head: dict[str, str]) -> None:
        """Status and headers."""
        self.send_response(status)
        for name, value in head.items():
            self.send_header(name, value)
        self.end_headers()

    def pour(self, body: bytes, pause: float, step: int = STEP) -> None:
        """The body, `pause` seconds after each step of so many bytes."""
        for at in range(0, len(body), step):
            self.wfile.write(body[at : at + step])
            with self.server.lock:
                self.server.sent += len(body[at : at + step])
            if pause:
                self.wfile.flush()
                if self.server.over.wait(pause):
                    return


@contextmanager
def running(server: Server) -> Iterator[Server]:
    """It answers until the block ends."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
