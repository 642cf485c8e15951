"""What a job will need and how long it will take on this machine, corrected by what earlier jobs really took."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QObject, Signal, Slot

from app import saved
from engine import catalog, meters
from engine.api.errors import EngineError
from engine.api.events import Event, Probed, Ready, Stage
from engine.api.hardware import Device, HardwareProfile, MemoryRead
from engine.api.model import ModelSpec
from engine.api.plan import Offer
from engine.api.request import GenerationRequest, Input
from engine.api.result import Result
from engine.store.forms import AUTO

if TYPE_CHECKING:  # the planner brings numpy along, which is imported at the first forecast, not at the start
    from engine.planner.forecast import Forecast
    from engine.planner.parts import Files

GENTLE = 0.5  # share of a new measurement in the correction that is kept
SAME = 0.1  # of the memory of a device: a reading that is further off is of another
LEAST, MOST = 0.02, 50.0  # a correction beyond these is a mistake of the measurement


class Compared(msgspec.Struct, frozen=True):
    """What was foreseen of a job, held against what happened."""

    foreseen_bytes: int
    measured_bytes: int
    foreseen_seconds: float
    measured_seconds: float

    @property
    def short(self) -> int:
        """Bytes that were needed and not foreseen."""
        return max(0, self.measured_bytes - self.foreseen_bytes)


class _File(msgspec.Struct, frozen=True):
    profile: HardwareProfile | None = None
    last: dict[str, Compared] = {}  # "model device" -> the last job
    corrections: dict[str, dict[str, float]] = {}  # "model device" -> stage -> measured over predicted seconds


class Forecasts(QObject):
    """Predictions of the planner, times what was learned; `changed` when the machine or the learning moves."""

    changed = Signal()
    wanted = Signal()  # the machine should be measured, once a session

    def __init__(self, path: Path, models: catalog.Catalog, models_folders: Callable[[], tuple[str, ...]]) -> None:
        super().__init__()
        self.path, self._models, self._models_folders = path, models, models_folders
        found, _ = saved.read(path, _File)
        self._file = found or _File()
        self._asked = False

    def know(self, models: catalog.Catalog) -> None:
        """Look models up there from now on."""
        self._models = models

    @property
    def profile(self) -> HardwareProfile:
        """The machine, as last measured; before the first measurement what the meters can tell."""
        return self._file.profile or _unmeasured()

    @Slot(object)
    def hear(self, event: Event) -> None:
        """Take over a new measurement of the machine; ask for one when the engine is there."""
        if isinstance(event, Probed):
            self._keep(profile=event.profile)
        elif isinstance(event, Ready) and not self._asked:
            self._asked = True
            self.wanted.emit()

    @Slot(object)
    def hear_memory(self, read: MemoryRead) -> None:
        """Free memory as it is now; what the worker itself holds can be used again."""
        known = self._file.profile
        if known is None or abs(read.total - known.device.memory) > SAME * known.device.memory:
            return  # a card that the meters cannot see, or one that is made up
        ram_free = read.ram_total - read.ram_used
        if known.device.id == "cpu":
            ram_free += read.used_ours
            device = msgspec.structs.replace(known.device, free=ram_free)
        else:
            device = msgspec.structs.replace(known.device, free=read.total - read.used_others)
        moved = msgspec.structs.replace(known, device=device, ram_free=ram_free)
        self._file = msgspec.structs.replace(self._file, profile=moved)

    def forecast(
        self,
        spec: ModelSpec,
        params: Any,
        profile: HardwareProfile | None = None,
        inputs: tuple[Input, ...] = (),
    ) -> Forecast:
        """Memory, time and disk of a job with these params; raises InvalidParam for values that cannot run.

        An input that the task needs and that is not there yet is assumed, so that the plan is seen before the drop.
        """
        machine = profile or self.profile
        key = _key(spec, params, machine)
        return self._predict(spec, params, self._cautious(machine, key), inputs, self._file.corrections.get(key, {}))

    def offers(self, spec: ModelSpec, params: Any, inputs: tuple[Input, ...] = ()) -> tuple[Offer, ...]:
        """Changes of a job that let it fit, the cheapest first; none where it fits as it is."""
        from engine.planner.offers import offers

        machine = self._cautious(self.profile, _key(spec, params, self.profile))
        return offers(spec, params, self._files(spec, params), machine, inputs)

    def last(self, spec: ModelSpec, params: Any) -> Compared | None:
        """The last job of that model on this machine."""
        return self._file.last.get(_key(spec, params, self.profile))

    def _cautious(self, machine: HardwareProfile, key: str) -> HardwareProfile:
        """The machine with as much less free as the last job took more than was foreseen."""
        last = self._file.last.get(key)
        if last is None or not machine.device.is_card:
            return machine
        device = msgspec.structs.replace(machine.device, free=machine.device.free - last.short)
        return msgspec.structs.replace(machine, device=device)

    def stages(self, request: GenerationRequest) -> tuple[tuple[Stage, float], ...]:
        """The stages of a request with their seconds; empty for a request that cannot run."""
        try:
            spec = self._models.model(request.model)
            return self.forecast(spec, _params(spec, request), None, request.inputs).stages
        except (EngineError, OSError):  # a model whose files are gone says so itself when it runs
            return ()

    def learn(self, request: GenerationRequest, result: Result) -> None:
        """Hold the prediction against what happened and keep the difference."""
        machine = self.profile
        try:
            spec = self._models.model(request.model)
            params = _params(spec, request)
            predicted = self._predict(spec, params, machine, request.inputs, {})
        except (EngineError, OSError):
            return
        key = _key(spec, params, machine)
        learned = dict(self._file.corrections.get(key, {}))
        for stage, seconds in predicted.stages:
            measured = result.timing.seconds(stage.value)
            if seconds > 0 and measured > 0:
                seen = min(MOST, max(LEAST, measured / seconds))
                before = learned.get(stage.name, seen)
                learned[stage.name] = before * (1 - GENTLE) + seen * GENTLE
        told = self.forecast(spec, params, None, request.inputs)
        compared = Compared(
            foreseen_bytes=predicted.need_bytes,
            measured_bytes=result.peak_bytes + predicted.plan.outside_bytes,
            foreseen_seconds=sum(seconds for _, seconds in told.stages),
            measured_seconds=result.timing.total,
        )
        last = {**self._file.last, key: compared}
        self._keep(corrections={**self._file.corrections, key: learned}, last=last)

    def _predict(
        self,
        spec: ModelSpec,
        params: Any,
        machine: HardwareProfile,
        inputs: tuple[Input, ...],
        learned: Mapping[str, float],
    ) -> Forecast:
        from engine.planner.forecast import forecast
        from engine.planner.task import task

        factors = {Stage[name]: factor for name, factor in learned.items()}
        return forecast(task(spec, params, self._files(spec, params), inputs), machine, factors)

    def _files(self, spec: ModelSpec, params: Any) -> Files:
        from engine.planner.found import found

        return found(spec, params, self._models_folders(), self._models.loras)

    def _keep(self, **values: Any) -> None:
        self._file = msgspec.structs.replace(self._file, **values)
        saved.write(self.path, msgspec.json.encode(self._file))
        self.changed.emit()


def _params(spec: ModelSpec, request: GenerationRequest) -> Any:
    """The values of what is made: where one window of a film is made again, those of a film of one window.

    Raises InvalidParam.
    """
    from engine.families.talking.params import TalkingParams

    params = catalog.read_params(spec, request.params)
    if request.redo_window >= 0 and isinstance(params, TalkingParams):
        return replace(params, num_frames=params.frame_window_size)
    return params


def _key(spec: ModelSpec, params: Any, machine: HardwareProfile) -> str:
    form = "" if params.model_variant == AUTO else f":{params.model_variant}"
    return f"{spec.id}{form} {machine.device.uuid or machine.device.id}"


def _unmeasured() -> HardwareProfile:
    read = meters.read(None)
    free = read.ram_total - read.ram_used
    return HardwareProfile(Device("cpu", read.device, read.ram_total, free), read.ram_total, free, cores=1)
