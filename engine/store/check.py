"""Reads every file of a model and says which are what was published; a wrong one can then be mended piece by piece."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from engine.api.published import PublishedFile
from engine.store.adopt import occupied, seems
from engine.store.plan import FetchPlan, Have
from engine.store.verify import Memory, never, read_hashes, silent
from engine.store.wanted import Stop, Tell


class Verdict(StrEnum):
    """What a file turned out to be."""

    RIGHT = "right"  # its hash is the published one
    WRONG = "wrong"
    MISSING = "missing"
    SOUND = "sound"  # no hash is published; it is whole as far as its header tells
    UNSOUND = "unsound"  # no hash is published, and its header promises another file


GOOD = (Verdict.RIGHT, Verdict.SOUND)


@dataclass(frozen=True, slots=True)
class Checked:
    """One file."""

    path: Path
    verdict: Verdict
    bytes: int
    wrong_pieces: int = 0  # where the hashes of the pieces are known


@dataclass(frozen=True, slots=True)
class Report:
    """What checking a model found."""

    model: str
    files: tuple[Checked, ...]

    @property
    def good(self) -> bool:
        """Every file is right as far as that can be told."""
        return all(one.verdict in GOOD for one in self.files)

    @property
    def bad(self) -> tuple[Checked, ...]:
        """Those to be mended."""
        return tuple(one for one in self.files if one.verdict not in GOOD)


def check(plan: FetchPlan, memory: Memory, stop: Stop = never, tell: Tell = silent) -> Report:
    """Read each file whole, whatever is remembered of it; of a wrong one nothing is remembered any more.

    Raises Cancelled when `stop` says so.
    """
    return Report(plan.model, tuple(_check(one.file, one.path, one.state, memory, stop, tell) for one in plan.files))


def _check(file: PublishedFile, path: Path, state: Have, memory: Memory, stop: Stop, tell: Tell) -> Checked:
    if state not in (Have.HERE, Have.SHARED):
        return Checked(path, Verdict.MISSING, 0)
    if path.is_dir():
        return Checked(path, Verdict.SOUND if seems(path, file.container) else Verdict.UNSOUND, occupied((path,)))
    try:
        before, size = memory.sha256(path), path.stat().st_size
        hashed = read_hashes(path, stop=stop, tell=tell, git=bool(file.git_sha1))
    except OSError:
        return Checked(path, Verdict.WRONG, 0)  # the disk cannot read it
    if path.name != file.path.rpartition("/")[2] and size != file.bytes:
        return Checked(path, Verdict.SOUND if seems(path, file.container) else Verdict.UNSOUND, size)  # another form
    truth = file.sha256 or before
    right = hashed.sha256 == truth if truth else hashed.git_sha1 == file.git_sha1
    if right:
        memory.remember(path, hashed)
    else:
        memory.forget(path)
    if truth or file.git_sha1:
        known = memory.pieces(truth) if truth else ()
        wrong = sum(a != b for a, b in zip(known, hashed.pieces, strict=False)) if not right else 0
        return Checked(path, Verdict.RIGHT if right else Verdict.WRONG, size, wrong)
    return Checked(path, Verdict.SOUND if seems(path, file.container) else Verdict.UNSOUND, size)
