"""One job of the queue, as the window shows it and as the journal keeps it."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from app.progress import Progress
from engine.api.events import Failed
from engine.api.film import Film
from engine.api.request import GenerationRequest
from engine.api.result import Result


class State(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"  # Kinora closed while this was made


class Job(msgspec.Struct, frozen=True, omit_defaults=True):
    """A request with what became of it."""

    id: str
    title: str
    state: State
    request: GenerationRequest
    created: float  # seconds since 1970
    failure: Failed | None = None
    result: Result | None = None
    progress: Progress | None = None  # while it runs; not kept on disk
    thumbnail: str = ""  # path of a PNG, "" until there is one
    film: Film | None = None  # of a film that is made in windows: what is finished of it
    clip: str = ""  # the clip of the timeline that this makes a new take of, "": a clip of its own

    @property
    def again(self) -> int | None:
        """The window that is made again, None for a whole film."""
        return self.request.redo_window if self.request.redo_window >= 0 else None

    @property
    def over(self) -> bool:
        """Nothing more happens to it unless it is run again."""
        return self.state in (State.DONE, State.FAILED, State.STOPPED)
