"""The speech network with its ears: voices in, rows of every layer out, at the rate of the video.

Everything is done in pieces that lie on disk in between, so that memory does not grow with the length of a voice; the
rows are those of the voice as a whole. B is one voice, C channels, F rows, D width.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as fn

from engine.api.errors import WrongCheckpoint
from engine.encoders.text import Where
from engine.encoders.voice_kept import Rows
from engine.media.audio_wave import Wave
from engine.nets.wav2vec import (
    HOP,
    REACH,
    SpeechNetwork,
    SpeechNumbers,
    Sums,
    speech_names,
    steps_of,
    stretched,
    stretched_places,
)
from engine.weights.checkpoint import Checkpoint, open_checkpoint
from engine.weights.detect import describe
from engine.weights.place import Loading, Tick, load
from engine.weights.precision import Precision, nothing_in_fp32

PIECE = 128  # rows at a time on the way from the sound to the layers
ASKING, ASKED = 512, 512  # rows at a time in the layers: what 20 s of a voice have
ASKING_ON_CARD = 8192  # there it is the way to the card that costs
FIRST_STEPS, FIRST_HOP, FIRST_REACH = 8192, 5, 10  # of the first convolution: steps at a time, their samples
HEAD_WIDTH = 64  # of every published network
TINY = 1e-7  # added to the variance of a sound, as the library's feature extractor does


@dataclass(frozen=True, slots=True)
class VoiceEncoder:
    """A loaded speech network."""

    network: SpeechNetwork

    @torch.inference_mode()
    def encode(self, wave: Wave, rows: Rows, keys: Rows, tick: Tick = lambda done, total: None) -> None:
        """Fill `rows` (layers + 1, as many frames as the voice shall have), with `keys` (2 layers) for scratch.

        tick: rows done, rows in all; may raise to stop. Raises DiskFull and CannotWrite.
        """
        stages, layers = _Stages(rows.frames, rows.layers + 1, tick), self.network.encoder.layers
        heard = _Heard(self.network, wave, rows.frames)
        for first, last in stages.pieces(PIECE):
            rows.write(1, first, heard.rows(first, last)[0])  # for a while: the first layer comes later
        for first, last in stages.pieces(PIECE):
            rows.write(0, first, self.network.encoder.placed(self._around(rows, first, last))[0])
        for number, layer in enumerate(layers, 1):
            for first in range(0, rows.frames, ASKED):
                last = min(rows.frames, first + ASKED)
                for half, part in enumerate(layer.keys(self._here(rows.read(number - 1, first, last)))):
                    keys.write(half, first, part[0])
            for first, last in stages.pieces(self._asking):
                made = layer(self._here(rows.read(number - 1, first, last)), self._keys(keys))
                rows.write(number, first, (self.network.encoder.finished(made) if number == len(layers) else made)[0])

    def _around(self, rows: Rows, first: int, last: int) -> Tensor:
        """The projected rows with their neighbours, zeros beyond the ends: 1 F D."""
        places = self.network.encoder.pos_conv_embed
        low, high = first - places.before, last + places.after
        found = self._here(rows.read(1, max(0, low), min(rows.frames, high)))
        return fn.pad(found, (0, 0, max(0, -low), max(0, high - rows.frames)))

    def _keys(self, keys: Rows) -> Iterator[tuple[Tensor, Tensor]]:
        for first in range(0, keys.frames, ASKED):
            last = min(keys.frames, first + ASKED)
            yield self._here(keys.read(0, first, last)), self._here(keys.read(1, first, last))

    def _here(self, rows: Tensor) -> Tensor:  # F D -> 1 F D
        return rows.unsqueeze(0).to(self._device)

    @property
    def _device(self) -> torch.device:
        return self.network.encoder.layer_norm.weight.device

    @property
    def _asking(self) -> int:
        return ASKING if self._device.type == "cpu" else ASKING_ON_CARD


class _Stages:
    """Goes over all rows several times and says how far it is."""

    def __init__(self, frames: int, count: int, tick: Tick) -> None:
        self._frames, self._total, self._tick, self._done = frames, frames * count, tick, 0

    def pieces(self, size: int) -> Iterator[tuple[int, int]]:
        for first in range(0, self._frames, size):
            last = min(self._frames, first + size)
            yield first, last
            self._done += last - first
            self._tick(self._done, self._total)


class _Heard:
    """The sound as the layers get it, any part of it."""

    def __init__(self, network: SpeechNetwork, wave: Wave, frames: int) -> None:
        self._network, self._wave, self._frames = network, wave, frames
        self._steps = steps_of(wave.samples)
        self._sums = None if network.numbers.stable else self._all_sums()

    def rows(self, first: int, last: int) -> Tensor:
        """1 F D, projected."""
        places = stretched_places(self._steps, self._frames, first, last)
        low, high = int(places[0]), min(self._steps, int(places[-1]) + 2)
        sound = self._sound(low * HOP, (high - 1) * HOP + REACH)
        steps = self._network.feature_extractor(sound, self._sums)
        rows: Tensor = self._network.feature_projection(stretched(steps, places - low))
        return rows

    def _sound(self, first: int, last: int) -> Tensor:
        """1 S, of mean 0 and variance 1 over the whole voice."""
        samples = torch.from_numpy(self._wave.read(first, last))
        weight = self._network.feature_projection.projection.weight
        even = (samples - self._wave.mean) / math.sqrt(self._wave.deviation**2 + TINY)
        return even.unsqueeze(0).to(weight.device, weight.dtype)

    def _all_sums(self) -> Sums:
        count = (self._wave.samples - FIRST_REACH) // FIRST_HOP + 1
        parts = (
            self._network.feature_extractor.sums(
                self._sound(first * FIRST_HOP, (min(count, first + FIRST_STEPS) - 1) * FIRST_HOP + FIRST_REACH)
            )
            for first in range(0, count, FIRST_STEPS)
        )
        total = next(parts)
        for part in parts:
            total = total + part
        return total


def open_voice_encoder(weights: Path, where: Where, heads: int | None = None) -> VoiceEncoder:
    """Load wav2vec 2.0 of any size from Hugging Face names; its numbers are read off the shapes.

    Raises what open_checkpoint and load raise, and WrongCheckpoint for another kind of network.
    """
    checkpoint = open_checkpoint(weights)
    numbers = numbers_of(checkpoint, heads)
    with torch.device("meta"):
        network = SpeechNetwork(numbers)
    precision = Precision(where.dtype, nothing_in_fp32)
    load(network, checkpoint, Loading(speech_names, precision, where.device, where.device.type == "cpu", where.tick))
    return VoiceEncoder(network.eval())


def numbers_of(checkpoint: Checkpoint, heads: int | None = None) -> SpeechNumbers:
    """The numbers of a speech network from the shapes of its weights; raises WrongCheckpoint if it is none."""
    shapes = {target: checkpoint.shape(name) for name in checkpoint for target in speech_names(name)}
    first, last = "feature_extractor.conv_layers.", "encoder.layers."
    conv, later = shapes.get(f"{first}0.conv.weight", ()), shapes.get(f"{first}6.conv.weight", ())
    place, ffn = (
        shapes.get("encoder.pos_conv_embed.conv.weight_v", ()),
        shapes.get(f"{last}0.feed_forward.intermediate_dense.weight", ()),
    )
    layers = 1 + max(
        (int(m[1]) for name in shapes if (m := re.match(r"encoder\.layers\.(\d{1,3})\.", name))), default=-1
    )
    alike = len(conv) == len(later) == len(place) == 3 and len(ffn) == 2
    if not alike or conv[1:] != (1, 10) or conv[0] != later[0] or 0 in (*place, *ffn) or place[0] % place[1]:
        raise _no_speech(checkpoint)
    width = place[0]
    heads = heads or max(1, width // HEAD_WIDTH)
    if ffn[1] != width or width % heads:
        raise _no_speech(checkpoint)
    stable, bias = (f"{first}1.{part}" in shapes for part in ("layer_norm.weight", "conv.bias"))
    return SpeechNumbers(conv[0], width, ffn[0], heads, layers, place[2], width // place[1], stable, bias)


def _no_speech(checkpoint: Checkpoint) -> WrongCheckpoint:
    return WrongCheckpoint(
        "This file is no speech network",
        why=f"{checkpoint.path.name} looks like {describe(checkpoint)}; a wav2vec 2.0 network is needed.",
        done="It was not loaded.",
        do=("Choose the wav2vec2 file of the model",),
    )
