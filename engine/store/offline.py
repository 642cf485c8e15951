"""The only door to the network: the offline switch is enforced here, and nothing else opens a connection.

Our own small client on the standard library.  The transfer of huggingface_hub is not used: it never hashes what came
(a flipped bit is accepted), forgets a partial file when the program is killed, and takes a full disk as a warning.  Its
metadata is asked for here too, as plain JSON, so that one switch governs all.
"""

from __future__ import annotations

import http.client
import json
import queue
import re
import socket
import ssl
import string
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Any

from engine.api.errors import Cancelled, DownloadInterrupted, DownloadRefused, NotTheServer, Offline

MOST_REDIRECTS = 6
BLOCK = 256 * 1024  # bytes asked of the connection at a time
AHEAD = 8  # blocks read before they are taken
LARGEST_JSON = 64 * 1024 * 1024  # bytes
TICK = 0.1  # seconds between two looks at the wish to stop
_REDIRECTS = (301, 302, 303, 307, 308)
_AGENT = "Kinora"
_PASSWORD = re.compile(r"[^\s/'\"]*@")  # and the name before it, in front of a host


class Broken(Exception):
    """The connection failed, or what came was cut; worth another try."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of what a server said."""

    status: int
    headers: Message
    url: str  # after redirects


class Stream:
    """One request, read by a thread of its own so that the caller is never held up for longer than it waits.

    Blocks are taken with `read`; `close` ends the thread at once, also when the server is silent.
    """

    def __init__(
        self, request: Callable[[list[socket.socket]], http.client.HTTPResponse], require: Callable[[], None]
    ) -> None:
        self._request, self._require = request, require
        self._sockets: list[socket.socket] = []
        self._queue: queue.Queue[Answer | bytes | BaseException] = queue.Queue(AHEAD)
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="download", daemon=True)
        self._thread.start()

    def answer(self, wait: float, stop: Callable[[], bool]) -> Answer:
        """The head, within `wait` seconds; raises Broken, NotTheServer, Offline, Cancelled when `stop` says so."""
        until = time.monotonic() + wait
        while time.monotonic() < until:
            if stop():
                raise Cancelled
            got = self._take(TICK)
            if isinstance(got, Answer):
                return got
        raise Broken(f"no answer within {wait:.0f} s")

    def read(self, wait: float) -> bytes | None:
        """The next bytes, b"" at the end, None when nothing came within `wait` seconds; raises Broken, Offline."""
        got = self._take(wait)
        assert not isinstance(got, Answer)
        return got

    def close(self) -> None:
        """Let go of the connection; the thread ends."""
        self._closed.set()
        for one in self._sockets:
            try:
                socket.socket.shutdown(one, socket.SHUT_RDWR)
            except OSError:
                continue  # gone already
        while self._thread.is_alive() and not self._queue.empty():
            self._queue.get_nowait()
        self._thread.join(1.0)

    def _take(self, wait: float) -> Answer | bytes | None:
        self._require()  # a switch that is set meanwhile ends what is under way
        try:
            got = self._queue.get(timeout=wait)
        except queue.Empty:
            return None
        if isinstance(got, BaseException):
            raise got
        return got

    def _run(self) -> None:
        try:
            with self._request(self._sockets) as response:
                self._put(Answer(response.status, response.headers, response.url))
                while not self._closed.is_set():
                    block = response.read1(BLOCK)
                    self._put(block)
                    if not block:
                        return
        except (NotTheServer, Broken, Offline) as known:
            self._put(known)
        except (OSError, http.client.HTTPException, ValueError) as fault:
            self._put(Broken(_told(fault)))

    def _put(self, item: Answer | bytes | BaseException) -> None:
        while not self._closed.is_set():
            try:
                self._queue.put(item, timeout=TICK)
            except queue.Full:
                continue
            return


class Network:
    """Asks servers for things, unless the person has switched that off.

    offline   says whether the switch is set, asked before each request
    proxies   scheme -> address; None takes those of the environment
    """

    def __init__(self, offline: Callable[[], bool], proxies: Mapping[str, str] | None = None) -> None:
        self._offline = offline
        self._proxies = urllib.request.ProxyHandler(None if proxies is None else dict(proxies))

    def require(self) -> None:
        """Raises Offline when the switch is set."""
        if self._offline():
            raise Offline(
                "Kinora is set to stay offline",
                why="The offline switch in the settings is on, so nothing may be fetched.",
                done="No connection was made.",
                do=("Switch offline mode off", "Use a model that is already here"),
            )

    def ask(self, url: str, headers: Mapping[str, str], token: str = "", wait: float = 30.0) -> Stream:
        """Begin a request.  The token goes to the host of `url` only, over https (or to this computer itself).

        wait   seconds that the connection may stay silent
        """
        self.require()
        return Stream(lambda sockets: self._follow(url, headers, token, wait, sockets), self.require)

    def json(self, url: str, token: str = "", stop: Callable[[], bool] = lambda: False, wait: float = 30.0) -> Any:
        """A small answer as plain data; raises Offline, DownloadRefused, DownloadInterrupted, NotTheServer."""
        host = host_of(url)
        stream = self.ask(url, {"Accept": "application/json"}, token, wait)
        try:
            answer = stream.answer(wait, stop)
            if answer.status != 200:
                raise refused(answer.status, host)
            return json.loads(_collect(stream, wait, stop))
        except Broken as broken:
            raise DownloadInterrupted(
                "The server could not be reached",
                why=f"The list of files did not come from {host}.",
                do=("Try again", "Use another mirror"),
                detail=str(broken),
            ) from broken
        except (ValueError, RecursionError) as strange:
            raise not_the_server(f"{host} sent something that is no list of files.") from strange
        finally:
            stream.close()

    def _follow(
        self, url: str, headers: Mapping[str, str], token: str, wait: float, sockets: list[socket.socket]
    ) -> http.client.HTTPResponse:
        opener = urllib.request.OpenerDirector()
        for handler in (self._proxies, _Plain(sockets), _Secure(sockets)):
            opener.add_handler(handler)
        first = _origin(url)
        for _ in range(MOST_REDIRECTS):
            self.require()
            request = urllib.request.Request(url, headers={"User-Agent": _AGENT, **headers})
            if token and _origin(url) == first and _may_hear_a_token(url):
                request.add_unredirected_header("Authorization", f"Bearer {token}")
            response = opener.open(request, timeout=wait)
            if response is None:
                raise not_the_server(f"{urllib.parse.urlsplit(url).scheme!r} addresses are not used.")
            if response.status not in _REDIRECTS or not response.headers.get("Location"):
                return response  # type: ignore[no-any-return]
            response.close()
            url = redirected(url, response.headers["Location"])
        raise not_the_server(f"The server sent Kinora in circles, {MOST_REDIRECTS} times.")


def not_the_server(why: str, detail: str = "") -> NotTheServer:
    """Something else answered."""
    return NotTheServer(
        "Something else answered instead of the server",
        why=why,
        done="Nothing of it was saved.",
        do=("Open the sign-in page of your network", "Try again"),
        detail=detail,
    )


def refused(status: int, host: str) -> DownloadRefused:
    """The server said no, with that status."""
    whys = {
        401: f"{host} asks for a sign-in; the access token is missing or no longer valid.",
        403: f"{host} does not allow it; the licence may have to be accepted on its page first.",
        404: f"{host} has no such file any more.",
    }
    token = status in (401, 403)
    return DownloadRefused(
        "The server does not hand this file out",
        why=whys.get(status, f"{host} answered with status {status}."),
        done="What has come so far is kept.",
        do=("Enter an access token", "Open the model's page") if token else ("Use another mirror", "Try again later"),
        detail=f"HTTP {status}",
    )


def host_of(url: str) -> str:
    """The server of an address as a person may read it: with its port, without a name and password."""
    return url.partition("://")[2].partition("/")[0].rpartition("@")[2]


def redirected(url: str, location: str) -> str:
    """Where a redirect leads; raises NotTheServer when that leaves the web or gives up its encryption."""
    # a head is read as Latin-1: these are the bytes that came, in the form that an address may have
    there = urllib.parse.urljoin(url, urllib.parse.quote(location, safe=string.punctuation, encoding="latin-1"))
    scheme = urllib.parse.urlsplit(there).scheme
    if scheme not in ("http", "https") or (urllib.parse.urlsplit(url).scheme == "https" and scheme != "https"):
        raise not_the_server(f"A secure address sent Kinora on to one that is not ({scheme}).")
    return there


class _Plain(urllib.request.HTTPHandler):
    def __init__(self, sockets: list[socket.socket]) -> None:
        super().__init__()
        self._sockets = sockets

    def http_open(self, req: urllib.request.Request) -> Any:
        return self.do_open(_noting(http.client.HTTPConnection, self._sockets), req)


class _Secure(urllib.request.HTTPSHandler):
    def __init__(self, sockets: list[socket.socket]) -> None:
        super().__init__()
        self._sockets = sockets

    def https_open(self, req: urllib.request.Request) -> Any:
        connection = _noting(http.client.HTTPSConnection, self._sockets)
        return self.do_open(connection, req, context=ssl.create_default_context())


def _noting(kind: type[http.client.HTTPConnection], sockets: list[socket.socket]) -> type[http.client.HTTPConnection]:
    class Noted(kind):  # type: ignore[valid-type,misc]
        def connect(self) -> None:
            super().connect()
            sockets.append(self.sock)

    return Noted


def _collect(stream: Stream, wait: float, stop: Callable[[], bool]) -> bytes:
    text, until = bytearray(), time.monotonic() + wait
    while (block := stream.read(TICK)) != b"":
        if stop():
            raise Cancelled
        text += block or b""
        if len(text) > LARGEST_JSON or time.monotonic() > until:
            raise Broken(f"{len(text):,} bytes came in {wait:.0f} s and there was no end")
    return bytes(text)


def _told(fault: Exception) -> str:
    """For the log: no token (a ValueError of http.client repeats the header that it refuses), no password."""
    kind = type(fault).__name__
    return kind if isinstance(fault, ValueError) else f"{kind}: {_PASSWORD.sub('', str(fault))}"


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urllib.parse.urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


def _may_hear_a_token(url: str) -> bool:
    scheme, host, _ = _origin(url)
    return scheme == "https" or host in ("127.0.0.1", "localhost", "::1")
