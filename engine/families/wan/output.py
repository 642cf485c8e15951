"""From the finished latent to the file: frames go to the recording as they are decoded, the recipe goes inside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from engine.api import params, wire
from engine.api.errors import BadNumbers
from engine.api.events import Event, Stage
from engine.api.request import GenerationRequest, Role
from engine.families.wan.bench import Bench
from engine.media.names import result_name
from engine.media.output import Output, Sound, Written
from engine.media.video_write import VideoWriter
from engine.nets.wan.vae import WanVae
from engine.nets.wan.vae_strips import cut_for
from engine.planner.forecast import vae_bytes


@dataclass(frozen=True, slots=True)
class Film:
    """The finished file."""

    written: Written


def record(bench: Bench, vae: WanVae, latent: Tensor) -> Iterator[Event | Film]:
    """Decode 1 Z T h w piece by piece into a recording, then make the file; Film is the last thing yielded."""
    frames = bench.work.frames
    yield bench.begin(Stage.DECODE, frames)
    bench.make_way(vae_bytes(bench.work))
    bench.wake(vae)
    recording = bench.folder / "recording.mkv"
    with VideoWriter(recording, _output(bench), bench.work.width, bench.work.height) as writer:
        with torch.inference_mode():
            for piece in vae.decode_stream(latent.float(), cut_for(bench.device, bench.plan.vae_strips)):
                bench.job.stop()
                for frame in _pixels(piece):
                    writer.append(frame)
                bench.step(Stage.DECODE, writer.frames, frames)
        yield bench.begin(Stage.WRITE)
        target = _target(bench)
        yield Film(writer.finish(target, overwrite=bool(bench.job.request.output_path)))


def recipe(bench: Bench) -> str:
    """The job as it was done, as text: the same values make the same clip, wherever it is made."""
    work, request = bench.work, bench.job.request
    values = params.to_dict(work.params)
    values.update(seed=work.seed, width=work.width, height=work.height, num_frames=work.frames)
    if work.params.lora_enabled:
        idle = (use for use in work.params.loras if not use.counts)
        values["loras"] = [wire.plain(use) for use in (*bench.loras.uses, *idle)]
    done = GenerationRequest(request.id, request.family, request.model, values, request.inputs)
    return wire.encode(done).decode()


def _output(bench: Bench) -> Output:
    p = bench.work.params
    voice = bench.job.request.input(Role.AUDIO_FILE)
    return Output(
        fps=bench.work.fps,
        output_format=p.output_format.value,
        loop_count=p.loop_count,
        pingpong=p.pingpong,
        recipe=recipe(bench) if p.save_metadata else None,
        sound=Sound(Path(voice.asset.path), voice.start, voice.part) if voice else None,
    )


def _target(bench: Bench) -> Path:
    """The exact name that was asked for, or one made from prefix, date, task and seed."""
    request, p = bench.job.request, bench.work.params
    if request.output_path:
        return Path(request.output_path)
    suffix = _output(bench).format.suffix
    name = result_name(p.filename_prefix, p.mode.value, bench.work.seed, datetime.now(), suffix)
    folder = Path(request.output_folder) if p.save_output and request.output_folder else bench.folder
    return folder / name


def _pixels(piece: Tensor) -> Iterator[np.ndarray]:
    """1 3 f H W from -1 to 1 -> f pictures uint8 H W 3; raises BadNumbers instead of making black frames."""
    if not torch.isfinite(piece).all():
        raise BadNumbers(
            "The decoder produced invalid numbers",
            why="Its frames are not finite.",
            done="Stopped before a black clip was saved; the latent is kept.",
            do=("Run the job again.", "Check that the VAE file is complete."),
        )
    frames = ((piece[0].permute(1, 2, 3, 0) + 1) * 127.5).round().clamp(0, 255).to(torch.uint8)
    yield from np.ascontiguousarray(frames.cpu().numpy())
