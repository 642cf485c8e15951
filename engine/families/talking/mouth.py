"""The added network of a talking model, and what it hears in each window."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import torch
from torch import Tensor, nn

from engine.api.errors import WrongCheckpoint
from engine.api.events import Stage
from engine.api.model import Mode, Part
from engine.encoders.text import Where
from engine.encoders.voice_kept import KeptVoices, Rows
from engine.encoders.voices import Listening, Voices
from engine.families.talking.params import SpeechDevice, SpeechPrecision, TalkingParams
from engine.families.talking.windows import Window
from engine.families.wan.bench import Bench
from engine.families.wan.spec import network
from engine.media.audio_wave import Voice
from engine.nets.wan.attachment import Attachment
from engine.nets.wan.talking import Talking, TalkingConfig, TalkingNetwork, talking_in_fp32, talking_names
from engine.nets.wan.talking_fantasy import FantasyConfig, FantasyNetwork, FantasyTalking, fantasy_names
from engine.weights.checkpoint import Checkpoint, open_checkpoint
from engine.weights.detect import describe
from engine.weights.names import NameMap
from engine.weights.place import Loading, load
from engine.weights.precision import Precision, nothing_in_fp32

TYPES = {SpeechPrecision.FP32: torch.float32, SpeechPrecision.BF16: torch.bfloat16, SpeechPrecision.FP16: torch.float16}
Shapes = dict[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Heard:
    """What the passes of a window hear."""

    voice: tuple[Attachment, ...]
    silence: tuple[Attachment, ...]


def listen(bench: Bench, voices: tuple[Voice, ...], fps: Fraction | None) -> tuple[Rows, ...]:
    """The rows of each voice, on disk; fps None: as many as the speech network makes."""
    p: TalkingParams = bench.work.params  # type: ignore[assignment]
    device = torch.device("cpu") if p.wav2vec_device is SpeechDevice.CPU else bench.device
    where = Where(device, TYPES[p.wav2vec_precision], lambda done, total: bench.job.stop())

    def tick(done: int, total: int) -> None:
        bench.job.stop()
        bench.step(Stage.VOICE, done, total)

    how = Listening(bench.files[Part.SPEECH_ENCODER], fps)
    return Voices(KeptVoices(bench.cache / "voices"), where).read(voices, how, tick)


class Mouth:
    """The added network of InfiniteTalk and MultiTalk, or of FantasyTalking, with the voices of the job."""

    def __init__(self, bench: Bench, rows: tuple[Rows, ...], masks: Tensor | None) -> None:
        """masks: P+1 h w for several people, see speakers.masks_of."""
        self._bench, self._rows, self._masks = bench, rows, masks
        self._scale = bench.work.params.audio_scale  # type: ignore[attr-defined]
        self._net = _added(bench, rows[0])

    @torch.inference_mode()
    def hears(self, window: Window) -> Heard:
        """The voices of that window."""
        if isinstance(self._net, FantasyNetwork):
            tokens = self._net.listen(self._rows[0].read(-1, 0, self._rows[0].frames)[None].to(self._bench.device))
            voice = FantasyTalking(self._net, tokens, window.size, self._scale)
            return Heard((voice,) if self._scale else (), ())
        assert isinstance(self._net, TalkingNetwork)
        around = [rows.window(window.first, window.first + window.size) for rows in self._rows]
        windows = torch.stack(around).to(self._bench.device)
        loud, mute = self._net.listen(windows), self._net.listen(torch.zeros_like(windows[:1]))
        masks = None if self._masks is None else self._masks.to(self._bench.device)
        return Heard((Talking(self._net, loud, masks, self._scale),), (Talking(self._net, mute, scale=self._scale),))


def _added(bench: Bench, rows: Rows) -> nn.Module:
    """The added network, loaded or still warm; raises WrongCheckpoint and what load raises."""
    path = bench.files[Part.ADDITION]
    checkpoint = open_checkpoint(path)
    state = tuple((str(file), file.stat().st_size, file.stat().st_mtime_ns) for file in checkpoint.files)
    key = (Part.ADDITION, path, state, str(bench.device), str(bench.dtype))
    if key in bench.job.warm:
        kept: nn.Module = bench.job.warm[key]
        return kept
    for old in [old for old in bench.job.warm if old[0] is Part.ADDITION]:
        del bench.job.warm[old]
    fantasy = bench.work.params.mode is Mode.FANTASY_TALKING
    names: NameMap = fantasy_names if fantasy else talking_names
    with torch.device("meta"):
        made = _fantasy(bench, checkpoint) if fantasy else _talking(bench, checkpoint, rows)
    rule = Precision(bench.dtype, nothing_in_fp32 if fantasy else talking_in_fp32)
    on_cpu = bench.device.type == "cpu"
    load(made, checkpoint, Loading(names, rule, bench.device, on_cpu, lambda done, total: bench.job.stop()))
    bench.job.warm[key] = made.eval().requires_grad_(False)
    return made


def _talking(bench: Bench, checkpoint: Checkpoint, rows: Rows) -> TalkingNetwork:
    shapes, net = _shapes(checkpoint, talking_names), network(bench.work.spec)
    wanted = ("audio_proj.proj1.weight", "audio_proj.proj3.weight", "audio_proj.norm.weight")
    if any(name not in shapes for name in wanted):
        raise _no_addition(checkpoint, "InfiniteTalk or MultiTalk")
    (middle, heard), (made, _), (width,) = (shapes[name] for name in wanted)
    layers = rows.layers - 1
    if heard % (layers * rows.width) or made % width:
        raise _no_addition(checkpoint, f"voices of {layers} layers of {rows.width}")
    numbers = TalkingConfig(
        net.dim, net.num_heads, _blocks(shapes), heard // (layers * rows.width), layers, rows.width,
        middle, width, made // width,
    )  # fmt: skip
    return TalkingNetwork(numbers)


def _fantasy(bench: Bench, checkpoint: Checkpoint) -> FantasyNetwork:
    shapes, net = _shapes(checkpoint, fantasy_names), network(bench.work.spec)
    if "proj_model.proj.weight" not in shapes:
        raise _no_addition(checkpoint, "FantasyTalking")
    hidden, heard = shapes["proj_model.proj.weight"]
    return FantasyNetwork(FantasyConfig(net.dim, net.num_heads, _blocks(shapes), heard, hidden))


def _shapes(checkpoint: Checkpoint, names: NameMap) -> Shapes:
    return {target: tuple(checkpoint.shape(name)) for name in checkpoint for target in names(name)}


def _blocks(names: Iterable[str]) -> int:
    return 1 + max((int(found[1]) for name in names if (found := re.match(r"blocks\.(\d{1,4})\.", name))), default=-1)


def _no_addition(checkpoint: Checkpoint, wanted: str) -> WrongCheckpoint:
    return WrongCheckpoint(
        "This file does not make people talk",
        why=f"{checkpoint.path.name} looks like {describe(checkpoint)}; what {wanted} adds is needed.",
        done="It was not loaded.",
        do=("Choose the file that belongs to the model.",),
    )
