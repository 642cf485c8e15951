"""Fetches one file so that only the right bytes ever get its name, whatever the network, the disk or a kill does.

The bytes grow in `NAME.part`; every piece of 16 MiB is hashed as it comes, and the file as it lies on the disk is
hashed as a whole before it is renamed.  If that hash is wrong, pieces that changed on the disk come again; where none
did, the pieces are doubted one after the other and compared with a second copy until the whole is right.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path

from engine.api.errors import Cancelled, DownloadInterrupted, EngineError, WrongBytes
from engine.store.attempt import Attempt, Kind, Outcome, need_space
from engine.store.lock import only_one
from engine.store.offline import TICK, Network
from engine.store.part import Part, clear, lock_of, note_whole
from engine.store.verify import Hashed, Memory, is_right, never, read_hashes, silent
from engine.store.wanted import GIB, Address, Progress, Rules, Stage, Stop, Tell, Wanted

MOST_CHANGES = 3  # times a file may become another one while it is fetched
MOST_DOUBTS = 3  # times all pieces are fetched again
DEAF = 5  # times in a row every address must begin anew before what is here is read over again and skipped
MOST_LOOKS = 8  # times the whole is hashed because one doubted piece changed


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that is here and right."""

    path: Path
    bytes: int
    sha256: str
    fetched: int  # bytes that came over the network for it this time, those that were skipped among them
    proven: bool  # its hash was known beforehand


def fetch(
    want: Wanted,
    target: Path,
    network: Network,
    rules: Rules | None = None,
    stop: Stop = never,
    tell: Tell = silent,
    memory: Memory | None = None,
) -> Arrived:
    """Bring the file to `target`, going on where an earlier call ended; a wrong one that lies there is repaired.

    Raises Cancelled when `stop` says so (what has come stays), DownloadInterrupted, WrongBytes, NotTheServer,
    DownloadRefused, DiskFull, Offline.  Only one process fetches; another one waits and finds the file.
    """
    rules = rules or Rules()
    target.parent.mkdir(parents=True, exist_ok=True)
    if memory and want.sha256 and not want.chunks:
        want = replace(want, chunks=memory.pieces(want.sha256, rules.chunk))
    waiting = Progress(Stage.WAITING, 0, want.bytes)
    with only_one(lock_of(target), lambda: tell(waiting), stop):
        if target.exists():
            here = _here(want, target, rules, stop, tell, memory)
            if here:
                clear(target)  # a kill between the last two steps leaves the notes behind
                return here
        network.require()
        with Part(target, want, rules.chunk) as part:
            return _Download(part, want, rules, Attempt(part, network, rules, stop, tell), memory).run()


def _here(want: Wanted, target: Path, rules: Rules, stop: Stop, tell: Tell, memory: Memory | None) -> Arrived | None:
    """The file if it lies there and is right; a wrong one becomes the beginning of the download."""
    size = target.stat().st_size
    known = memory.sha256(target) if memory else ""
    if known and known == want.sha256:
        return Arrived(target, size, known, 0, True)
    hashed = read_hashes(target, rules.chunk, stop, tell, bool(want.git_sha1))
    if is_right(hashed, want):
        if memory:
            memory.remember(target, hashed, rules.chunk)
        return Arrived(target, size, hashed.sha256, 0, want.pinned)
    if not target.is_symlink() and target.stat().st_nlink == 1:  # never write into another program's file
        note_whole(target, want, rules.chunk, hashed.pieces)
    return None


class _Download:
    def __init__(self, part: Part, want: Wanted, rules: Rules, attempt: Attempt, memory: Memory | None) -> None:
        self._part, self._want, self._rules, self._attempt, self._memory = part, want, rules, attempt, memory
        self._addresses = list(want.addresses)
        self._deaf: dict[Address, int] = {}  # times it did not go on in the middle
        self._strikes: dict[Address, int] = {}
        self._wrong: dict[int, int] = {}  # piece -> times it came wrong
        self._fetched = self._fails = self._changes = self._doubts = self._looks = 0
        self._calm_since = time.monotonic()  # the last useful progress, shifted by waits that were asked for

    def run(self) -> Arrived:
        part = self._part
        need_space(part, self._rules)
        while True:
            self._fill()
            hashed = read_hashes(
                part.path, self._rules.chunk, self._attempt.stop, self._attempt.tell, bool(self._want.git_sha1)
            )
            lost = [i for i, mark in part.marks.items() if hashed.pieces[i : i + 1] != (mark.sha256,)]
            if not lost and is_right(hashed, self._want):
                return self._keep(hashed)
            if lost:
                self._lose(lost)
            elif not part.doubted:
                self._doubt()

    def _keep(self, hashed: Hashed) -> Arrived:
        self._part.finish()
        if self._memory:
            self._memory.remember(self._part.target, hashed, self._rules.chunk)
        return Arrived(self._part.target, hashed.bytes, hashed.sha256, self._fetched, self._want.pinned)

    def _lose(self, lost: list[int]) -> None:
        self._tell_wrong()
        for index in lost:
            self._blame(index)
            self._part.lose(index)

    def _doubt(self) -> None:
        """All pieces come again from the next address, unless a second copy has shown the same wrong bytes."""
        self._doubts += 1
        same = self._doubts > len(self._addresses) and self._part.changed == 0
        if same or self._doubts > max(MOST_DOUBTS, len(self._addresses)):
            self._part.drop()
            raise WrongBytes(
                "The downloaded file did not match",
                why=f"{self._part.target.name} came {self._doubts} times and was never what was published.",
                done="Removed what had come; nothing of it can be used.",
                do=("Use another mirror", "Fetch again later"),
            )
        self._tell_wrong()
        self._part.changed = 0
        self._part.doubted = set(self._part.marks)
        self._turn()

    def _fill(self) -> None:
        part, before = self._part, self._part.changed
        while part.size == 0 or part.missing():
            if part.changed > before and self._looks < MOST_LOOKS:
                self._looks += 1
                return
            address = self._addresses[0]
            plain = all(self._deaf.get(one, 0) >= DEAF for one in self._addresses)
            outcome = self._attempt.make(address, plain, self._looks < MOST_LOOKS)
            self._fetched += outcome.came
            if outcome.got and not plain:
                self._deaf.pop(address, None)
            if outcome.got >= self._rules.least_rate * max(1.0, outcome.seconds):
                self._fails, self._calm_since = 0, time.monotonic()
            if outcome.kind is not Kind.WHOLE:
                self._answer(address, outcome)

    def _answer(self, address: Address, outcome: Outcome) -> None:
        """Decide what to do about an attempt that did not bring all; raises when there is nothing left to try."""
        kind = outcome.kind
        if outcome.pieces:
            self._tell_wrong()
        for piece in outcome.pieces:
            self._blame(piece)
        if kind is Kind.NO_RANGE:
            self._deaf[address] = self._deaf.get(address, 0) + 1
            self._turn()
        elif kind is Kind.CHANGED or (kind is Kind.DIFFERENT and not self._want.bytes):
            self._changes += 1
            self._part.forget()
            if self._changes > MOST_CHANGES:
                raise self._interrupted("The file on the server keeps changing.", outcome.text)
        elif kind in (Kind.REFUSED, Kind.GONE, Kind.IMPOSTOR, Kind.DIFFERENT):
            self._strike(address, outcome)
            self._turn()
        elif kind in (Kind.BROKEN, Kind.WRONG_PIECES):
            self._turn()
        self._wait(outcome)

    def _strike(self, address: Address, outcome: Outcome) -> None:
        """An address that is of no use is left out; what may have been an accident is tried once more."""
        self._strikes[address] = self._strikes.get(address, 0) + 1
        if outcome.kind is Kind.GONE or self._strikes[address] > 1:
            self._addresses.remove(address)
        if not self._addresses:
            if self._part.done == 0:
                self._part.drop()
            raise outcome.error or self._another(outcome.text)

    def _blame(self, index: int) -> None:
        self._wrong[index] = self._wrong.get(index, 0) + 1
        if self._wrong[index] >= 2 * len(self._want.addresses):
            raise WrongBytes(
                "The downloaded file did not match",
                why=f"Piece {index + 1} of {self._part.target.name} came wrong {self._wrong[index]} times.",
                done="Removed that piece only; the rest is kept.",
                do=("Fetch again", "Use another mirror"),
            )

    def _tell_wrong(self) -> None:
        self._attempt.tell(Progress(Stage.WRONG, self._part.done, self._part.size))

    def _turn(self) -> None:
        self._addresses = self._addresses[1:] + self._addresses[:1]

    def _wait(self, outcome: Outcome) -> None:
        self._fails += 1
        asked = self._rules.first_wait if outcome.kind is Kind.NO_RANGE else outcome.wait
        wait = self._rules.first_wait * 2 ** (self._fails - 1) if asked is None else asked
        wait = min(wait, self._rules.longest_wait)
        tired = time.monotonic() - self._calm_since + (wait if asked is None else 0.0) > self._rules.patience
        if self._fails >= self._rules.tries * len(self._addresses) or tired:
            raise self._interrupted(f"The connection broke {self._fails} times in a row.", outcome.text)
        until = time.monotonic() + wait
        while (left := until - time.monotonic()) > 0:
            if self._attempt.stop():
                raise Cancelled
            self._attempt.tell(Progress(Stage.WAITING, self._part.done, self._part.size, left))
            time.sleep(min(TICK, left))
        if asked is not None:
            self._calm_since += wait

    def _interrupted(self, why: str, detail: str) -> EngineError:
        done, size = self._part.done / GIB, self._part.size / GIB
        return DownloadInterrupted(
            "The download was interrupted",
            why=why,
            done=f"Kept {done:.2f} of {size:.2f} GiB; it goes on from there.",
            do=("Resume", "Use another mirror"),
            detail=detail,
        )

    def _another(self, detail: str) -> EngineError:
        return WrongBytes(
            "The downloaded file did not match",
            why=f"{self._part.target.name} has another length on the server than was published.",
            done="Nothing of it was saved.",
            do=("Use another mirror", "Fetch again later"),
            detail=detail,
        )
