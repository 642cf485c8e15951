"""A server on this computer that hands out one file, with any fault that a script asks for.

Each request takes the next fault of the script; when the script is used up, all is well.
"""

from __future__ import annotations

import hashlib
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.engine.store import served

FAULTS = (
    "flip", "cut", "cut_at_once", "short", "503", "429", "500", "416", "no_range", "wrong_offset", "no_place", "packed",
    "page", "page_as_bytes", "circle", "stall", "drip", "silent", "changed", "expired", "longer", "sent_on",
    "no_length", "odd_length", "odd_place", "odd_wait", "far_wait",
)  # fmt: skip


class Server(served.Server):
    """Counts what it was asked for."""

    def __init__(self, data: bytes, script: tuple[str, ...] = (), forever: str = "ok", pause: float = 0.0) -> None:
        super().__init__(Handler)
        self.data, self.script, self.forever, self.pause = data, list(script), forever, pause
        self.asked, self.tokens = [], []
        self.other = ""  # where "sent_on" leads to

    @property
    def url(self) -> str:
        return f"{self.base}/file"

    def next_fault(self) -> str:
        with self.lock:
            return self.script.pop(0) if self.script else self.forever


class Handler(served.Handler):
    """Speaks like the file hosts of the hubs."""

    server: Server

    def do_GET(self) -> None:
        server, fault = self.server, self.server.next_fault()
        server.asked.append(self.headers.get("Range"))
        server.tokens.append(self.headers.get("Authorization"))
        data, head = server.data, {"ETag": '"one"', "Content-Type": "application/octet-stream"}
        found = re.match(r"bytes=(\d+)-(\d+)", self.headers.get("Range") or "")
        if self.path == "/plain" or fault == "sent_on":
            return self._redirect(server.other)
        if fault in PLAIN:
            return self._say(*PLAIN[fault])
        if fault == "circle":
            return self._redirect(self.path)
        if fault == "silent":
            server.over.wait(30)
            return self.connection.close()
        start, end = (int(found[1]), int(found[2]) + 1) if found and fault != "no_range" else (0, len(data))
        status = 206 if found and fault != "no_range" else 200
        if fault == "416" and found:
            return self._say(416, {}, b"")
        if fault == "wrong_offset" and found and start:
            start += 1
        body = data[start:end]
        if status == 206:
            head["Content-Range"] = f"bytes {start}-{end - 1}/{len(data)}"
        if fault == "no_place" and status == 206:
            del head["Content-Range"]
        if fault == "odd_place" and status == 206:
            head["Content-Range"] = f"bytes {start}-{end - 1}/{'9' * 5000}"
        return self._send(fault, status, head, body)

    def _send(self, fault: str, status: int, head: dict[str, str], body: bytes) -> None:
        if fault == "changed":
            head["ETag"] = '"two"'
        if fault == "packed":
            head["Content-Encoding"] = "gzip"
        if fault == "page_as_bytes":
            body = b"<html>sign in</html>".ljust(len(body))
        if fault == "flip":
            body = body[: len(body) // 2] + bytes([body[len(body) // 2] ^ 1]) + body[len(body) // 2 + 1 :]
        if fault == "longer":
            status, body = 200, self.server.data + b"more"
            head.pop("Content-Range", None)
        if fault == "short":
            body = body[: len(body) // 2]
        if fault != "no_length":
            head["Content-Length"] = "\xb2" if fault == "odd_length" else str(len(body))
        self.say_head(status, head)
        come = body[: {"cut": len(body) // 2, "stall": len(body) // 2, "cut_at_once": 0}.get(fault)]
        self.pour(come, 0.02, step=8) if fault == "drip" else self.pour(come, self.server.pause)
        if fault == "stall":
            self.server.over.wait(30)
        if fault in ("cut", "cut_at_once", "stall", "no_length", "odd_length"):
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

    def _redirect(self, url: str) -> None:
        self._say(302, {"Location": url}, b"")

    def _say(self, status: int, head: dict[str, str], body: bytes) -> None:
        self.say_head(status, {**head, "Content-Length": str(len(body))})
        self.wfile.write(body)


PLAIN: dict[str, tuple[int, dict[str, str], bytes]] = {
    "503": (503, {}, b""),
    "429": (429, {"Retry-After": "0"}, b""),
    "odd_wait": (429, {"Retry-After": "\xb2"}, b""),
    "far_wait": (429, {"Retry-After": "Mon, 01 Jan 99999999999 00:00:00 GMT"}, b""),
    "500": (500, {}, b""),
    "expired": (403, {}, b""),
    "404": (404, {}, b""),
    "page": (200, {"Content-Type": "text/html; charset=utf-8"}, b"<html>sign in to the Wi-Fi</html>"),
}


@contextmanager
def serving(data: bytes, *script: str, forever: str = "ok", pause: float = 0.0) -> Iterator[Server]:
    """A server that is gone afterwards."""
    with served.running(Server(data, script, forever, pause)) as server:
        yield server


def made(size: int, seed: int = 1) -> bytes:
    """Bytes that look like weights: every piece is different."""
    out, block = bytearray(), str(seed).encode()
    while len(out) < size:
        block = hashlib.sha256(block).digest()
        out += block
    return bytes(out[:size])


def wait_for(true, seconds: float = 5.0) -> None:
    """Until it is true; fails after that many seconds."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it never became true"
        time.sleep(0.005)
