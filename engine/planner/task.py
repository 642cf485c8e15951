"""What a plan is made for: a job with every value decided, its files, and how often its network runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from engine.api.model import ModelSpec, Part
from engine.api.plan import Pinned
from engine.api.request import Asset, GenerationRequest, Input, Kind
from engine.families.talking.params import TalkingParams
from engine.families.wan.prepare import NEEDS, Work, decide
from engine.families.wan.spec import autoencoder, network
from engine.nets.wan.configs import WanConfig
from engine.nets.wan.vae_config import VaeConfig
from engine.planner import needs
from engine.planner.parts import Files
from engine.planner.pinned import pinned
from engine.planner.steps import branches
from engine.planner.talking import one_window, window_count


@dataclass(frozen=True, slots=True)
class Task:
    """One job, or one window of a long one and how many of them there are."""

    work: Work
    files: Files
    net: WanConfig
    vae: VaeConfig
    grid: needs.Grid  # tokens of one window
    branches: tuple[int, ...]  # passes of each step
    windows: int
    pinned: Pinned

    @property
    def prompts(self) -> int:
        """Prepared prompts that the network looks at in turn."""
        return min(2, max(self.branches, default=1))

    @property
    def experts(self) -> int:
        """Transformers that take turns."""
        return self.work.spec.experts

    @property
    def transformers(self) -> tuple[Part, ...]:
        """Their parts."""
        return (Part.TRANSFORMER, Part.TRANSFORMER_HIGH)[: self.experts]


def task(spec: ModelSpec, params: Any, files: Files, inputs: Iterable[Input] = ()) -> Task:
    """The task of a job with these params; raises InvalidParam for values that cannot run.

    An input that the job needs and that is not there yet is assumed, so that the plan is seen before the drop.
    """
    given = tuple(inputs)
    role, _ = NEEDS.get(params.mode, (None, ""))
    if role is not None and all(one.role != role for one in given):
        given = (*given, Input(role, Asset("", Kind.IMAGE)))
    request = GenerationRequest("", spec.family, spec.id, {}, given)
    if not isinstance(params, TalkingParams):
        return of_work(decide(request, spec, params), files)
    voice = 0 if params.audio_cfg == 1 else 1  # the pass that guidance by the voice adds
    window = of_work(decide(request, spec, one_window(params)), files)
    steps = tuple(count + voice for count in window.branches)
    return replace(window, branches=steps, windows=window_count(params, given))


def of_work(work: Work, files: Files) -> Task:
    """The task of a job whose values are decided."""
    net = network(work.spec)
    time, rows, columns = (n // p for n, p in zip(work.latent[1:], net.patch_size, strict=True))
    return Task(
        work=work,
        files=files,
        net=net,
        vae=autoencoder(work.spec),
        grid=needs.Grid(time, rows, columns),
        branches=branches(work),
        windows=1,
        pinned=pinned(work.params),
    )
