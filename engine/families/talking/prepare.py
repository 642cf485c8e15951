"""From what was asked to what will be done: the size, the steps and the guidance of a talking video."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import accumulate

from engine.api import params as declared
from engine.api.errors import BadInput
from engine.api.events import Stage
from engine.api.model import Mode, ModelSpec
from engine.api.request import GenerationRequest, Role
from engine.families.talking.params import TalkingParams, TalkingScheduler
from engine.families.talking.speakers import seconds_of
from engine.families.talking.windows import TIME_STRIDE
from engine.families.wan.params import Proportion
from engine.families.wan.prepare import Work, decide
from engine.families.wan.spec import size_multiple
from engine.media.resize import output_size
from engine.planner.snap import snap_frames
from engine.sampling.apg import Projection
from engine.sampling.choose import Choice, Sampler, choose
from engine.sampling.guidance import ClassifierFree
from engine.sampling.guidance_voice import Order, VoiceGuided

STAGES = (Stage.TEXT, Stage.VOICE, Stage.LOAD, Stage.IMAGE, Stage.DENOISE, Stage.DECODE, Stage.WRITE)
OFFICIAL = {Mode.FANTASY_TALKING: "fantasy"}  # the others: "talking"
FANTASY_LEAST = 5  # frames


def settle(request: GenerationRequest, spec: ModelSpec, params: TalkingParams) -> Work:
    """Every value of the job; `frames` of the work are those of one window.  Raises BadInput and InvalidParam."""
    if request.input(Role.INPUT_IMAGE) is None and request.input(Role.INPUT_VIDEO) is None:
        raise BadInput(
            "This task needs a picture or a film",
            why=f"{params.mode.value.replace('_', ' ')} makes somebody in it speak, and none was given.",
            done="The job was not begun.",
            do=("Drop a picture or a film.",),
            param=Role.INPUT_IMAGE.value,
        )
    window, motion = snap_frames(params.frame_window_size, video=True), snap_frames(params.motion_frame, video=False)
    made = declared.replace(params, num_frames=window.count, frame_window_size=window.count, motion_frame=motion.count)
    work = decide(request, spec, made)
    reasons = tuple(reason for reason in (window.reason, motion.reason) if reason)
    work = replace(work, notes=(*reasons, *work.notes))
    if params.mode is Mode.FANTASY_TALKING:
        work = _short(work, request, params)
    return _shaped(work, request)


def most_frames(params: TalkingParams) -> int | None:
    """The length that was asked for; None: as long as the voice."""
    return params.num_frames or None


def silence(work: Work, params: TalkingParams) -> Fraction:
    """Seconds of a film without a voice: what was asked for, else one window."""
    return Fraction(most_frames(params) or work.frames) / work.fps


def plan(work: Work) -> Sampler:
    """The steps of a window, with the guidance by words and voice."""
    p: TalkingParams = work.params  # type: ignore[assignment]
    own = OFFICIAL.get(p.mode, "talking")
    base = choose(
        Choice(
            scheduler=own if p.scheduler is TalkingScheduler.OFFICIAL else p.scheduler.value,
            steps=p.steps,
            shift=p.shift,
            cfg=p.cfg,
            denoise_strength=p.denoise_strength,
            start_step=p.start_step,
            end_step=p.end_step,
            timesteps=p.denoising_step_list,
            cfg_truncate_steps=p.cfg_truncate_steps,
        )
    )
    assert isinstance(base.guidance, ClassifierFree)
    guidance = VoiceGuided(
        base.guidance.scales,
        p.audio_cfg,
        Order.VOICE_FIRST if p.mode is Mode.FANTASY_TALKING else Order.TEXT_FIRST,
        Projection(p.apg_momentum, p.apg_norm_threshold) if p.use_apg else None,
    )
    return replace(base, guidance=guidance)


def _short(work: Work, request: GenerationRequest, params: TalkingParams) -> Work:
    """FantasyTalking makes one window, as long as the voice lets it (infer.py:99-111)."""
    given = request.every(Role.AUDIO_FILE)
    if len(given) > 1:
        raise BadInput(
            f"{work.spec.title} lets one person speak",
            why=f"{len(given)} voices were given.",
            done="The job was not begun.",
            do=("Give one voice.", "Take MultiTalk or InfiniteTalk for several people."),
            param=Role.AUDIO_FILE.value,
        )
    most = min(work.frames, max(FANTASY_LEAST, (most_frames(params) or work.frames) // TIME_STRIDE * TIME_STRIDE + 1))
    if not given:
        return replace(work, frames=most)
    seconds = seconds_of(given[0])
    frames = max(FANTASY_LEAST, min(most, int(work.fps * Fraction(seconds) // TIME_STRIDE) * TIME_STRIDE + 5))
    notes = work.notes
    if seconds > frames / work.fps + 1:
        notes = (*notes, f"{work.spec.title} makes {frames} frames; {frames / work.fps:.1f} s of the voice are heard.")
    return replace(work, frames=frames, notes=notes)


def _shaped(work: Work, request: GenerationRequest) -> Work:
    """With `fit` the shape of the given picture inside what was asked."""
    given = request.input(Role.INPUT_IMAGE) or request.input(Role.INPUT_VIDEO)
    if work.params.keep_proportion is not Proportion.FIT or given is None or not given.asset.width:
        return work
    source, room = (given.asset.width, given.asset.height), (work.width, work.height)
    width, height = output_size(source, room, "fit", size_multiple(work.spec))
    note = f"{width} x {height} has the shape of the picture inside {room[0]} x {room[1]}."
    return replace(work, width=width, height=height, notes=(*work.notes, note))


def step_counts(plan: Sampler) -> tuple[int, ...]:
    """Passes up to and with each step."""
    return tuple(accumulate(len(plan.guidance.branches(step)) for step in range(plan.steps)))
