"""Kills a program that downloads with SIGKILL at each MiB and lets it go on: what comes again, and whether it is right.

`python -m tests.measure.hub_kills 24` uses a file of so many MiB and the pieces of 16 MiB that real files have.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from engine.store.wanted import CHUNK, MIB
from tests.engine.store.faulty import Server, made, serving

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Kill:
    """One death and what the next start did."""

    at: int  # bytes on the disk when it died
    again: int  # bytes that were on the disk and came again
    right: bool
    left_over: tuple[str, ...]


def start(server: Server, target: Path, size: int, sha256: str) -> subprocess.Popen[str]:
    """The program, as a process of its own."""
    words = [server.url, str(target), str(size), sha256, str(CHUNK)]
    command = [sys.executable, "-m", "tests.engine.store.one_download", *words]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=dict(os.environ))


def kill_at(data: bytes, sha256: str, point: int) -> Kill:
    """Kill when so many bytes are on the disk, then let it end."""
    with tempfile.TemporaryDirectory() as folder, serving(data, pause=0.0002) as server:
        target = Path(folder) / "m"
        part, process = target.with_name("m.part"), start(server, target, len(data), sha256)
        while not (part.exists() and part.stat().st_size >= point) and process.poll() is None:
            time.sleep(0.001)
        process.kill()
        process.communicate()
        written = part.stat().st_size if part.exists() else len(data)
        server.pause = 0.0
        second = start(server, target, len(data), sha256)
        fetched = int(second.communicate(timeout=120)[0] or -1)
        right = target.exists() and hashlib.sha256(target.read_bytes()).hexdigest() == sha256
        names = tuple(sorted(path.name for path in Path(folder).iterdir() if path != target))
        return Kill(written, fetched - (len(data) - written), right, names)


if __name__ == "__main__":
    count = int(sys.argv[1])
    data = made(count * MIB)
    sha256 = hashlib.sha256(data).hexdigest()
    kills = [kill_at(data, sha256, point * MIB) for point in range(1, count)]
    print(f"killed at {', '.join(f'{kill.at / MIB:.1f}' for kill in kills)} MiB")
    print(f"right afterwards        {sum(kill.right for kill in kills)} of {len(kills)}")
    print(f"left over               {sum(len(kill.left_over) for kill in kills)}")
    print(f"most that came again    {max(kill.again for kill in kills) / MIB:.2f} MiB of a file of {count} MiB")
