"""Fetches files from a server that fails by random scripts, and counts what may never happen.

`python -m tests.measure.hub 1000` runs so many scripts; a second number is the seed.  Every script draws the faults of
the server, whether a second server helps, whether the hashes of the pieces are known, and where the person stops or the
disk changes a byte meanwhile.  Pieces and blocks are a thousandth of the real ones, so that a file has eleven pieces.
"""

from __future__ import annotations

import hashlib
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from engine.api.errors import Cancelled, EngineError
from engine.store import offline
from engine.store.offline import Network, Stream
from engine.store.transfer import fetch
from engine.store.wanted import Address, Rules, Wanted
from tests.engine.store.faulty import FAULTS, made, serving

CHUNK = 16 * 1024  # stands for the 16 MiB of real files
BLOCK = 256  # of 256 KiB
DATA = made(10 * CHUNK + 123)
SHA = hashlib.sha256(DATA).hexdigest()
PIECES = tuple(hashlib.sha256(DATA[at : at + CHUNK]).hexdigest() for at in range(0, len(DATA), CHUNK))
RULES = Rules(
    chunk=CHUNK, least_rate=4000, window=0.25, tries=6, patience=4.0, first_wait=0.005, longest_wait=0.05, margin=0
)
SLOW = ("stall", "drip", "silent")  # cost a whole window each
SILENT = "flip"  # wrong bytes that nothing but a hash tells
PERSON = ("stop", "rot")  # what happens on this side meanwhile
ALLOWED = {"m", "m.part", "m.part.notes"}


@dataclass(frozen=True)
class Script:
    """What goes wrong, drawn from one number."""

    faults: tuple[str, ...]
    mirror: bool
    pieces: bool
    person: tuple[str, ...]

    @classmethod
    def draw(cls, seed: int) -> Script:
        dice = random.Random(seed)
        quick = [fault for fault in FAULTS if fault not in SLOW]
        faults = tuple(
            dice.choice(SLOW) if dice.random() < 0.06 else dice.choice(quick) for _ in range(dice.randint(1, 8))
        )
        person = tuple(dice.choice(PERSON) for _ in range(dice.choice((0, 0, 0, 1, 2))))
        return cls(faults, dice.random() < 0.4, dice.random() < 0.5, person)


@dataclass
class Ending:
    """What became of one script."""

    script: Script
    right: bool = False
    wrong: bool = False  # wrong bytes got the name of the file
    calls: int = 0
    codes: list[str] = field(default_factory=list)
    untyped: list[str] = field(default_factory=list)
    met: list[str] = field(default_factory=list)  # faults that were played
    came: int = 0  # bytes that were read from the network
    orphans: list[str] = field(default_factory=list)
    slowest: float = 0.0  # seconds until an error was told

    @property
    def again(self) -> int:
        """Bytes that came more than once."""
        return self.came - len(DATA)

    @property
    def troubles(self) -> int:
        """Everything that may cost a piece: faults that were played, stops, changed bytes."""
        return len(self.met) + len(self.script.person)


class Counting(Network):
    """Counts what is read."""

    def __init__(self) -> None:
        super().__init__(lambda: False, proxies={})
        self.came = 0

    def ask(self, *words: object, **more: object) -> Stream:
        stream, read = super().ask(*words, **more), None  # type: ignore[arg-type]
        read = stream.read

        def counted(wait: float) -> bytes | None:
            block = read(wait)
            self.came += len(block or b"")
            return block

        stream.read = counted  # type: ignore[method-assign]
        return stream


def play(script: Script, folder: Path) -> Ending:
    """Fetch the file through the script; after each error the person asks again, as long as faults are left."""
    ending, network, target = Ending(script), Counting(), folder / "m"
    person, pieces = list(script.person), PIECES if script.pieces else ()
    with serving(DATA, *script.faults) as server, serving(DATA) as mirror:
        server.other = mirror.url
        addresses = tuple(Address(one.url) for one in ((server, mirror) if script.mirror else (server,)))
        want = Wanted(addresses, len(DATA), SHA, chunks=pieces)
        for ending.calls in range(1, len(script.faults) + len(person) + 4):
            began = time.monotonic()
            try:
                fetch(want, target, network, RULES, _stop(person, network))
                ending.right = True
                break
            except Cancelled:
                _meanwhile(person.pop(0), target)
            except EngineError as told:
                ending.codes.append(told.code)
                ending.slowest = max(ending.slowest, time.monotonic() - began)
                if not (told.title and told.why and told.done and told.do and told.code.startswith("DL-")):
                    ending.untyped.append(f"{told.code} {told}")
            ending.wrong |= target.exists() and target.read_bytes() != DATA
            ending.orphans += sorted({path.name for path in folder.iterdir()} - ALLOWED)
        ending.met = list(script.faults[: len(script.faults) - len(server.script)])
    ending.came = network.came
    ending.wrong |= target.exists() and target.read_bytes() != DATA
    ending.orphans += sorted({path.name for path in folder.iterdir()} - ({"m"} if ending.right else ALLOWED))
    return ending


def _stop(person: list[str], network: Counting):
    """The person stops after three more pieces, if they do at all."""
    until = network.came + 3 * CHUNK
    return lambda: bool(person) and network.came >= until


def _meanwhile(what: str, target: Path) -> None:
    part = target.with_name("m.part")
    if what == "rot" and part.exists() and part.stat().st_size > CHUNK:
        with part.open("r+b") as file:
            file.seek(CHUNK // 2)
            old = file.read(1)
            file.seek(CHUNK // 2)
            file.write(bytes([old[0] ^ 255]))


def run(count: int, seed: int = 0, every: int = 0) -> list[Ending]:
    """Play so many scripts, each in a folder of its own."""
    endings: list[Ending] = []
    offline.BLOCK, before = BLOCK, offline.BLOCK
    try:
        for number in range(count):
            _one(seed * 1_000_003 + number, endings)
            if every and (number + 1) % every == 0:
                print(f"{number + 1} scripts, {sum(e.right for e in endings)} right", file=sys.stderr, flush=True)
    finally:
        offline.BLOCK = before
    return endings


def _one(seed: int, endings: list[Ending]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        endings.append(play(Script.draw(seed), Path(folder)))


def report(endings: list[Ending]) -> str:
    """The figures."""
    played = Counter(fault for ending in endings for fault in ending.met)
    told = [e for e in endings if seen(e)]
    helped = [e for e in endings if e.script.mirror]
    blind = [e for e in endings if e not in told]
    rows = [
        f"scripts                                  {len(endings)}",
        f"faults played                            {sum(played.values())} of {len(played)} kinds",
        f"wrong bytes accepted                     {sum(e.wrong for e in endings)}",
        f"right in the end                         {sum(e.right for e in endings)}",
        f"right without asking again               {sum(e.right and not e.codes for e in endings)}",
        f"  with a second server                   {sum(e.right and not e.codes for e in helped)} of {len(helped)}",
        f"most times a person had to ask again     {max(len(e.codes) for e in endings)}",
        f"errors told                              {dict(Counter(c for e in endings for c in e.codes))}",
        f"errors without all their parts           {sum(len(e.untyped) for e in endings)}",
        f"slowest error (windows of 0.25 s)        {max(e.slowest for e in endings):.1f} s",
        f"orphans                                  {sum(len(e.orphans) for e in endings)}",
        f"most refetched per fault, in pieces      {most(told):.2f} ({len(told)} scripts)",
        f"  where wrong bytes came unseen          {most(blind):.2f} ({len(blind)} scripts, no hash of pieces known)",
    ]
    return "\n".join(rows)


def seen(ending: Ending) -> bool:
    """Whether each wrong byte is told with its piece, so that the piece alone comes again."""
    return SILENT not in ending.met or ending.script.pieces


def most(endings: list[Ending]) -> float:
    """Pieces that came again for each thing that went wrong, in the worst script."""
    return max((e.again / CHUNK / max(1, e.troubles) for e in endings if e.right), default=0.0)


if __name__ == "__main__":
    count, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    began, endings = time.monotonic(), run(count, seed, every=50)
    print(report(endings))
    print(f"in {time.monotonic() - began:.0f} s")
    for ending in endings:
        if ending.wrong or not ending.right or ending.orphans or ending.untyped:
            print(ending)
    worst = sorted((e for e in endings if e.right and seen(e)), key=lambda e: -e.again / max(1, e.troubles))[:5]
    for ending in worst:
        print(f"{ending.again / CHUNK:6.2f} pieces  {ending.troubles} troubles  {ending.met} {ending.script}")
