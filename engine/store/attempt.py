"""One request for what is still missing of a file, and a judgement of what came back."""

from __future__ import annotations

import email.utils
import hashlib
import re
import time
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum

from engine.api.errors import Cancelled, DiskFull, EngineError, NotTheServer
from engine.disk import FULL
from engine.store.offline import TICK, Answer, Broken, Network, Stream, host_of, not_the_server, refused
from engine.store.part import Part, WrongPieces
from engine.store.wanted import MIB, Address, Progress, Rules, Stage, Stop, Tell, not_enough_space

_FIGURE = re.compile(r"[0-9]{1,18}")


class Kind(StrEnum):
    """How an attempt ended."""

    WHOLE = "whole"  # all that was asked for has come
    BROKEN = "broken"  # cut, silent, too slow, or a fault of the server
    BUSY = "busy"  # the server asks to come back later
    NO_RANGE = "no_range"  # the server cannot go on in the middle
    CHANGED = "changed"  # the file is another one than when it was begun
    REFUSED = "refused"
    GONE = "gone"
    IMPOSTOR = "impostor"  # something else answered
    DIFFERENT = "different"  # of another length than was published
    WRONG_PIECES = "wrong_pieces"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one attempt brought."""

    kind: Kind
    got: int = 0  # bytes that are new
    came: int = 0  # bytes that came, those that are not new among them
    seconds: float = 0.0  # it took
    wait: float | None = None  # seconds the server asks to wait
    text: str = ""  # for the log
    error: EngineError | None = None  # to raise if it is the last word
    pieces: tuple[int, ...] = ()  # that came whole and are not what was published


class _Bad(Exception):
    def __init__(self, kind: Kind, text: str, error: EngineError | None = None, wait: float | None = None) -> None:
        super().__init__(text)
        self.kind, self.text, self.error, self.wait = kind, text, error, wait


@dataclass(slots=True)
class Attempt:
    """Everything one request needs; `make` does it."""

    part: Part
    network: Network
    rules: Rules
    stop: Stop
    tell: Tell
    got: int = 0
    came: int = 0

    def make(self, address: Address, plain: bool, until_changed: bool) -> Outcome:
        """Ask once and write what comes.  Raises Cancelled, DiskFull and Offline; anything else is an Outcome.

        plain           ask for the whole file and skip what is here, for servers that cannot do otherwise; without it
                        an answer that begins anew is NO_RANGE
        until_changed   end as soon as a doubted piece came differently
        """
        self.got, self.came, began = 0, 0, time.monotonic()
        kind, text, error, wait = Kind.WHOLE, "", None, None
        try:
            self._exchange(address, plain, until_changed)
        except _Bad as bad:
            kind, text, error, wait = bad.kind, bad.text, bad.error, bad.wait
        except Broken as broken:
            kind, text = Kind.BROKEN, str(broken)
        except NotTheServer as impostor:
            kind, text, error = Kind.IMPOSTOR, impostor.why, impostor
        except WrongPieces:
            kind, text = Kind.WRONG_PIECES, "wrong pieces came"
        except OSError as fault:
            if fault.errno not in FULL:
                raise
            raise _full(self.part, self.rules) from fault
        finally:
            self.part.pause()
        wrong = tuple(self.part.wrong)
        kind = Kind.WRONG_PIECES if wrong and kind is Kind.WHOLE else kind
        return Outcome(kind, self.got, self.came, time.monotonic() - began, wait, text, error, wrong)

    def _exchange(self, address: Address, plain: bool, until_changed: bool) -> None:
        start, end = self.part.missing() or (0, 0)
        start = self.part.begin(start)
        headers = {"Accept-Encoding": "identity"}
        if not plain and (start or end < self.part.size):
            headers["Range"] = f"bytes={start}-{end - 1}"
        stream = self.network.ask(address.url, headers, address.token, self.rules.window)
        try:
            answer = stream.answer(self.rules.window, self.stop)
            skip = self._judge(answer, address, start, plain)
            self._receive(stream, skip, start, end or self.part.size, until_changed)
        finally:
            stream.close()

    def _judge(self, answer: Answer, address: Address, start: int, plain: bool) -> int:
        """How many bytes to skip before those that were asked for; raises _Bad when the answer is of no use."""
        _judge_status(answer, host_of(address.url))
        if answer.headers.get("Content-Encoding", "identity") != "identity":
            raise _Bad(Kind.BROKEN, "the server sent packed bytes unasked")
        if answer.headers.get_content_type() in ("text/html", "application/xhtml+xml"):
            raise not_the_server("Got a web page instead of the file, possibly the sign-in of a Wi-Fi network.")
        first, total = _extent(answer)
        if first != start and (answer.status == 206 or not plain):
            raise _Bad(Kind.NO_RANGE, f"asked for byte {start}, got byte {first}")
        if self.part.size == 0:
            self.part.learn_size(total)
            need_space(self.part, self.rules)
        if total != self.part.size:
            raise _Bad(Kind.DIFFERENT, f"{total} bytes instead of {self.part.size}")
        self._compare(answer.headers, address)
        return start - first

    def _compare(self, headers: Message, address: Address) -> None:
        """Whether it is still the same file, where no hash will tell in the end."""
        if self.part.pinned:
            return
        name = hashlib.sha256(address.url.encode()).hexdigest()[:16]
        now = (headers.get("ETag") or headers.get("Last-Modified") or "").removeprefix("W/")
        before = self.part.seen.get(name, "")
        if now and before and now != before:
            raise _Bad(Kind.CHANGED, f"{before} became {now}")
        if now and not before:
            self.part.see(name, now)

    def _receive(self, stream: Stream, skip: int, start: int, end: int, until_changed: bool) -> None:
        part, rules, at, base = self.part, self.rules, start - skip, self.part.done
        changed, looked = part.changed, 0
        pace = _Pace(rules)
        while at < end:
            if self.stop():
                raise Cancelled
            block = stream.read(TICK)
            if block == b"":
                raise Broken(f"the answer ended {end - at} bytes early")
            pace.count(len(block or b""))
            if not block:
                continue
            if at == start - skip:
                _refuse_a_page(block)
            fresh = block[max(0, start - at) : max(0, end - at)]
            at += len(block)
            self.came += len(block)
            part.add(fresh)
            self.got += len(fresh)
            self.tell(Progress(Stage.FETCHING, min(base + self.got, part.size), part.size))
            if self.got - looked >= rules.look_every:
                looked = self.got
                need_space(part, rules)
            if until_changed and part.changed > changed:
                return


class _Pace:
    """Raises Broken when the bytes come too slowly."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._began = self._last = time.monotonic()
        self._bytes = 0

    def count(self, size: int) -> None:
        now, window = time.monotonic(), self._rules.window
        if size:
            self._last, self._bytes = now, self._bytes + size
        if now - self._last >= window:
            raise Broken(f"nothing came for {window:.0f} s")
        if now - self._began >= window:
            if self._bytes < self._rules.least_rate * window:
                raise Broken(f"only {self._bytes} bytes came in {window:.0f} s")
            self._began, self._bytes = now, 0


def need_space(part: Part, rules: Rules) -> None:
    """Raises DiskFull unless the rest of the file fits with some room to spare."""
    if part.size and rules.free(part.path.parent) < part.size - part.done + rules.margin:
        raise _full(part, rules)


def _full(part: Part, rules: Rules) -> DiskFull:
    kept = f"Kept the {part.done / MIB:,.0f} MiB that have come; it goes on from there."
    return not_enough_space(part.size - part.done, rules.free(part.path.parent), rules.margin, kept)


def _judge_status(answer: Answer, host: str) -> None:
    status = answer.status
    if status in (200, 206):
        return
    if status in (408, 425, 429, 503):
        raise _Bad(Kind.BUSY, f"HTTP {status}", wait=_retry_after(answer.headers.get("Retry-After", "")))
    if status == 416:
        raise _Bad(Kind.NO_RANGE, "HTTP 416")
    if status == 511:
        raise not_the_server("The network asks to sign in first (status 511).")
    if 400 <= status < 500:
        kind = Kind.REFUSED if status in (401, 403, 407) else Kind.GONE
        raise _Bad(kind, f"HTTP {status}", refused(status, host))
    raise _Bad(Kind.BROKEN, f"HTTP {status}")


def _extent(answer: Answer) -> tuple[int, int]:
    """The first byte that comes, and the length of the whole file."""
    if answer.status == 206:
        found = re.fullmatch(r"bytes (\d{1,18})-\d{1,18}/(\d{1,18})", answer.headers.get("Content-Range", "").strip())
        if not found:
            raise _Bad(Kind.NO_RANGE, "a part without its place")
        return int(found[1]), int(found[2])
    length = answer.headers.get("Content-Length", "")
    if not _FIGURE.fullmatch(length) or int(length) == 0:
        raise _Bad(Kind.BROKEN, f"the server does not say how long the file is ({length!r})")
    return 0, int(length)


def _retry_after(text: str) -> float | None:
    if _FIGURE.fullmatch(text.strip()):
        return float(text)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None


def _refuse_a_page(block: bytes) -> None:
    start = block[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<head")):
        raise not_the_server("Got a web page instead of the file, possibly the sign-in of a Wi-Fi network.")
