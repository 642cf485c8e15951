"""The real worker process, with a resources folder of tiny models."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import msgspec

from engine import catalog
from engine.api import wire
from engine.api.events import Event
from engine.api.orders import Generate
from engine.api.request import GenerationRequest

ROOT = Path(__file__).resolve().parent.parent


def serve(resources: str) -> None:
    """What the process runs."""
    from engine.worker import main

    catalog.RESOURCES = Path(resources)
    main(preload=())


def command(resources: Path) -> tuple[str, ...]:
    """How that process is started."""
    start = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import tests.tiny_worker as t; t.serve(sys.argv[1])"
    return (sys.executable, "-c", start, str(resources))


class TinyWorker:
    """A worker process with one job; ended when the block ends, however far it is."""

    def __init__(self, resources: Path, request: GenerationRequest) -> None:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command(resources), stdin=pipe, stdout=pipe)
        assert self.process.stdin is not None
        self.process.stdin.write(msgspec.json.encode(Generate(request)) + b"\n")
        self.process.stdin.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def events(self) -> Iterator[Event]:
        """What it tells, until it ends."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            yield wire.event(line)

    def kill(self) -> None:
        """SIGKILL (on Windows TerminateProcess): nothing is tidied up."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()
