"""Turns an official pickled checkpoint (.pth) into safetensors, once, in a sealed process; no torch in this one.

The app never opens a pickle.  The official Wan repositories have their text encoder, VAE and image encoder in no other
form, so a process of its own reads nothing but the tensors, behind walls (`engine/convert_walls.py`), and dies.  What
it wrote is read with the same suspicion as any other file before it gets its name.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from engine.api.errors import BadInput, CannotWrite, DamagedFile, DiskFull, EngineError, NotAModel, UnsafeFile
from engine.convert_walls import MIB
from engine.disk import patiently, sync_folder
from engine.weights.checkpoint import open_checkpoint
from engine.weights.detect import describe
from engine.weights.sniff import CONVERTIBLE, Container, container, refusal

MAIN = Path(__file__).resolve().parent.parent / "main.py"
LARGEST = 64 * 1024 * MIB  # bytes; the largest official file is a sixth of it
SPARE = 64 * MIB
PASSED_ON = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "HOME")
REFUSALS: dict[str, type[EngineError]] = {"unsafe": UnsafeFile, "damaged": DamagedFile, "strange": NotAModel}

Tell = Callable[[int, int], None]  # bytes done, bytes in all; may raise to stop


@dataclass(frozen=True, slots=True)
class Converted:
    """A file that was made."""

    path: Path
    what: str  # in words
    tensors: int
    bytes: int
    source_sha256: str
    network: bool  # whether the system could not take the network away (the other walls stood)


def beside(source: Path) -> Path:
    """Where the catalogue looks for it: the same name, as safetensors."""
    return source.with_suffix(".safetensors")


def published(source: Path) -> bool:
    """Whether the file bears the name of one that was published in no other form."""
    return source.name in CONVERTIBLE


def convert(source: Path, output: Path, tell: Tell = lambda done, total: None) -> Converted:
    """Make `output` from a pickled checkpoint; the source stays as it is.

    Raises BadInput (no pickle, or the output is there), UnsafeFile (it holds more than tensors, or wanted out),
    NotAModel, DamagedFile, DiskFull or CannotWrite; whatever is raised, nothing of the output is left.
    """
    _check(source, output)
    before = source.stat()
    digest = _hash(source, tell)
    part = output.with_name(output.name + ".part")
    with _removed_on_failure(part):
        said = _run(source, part, digest, tell)
        made = open_checkpoint(part)
        after = source.stat()
        if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
            raise _refused("damaged", source, "it changed while it was read.", "")
        what, count, size = describe(made), len(made.tensors), made.bytes
        patiently(lambda: os.replace(part, output))
        sync_folder(output.parent)
    return Converted(output, what, count, size, digest, bool(said.get("network", True)))


def _check(source: Path, output: Path) -> None:
    found = container(source)
    if found in (Container.SAFETENSORS, Container.GGUF):
        raise BadInput(
            "This file needs no conversion",
            why=f"{source.name} is {found.value}, which is read as it is.",
            do=("Use it as it is",),
        )
    if found is not Container.PICKLE:
        raise refusal(source, found)
    size = source.stat().st_size
    if size > LARGEST:
        raise _refused("strange", source, f"{size:,} bytes are more than any published checkpoint has.", "")
    if output.exists():
        raise BadInput(
            "There is a file of that name already",
            why=f"{output.name} is in {output.parent}.",
            done="It was left as it is; nothing was converted.",
            do=("Choose another name", "Delete it first"),
        )
    with _as_errors(output):
        output.parent.mkdir(parents=True, exist_ok=True)
        free = psutil.disk_usage(str(output.parent)).free
    if free < size + SPARE:
        raise DiskFull(
            "Not enough space for the converted file",
            why=f"It needs {(size + SPARE) / MIB:,.0f} MiB; {free / MIB:,.0f} MiB are free in {output.parent}.",
            done="Nothing was converted.",
            do=("Choose another folder", "Free some space"),
        )


def _hash(source: Path, tell: Tell) -> str:
    """sha256 of the source; counts as the first half of the work."""
    digest, done, size = hashlib.sha256(), 0, source.stat().st_size
    with source.open("rb") as file:
        while block := file.read(4 * MIB):
            digest.update(block)
            done += len(block)
            tell(done, 2 * size)
    return digest.hexdigest()


def _run(source: Path, part: Path, digest: str, tell: Tell) -> dict[str, Any]:
    """Start the sealed process and hear it to its end; what it said about itself."""
    with suppress(FileNotFoundError):
        part.unlink()
    size = source.stat().st_size
    said: dict[str, Any] = {}
    complaint: list[str] = []
    with _start(source, part, digest) as process:
        most = (4 * size + 4096 * MIB, 180 + size / (5 * MIB))
        watch = threading.Thread(target=_watch, args=(process, *most), daemon=True)
        listen = threading.Thread(target=lambda: complaint.append(_complaint(process)), daemon=True)
        heard = False
        try:
            watch.start()
            listen.start()
            for line in process.stdout or ():
                said |= _heard(line)
                tell(size + min(size, _number(said)), 2 * size)
            heard = True
        finally:
            if not heard:  # whoever listens wants to stop
                process.kill()
            status = process.wait()
            listen.join()
            watch.join()
    if status:
        _explain(source, status, said, complaint[0])
    return said


def _start(source: Path, part: Path, digest: str) -> subprocess.Popen[str]:
    """The sealed process, with almost nothing of our surroundings."""
    sources = [sys.executable, "-s", "-E", "-X", "utf8", str(MAIN)]
    program = [sys.executable] if getattr(sys, "frozen", False) else sources
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return subprocess.Popen(
        [*program, "convert", str(source.resolve()), "--output", str(part.resolve()), "--sealed", digest],
        env=environment | {"OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""},
        cwd=part.parent,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
    )


def _complaint(process: subprocess.Popen[str]) -> str:
    """The end of what it wrote beside its words, read to the end so that it never waits for us."""
    last = ""
    while process.stderr and (more := process.stderr.read(65_536)):
        last = (last + more)[-65_536:]
    return last


def _number(said: dict[str, Any]) -> int:
    done = said.get("done", 0)
    return max(0, done) if isinstance(done, int) else 0


def _heard(line: str) -> dict[str, Any]:
    """A line of the sealed process, which is believed as little as the file."""
    try:
        said = json.loads(line[:10_000])
    except (ValueError, RecursionError):
        return {}
    plain = said if isinstance(said, dict) else {}
    return {key: value for key, value in plain.items() if isinstance(value, str | int | bool)}


def _watch(process: subprocess.Popen[str], memory: int, seconds: float) -> None:
    """End it when it takes more than that; where the system has limits of its own, they come first."""
    for _ in range(int(seconds * 10)):
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.1)
            return
        with suppress(psutil.Error):
            if psutil.Process(process.pid).memory_info().rss > memory:
                break
    process.kill()


def _explain(source: Path, status: int, said: dict[str, Any], complaint: str) -> None:
    if said.get("refused") in REFUSALS:
        raise _refused(str(said["refused"]), source, str(said.get("why", "")), str(said.get("detail", "")))
    last = complaint.strip().rpartition("\n")[2]
    if "No space left" in last:
        raise DiskFull("The disk is full", why=last[:200], done="Nothing was kept.", do=("Free some space",))
    ended = f"the process that read it ended with {status}." if status < 0 or not last else "it could not be read."
    raise _refused("damaged", source, ended, complaint[-2000:])


def _refused(kind: str, source: Path, why: str, detail: str) -> EngineError:
    titles = {
        "unsafe": "This file holds more than weights",
        "damaged": "The file could not be converted",
        "strange": "This file is no checkpoint that can be converted",
    }
    return REFUSALS[kind](
        titles[kind],
        why=f"{source.name}: {why}",
        done="It was opened in a sealed process only; nothing in it ran and nothing was kept.",
        do=("Find the .safetensors version of the model", "Fetch the file again from where it was published"),
        detail=detail,
    )


@contextmanager
def _removed_on_failure(part: Path) -> Iterator[None]:
    try:
        with _as_errors(part):
            yield
    finally:
        with suppress(OSError):
            part.unlink()  # renamed when all went well


@contextmanager
def _as_errors(output: Path) -> Iterator[None]:
    try:
        yield
    except OSError as wrong:
        raise CannotWrite(
            "The converted file cannot be written",
            why=f"{output.parent}: {wrong.strerror or wrong}.",
            done="Nothing was converted.",
            do=("Choose another folder",),
        ) from wrong
