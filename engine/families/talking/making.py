"""Makes one window: the scene is set, every step is taken, the frames are developed and recorded."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import msgspec
import numpy as np
import torch
from torch import Tensor

from engine.api.events import Event, Stage
from engine.api.model import Part
from engine.api.result import Spent, WindowSeen
from engine.families.talking.colour import seen
from engine.families.talking.identity import distance, looked_at
from engine.families.talking.keeping import WindowKeeper
from engine.families.talking.mouth import Mouth
from engine.families.talking.params import TalkingParams
from engine.families.talking.passes import Passes, walk
from engine.families.talking.scene import Palette, Scene, developed
from engine.families.talking.studio import Studio, pixels
from engine.families.talking.windows import Drawn, Window
from engine.families.wan.bench import Bench
from engine.families.wan.guiding import Guiding
from engine.families.wan.kernels import Kernels
from engine.families.wan.ready import ReadyInBlock
from engine.families.wan.sample import Ticker, preview
from engine.families.wan.skipping import skipping
from engine.families.wan.told import Resting
from engine.media.output import Output
from engine.media.video_write import VideoWriter
from engine.nets.wan.attachment import Attachment
from engine.nets.wan.dit import WanTransformer
from engine.planner.forecast import vae_bytes
from engine.sampling.choose import Sampler
from engine.sampling.guidance import Branch
from engine.sampling.loop import LoopState, Run, begin

Blend = Callable[[int, Tensor], Tensor]  # number in the window, 3 H W -> the frame as it is recorded


@dataclass(frozen=True, slots=True)
class Crew:
    """What stays the same through all windows."""

    bench: Bench
    studio: Studio
    mouth: Mouth
    plan: Sampler
    texts: tuple[dict[Branch, Tensor], ...]  # 1 L D each, one entry per prompt; the last one repeats
    colours: Tensor  # for previews
    keeper: WindowKeeper
    output: Output
    made: tuple[Window, ...]  # the windows of this job: all, or the one that is made again

    def palette(self, window: Window) -> Palette:
        """The colours of its shot."""
        p: TalkingParams = self.bench.work.params  # type: ignore[assignment]
        return Palette(self.studio.source(window.shot), p.colormatch, p.color_correction_strength)

    def words(self, window: Window) -> dict[Branch, Tensor]:
        """The prompts of that window."""
        return self.texts[min(window.index, len(self.texts) - 1)]

    @property
    def steps(self) -> int:
        """Of all windows of this job."""
        return len(self.made) * self.plan.steps

    def steps_before(self, window: Window) -> int:
        """Of the windows of this job before that one."""
        return (window.index - self.made[0].index) * self.plan.steps

    @property
    def frames(self) -> int:
        """Of all windows of this job."""
        return self.made[-1].place.stop - self.made[0].place.start

    def frames_before(self, frame: int) -> int:
        """How many of them lie before that frame of the film."""
        return min(max(0, frame - self.made[0].place.start), self.frames)


@dataclass(frozen=True, slots=True)
class Latent:
    """The end of the steps of one window."""

    latent: Tensor  # 1 Z T h w
    spent: Spent


@dataclass(frozen=True, slots=True)
class Made:
    """A recorded window."""

    tail: Tensor  # 3 motion H W: what the next one begins from
    seen: WindowSeen


class Dresser:
    """Brings the transformer and lets it wear what a step asks for; one for each window, so that it can be let go."""

    def __init__(self, crew: Crew, window: Window) -> None:
        bench = crew.bench
        self._bench, self._steps, self._before = bench, crew.plan.steps, crew.steps_before(window)
        self._net = bench.transformer(Part.TRANSFORMER)
        self._overlay = bench.overlay(Part.TRANSFORMER, self._net)
        self.ticker = Ticker(bench, len(self._net.blocks))
        self.ticker.total = crew.steps
        self._guidance = crew.plan.guidance
        self._always: tuple[Attachment, ...] = ()

    def turn_to(self, step: int) -> tuple[WanTransformer, tuple[Attachment, ...]]:
        """The network for that step with what takes part in each of its passes."""
        self.ticker.done, self.ticker.passed = self._before + step, 0
        self.ticker.passes = len(self._guidance.branches(step))
        if self._bench.dress(self._overlay, Part.TRANSFORMER, step, self._steps) or not self._always:
            self._always = (ReadyInBlock(self._net, self._overlay), _Counted(self.ticker))
        return self._net, self._always


class _Counted(Attachment):
    """A ticker that counts the passes by itself."""

    def __init__(self, ticker: Ticker) -> None:
        self._ticker = ticker

    def after_block(self, index: int, x: Tensor, shared: object) -> Tensor:
        return self._ticker.after_block(index, x, shared)  # type: ignore[arg-type]

    def after_blocks(self, x: Tensor, shared: object) -> Tensor:
        self._ticker.passed += 1
        return x


def steps_of(crew: Crew, window: Window, scene: Scene, drawn: Drawn) -> Iterator[Event | Latent]:
    """Take every step of a window that is left; the last thing yielded is its latent."""
    bench, plan = crew.bench, crew.plan
    run = Run(sampler=plan, seed=seed_of(bench.work.seed, window), hold=scene.hold)
    state = crew.keeper.find_step(window) or _begun(crew, window, run, drawn)
    crew.studio.rest()
    yield bench.begin(Stage.LOAD)
    dresser, heard = Dresser(crew, window), crew.mouth.hears(window)
    spared = skipping(bench.work.params, bench.work.spec, plan)
    passes = Passes(crew.words(window), scene, plan, dresser.turn_to, heard, spared, Kernels(bench))
    passes.batched_cfg = bench.plan.batched_cfg
    passes.guiding = Guiding(bench.work.params, plan.steps)
    passes.resting = Resting(bench.plan.offload_text, bench.plan.offload_image)
    yield bench.begin(Stage.DENOISE, crew.steps)
    before, forwards = crew.steps_before(window), 0
    watch = bench.watch(crew.steps * len(plan.guidance.branches(0)))
    for progress in walk(passes, run, state, bench.job.stop):
        crew.keeper.keep_step(window, spared.to_keep(state, progress.state))
        state, forwards = progress.state, forwards + progress.forwards
        bench.step(Stage.DENOISE, before + progress.done, crew.steps)
        watch.step(progress.forwards)
        rough = preview(bench, crew.colours, progress)
        yield msgspec.structs.replace(rough, step=before + progress.done)
    yield Latent(state.x, Spent(forwards - spared.left_out, spared.left_out, dresser.ticker.blocks))


def recorded(crew: Crew, window: Window, latent: Tensor, blend: Blend | None = None) -> Iterator[Event | Made]:
    """Develop a window and record the frames of it that stand in the film; Made is the last thing yielded."""
    bench, work = crew.bench, crew.bench.work
    yield bench.begin(Stage.DECODE, crew.frames)
    bench.make_way(vae_bytes(work))
    tail: deque[Tensor] = deque(maxlen=work.params.motion_frame)  # type: ignore[attr-defined]
    look, number, compared = Look(), 0, looked_at(window)
    pairs: list[tuple[Tensor, Tensor]] = []
    growing = crew.keeper.growing(window)
    growing.unlink(missing_ok=True)
    with VideoWriter(growing, crew.output, work.width, work.height) as writer:
        for piece in developed(crew.studio, latent, crew.palette(window)):
            for frame in piece.unbind(1):
                if number in window.kept:
                    kept = frame if blend is None else blend(number, frame)
                    picture = next(pixels(kept[:, None]))
                    look.add(kept, picture)
                    if number in compared:
                        pairs.append((kept.cpu(), crew.studio.source(window.first + number)))
                    writer.append(picture)
                tail.append(frame.cpu())
                number += 1
            bench.step(Stage.DECODE, crew.frames_before(window.first + number), crew.frames)
        writer.settle()
    yield Made(torch.stack(tuple(tail), dim=1), look.of(window, distance(crew.studio, pairs)))


class Look:
    """Sums up what the frames of a window look like."""

    def __init__(self) -> None:
        self._sums, self._count, self._digest = np.zeros(4), 0, hashlib.sha256()

    def add(self, frame: Tensor, picture: np.ndarray) -> None:
        """One more frame: 3 H W, and uint8 H W 3 as it is recorded."""
        self._digest.update(picture.data)
        colour, contrast = seen(frame)
        self._sums += (*colour, contrast)
        self._count += 1

    def of(self, window: Window, identity: float) -> WindowSeen:
        """The means, and how far the person has gone (see identity.py)."""
        light, green, blue, contrast = (round(float(value), 4) for value in self._sums / max(1, self._count))
        sha256 = self._digest.hexdigest()
        return WindowSeen(window.place.start, self._count, (light, green, blue), contrast, sha256, round(identity, 4))


def seed_of(seed: int, window: Window) -> int:
    """What a stochastic solver draws from in that window; the first has the job's own seed."""
    if window.begins:
        return seed
    mixed = hashlib.sha256(f"{seed}/window {window.index}".encode()).digest()
    return int.from_bytes(mixed[:8], "big") >> 1


def _begun(crew: Crew, window: Window, run: Run, drawn: Drawn) -> LoopState:
    """Noise; where the first steps are left out, what is given at the times of the window with noise added."""
    noise, samples = drawn.noise[None].to(crew.bench.device), None
    if run.sampler.schedule.first:
        frames = [crew.studio.source(window.first + number) for number in range(window.size)]
        samples = crew.studio.encode(torch.stack(frames, dim=1))
    return begin(run, noise, samples, crew.bench.work.params.add_noise_to_samples)
