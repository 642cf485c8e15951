"""How fast weights come to their places, beside a plain sequential read of the same file in the same process.

Run with `python -m tests.measure.read_rate [MEGABYTES]`; prints the rates for each way of loading, and the most memory
a load takes.  0 when reading to a place that is there (as for a graphics card) and mapping reach 80 % of the plain read
from the disk, and the memory is at most 110 % of the weights.  The rate into fresh memory is that of the system's page
faults; beside it stands the plainest read into fresh memory.
"""

from __future__ import annotations

import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import torch
from torch import nn

from engine.weights.checkpoint import open_checkpoint
from engine.weights.names import official
from engine.weights.pages import ReadAhead
from engine.weights.place import CHUNK, Loading, Source, load, read_into
from engine.weights.precision import Precision, nothing_in_fp32

SIDE = 4096  # of the matrices
ROUNDS = 5
CPU = torch.device("cpu")
WAYS = {  # (type in the file, compute type, mapped; None: every tensor to the same place)
    "to a place, bf16": (torch.bfloat16, torch.bfloat16, None),
    "to a place, fp8": (torch.float8_e4m3fn, torch.bfloat16, None),
    "read, bf16 as it is": (torch.bfloat16, torch.bfloat16, False),
    "mapped, bf16 as it is": (torch.bfloat16, torch.bfloat16, True),
    "read, fp8 kept small": (torch.float8_e4m3fn, torch.bfloat16, False),
    "read, fp32 to bf16": (torch.float32, torch.bfloat16, False),
}


def written(folder: Path, megabytes: int, dtype: torch.dtype) -> Path:
    """A file of matrices with random numbers, byte by byte our own header."""
    count = max(1, megabytes * 10**6 // (SIDE * SIDE * dtype.itemsize))
    word = {torch.bfloat16: "BF16", torch.float8_e4m3fn: "F8_E4M3", torch.float32: "F32"}[dtype]
    size = SIDE * SIDE * dtype.itemsize
    header = {
        f"{n}.weight": {"dtype": word, "shape": [SIDE, SIDE], "data_offsets": [n * size, (n + 1) * size]}
        for n in range(count)
    }
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    one = torch.randn(SIDE, SIDE).to(dtype).view(torch.uint8).numpy().tobytes()
    path = folder / f"{word}.safetensors"
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for _ in range(count):
            file.write(one)
        file.flush()
        os.fsync(file.fileno())
    return path


def plain_read(path: Path) -> float:
    """Seconds for reading the file from front to back into one chunk that is used again and again."""
    room = memoryview(bytearray(CHUNK))
    began = time.perf_counter()
    with path.open("rb", buffering=0) as file:
        while file.readinto(room):
            pass
    return time.perf_counter() - began


def whole_read(path: Path) -> float:
    """Seconds for reading the file into memory that stays, as the weights do, in the plainest way."""
    began = time.perf_counter()
    kept = path.read_bytes()
    seconds = time.perf_counter() - began
    del kept
    return seconds


def to_one_place(path: Path) -> float:
    """Seconds for reading and checking every tensor, each to the same memory."""
    tensors = sorted(open_checkpoint(path).tensors.values(), key=lambda t: t.start)
    staging, place = torch.empty(CHUNK, dtype=torch.uint8), torch.zeros(tensors[0].bytes, dtype=torch.int8)
    began = time.perf_counter()
    runs = ((stored.start, stored.start + stored.bytes) for stored in tensors)
    with path.open("rb", buffering=0) as file, ReadAhead(path, runs) as ahead:
        for stored in tensors:
            source = Source(stored, stored.start, stored.shape, file, ahead, None, staging)
            kept = source.packed(1) if stored.dtype.startswith("F8") else source
            read_into(place.view(kept.dtype).view(kept.shape), kept, lambda read: None)
    return time.perf_counter() - began


def loading(path: Path, compute: torch.dtype, mapped: bool | None) -> float:
    """Seconds until every weight is in its place and has been looked at."""
    if mapped is None:
        return to_one_place(path)
    checkpoint = open_checkpoint(path)
    with torch.device("meta"):
        network = nn.Sequential(*(nn.Linear(SIDE, SIDE, bias=False) for _ in checkpoint.tensors))
    began = time.perf_counter()
    load(network, checkpoint, Loading(official, Precision(compute, nothing_in_fp32), CPU, mapped))
    return time.perf_counter() - began


def forget(path: Path) -> bool:
    """Ask the system to forget the file, so that the next read comes from the disk; whether it can."""
    if not hasattr(os, "posix_fadvise"):
        return False
    with path.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return True


def rates(path: Path, compute: torch.dtype, mapped: bool | None, cold: bool) -> tuple[float, float, float]:
    """Bytes a second of the plain read, of the read into memory that stays, and of loading; medians, taken in turn."""
    size, taken = path.stat().st_size, []
    for _ in range(ROUNDS):
        seconds = []
        for read in (plain_read, whole_read, lambda path: loading(path, compute, mapped)):
            if cold:
                forget(path)
            seconds.append(read(path))
        taken.append([size / each for each in seconds])
    plain, whole, ours = (statistics.median(each) for each in zip(*taken, strict=True))
    return plain, whole, ours


def peak(path: Path, compute: torch.dtype, mapped: bool) -> float:
    """The most memory that a load took, as a multiple of the weights; in a process of its own."""
    words = [
        sys.executable,
        "-m",
        "tests.measure.read_rate",
        "--peak",
        str(path),
        str(compute).split(".")[1],
        str(mapped),
    ]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    return float(done.stdout)


def _peak(path: Path, compute: torch.dtype, mapped: bool) -> float:
    checkpoint = open_checkpoint(path)
    with torch.device("meta"):
        network = nn.Sequential(*(nn.Linear(SIDE, SIDE, bias=False) for _ in checkpoint.tensors))
    Path("/proc/self/clear_refs").write_text("5")
    before = _status("VmRSS")
    taken = load(network, checkpoint, Loading(official, Precision(compute, nothing_in_fp32), CPU, mapped))
    for parameter in network.parameters():
        parameter.view(torch.uint8).view(-1)[::4096].max()
    return (_status("VmHWM") - before) / taken


def _status(word: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith(word + ":"))) * 1024


def main(words: list[str]) -> int:
    """Measure; 0 when both rules held."""
    torch.set_num_threads(1)
    if words[:1] == ["--peak"]:
        print(_peak(Path(words[1]), getattr(torch, words[2]), words[3] == "True"))
        return 0
    megabytes, right = int(words[0]) if words else 1500, True
    with tempfile.TemporaryDirectory(prefix="kinora-read-") as folder:
        for way, (kept, compute, mapped) in WAYS.items():
            path = written(Path(folder), megabytes, kept)
            most = float("nan") if mapped is None or sys.platform != "linux" else peak(path, compute, mapped)
            for cold in (True, False):
                plain, whole, ours = rates(path, compute, mapped, cold)
                right &= ours >= 0.8 * plain or mapped is False or not cold
                print(
                    f"{way:<22} {path.stat().st_size / 1e9:.2f} GB {'from the disk' if cold else 'from memory  '}"
                    f"  plain {plain / 1e9:.2f} GB/s, to stay {whole / 1e9:.2f} GB/s, loaded {ours / 1e9:.2f} GB/s:"
                    f" {100 * ours / plain:.0f} and {100 * ours / whole:.0f} %"
                    + (f";  most memory {100 * most:.1f} %" if math.isfinite(most) else ""),
                    flush=True,
                )
            right &= not most > 1.1
            path.unlink()
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
