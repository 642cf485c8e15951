"""Voices as a video hears them, from what is kept on disk where that is possible.

The speech network is opened only for what is not kept, and let go at once.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import torch

from engine.encoders.kept import key_of
from engine.encoders.text import Where
from engine.encoders.voice import VoiceEncoder, open_voice_encoder
from engine.encoders.voice_kept import KeptVoices, Rows
from engine.media.audio_wave import Voice, Wave, write_wave
from engine.media.foreign import must_be_a_file, reading
from engine.nets.wav2vec import RATE, steps_of
from engine.weights.checkpoint import open_checkpoint
from engine.weights.fingerprint import fingerprint
from engine.weights.place import Tick


@dataclass(frozen=True, slots=True)
class Listening:
    """What listens, and how often a second."""

    weights: Path  # file or folder of the speech network
    fps: Fraction | None  # of the video; None for the network's own 50 a second
    heads: int | None = None  # of its attention, where it is not a published network


@dataclass(frozen=True, slots=True)
class Voices:
    """Listens, or remembers."""

    kept: KeptVoices
    where: Where

    def read(
        self, voices: tuple[Voice, ...], how: Listening, tick: Tick = lambda done, total: None
    ) -> tuple[Rows, ...]:
        """The rows of each voice, on disk.

        tick: rows done of one voice, rows in all; may raise to stop. Raises BadInput, what open_voice_encoder raises,
        DiskFull and CannotWrite.
        """
        depends = (fingerprint(open_checkpoint(how.weights)), str(how.fps), how.heads, *self._way)
        keys = tuple(key_of("voice", *_content(voice), *depends) for voice in voices)
        found: dict[str, Rows] = {}
        encoder: VoiceEncoder | None = None
        for voice, key in zip(voices, keys, strict=True):
            kept = found.get(key) or self.kept.find(key)
            if kept is None:
                with self.kept.scratch_file() as path:
                    wave = write_wave(voice, path)
                    encoder = encoder or open_voice_encoder(how.weights, self.where, how.heads)
                    kept = self._made(encoder, wave, key, how.fps, tick)
            found[key] = kept
        self.kept.make_room(keys)
        return tuple(found[key] for key in keys)

    def _made(self, encoder: VoiceEncoder, wave: Wave, key: str, fps: Fraction | None, tick: Tick) -> Rows:
        numbers, dtype = encoder.network.numbers, self.where.dtype
        frames = steps_of(wave.samples) if fps is None else max(1, math.floor(wave.samples * fps / RATE))
        with (
            self.kept.scratch(2, frames, numbers.width, dtype) as keys,
            self.kept.made(key, numbers.layers + 1, frames, numbers.width, dtype) as rows,
        ):
            encoder.encode(wave, rows, keys, tick)
        return replace(rows, path=self.kept.path(key))

    @property
    def _way(self) -> tuple[str, str, str]:
        """What else may change a bit of the result: type, kind of device, version of the library."""
        return str(self.where.dtype), self.where.device.type, torch.__version__


def _content(voice: Voice) -> tuple[object, ...]:
    """What a voice is, wherever its file lies; raises BadInput."""
    digest = ""
    if voice.path is not None:
        must_be_a_file(voice.path, "sound")
        with reading(voice.path, "sound"), voice.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    return digest, voice.start, voice.seconds, voice.before, voice.after, voice.loudness
