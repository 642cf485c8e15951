"""Reads sound of any common kind as float samples at a wanted rate, and draws its envelope for the window.

The limits are checked on the header before anything is resampled: a wav of 100 samples that claims a rate of 1 Hz
would otherwise become 1.6 million samples.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

from engine.api.errors import BadInput
from engine.media.container import opened, seconds_of, sound_stream
from engine.media.foreign import shown

LOWEST_RATE, HIGHEST_RATE = 8_000, 192_000  # samples per second
MOST_CHANNELS = 8
SHORTEST, LONGEST = 0.1, 6 * 3600.0  # seconds; nothing holds a whole sound but read_audio
LATE = 0.02  # seconds; a sound that begins later than this after its film is led by silence
FINE = 200  # envelope steps per second before they are gathered into buckets


@dataclass(frozen=True, slots=True)
class AudioHeader:
    rate: int  # samples per second
    channels: int
    seconds: float  # 0.0 where the header does not tell


@dataclass(frozen=True, slots=True)
class Envelope:
    peaks: np.ndarray  # float32 buckets 2: lowest and highest sample of each bucket, -1 to 1
    seconds: float


def read_audio_header(path: Path) -> AudioHeader:
    """Rate, channels and length without decoding.  Raises BadInput, also beyond the limits."""
    with opened(path, "sound") as container:
        return _header(container, path)


def read_audio(path: Path, rate: int, start: float = 0.0, seconds: float | None = None) -> np.ndarray:
    """Mono float32 samples at `rate`, from `start` on, at most `seconds` of them.  Raises BadInput."""
    most = round(min(LONGEST, LONGEST if seconds is None else seconds) * rate)
    blocks, gathered = [], 0
    for block_CN in sound_blocks(path, rate, 1, start):
        blocks.append(block_CN[0, : most - gathered])
        gathered += blocks[-1].size
        if gathered >= most:
            break
    if gathered < SHORTEST * rate and (seconds is None or seconds >= SHORTEST):
        raise no_sound(path, gathered, rate)
    return np.concatenate(blocks)


def sound_blocks(path: Path, rate: int, channels: int, start: float = 0.0) -> Iterator[np.ndarray]:
    """The sound in blocks of float32 C N at `rate`, mixed to 1 or 2 channels, in step with the film it belongs to.

    Raises BadInput; stops at LONGEST seconds.
    """
    with opened(path, "sound") as container:
        header = _header(container, path)
        stream = sound_stream(container)
        skip, room = round(start * rate), round((LONGEST + start) * rate)
        lead = _lead(container, stream)
        if lead > LATE:
            silence = np.zeros((channels, min(round(lead * rate), room)), np.float32)
            yield silence[:, skip:]
            skip, room = max(0, skip - silence.shape[1]), room - silence.shape[1]
        for raw_CN in _resampled(container, stream, rate, path, header):
            block_CN = _mixed(raw_CN.astype(np.float32), channels)
            block_CN = np.nan_to_num(block_CN[:, :room], nan=0.0, posinf=0.0, neginf=0.0)
            room -= block_CN.shape[1]
            kept, skip = block_CN[:, skip:], max(0, skip - block_CN.shape[1])
            if kept.shape[1]:
                yield kept
            if room <= 0:
                return


def read_envelope(path: Path, buckets: int) -> Envelope:
    """The outline of the sound in `buckets` equal parts, cheap enough for a thread of the window.  Raises BadInput."""
    with opened(path, "sound") as container:
        rate = _header(container, path).rate
    step = max(1, rate // FINE)
    lows, highs, rest, samples = [], [], np.zeros(0, np.float32), 0
    for block_CN in sound_blocks(path, rate, 1):
        samples += block_CN.shape[1]
        joined = np.concatenate((rest, block_CN[0]))
        whole = joined.size // step * step
        grid = joined[:whole].reshape(-1, step)
        lows.append(grid.min(axis=1))
        highs.append(grid.max(axis=1))
        rest = joined[whole:]
    if rest.size:
        lows.append(rest.min(keepdims=True))
        highs.append(rest.max(keepdims=True))
    if samples == 0:
        raise no_sound(path, 0, rate)
    low, high = np.concatenate(lows), np.concatenate(highs)
    edges = np.linspace(0, low.size, buckets, endpoint=False).astype(np.int64)
    peaks = np.stack((np.minimum.reduceat(low, edges), np.maximum.reduceat(high, edges)), axis=1)
    return Envelope(np.clip(peaks, -1.0, 1.0), samples / rate)


def _resampled(
    container: av.container.InputContainer,
    stream: av.AudioStream,
    rate: int,
    path: Path,
    header: AudioHeader,
) -> Iterator[np.ndarray]:
    """Float32 blocks of one or two channels.

    More than two are mixed down in integers: only there does FFmpeg keep the sum of the channels from clipping.
    """
    many = header.channels > 2
    layout = "mono" if header.channels == 1 else "stereo"
    resampler = av.AudioResampler(format="s32p" if many else "fltp", layout=layout, rate=rate)
    scale = 2.0**-31 if many else 1.0
    for frame in container.decode(stream):
        if frame.sample_rate != header.rate:
            raise _odd(path, f"its rate changes from {header.rate} to {frame.sample_rate} Hz")
        frame.pts = None  # the resampler would fill what it takes for gaps
        yield from (part.to_ndarray() * scale for part in resampler.resample(frame) if part.samples)
    yield from (part.to_ndarray() * scale for part in resampler.resample(None) if part.samples)


def _mixed(block_CN: np.ndarray, channels: int) -> np.ndarray:
    """One or two channels from one or two: the mean, or the same on both sides."""
    if channels == 1:
        return block_CN.mean(axis=0, keepdims=True)
    return block_CN if block_CN.shape[0] == 2 else np.repeat(block_CN, 2, axis=0)


def _header(container: av.container.InputContainer, path: Path) -> AudioHeader:
    stream = sound_stream(container)
    if stream is None:
        raise BadInput(
            "There is no sound in this file",
            why=f"{shown(path)} holds no sound track.",
            do=("Choose a file with sound in it.",),
        )
    header = AudioHeader(stream.codec_context.sample_rate, stream.codec_context.channels, seconds_of(container, stream))
    if not LOWEST_RATE <= header.rate <= HIGHEST_RATE:
        raise _odd(path, f"it has {header.rate} samples per second; 8,000 to 192,000 can be used")
    if not 1 <= header.channels <= MOST_CHANNELS:
        raise _odd(path, f"it has {header.channels} channels; 1 to 8 can be used")
    if header.seconds > LONGEST:
        raise _odd(path, f"it is {header.seconds / 3600:.1f} hours long; up to {LONGEST / 3600:.0f} can be used")
    return header


def _lead(container: av.container.InputContainer, stream: av.AudioStream) -> float:
    """Seconds by which the sound begins after the file's own beginning."""
    if stream.start_time is None or container.start_time is None:
        return 0.0
    return max(0.0, float(stream.start_time * stream.time_base) - container.start_time / av.time_base)


def _odd(path: Path, reason: str) -> BadInput:
    return BadInput(
        "This sound cannot be used as it is",
        why=f"{shown(path)}: {reason}.",
        done="It was not read.",
        do=("Save it again as WAV or MP3 with usual settings.",),
    )


def no_sound(path: Path, samples: int, rate: int) -> BadInput:
    """The error for a file that holds next to no sound."""
    return BadInput(
        "The audio has no sound in it",
        why=f"{shown(path)} opens but holds {samples / rate:.2f} s of sound; {SHORTEST} s is the least.",
        do=("Choose another file.",),
    )
