"""A talking video from request to film, window by window."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from msgspec.structs import replace as replaced
from torch import Tensor

from engine.api import params as declared
from engine.api.errors import BadInput
from engine.api.events import Accepted, Event, FilmGrew, Finished, Stage
from engine.api.model import Mode
from engine.api.request import Role
from engine.api.result import Result, Spent, WindowSeen
from engine.encoders.voice_kept import Rows
from engine.families.talking.again import dice_of, faded, fitted, neighbours, take_over
from engine.families.talking.colour import seen
from engine.families.talking.growing import Growth
from engine.families.talking.keeping import Standing, WindowKeeper
from engine.families.talking.making import Blend, Crew, Latent, Made, recorded, steps_of
from engine.families.talking.mouth import Mouth, listen
from engine.families.talking.output import finished, measured, output_of, recipe, sound_of
from engine.families.talking.params import TalkingParams
from engine.families.talking.prepare import STAGES, most_frames, plan, settle, silence
from engine.families.talking.scene import Scene, Scenes
from engine.families.talking.speakers import cast_of, masks_of
from engine.families.talking.studio import opened
from engine.families.talking.windows import Dice, Drawn, Window, drawn, windows
from engine.families.wan.bench import Bench, cache_of, set_up
from engine.families.wan.keeping import keep_seed, peak_bytes, securing
from engine.families.wan.loras import choose_loras
from engine.families.wan.prepare import with_seed
from engine.families.wan.reading import colours, read_texts
from engine.media.cuts import find_cuts
from engine.media.output import Written
from engine.memory.attempts import Lessons, Planned, with_less
from engine.memory.ladder import Caps
from engine.run import Job
from engine.sampling.choose import Sampler
from engine.sampling.guidance import Branch, ClassifierFree
from engine.store.locate import locate
from engine.timing import StageClock


@dataclass(slots=True)
class Tally:
    """What came of the windows so far."""

    seen: tuple[WindowSeen, ...] = ()
    steps: int = 0
    spent: Spent = field(default_factory=Spent)


@dataclass(frozen=True, slots=True)
class Begun:
    """A film about to be made or changed."""

    every: tuple[Window, ...]
    growth: Growth
    reference: WindowSeen  # the picture that it begins from
    tally: Tally

    def so_far(self) -> FilmGrew:
        """What is told of it now."""
        return self.growth.so_far(self.reference, self.tally.seen)


@dataclass(frozen=True, slots=True)
class Take:
    """One window about to be made."""

    window: Window
    scene: Scene
    numbers: Drawn
    blend: Blend | None = None


def generate(job: Job) -> Iterator[Event]:
    """Every event of the job, Finished last; where memory runs out it goes on in less.

    Raises EngineError or Cancelled.
    """
    return with_less(job, lambda caps: _attempt(job, caps), Lessons(cache_of(job)))


def _attempt(job: Job, caps: Caps | None) -> Iterator[Event | Planned]:
    """The film from where it stands to its end, within those caps."""
    asked, clock = job.params, StageClock()
    clock.enter(Stage.LOAD)  # planning counts too
    assert isinstance(asked, TalkingParams)
    work = settle(job.request, job.spec, asked)
    cast = cast_of(job.request, work.params, silence(work, asked))  # type: ignore[arg-type]
    masks = masks_of(job.request, work, cast.people)
    loras = choose_loras(job.request, job.spec, asked)
    work = replace(work, notes=(*work.notes, *loras.notes))
    bench = set_up(job, work, locate(job.spec, job.request.models_folders), clock, loras, caps)
    yield bench.planned
    bench = bench.with_work(with_seed(work, keep_seed(bench.folder, asked.seed, work.seed)))
    steps = plan(bench.work)
    yield Accepted(job.request.id, bench.work.seed, STAGES, work.notes)

    yield bench.begin(Stage.TEXT)
    texts = _texts(bench, steps)
    yield bench.begin(Stage.VOICE)
    rows = listen(bench, cast.voices, None if asked.mode is Mode.FANTASY_TALKING else work.fps)
    every = _windows(bench, asked, rows)
    yield bench.begin(Stage.LOAD)
    vae = bench.autoencoder()
    rough, mouth = colours(bench, vae), Mouth(bench, rows, masks)
    wanted = replace(output_of(bench, asked), sound=sound_of(cast, bench.folder))
    take_over(job.request)
    keeper, tally = WindowKeeper(bench, every[-1].total), Tally()
    growth = Growth(bench, keeper, every, wanted.sound)
    with opened(bench, vae) as studio:
        first = studio.source(0)
        begun = Begun(every, growth, WindowSeen(0, 1, *seen(first)), tally)
        redo = job.request.redo_window
        made = every[redo : redo + 1] if redo >= 0 else every
        crew = Crew(bench, studio, mouth, steps, texts, rough, keeper, wanted, made)
        yield from (_again if redo >= 0 else _film)(crew, begun)
    yield bench.begin(Stage.WRITE)
    written = finished(bench, [keeper.segment(window) for window in every], wanted)
    result = _result(bench, asked, written, tally)
    sync = measured(written, wanted, cast.seconds)
    kept = f"The windows are kept ({keeper.bytes / 2**20:.1f} MiB), to make one of them again; they go with the job."
    notes = (*result.notes, kept)
    yield Finished(job.request.id, replaced(result, reference=begun.reference, sync=sync, notes=notes))


def _texts(bench: Bench, steps: Sampler) -> tuple[dict[Branch, Tensor], ...]:
    """What is read of each prompt, one entry per prompt."""
    guided = replace(steps, guidance=ClassifierFree((2.0,) * steps.steps))  # both texts, whatever the scale
    prompts = bench.work.params.prompts  # type: ignore[attr-defined]
    works = (replace(bench.work, params=declared.replace(bench.work.params, positive_prompt=p)) for p in prompts)
    return tuple(read_texts(bench.with_work(work), guided) for work in works)


def _windows(bench: Bench, asked: TalkingParams, rows: tuple[Rows, ...]) -> tuple[Window, ...]:
    size, motion = bench.work.frames, bench.work.params.motion_frame  # type: ignore[attr-defined]
    if asked.mode is Mode.FANTASY_TALKING:
        return windows(size, size, min(motion, size - 1))
    total = max(one.frames for one in rows)
    total = min(total, most_frames(asked) or total)
    return windows(total, size, motion, _cuts(bench, asked, total))


def _cuts(bench: Bench, asked: TalkingParams, total: int) -> tuple[int, ...]:
    """Frames of the new film at which the given one begins another shot."""
    given = bench.job.request.input(Role.INPUT_VIDEO)
    if given is None or not asked.scene_seg or bench.job.request.input(Role.INPUT_IMAGE) is not None:
        return ()
    end = given.start + float(total / bench.work.fps)
    found = find_cuts(Path(given.asset.path), given.start, min(end, given.end or end), bench.job.stop)
    return tuple(math.ceil((time - given.start) * bench.work.fps - 1e-6) for time in found)


def _film(crew: Crew, begun: Begun) -> Iterator[Event]:
    """Make every window that is not there yet."""
    bench, tally = crew.bench, begun.tally
    scenes, dice = Scenes(crew.studio, bench.work.params.mode), Dice.of(bench.work.seed)
    standing = crew.keeper.find() or Standing(0, None, None, ())
    if standing.dice is not None:
        dice.back_to(standing.dice)
    tally.seen = standing.seen
    yield begun.so_far()
    for window in begun.every[standing.done :]:
        yield bench.begin(Stage.IMAGE)
        numbers = drawn(dice.draw, window, bench.work.latent, crew.plan.steps)
        tail = None if window.begins else standing.tail
        take = Take(window, scenes.of(window, tail, numbers), numbers)
        made = yield from _take(crew, take, tally)
        tally.seen = (*tally.seen, made.seen)
        standing = Standing(window.index + 1, made.tail, dice.state, tally.seen)
        crew.keeper.keep(window, standing)
        yield begun.so_far()


def _again(crew: Crew, begun: Begun) -> Iterator[Event]:
    """Make one window of a finished film again."""
    bench, wanted = crew.bench, crew.bench.job.request.redo_window
    every, tally = begun.every, begun.tally
    standing = crew.keeper.find(any_choice=True)
    if standing is None or standing.done < len(every) or wanted >= len(every):
        raise BadInput(
            "There is no such window to make again",
            why=f"Window {wanted} of {len(every)} was asked for; in the folder of the job "
            + (f"{standing.done} are finished." if standing else "lies no film with these settings."),
            done="Nothing was changed.",
            do=("Make the film first.", "Leave every setting but seed and prompt as it was."),
            param="redo_window",
        )
    tally.seen = standing.seen
    yield begun.so_far()
    window, segments = every[wanted], tuple(crew.keeper.segment(each) for each in every)
    yield bench.begin(Stage.IMAGE)
    around = neighbours(window, every, segments, bench.work.params.motion_frame)  # type: ignore[attr-defined]
    numbers = drawn(dice_of(bench.work.seed, window).draw, window, bench.work.latent, crew.plan.steps)
    scene = Scenes(crew.studio, bench.work.params.mode).of(window, around.tail, numbers)
    take = Take(window, fitted(scene, around, crew.studio, numbers), numbers, faded(around))
    made = yield from _take(crew, take, tally)
    tally.seen = tuple(made.seen if n == wanted else old for n, old in enumerate(standing.seen))
    crew.keeper.keep(window, replace(standing, seen=tally.seen))
    yield begun.so_far()


def _take(crew: Crew, take: Take, tally: Tally) -> Generator[Event, None, Made]:
    """Make and record one window; returns what came of it."""
    latent: Latent | None = None
    made: Made | None = None
    with securing(crew.keeper):
        for step in steps_of(crew, take.window, take.scene, take.numbers):
            if isinstance(step, Latent):
                latent = step
            else:
                yield step
        assert latent is not None, "the steps end with their latent"
        for part in recorded(crew, take.window, latent.latent, take.blend):
            if isinstance(part, Made):
                made = part
            else:
                yield part
    assert made is not None, "recording ends with the window"
    tally.steps, tally.spent = tally.steps + crew.plan.steps, tally.spent.plus(latent.spent)
    return made


def _result(bench: Bench, asked: TalkingParams, written: Written, tally: Tally) -> Result:
    clock, work = bench.clock, bench.work
    clock.count(Stage.DENOISE, max(1, tally.steps))
    clock.count(Stage.DECODE, written.frames)
    return Result(
        path=str(written.path),
        width=written.width,
        height=written.height,
        frames=written.frames,
        fps=str(written.fps),
        seed=work.seed,
        timing=clock.report(written.frames, tally.spent),
        peak_bytes=peak_bytes(bench.device),
        recipe=recipe(bench, asked),
        temporary=not asked.save_output,
        notes=(*work.notes, *written.notes),
        windows=tally.seen,
    )
