"""Makes voices that say nothing: syllables of noise and of pulses through the resonances of a throat; numpy only.

A voice has its own pitch, throat, pace, loudness and room; numbered voices are the same everywhere. Samples are
float32 at 16 kHz, -1 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from engine.media.audio_wave import RATE

Samples = NDArray[np.float32]
VOWELS = (  # Hz: the first three resonances
    (730, 1090, 2440),
    (270, 2290, 3010),
    (300, 870, 2240),
    (530, 1840, 2480),
    (570, 840, 2410),
    (660, 1720, 2410),
)
WIDTHS = (80.0, 110.0, 160.0)  # Hz, of the resonances
HISS = (1500.0, 5500.0)  # Hz, middle of a consonant's noise


@dataclass(frozen=True, slots=True)
class Recording:
    """What a microphone hears, and the voice in it alone."""

    samples: Samples
    voice: Samples


@dataclass(frozen=True, slots=True)
class Speaker:
    """How somebody speaks."""

    pitch: float  # Hz
    throat: float  # factor of the resonances: 1 a man's, 1.2 a child's
    pace: float  # syllables a second
    dull: float  # how much weaker the high overtones are, 0 to 1
    breath: float  # share of noise in the vowels, 0 to 1
    pauses: float  # share of syllables after which there is a pause
    lively: float  # how much loudness changes from syllable to syllable


def speaker(random: Random) -> Speaker:
    """Anybody."""
    high = random.random()
    return Speaker(
        pitch=85 * 3 ** (0.15 + 0.85 * high) * random.uniform(0.9, 1.1),
        throat=0.95 + 0.25 * high + random.uniform(-0.05, 0.05),
        pace=random.uniform(2.5, 8.5),
        dull=random.uniform(0.0, 0.95),
        breath=1.0 if random.random() < 0.07 else random.uniform(0.02, 0.3),
        pauses=random.uniform(0.08, 0.35),
        lively=random.uniform(0.2, 0.8),
    )


def recording(seconds: float, random: Random) -> Recording:
    """Somebody speaks in a room; one recording in ten holds no voice, and one in four no noise at all."""
    count = round(seconds * RATE)
    numbers = np.random.default_rng(random.randrange(1 << 60))
    voice = np.zeros(count)
    if random.random() >= 0.1:
        _speak(voice, speaker(random), random, numbers)
        voice *= 0.2 / max(1e-6, np.sqrt(np.square(voice).mean()))
    noise = np.zeros(count)
    if random.random() < 0.75:
        noise = _noise(count, random, numbers) * 0.2 * 10 ** (-random.uniform(22, 70) / 20)
    made = [part.astype(np.float32) for part in (voice + noise, voice)]
    return Recording(*made)


def _speak(out: NDArray[np.float64], who: Speaker, random: Random, numbers: np.random.Generator) -> None:
    """Adds syllable after syllable to `out`."""
    at = random.uniform(0, 0.4)  # seconds
    loud = 1.0
    while True:
        length = random.uniform(0.6, 1.2) / who.pace
        first, last = round(at * RATE), round((at + length) * RATE)
        if last >= len(out):
            return
        loud = min(1.2, max(0.15, loud + random.gauss(0, who.lively * 0.5)))
        out[first:last] += loud * _syllable(last - first, who, random, numbers)
        at += length * random.uniform(0.85, 1.1)
        if random.random() < who.pauses:
            at += random.uniform(0.12, 0.9)


def _syllable(count: int, who: Speaker, random: Random, numbers: np.random.Generator) -> NDArray[np.float64]:
    """A consonant that fades into a vowel."""
    made = np.zeros(count)
    hiss = round(count * random.uniform(0.05, 0.35))
    if random.random() < 0.75 and hiss > 64:
        middle = random.uniform(*HISS)
        burst = _resonant(numbers.normal(size=hiss), middle, 0.4 * middle)
        made[:hiss] += random.uniform(0.1, 0.6) * _even(burst) * _swell(hiss, 0.3, 0.6)
    start = round(0.6 * hiss)
    length = count - start
    turns = who.pitch * np.interp(np.arange(length), (0, length), _glide(random)).cumsum() / RATE
    pulses = np.diff(np.floor(turns), prepend=0.0)
    pulses = signal.lfilter([1.0], [1.0, -who.dull], pulses - pulses.mean())
    vowel = (1 - who.breath) * _even(pulses) + who.breath * numbers.normal(size=length)
    for middle, width in zip(random.choice(VOWELS), WIDTHS, strict=True):
        vowel = _resonant(vowel, middle * who.throat * random.uniform(0.88, 1.14), width)
    made[start:] += _even(vowel) * _swell(length, random.uniform(0.1, 0.3), random.uniform(0.3, 0.6))
    return made


def _glide(random: Random) -> tuple[float, float]:
    return random.uniform(0.85, 1.2), random.uniform(0.8, 1.15)


def _resonant(x: NDArray[np.float64], middle: float, width: float) -> NDArray[np.float64]:
    """Through one resonance (Hz), two poles."""
    radius = np.exp(-np.pi * width / RATE)
    angle = 2 * np.pi * min(middle, 0.46 * RATE) / RATE
    made: NDArray[np.float64] = signal.lfilter([1.0], [1.0, -2 * radius * np.cos(angle), radius**2], x)
    return made


def _even(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return x / max(1e-9, float(np.sqrt(np.square(x).mean())))


def _swell(count: int, rise: float, fall: float) -> NDArray[np.float64]:
    """From 0 to 1 within the share `rise`, back to 0 within the share `fall`."""
    place = (np.arange(count) + 0.5) / count
    return np.sin(0.5 * np.pi * np.minimum(1, np.minimum(place / rise, (1 - place) / fall))) ** 2


def _noise(count: int, random: Random, numbers: np.random.Generator) -> NDArray[np.float64]:
    """A room: steady noise, more or less dull, perhaps with the hum of the mains."""
    dull = random.uniform(0, 0.97)
    noise = _even(signal.lfilter([1 - dull], [1.0, -dull], numbers.normal(size=count)))
    hum = random.choice((0.0, 0.0, random.uniform(0.2, 1.0)))
    return noise + hum * np.sin(2 * np.pi * random.choice((50, 60, 100)) * np.arange(count) / RATE)


def numbered(number: int, seconds: float) -> Recording:
    """The voice of that number, always the same."""
    return recording(seconds, Random(f"voice {number}"))
