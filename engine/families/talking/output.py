"""From recorded windows to the finished file: joined, with its sound, checked and measured."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from engine.api import params, wire
from engine.api.request import GenerationRequest
from engine.api.result import Sync
from engine.families.talking.params import TalkingParams
from engine.families.talking.speakers import Cast
from engine.families.wan.bench import Bench
from engine.media.finish import finish_recording
from engine.media.join import join
from engine.media.mix import mix
from engine.media.names import result_name
from engine.media.output import Output, Sound, Written
from engine.media.sync import sound_offset


def output_of(bench: Bench, asked: TalkingParams) -> Output:
    """What is asked of the file; the sound comes when all windows are there."""
    return Output(
        fps=bench.work.fps,
        output_format=asked.output_format.value,
        loop_count=asked.loop_count,
        pingpong=asked.pingpong,
        recipe=recipe(bench, asked) if asked.save_metadata else None,
    )


def recipe(bench: Bench, asked: TalkingParams) -> str:
    """The job as it was done, as text: the same values make the same film, wherever it is made."""
    work, request = bench.work, bench.job.request
    values = params.to_dict(work.params)
    values.update(seed=work.seed, width=work.width, height=work.height, num_frames=asked.num_frames)
    if asked.lora_enabled:
        idle = (use for use in asked.loras if not use.counts)
        values["loras"] = [wire.plain(use) for use in (*bench.loras.uses, *idle)]
    done = GenerationRequest(request.id, request.family, request.model, values, request.inputs)
    return wire.encode(done).decode()


def sound_of(cast: Cast, folder: Path) -> Sound | None:
    """The sound track: the one voice as it was given, or several mixed.  Raises what mix raises."""
    if not cast.spoken:
        return None
    if len(cast.spoken) == 1 and not cast.spoken[0].before:
        return Sound(cast.spoken[0].path, cast.spoken[0].start, cast.spoken[0].seconds)
    return Sound(mix(cast.spoken, folder / "voices.wav"))


def finished(bench: Bench, segments: Sequence[Path], wanted: Output) -> Written:
    """Join the windows and make the file; they stay, so that each of them can be made again."""
    recording = bench.folder / "recording.mkv"
    join(segments, recording, wanted.fps)
    return finish_recording(recording, wanted, _target(bench, wanted), bool(bench.job.request.output_path))


def measured(written: Written, wanted: Output, voice_seconds: float) -> Sync | None:
    """Where the sound of the file lies; None for one without."""
    if wanted.sound is None or not written.has_audio:
        return None
    seconds = min(written.seconds, voice_seconds)
    found = sound_offset(written.path, wanted.sound.path, wanted.sound.start, seconds)
    told = (round(found.offset, 4), found.places) if found else (None, 0)
    return Sync(round(voice_seconds, 4), round(written.seconds, 4), *told)


def _target(bench: Bench, wanted: Output) -> Path:
    """The exact name that was asked for, or one made from prefix, date, task and seed."""
    request, p = bench.job.request, bench.work.params
    if request.output_path:
        return Path(request.output_path)
    name = result_name(p.filename_prefix, p.mode.value, bench.work.seed, datetime.now(), wanted.format.suffix)
    folder = Path(request.output_folder) if p.save_output and request.output_folder else bench.folder
    return folder / name
