"""The passes of the network in one window: with the voice and without it, with the words and with the other ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import torch
from torch import Tensor

from engine.families.talking.mouth import Heard
from engine.families.talking.scene import Scene
from engine.families.wan.guiding import Guiding
from engine.families.wan.kernels import Kernels
from engine.families.wan.skipping import Skipping
from engine.families.wan.told import Resting, prepared
from engine.nets.wan.attachment import Attachment
from engine.nets.wan.dit import Pass, WanTransformer
from engine.nets.wan.shared import OFFICIAL, TextContext
from engine.sampling.choose import Sampler
from engine.sampling.guidance import Branch, Expert
from engine.sampling.loop import LoopState, Progress, Run, denoise, steadfast

WORDS = {  # whose text a branch is told
    Branch.POSITIVE: Branch.POSITIVE,
    Branch.PLAIN: Branch.POSITIVE,
    Branch.NEGATIVE: Branch.NEGATIVE,
    Branch.SILENT: Branch.NEGATIVE,
}
HEARING = (Branch.POSITIVE, Branch.NEGATIVE)


@dataclass(slots=True)
class Passes:
    """Predicts for the loop; `turn_to` is called before each step and may exchange or dress the network."""

    texts: dict[Branch, Tensor]  # 1 L D each
    scene: Scene
    plan: Sampler
    turn_to: Callable[[int], tuple[WanTransformer, tuple[Attachment, ...]]]
    heard: Heard
    skipping: Skipping
    kernels: Kernels | None = None  # None: the official numbers
    guiding: Guiding | None = None
    batched_cfg: bool = False  # the passes of a step go through each block together
    resting: Resting = field(default_factory=Resting)
    step: int = 0
    _net: WanTransformer | None = None
    _always: tuple[Attachment, ...] = ()
    _contexts: dict[Branch, TextContext] = field(default_factory=dict)
    _made: dict[Branch, Tensor] = field(default_factory=dict)  # that came together with one that was asked for

    def enter(self, step: int) -> None:
        """The next passes belong to that step."""
        net, always = self.turn_to(step)
        if net is not self._net or always is not self._always:
            self._contexts.clear()
            self.skipping.forget()
        self.step, self._net, self._always = step, net, always
        self._made.clear()
        self.skipping.enter(step, self.plan.guidance.branches(step))

    def retreat(self) -> bool:
        """After a step with bad numbers: whether it can be taken again in another way."""
        if self.kernels is None or not self.kernels.retreat():
            return False
        self.skipping.forget()
        self._contexts.clear()
        self._made.clear()
        return True

    def predict(self, x: Tensor, times: Tensor, branch: Branch, expert: Expert) -> Tensor:
        """One pass: velocity of the sample x (1 Z T h w), fp32."""
        if branch not in self._made:
            together = self.plan.guidance.branches(self.step) if self.batched_cfg else (branch,)
            velocities = self.skipping.answers(together, x, lambda extra: self._run(x, times, together, extra))
            self._made.update(zip(together, velocities, strict=True))
        return self._made.pop(branch)

    def _run(
        self, x: Tensor, times: Tensor, together: tuple[Branch, ...], extra: tuple[tuple[Attachment, ...], ...]
    ) -> tuple[Tensor, ...]:
        assert self._net is not None, "a step was entered"
        seen = self.scene.shown(x, self.step, self.plan.schedule.sigmas[self.step])
        seen = torch.cat([seen, self.scene.channels.to(x)], dim=1)
        with torch.inference_mode():
            other = self._context(Branch.NEGATIVE, x.device) if self.guiding and self.guiding.needs_negative else None
            passes = tuple(
                Pass(seen, times, self._context(WORDS[branch], x.device), (*more, *self._inside(branch, other)))
                for branch, more in zip(together, extra, strict=True)
            )
            return self._net.together(passes, OFFICIAL if self.kernels is None else self.kernels.execution())

    def _hears(self, branch: Branch) -> tuple[Attachment, ...]:
        return self.heard.voice if branch in HEARING else self.heard.silence

    def _inside(self, branch: Branch, other: TextContext | None) -> tuple[Attachment, ...]:
        guided = self.guiding.inside(branch, self.step, other) if self.guiding else ()
        return (*guided, *self._hears(branch), *self._always)

    def _context(self, words: Branch, device: torch.device) -> TextContext:
        if words not in self._contexts:
            assert self._net is not None
            image = None if self.scene.image is None else self.scene.image.to(device)
            self._contexts[words] = prepared(self._net, self.texts[words].to(device), image, self.resting)
        return self._contexts[words]


def walk(passes: Passes, run: Run, state: LoopState, tick: Callable[[], None]) -> Iterator[Progress]:
    """Take every step of the window that is left."""
    if state.step < run.sampler.steps:
        passes.enter(state.step)
    passes.skipping.take(state)
    for progress in steadfast(lambda s: denoise(s, passes.predict, run, tick), state, passes.retreat):
        yield progress
        if progress.done < run.sampler.steps:
            passes.enter(progress.done)
