"""One download as the window shows it, and as the database keeps it."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from engine.api.events import Failed
from engine.store.errands import Errand


class State(StrEnum):
    """Where a download stands."""

    WAITING = "waiting"  # for its turn
    FETCHING = "fetching"
    PAUSED = "paused"
    CHECKING = "checking"
    DONE = "done"
    FAILED = "failed"  # `failure` says why; it can be resumed


class FileState(StrEnum):
    """Where one file of it stands."""

    NEXT = "next"
    FETCHING = "fetching"
    WAITING = "waiting"  # for the server; `again_in` says how long
    WRONG = "wrong"  # wrong bytes came; only those pieces come again
    CHECKING = "checking"
    CHECKED = "checked"
    SHARED = "shared"  # it was here already, perhaps in another program's folder
    FAILED = "failed"


class FileRow(msgspec.Struct, frozen=True):
    """One file."""

    name: str
    state: FileState
    done: int  # bytes
    total: int  # bytes, 0 while not known
    again_in: float = 0.0  # seconds until the next try


class Download(msgspec.Struct, frozen=True):
    """A model that is being fetched."""

    id: str
    model: str  # id in the catalogue
    variant: str
    title: str
    state: State
    target: str  # the models folder it goes to
    files: tuple[FileRow, ...]
    done: int  # bytes that are here and were asked for
    total: int
    shared: int = 0  # bytes that need not be fetched, because they are on this computer already
    rate: float = 0.0  # bytes a second over the last seconds
    seconds_left: float | None = None
    failure: Failed | None = None

    @property
    def over(self) -> bool:
        """Nothing more happens to it by itself."""
        return self.state in (State.DONE, State.FAILED)


class Order(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was asked for, as it is kept on the disk."""

    id: str
    model: str
    variant: str
    title: str
    target: str
    errands: tuple[Errand, ...]
    state: State = State.WAITING
    failure: Failed | None = None
