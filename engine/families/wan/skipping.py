"""Answers the passes of a step from an earlier one where a cache finds that they would change little.

The first pass of a step decides for all of them, and a pass that has nothing to answer from runs, and with it the whole
step. What is kept belongs to one expert, one prompt and one set of LoRAs: `forget` when any of them changes.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace

from torch import Tensor

from engine.api.model import ModelSpec
from engine.families.wan.params import WanParams
from engine.families.wan.params_skip import CacheMode
from engine.families.wan.skip_data import MagCacheData, TeaCacheData, data_for
from engine.nets.wan.attachment import Attachment
from engine.nets.wan.reuse import Effect, FirstBlock, moved
from engine.nets.wan.shared import Shared
from engine.sampling.choose import Sampler
from engine.sampling.guidance import Expert
from engine.sampling.loop import LoopState
from engine.sampling.skip import Accumulated, Magnitudes, Nearness, Rule, allowed, fitted

PLAIN_THRESHOLD = 0.05  # of EasyCache (its authors' command line) and first-block caching (diffusers)
Run = Callable[[tuple[tuple[Attachment, ...], ...]], tuple[Tensor, ...]]  # passes with these attachments: velocities
INPUT, OUTPUT = "cache input", "cache output"


class Skipping:
    """No cache: every pass runs.  Also what all caches share."""

    def __init__(self, rule: Rule | None = None, open_steps: tuple[bool, ...] = ()) -> None:
        self._rule, self._open_steps = rule, open_steps
        self._step, self._passes, self._open = 0, (), False
        self._choice: bool | None = None
        self._anchor: LoopState | None = None
        self.left_out = 0  # passes that were answered without the network

    def enter(self, step: int, passes: tuple[Hashable, ...]) -> None:
        """The next answers belong to that step; `passes` are the keys that it will ask for."""
        self._step, self._passes, self._choice = step, passes, None
        self._open = self._rule is not None and self._open_steps[step] and all(self._knows(key) for key in passes)

    def answers(self, keys: tuple[Hashable, ...], x: Tensor, run: Run) -> tuple[Tensor, ...]:
        """The velocities of passes that are made together (1 Z T h w each); x is the sample they see."""
        return run(tuple(self.attachments(key) for key in keys))

    def attachments(self, key: Hashable) -> tuple[Attachment, ...]:
        """What takes part in that pass through the network."""
        return ()

    def forget(self) -> None:
        """Nothing that was kept is true any longer."""

    def to_keep(self, before: LoopState, after: LoopState) -> LoopState:
        """What a checkpoint holds behind a step: with a cache the state before the last step that ran in full.

        That step is taken once more when the run goes on; then everything is known again, and the bits are the same.
        """
        if self._rule is None:
            return after
        if not self._choice:
            self._anchor = replace(before, extra={**before.extra, **self._needed()})
        return self._anchor or after

    def take(self, state: LoopState) -> None:
        """Go on from a checkpoint."""

    def _knows(self, key: Hashable) -> bool:
        return False

    def _keep_only(self, passes: tuple[Hashable, ...]) -> None:
        """What is known of other passes is too old."""

    def _needed(self) -> dict[str, Tensor]:
        return {}

    def _decide(self, change: float, passes: int = 1) -> bool:
        """Whether this step is left out, asked for so many of its passes; the first answer stands for all of them."""
        assert self._rule is not None
        if self._choice is None:
            self._choice = self._open and self._rule.skips(self._step, change)
            if not self._choice:
                self._rule.ran()
                self._keep_only(self._passes)
        self.left_out += passes * self._choice
        return self._choice


class BlockCache(Skipping):
    """Keeps what the blocks did to the hidden state of each pass: TeaCache, MagCache and first-block caching."""

    def __init__(self, rule: Rule, open_steps: tuple[bool, ...], *, first_block: bool) -> None:
        super().__init__(rule, open_steps)
        self._effects: dict[Hashable, Effect] = {}
        self._watch = FirstBlock() if first_block else None
        self._signal: Tensor | None = None

    def attachments(self, key: Hashable) -> tuple[Attachment, ...]:
        """The first pass of a step watches; each keeps its own effect."""
        if key not in self._effects:
            self._effects[key] = Effect(1 if self._watch else 0, self._look)
        watch = (self._watch,) if self._watch is not None and key == self._passes[0] else ()
        return (*watch, self._effects[key])

    def forget(self) -> None:
        self._effects.clear()
        self._signal = None

    def _knows(self, key: Hashable) -> bool:
        return key in self._effects and self._effects[key].known

    def _keep_only(self, passes: tuple[Hashable, ...]) -> None:
        self._effects = {key: effect for key, effect in self._effects.items() if key in passes}

    def _look(self, x: Tensor, shared: Shared) -> bool:
        if self._choice is not None:
            return self._decide(0.0)
        signal = shared.modulation[:, -1].clone() if self._watch is None else self._watch.effect(x)
        change = 0.0 if self._signal is None else moved(signal, self._signal)
        left_out = self._decide(change)
        if self._watch is None or not left_out:
            self._signal = signal
        return left_out


class OutputCache(Skipping):
    """Keeps by how much a velocity differs from its sample: EasyCache."""

    def __init__(self, rule: Rule, open_steps: tuple[bool, ...]) -> None:
        super().__init__(rule, open_steps)
        self._differences: dict[Hashable, Tensor] = {}
        self._last: Tensor | None = None  # the sample of the step before
        self._run: tuple[Tensor, Tensor] | None = None  # sample and first velocity of the last step in full
        self._before: tuple[Tensor, Tensor] | None = None  # of the one before that
        self._rate = 0.0  # how far the velocity moves when the sample moves by 1

    def answers(self, keys: tuple[Hashable, ...], x: Tensor, run: Run) -> tuple[Tensor, ...]:
        first = self._choice is None
        left_out = self._decide(self._expected(x) if first else 0.0, len(keys))
        if left_out:
            self._last = x if first else self._last
            return tuple(x + self._differences[key] for key in keys)
        velocities = run(((),) * len(keys))
        self._differences |= {key: velocity - x for key, velocity in zip(keys, velocities, strict=True)}
        if first:
            self._learn(x, velocities[0])
        return velocities

    def forget(self) -> None:
        self._differences.clear()
        self._last = self._run = self._before = None
        self._rate = 0.0

    def take(self, state: LoopState) -> None:
        if INPUT in state.extra:
            self._run = (state.extra[INPUT], state.extra[OUTPUT])

    def _knows(self, key: Hashable) -> bool:
        return key in self._differences and self._rate > 0

    def _keep_only(self, passes: tuple[Hashable, ...]) -> None:
        self._differences = {key: kept for key, kept in self._differences.items() if key in passes}

    def _needed(self) -> dict[str, Tensor]:
        return {} if self._before is None else {INPUT: self._before[0], OUTPUT: self._before[1]}

    def _expected(self, x: Tensor) -> float:
        if self._last is None or self._run is None:
            return 0.0
        return self._rate * float((x - self._last).abs().mean() / self._run[1].abs().mean())

    def _learn(self, x: Tensor, velocity: Tensor) -> None:
        self._before, self._run, self._last = self._run, (x, velocity), x
        if self._before is not None:
            inner, outer = self._before
            self._rate = float((velocity - outer).abs().mean() / (x - inner).abs().mean())


def skipping(params: WanParams, spec: ModelSpec, plan: Sampler) -> Skipping:
    """The cache that was asked for; raises InvalidParam where it cannot help."""
    mode = params.cache_mode
    if mode is CacheMode.NONE:
        return Skipping()
    for reason in params.useless_caches(plan.steps):
        raise reason
    data = data_for(spec, mode)
    closed = tuple(Expert(name) for name in data.closed) if isinstance(data, MagCacheData) else ()
    open_steps = allowed(plan.experts, params.cache_start, params.cache_end, closed)
    threshold = params.cache_threshold or (PLAIN_THRESHOLD if data is None else data.threshold)
    match data:
        case TeaCacheData():
            return BlockCache(Accumulated(threshold, data.coefficients), open_steps, first_block=False)
        case MagCacheData():
            first, last = plan.schedule.first, plan.schedule.first + plan.steps
            ratios = fitted(data.ratios, max(params.steps, last))[first:last]
            return BlockCache(Magnitudes(threshold, ratios, data.most), open_steps, first_block=False)
    if mode is CacheMode.FIRST_BLOCK:
        return BlockCache(Nearness(threshold), open_steps, first_block=True)
    return OutputCache(Accumulated(threshold), open_steps)
