"""The denoising of a Wan job: networks, text and pictures meet the one loop."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from engine.api.events import Event, Preview, Stage, StageStarted
from engine.api.model import Part
from engine.api.result import Spent
from engine.families.wan.bench import Bench
from engine.families.wan.guiding import Guiding
from engine.families.wan.inputs import Given
from engine.families.wan.keeping import Keeper, securing
from engine.families.wan.kernels import Kernels
from engine.families.wan.ready import ReadyInBlock
from engine.families.wan.skipping import Skipping
from engine.families.wan.told import Resting, prepared
from engine.memory.streamed import StreamedBlocks
from engine.nets.wan.attachment import Attachment
from engine.nets.wan.dit import Pass, WanTransformer
from engine.nets.wan.shared import Shared, TextContext
from engine.sampling.apg import Projection
from engine.sampling.choose import Choice, Sampler, choose
from engine.sampling.guidance import Branch, Expert
from engine.sampling.loop import LoopState, Progress, Run, begin, denoise, steadfast
from engine.sampling.noise import first_noise
from engine.sampling.preview import apply
from engine.weights.lora_apply import Overlay

PARTS = {Expert.ONLY: Part.TRANSFORMER, Expert.LOW: Part.TRANSFORMER, Expert.HIGH: Part.TRANSFORMER_HIGH}
OFTEN = 0.1  # seconds between two reports of the part of a step that is done
PREVIEW_SIDE = 256  # pixels, the longer side of one frame of a preview


@dataclass(frozen=True, slots=True)
class Told:
    """What the network is told in each branch: text (1 L D) and pictures (1 I D or None)."""

    texts: dict[Branch, Tensor]
    image: Tensor | None
    given: Given
    colours: Tensor  # 2 (Z + 1) (3 r r): latent to RGB, for previews of the first and of the other latent frames


class Ticker(Attachment):
    """Hears a wish to stop between two blocks, and says how far the step is."""

    def __init__(self, bench: Bench, blocks: int) -> None:
        self._bench, self._blocks = bench, blocks
        self.done = self.total = 0  # steps
        self.passes, self.passed = 1, 0  # of the network in this step
        self.blocks = 0  # that were run, of all passes
        self._told = 0.0

    def after_block(self, index: int, x: Tensor, shared: Shared) -> Tensor:
        self._bench.job.stop()
        self.blocks += 1
        now = time.monotonic()
        if now - self._told > OFTEN:
            self._told = now
            part = (self.passed + (index + 1) / self._blocks) / self.passes
            self._bench.step(Stage.DENOISE, self.done, self.total, min(part, 1.0))
        return x


class Networks:
    """The transformers of the job, each brought when its first step comes, with the prompt prepared for it."""

    def __init__(self, bench: Bench, told: Told, skipping: Skipping) -> None:
        self._bench, self._told, self.skipping, self.kernels = bench, told, skipping, Kernels(bench)
        self._contexts: dict[Branch, TextContext] = {}
        self._passes: tuple[Branch, ...] = ()  # of the step in work
        self._step, self._guiding = 0, Guiding(bench.work.params, 1)
        self._made: dict[Branch, Tensor] = {}  # velocities that came together with one that was asked for
        self._present: Expert | None = None
        self._net: WanTransformer | None = None
        self._following: WanTransformer | None = None  # the expert that takes over after the step in work
        self._overlay: Overlay | None = None
        self._ready: ReadyInBlock | None = None
        self.ticker = Ticker(bench, 1)

    def turn_to(self, plan: Sampler, step: int) -> None:
        """The transformer of that step, loaded and wearing its LoRAs; the seconds belong to the stage one is in."""
        expert = plan.experts[step]
        part = PARTS[expert]
        if self._net is None or self._present is not expert:
            self._contexts.clear()
            self._net = self._overlay = self._ready = self._following = None
            self._net = self._bench.transformer(part)
            self._overlay, self._present = self._bench.overlay(part, self._net), expert
            self.ticker._blocks = len(self._net.blocks)
            self._bench.settle(self._overlay)
        assert self._overlay is not None
        if self._bench.dress(self._overlay, part, step, plan.steps) or self._ready is None:
            self._contexts.clear()
            self.skipping.forget()
            self._ready = ReadyInBlock(self._net, self._overlay)

    def bring_next(self, plan: Sampler, step: int) -> None:
        """Load the expert that comes after this one now, if both can be there, so that nobody waits for it later."""
        later = next((expert for expert in plan.experts[step:] if expert is not self._present), None)
        if later is not None:
            self._bench.beside(PARTS[later])

    def enter(self, plan: Sampler, step: int) -> None:
        """The next passes belong to that step."""
        self._passes, self._step = plan.guidance.branches(step), step
        self._guiding = Guiding(self._bench.work.params, plan.steps)
        self._made.clear()
        self.skipping.enter(step, self._passes)
        following = plan.experts[step + 1] if step + 1 < plan.steps else self._present
        if following is not None and following is not self._present:
            self._following = self._bench.beside(PARTS[following])

    def retreat(self) -> bool:
        """After a step with bad numbers: whether it can be taken again in another way."""
        if not self.kernels.retreat():
            return False
        self.skipping.forget()
        self._contexts.clear()
        self._made.clear()
        self.ticker.passed = 0
        return True

    def predict(self, x: Tensor, times: Tensor, branch: Branch, expert: Expert) -> Tensor:
        """One pass: velocity of the sample x (1 Z T h w), fp32."""
        assert expert is self._present, "turned to before the step"
        if branch not in self._made:
            together = self._passes if self._bench.plan.batched_cfg else (branch,)
            if together[-1] == self._passes[-1]:
                self._let_move_in()
            velocities = self.skipping.answers(together, x, lambda extra: self._run(x, times, together, extra))
            self._made.update(zip(together, velocities, strict=True))
            self.ticker.passed += len(together)
        return self._made.pop(branch)

    def _let_move_in(self) -> None:
        """The pass that comes is the last one of this expert: the next one comes into the rooms that it leaves."""
        here, following = self._net, self._following
        if here is None or following is None:
            return
        if isinstance(here.blocks, StreamedBlocks) and isinstance(following.blocks, StreamedBlocks):
            here.blocks.last_before(following.blocks)

    def _run(
        self, x: Tensor, times: Tensor, together: tuple[Branch, ...], extra: tuple[tuple[Attachment, ...], ...]
    ) -> tuple[Tensor, ...]:
        net = self._net
        assert net is not None and self._ready is not None
        if self._told.given.channels is not None:
            x = torch.cat([x, self._told.given.channels.to(x)], dim=1)
        with torch.inference_mode():
            other = self._context(net, Branch.NEGATIVE) if self._guiding.needs_negative else None
            inside = {branch: self._guiding.inside(branch, self._step, other) for branch in together}
            passes = tuple(
                Pass(x, times, self._context(net, branch), (*more, *inside[branch], self._ready, self.ticker))
                for branch, more in zip(together, extra, strict=True)
            )
            return net.together(passes, self.kernels.execution())

    def _context(self, net: WanTransformer, branch: Branch) -> TextContext:
        if branch not in self._contexts:
            text = self._told.texts[branch].to(self._bench.device)
            image = None if self._told.image is None else self._told.image.to(self._bench.device)
            resting = Resting(self._bench.plan.offload_text, self._bench.plan.offload_image)
            self._contexts[branch] = prepared(net, text, image, resting)
        return self._contexts[branch]


def sampler(bench: Bench) -> Sampler:
    """The steps of the job, as its parameters say."""
    p, spec = bench.work.params, bench.work.spec
    return choose(
        Choice(
            scheduler=p.scheduler.value,
            steps=p.steps,
            shift=p.shift,
            cfg=p.cfg,
            cfg_high_noise=p.cfg_high_noise,
            boundary=p.boundary if spec.experts == 2 else None,
            denoise_strength=p.denoise_strength,
            start_step=p.start_step,
            end_step=p.end_step,
            timesteps=p.denoising_step_list,
            cfg_truncate_steps=p.cfg_truncate_steps,
            cfg_truncate_high_noise_steps=p.cfg_truncate_high_noise_steps,
            zero_star=p.cfg_zero_star,
            projection=Projection(p.apg_momentum, p.apg_norm_threshold) if p.use_apg else None,
        )
    )


@dataclass(frozen=True, slots=True)
class Denoised:
    """The end of the loop."""

    latent: Tensor  # 1 Z T h w
    steps: int  # done in this run
    spent: Spent


def sample(bench: Bench, told: Told, keeper: Keeper, plan: Sampler, spared: Skipping) -> Iterator[Event | Denoised]:
    """Take every step that is left; the last thing yielded is Denoised."""
    nets, run = Networks(bench, told, spared), _run(bench, told, plan)
    state = keeper.find() or _begin(bench, told, run)
    first, forwards = state.step, 0
    expert: Expert | None = None
    if state.step < plan.steps:
        yield from _switch(bench, nets, plan, state.step, None)
        expert = plan.experts[state.step]
        yield bench.begin(Stage.DENOISE, plan.steps)
    spared.take(state)
    _announce(nets, plan, state.step)
    watch = bench.watch(plan.forwards)
    with securing(keeper):
        for progress in steadfast(lambda s: denoise(s, nets.predict, run, bench.job.stop), state, nets.retreat):
            last = progress.done == plan.steps
            keeper.keep(progress.state if last else spared.to_keep(state, progress.state), last=last)
            state, forwards = progress.state, forwards + progress.forwards
            bench.step(Stage.DENOISE, progress.done, plan.steps)
            watch.step(progress.forwards)
            yield preview(bench, told.colours, progress)
            if progress.done < plan.steps:
                if plan.experts[progress.done] is not expert:
                    expert = plan.experts[progress.done]
                    yield from _switch(bench, nets, plan, progress.done, expert)
                    watch.pause()
                    yield bench.begin(Stage.DENOISE, plan.steps)
                _announce(nets, plan, progress.done)
    spent = Spent(forwards - spared.left_out, spared.left_out, nets.ticker.blocks)
    yield Denoised(state.x, state.step - first, spent)


def _switch(bench: Bench, nets: Networks, plan: Sampler, step: int, to: Expert | None) -> Iterator[StageStarted]:
    """Bring the transformer of that step, under the stage that its seconds belong to."""
    yield bench.begin(Stage.LOAD if to is None else Stage.SWITCH)
    nets.turn_to(plan, step)
    nets.bring_next(plan, step)


def _announce(nets: Networks, plan: Sampler, step: int) -> None:
    ticker = nets.ticker
    ticker.done, ticker.total, ticker.passed = step, plan.steps, 0
    if step < plan.steps:
        ticker.passes = len(plan.guidance.branches(step))
        nets.turn_to(plan, step)
        nets.enter(plan, step)


def _run(bench: Bench, told: Told, plan: Sampler) -> Run:
    clean = told.given.clean
    if clean is None:
        return Run(sampler=plan, seed=bench.work.seed)
    return Run(sampler=plan, seed=bench.work.seed, hold=clean.hold, times=clean.times)


def _begin(bench: Bench, told: Told, run: Run) -> LoopState:
    noise = first_noise((1, *bench.work.latent), bench.work.seed).to(bench.device)
    return begin(run, noise, told.given.samples, bench.work.params.add_noise_to_samples)


def preview(bench: Bench, colours: Tensor, progress: Progress) -> Preview:
    """A rough look at the clip as this step sees it; colours: as in Told."""
    clip = progress.clip[0]
    parts = (apply(clip[:, :1], colours[0]), apply(clip[:, 1:], colours[1]))
    frames = torch.cat(parts).cpu().numpy()  # T (h r) (w r) 3
    count, rows, columns = frames.shape[:3]
    scale = max(1, PREVIEW_SIDE // max(rows, columns))
    strip = Image.fromarray(np.concatenate(list(frames), axis=1))
    strip = strip.resize((columns * scale * count, rows * scale), Image.Resampling.BICUBIC)
    out = io.BytesIO()
    strip.save(out, "JPEG", quality=85)
    return Preview(bench.job.request.id, progress.done, count, out.getvalue())
