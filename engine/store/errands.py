"""Brings the files of a plan, one after the other: what is shared is looked at, what is missing is fetched."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from engine.api.errors import DownloadRefused
from engine.api.published import PublishedFile
from engine.store.adopt import seems
from engine.store.learn import learn, wanted
from engine.store.offline import Network
from engine.store.plan import FetchPlan, Have, need_room
from engine.store.refusals import while_writing
from engine.store.sources import Endpoint
from engine.store.transfer import fetch
from engine.store.verify import Memory, know
from engine.store.wanted import Rules, Stop, Tell


class Errand(msgspec.Struct, frozen=True, omit_defaults=True):
    """One file that was asked for."""

    file: PublishedFile
    path: str  # where it goes, or where it was found
    shared: bool = False  # it was found; nothing is fetched unless it turns out to be wrong
    done: bool = False  # it has come, or was found, and is right


@dataclass(frozen=True, slots=True)
class Means:
    """What files are fetched with."""

    network: Network
    servers: tuple[Endpoint, ...]
    memory: Path  # the file of what is known of files that were hashed
    rules: Rules = field(default_factory=Rules)


def errands(plan: FetchPlan) -> tuple[Errand, ...]:
    """What there is to do to make the plan true."""
    return tuple(Errand(one.file, str(one.path), one.state is Have.SHARED) for one in plan.files)


def prepare(todo: Iterable[Errand], means: Means, stop: Stop) -> tuple[Errand, ...]:
    """The errands with what the hubs tell of files that the catalogue does not know whole.

    Raises DiskFull when the disk has no room for what has to come, CannotWrite, and what `learn` raises.
    """
    todo = tuple(todo)
    if all(one.done for one in todo):
        return todo
    known = learn((one.file for one in todo), means.network, means.servers, stop)
    told = tuple(msgspec.structs.replace(one, file=file) for one, file in zip(todo, known, strict=True))
    with while_writing():
        need_room(((one.file, Path(one.path)) for one in told if not (one.done or one.shared)), means.rules)
    return told


def bring(errand: Errand, target: Path, means: Means, stop: Stop, tell: Tell) -> Errand:
    """Do one errand; the errand as it ended.

    target   the models folder, for a file that was found elsewhere and turned out to be wrong
    Raises Cancelled, CannotWrite and what `fetch` raises.
    """
    with while_writing(), closing(Memory(means.memory)) as memory:
        if errand.shared:
            if _serves(errand, memory, stop, tell):
                return msgspec.structs.replace(errand, done=True)
            errand = msgspec.structs.replace(errand, shared=False, path=str(target / errand.file.path))
        want = wanted(errand.file, means.servers)
        if not want.addresses:
            if not _serves(errand, memory, stop, tell):
                raise nowhere_published(Path(errand.path).name)
            return msgspec.structs.replace(errand, done=True)
        arrived = fetch(want, Path(errand.path), means.network, means.rules, stop, tell, memory)
    return msgspec.structs.replace(errand, file=msgspec.structs.replace(errand.file, bytes=arrived.bytes), done=True)


def nowhere_published(name: str) -> DownloadRefused:
    """The error for a file without an address."""
    return DownloadRefused(
        "This file is published nowhere that Kinora knows",
        why=f"The catalogue names no place for {name}.",
        done="What has come so far is kept.",
        do=("Put the file into the models folder",),
    )


def _serves(errand: Errand, memory: Memory, stop: Stop, tell: Tell) -> bool:
    """Whether the file that was found is what was published, or at least sound where it is another form of it."""
    path, file = Path(errand.path), errand.file
    if file.sha256 and path.is_file() and path.stat().st_size == file.bytes:
        return know(path, memory, stop, tell) == file.sha256
    return path.exists() and seems(path, file.container)
