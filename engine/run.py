"""Runs one job and turns whatever happens into events.  Knows no Qt and no process."""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

from engine import catalog
from engine.api.errors import (
    BadInput,
    Cancelled,
    DiskFull,
    EngineError,
    EngineStopped,
    Mistake,
    OutOfMemory,
)
from engine.api.events import Event, Failed, Finished, Log, Probed, Stopped
from engine.api.model import ModelSpec
from engine.api.request import GenerationRequest
from engine.store.forms import in_form
from engine.store.home import home

Emit = Callable[[Event], None]


class Warm(dict[Any, Any]):
    """Loaded parts that families keep between jobs; emptied by Unload and after memory ran out."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a family's generator gets; it yields events and ends with Finished."""

    request: GenerationRequest
    spec: ModelSpec
    params: Any  # the family's params class
    stop: Callable[[], None]  # raises Cancelled once the person wants to stop; call it often
    warm: Warm
    emit: Emit  # for events at a high rate, such as Stepped and Preview, from deep inside a loop


def run(request: GenerationRequest, emit: Emit, stop: Callable[[], None], warm: Warm) -> Finished | Stopped | Failed:
    """Do the job; every event goes to `emit`, the last one is the end and is returned too.  Never raises."""
    end = _end_of(request, emit, stop, warm)
    if isinstance(end, Failed) and end.code in (OutOfMemory.code, EngineStopped.code):
        warm.clear()
    gc.collect()
    emit(end)
    return end


def _end_of(
    request: GenerationRequest, emit: Emit, stop: Callable[[], None], warm: Warm
) -> Finished | Stopped | Failed:
    try:
        return _work(request, emit, stop, warm)
    except Cancelled:
        return Stopped(request.id)
    except EngineError as wrong:
        return Failed.of(request.id, wrong)
    except Exception as wrong:  # noqa: BLE001  the one place where a mistake of ours is turned into words
        return Failed.of(request.id, explain(wrong))


def _work(request: GenerationRequest, emit: Emit, stop: Callable[[], None], warm: Warm) -> Finished:
    stop()
    spec = catalog.load(request.models_folders).model(request.model)
    params = catalog.read_params(spec, request.params)
    spec = in_form(spec, params.model_variant)
    check_inputs(request)
    generate: Callable[[Job], Iterator[Event]] = resolve_name(catalog.family(spec).run)
    with contextlib.closing(generate(Job(request, spec, params, stop, warm, emit))) as events:  # type: ignore[type-var]
        for event in events:
            if isinstance(event, Finished):
                return event
            emit(event)
            stop()
    raise AssertionError(f"the family {spec.family} ended without Finished")


def check_inputs(request: GenerationRequest) -> None:
    """Raises BadInput for the first input whose file is not there."""
    for given in request.inputs:
        if not Path(given.asset.path).is_file():
            raise BadInput(
                "A file of this job is not there",
                why=f"{Path(given.asset.path).name} was moved or deleted.",
                do=("Drop the file again.",),
                detail=given.asset.path,
                param=given.role.value,
            )


def explain(wrong: Exception) -> EngineError:
    """Anything that was raised, as an error that a person can act on; torch is recognised by name, not imported."""
    told = "".join(traceback.format_exception(wrong))
    kind, text = type(wrong).__name__, str(wrong)
    if isinstance(wrong, MemoryError) or kind == "OutOfMemoryError" or "out of memory" in text.lower():
        return OutOfMemory(
            "Memory ran out",
            why=text.partition("\n")[0][:300],
            done="The job was stopped; the other jobs go on.",
            do=("Choose a smaller size or fewer frames.", "Close other programs."),
            detail=told,
        )
    if isinstance(wrong, OSError) and wrong.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(
            "The disk is full",
            why=f"There was no room for {Path(str(wrong.filename)).name}." if wrong.filename else "",
            done="What was computed is kept in the job's folder.",
            do=("Free some space and run the job again.", "Choose another folder."),
            detail=told,
        )
    if kind == "AcceleratorError" or text.startswith("CUDA error"):
        return EngineStopped(
            "The graphics driver was reset",
            why=text.partition("\n")[0][:300],
            done="The engine starts again; the job is kept.",
            do=("Run the job again.",),
            detail=told,
        )
    return Mistake(
        "Kinora made a mistake",
        why=f"{kind}: {text.partition(chr(10))[0][:300]}",
        done="The job was stopped; the other jobs go on.",
        do=("Run the job again.", "Send the report."),
        detail=told,
    )


def measure(emit: Emit) -> None:
    """Tell the machine, measured once for each card and driver; what goes wrong there goes to the log, never up."""
    try:
        emit(Probed(resolve_name("engine.hardware.probe:known")(home(os.environ).data)))
    except Exception:  # noqa: BLE001  a driver may raise anything here
        emit(Log(f"The machine could not be measured.\n{traceback.format_exc()}"))


def give_back_memory() -> None:
    """Return cached memory of the device to the system, if torch is there at all."""
    gc.collect()
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_available():
        torch.cuda.empty_cache()
