"""A Wan job from request to clip, stage by stage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.api.events import Accepted, Event, Finished, Stage
from engine.api.result import Result
from engine.families.wan.bench import Bench, cache_of, set_up
from engine.families.wan.inputs import Given, read_inputs
from engine.families.wan.keeping import Keeper, keep_seed, peak_bytes
from engine.families.wan.loras import choose_loras
from engine.families.wan.output import Film, recipe, record
from engine.families.wan.prepare import decide, with_seed
from engine.families.wan.reading import colours, read_pictures, read_texts
from engine.families.wan.sample import Denoised, Told, sample, sampler
from engine.families.wan.skipping import skipping
from engine.memory.attempts import Lessons, Planned, with_less
from engine.memory.ladder import Caps
from engine.run import Job
from engine.store.locate import locate
from engine.timing import StageClock


def generate(job: Job) -> Iterator[Event]:
    """Every event of the job, Finished last; where memory runs out it goes on in less.

    Raises EngineError or Cancelled.
    """
    return with_less(job, lambda caps: _attempt(job, caps), Lessons(cache_of(job)))


def _attempt(job: Job, caps: Caps | None) -> Iterator[Event | Planned]:
    """The job from where it stands to its end, within those caps."""
    clock = StageClock()
    clock.enter(Stage.LOAD)  # planning counts too
    work = decide(job.request, job.spec, job.params)
    loras = choose_loras(job.request, job.spec, job.params)
    work = replace(work, notes=(*work.notes, *loras.notes))
    files = locate(job.spec, job.request.models_folders)
    bench = set_up(job, work, files, clock, loras, caps)
    yield bench.planned
    bench = bench.with_work(with_seed(work, keep_seed(bench.folder, job.params.seed, work.seed)))
    plan = sampler(bench)
    spared = skipping(bench.work.params, bench.work.spec, plan)
    yield Accepted(job.request.id, bench.work.seed, bench.work.stages, work.notes)

    yield bench.begin(Stage.TEXT)
    texts = read_texts(bench, plan)
    given, image = Given(), None
    yield bench.begin(Stage.LOAD)
    vae = bench.autoencoder()
    palette = colours(bench, vae)
    if Stage.IMAGE in bench.work.stages:
        yield bench.begin(Stage.IMAGE)
        given = read_inputs(bench, vae)
        image = read_pictures(bench, given.pictures)

    bench.rest(vae)
    keeper = Keeper(bench)
    denoised: Denoised | None = None
    for event in sample(bench, Told(texts, image, given, palette), keeper, plan, spared):
        if isinstance(event, Denoised):
            denoised = event
        else:
            yield event
    assert denoised is not None, "the loop ends with its latent"
    film: Film | None = None
    for step in record(bench, vae, denoised.latent):
        if isinstance(step, Film):
            film = step
        else:
            yield step
    assert film is not None, "recording ends with its film"
    keeper.forget()
    yield Finished(job.request.id, _result(bench, film, denoised))


def _result(bench: Bench, film: Film, denoised: Denoised) -> Result:
    clock, work = bench.clock, bench.work
    clock.count(Stage.DENOISE, max(1, denoised.steps))
    clock.count(Stage.DECODE, work.frames)
    return Result(
        path=str(film.written.path),
        width=film.written.width,
        height=film.written.height,
        frames=film.written.frames,
        fps=str(film.written.fps),
        seed=work.seed,
        timing=clock.report(work.frames, denoised.spent),
        peak_bytes=peak_bytes(bench.device),
        recipe=recipe(bench),
        temporary=not work.params.save_output,
        notes=(*work.notes, *film.written.notes),
    )
