"""The passes of the network in one window: with the voice and without it, with the words and with the other ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import torch
from torch import Tensor

from engine.families.talking.scene import Scene
from engine.nets.wan.attachment import Attachment
from engine.nets.wan.dit import WanTransformer
from engine.nets.wan.shared import OFFICIAL, Execution, TextContext
from engine.sampling.choose import Sampler
from engine.sampling.guidance import Branch, Expert
from engine.sampling.loop import LoopState, Progress, Run, denoise

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
    voice: tuple[Attachment, ...]
    silence: tuple[Attachment, ...]  # in the passes without the voice
    how: Execution = OFFICIAL
    step: int = 0
    _net: WanTransformer | None = None
    _always: tuple[Attachment, ...] = ()
    _contexts: dict[Branch, TextContext] = field(default_factory=dict)

    def enter(self, step: int) -> None:
        """The next passes belong to that step."""
        net, always = self.turn_to(step)
        if net is not self._net or always is not self._always:
            self._contexts.clear()
        self.step, self._net, self._always = step, net, always

    def predict(self, x: Tensor, times: Tensor, branch: Branch, expert: Expert) -> Tensor:
        """One pass: velocity of the sample x (1 Z T h w), fp32."""
        assert self._net is not None, "a step was entered"
        seen = self.scene.shown(x, self.step, self.plan.schedule.sigmas[self.step])
        seen = torch.cat([seen, self.scene.channels.to(x)], dim=1)
        heard = self.voice if branch in HEARING else self.silence
        with torch.inference_mode():
            context = self._context(WORDS[branch], x.device)
            return self._net(seen, times, context, how=self.how, attachments=(*heard, *self._always))

    def _context(self, words: Branch, device: torch.device) -> TextContext:
        if words not in self._contexts:
            assert self._net is not None
            image = None if self.scene.image is None else self.scene.image.to(device)
            self._contexts[words] = self._net.prepare(self.texts[words].to(device), image)
        return self._contexts[words]


def walk(passes: Passes, run: Run, state: LoopState, tick: Callable[[], None]) -> Iterator[Progress]:
    """Take every step of the window that is left."""
    if state.step < run.sampler.steps:
        passes.enter(state.step)
    for progress in denoise(state, passes.predict, run, tick):
        yield progress
        if progress.done < run.sampler.steps:
            passes.enter(progress.done)
