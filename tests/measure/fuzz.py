"""Reads spoilt weight files by the thousand in a watched process: no death, none over 2 s, and only typed errors.

Run with `python -m tests.measure.fuzz [COUNT] [SEED] [LOADER ...]`; prints one line per loader and exits 0 when the
rules held.  The same seed gives the same files.
"""

from __future__ import annotations

import json
import mmap
import os
import random
import struct
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 2.0  # seconds of processor time for one file
HUNG = 20.0  # seconds on the clock, for a machine that does other things too
MOST_MEMORY = 6 * 2**30  # bytes of address space
GROWTH = 64 * 2**20  # bytes that the process may have grown between the first tenth and the end
EVERY = 100  # files between two reports, fewer where there are few
UNKNOWN = ("safetensors header", "sharded index")  # whose honest files are of no model, and are refused for that
_STATE = struct.Struct("<qd")  # which file is being read, since when


@dataclass
class Outcome:
    """What became of the files of one loader."""

    read: int = 0
    ends: Counter[str] = field(default_factory=Counter)  # "ok" or the class of the error
    untyped: list[str] = field(default_factory=list)
    deaths: list[int] = field(default_factory=list)  # the numbers of the files
    slow: list[int] = field(default_factory=list)
    longest: float = 0.0  # seconds of processor time
    memory: list[int] = field(default_factory=list)  # bytes resident, at each report of the last process

    @property
    def grown(self) -> int:
        """Bytes that the last process grew after its first tenth."""
        return max(self.memory[len(self.memory) // 10 :], default=0) - (self.memory or [0])[len(self.memory) // 10]

    @property
    def kept_the_rules(self) -> bool:
        """No death, none too long, every error typed with its four parts, memory bounded."""
        return not (self.untyped or self.deaths or self.slow) and self.grown <= GROWTH


def run(loader: str, count: int, seed: int) -> Outcome:
    """Read `count` spoilt files; a process that dies or hangs is started again behind that file."""
    outcome = Outcome()
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as folder:
        state = Path(folder) / "state"
        state.write_bytes(_STATE.pack(-1, time.monotonic()))
        first = 0
        while first < count:
            first = _watch(loader, (first, count, seed), Path(folder), outcome)
    return outcome


def _watch(loader: str, which: tuple[int, int, int], folder: Path, outcome: Outcome) -> int:
    """Run one process to its end; the number of the file to go on with."""
    count = which[1]
    words = [sys.executable, "-m", "tests.measure.fuzz", "--child", loader, *map(str, which), str(folder)]
    state = folder / "state"
    state.write_bytes(_STATE.pack(-1, time.monotonic()))
    outcome.memory.clear()
    report = folder / "report"
    report.write_bytes(b"")
    with report.open("wb") as out, subprocess.Popen(words, cwd=ROOT, stdout=out) as process:
        while process.poll() is None:
            time.sleep(0.1)
            at, since = _STATE.unpack(state.read_bytes())
            if at >= 0 and time.monotonic() - since > HUNG:
                process.kill()
    for line in report.read_text().splitlines():
        _add(outcome, json.loads(line))
    if process.returncode == 0:
        return count
    at, since = _STATE.unpack(state.read_bytes())
    if at < 0:
        raise RuntimeError(f"the child of {loader} could not begin")
    (outcome.slow if process.returncode == -9 and time.monotonic() - since > HUNG else outcome.deaths).append(at)
    outcome.read = at + 1
    return at + 1


def _add(outcome: Outcome, said: dict) -> None:
    outcome.read = said["read"]
    outcome.ends.update(said["ends"])
    outcome.untyped += said["untyped"]
    outcome.slow += said["slow"]
    outcome.longest = max(outcome.longest, said["longest"])
    outcome.memory.append(said["memory"])


def child(loader: str, first: int, count: int, seed: int, folder: Path) -> None:
    """Read the files and report; what happens here may kill this process."""
    from engine.api.errors import EngineError
    from tests.measure.loaders import LOADERS
    from tests.measure.mutate import spoilt

    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)
    _limit()
    place = folder / "files"
    place.mkdir(exist_ok=True)
    target = LOADERS[loader].make(place)
    honest = target.read_bytes()
    if loader not in UNKNOWN:
        LOADERS[loader].read(target)  # an honest file passes, or else nothing below would mean anything
    with (folder / "state").open("r+b") as file, mmap.mmap(file.fileno(), _STATE.size) as state:
        said = _nothing(first)
        for number in range(first, count):
            chance = random.Random(f"{seed} {loader} {number}")
            target.write_bytes(spoilt(honest, chance))
            state[:] = _STATE.pack(number, time.monotonic())
            began = time.process_time()
            try:
                LOADERS[loader].read(target)
                end = "ok"
            except EngineError as error:
                whole = error.title and error.why and error.done and error.do and len(error.title) <= 60
                end = type(error).__name__ if whole else f"{type(error).__name__} without its parts"
                if not whole:
                    said["untyped"].append(f"{number}: {end}")
            except Exception as error:  # noqa: BLE001 - that there are none is what is measured
                end = f"untyped {type(error).__name__}"
                said["untyped"].append(f"{number}: {type(error).__name__}: {error}"[:300])
            took = time.process_time() - began
            said["ends"][end] = said["ends"].get(end, 0) + 1
            said["longest"] = max(said["longest"], took)
            said["slow"] += [number] * (took > LONGEST)
            if (number + 1) % min(EVERY, max(1, count // 4)) == 0 or number + 1 == count:
                print(json.dumps({**said, "read": number + 1, "memory": _resident()}), flush=True)
                said = _nothing(number + 1)


def _nothing(read: int) -> dict:
    return {"read": read, "ends": {}, "untyped": [], "slow": [], "longest": 0.0}


def _limit() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _resident() -> int:
    import psutil

    return psutil.Process().memory_info().rss


def main(words: list[str]) -> int:
    """Measure; 0 when every loader kept the rules."""
    from tests.measure.loaders import LOADERS

    count = int(words[0]) if words else 20_000
    seed = int(words[1]) if len(words) > 1 else 1
    right = True
    for loader in words[2:] or LOADERS:
        began = time.monotonic()
        outcome = run(loader, count, seed)
        right &= outcome.kept_the_rules
        ends = ", ".join(f"{end} {n}" for end, n in outcome.ends.most_common())
        print(
            f"{loader:<20} {outcome.read} files in {time.monotonic() - began:.0f} s: deaths {len(outcome.deaths)},"
            f" over 2 s {len(outcome.slow)}, untyped {len(outcome.untyped)}, longest {outcome.longest * 1000:.0f} ms,"
            f" resident {(outcome.memory or [0])[0] / 2**20:.0f} MiB + {outcome.grown / 2**20:.1f};  {ends}",
            flush=True,
        )
        for example in outcome.untyped[:5]:
            print("    ", example)
        for number in (*outcome.deaths, *outcome.slow):
            print("     file", number)
    return 0 if right else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]), Path(sys.argv[6]))
    else:
        sys.exit(main(sys.argv[1:]))
