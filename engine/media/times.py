"""When each frame of a film is shown, and which frame is on the screen at a given time.

Taken from the timestamps of the packets (nothing is decoded), never from index / rate: a phone's film of 60 frames
with a varying rate is 2.98 s off when counted by its nominal rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np

from engine.media.container import average_rate

ROUNDING = 0.001  # seconds; Matroska and WebM round times to this


@dataclass(frozen=True, slots=True)
class Times:
    ticks: np.ndarray  # int64, ascending, one per frame
    base: Fraction  # seconds per tick
    last: float  # seconds that the last frame stands
    origin: float  # seconds on the file's own clock that count as 0

    def __len__(self) -> int:
        return len(self.ticks)

    @property
    def shown(self) -> np.ndarray:
        """Seconds from the beginning at which each frame appears."""
        return self.ticks * float(self.base) - self.origin

    @property
    def seconds(self) -> float:
        """Length of the film."""
        return float(self.shown[-1]) + self.last if len(self) else 0.0

    def rate(self) -> Fraction:
        """Mean frames per second, the exact usual fraction where it is near one; 25 where nothing tells it."""
        if len(self) < 2:
            return usual_rate(1 / self.last) if self.last >= ROUNDING else Fraction(25)
        ticks = int(self.ticks[-1] - self.ticks[0])
        return usual_rate((len(self) - 1) / float(ticks * self.base), slack=max(3e-4, 1.0 / ticks))

    def varies(self) -> bool:
        """Whether the frames are not evenly spaced (beyond the rounding of the container)."""
        if len(self) < 3:
            return False
        steps = np.diff(self.shown)
        return bool(steps.max() - steps.min() > max(2.5 * ROUNDING, 2.5 * float(self.base)))

    def at(self, seconds: np.ndarray | float, slack: float = 0.005) -> np.ndarray:
        """Index of the frame on the screen at each time; the first or last frame outside the film.

        A frame counts as shown up to half a tick (at most `slack` seconds) early: its time was rounded to a tick.
        """
        early = min(float(self.base) / 2, slack) + 1e-6
        return np.clip(np.searchsorted(self.shown, np.asarray(seconds) + early, side="right") - 1, 0, len(self) - 1)

    def resampled(self, fps: Fraction, start: float, count: int | None) -> np.ndarray:
        """Index of the frame for each frame of an even film at `fps` from `start` seconds on."""
        if count is None:
            count = max(1, round((self.seconds - start) * float(fps)))
        elapsed = np.arange(count, dtype=np.float64) * fps.denominator / fps.numerator
        return self.at(start + elapsed, slack=0.25 / float(fps))


def usual_rate(rate: float, slack: float = 3e-4) -> Fraction:
    """The exact fraction meant by a measured rate: 23.976 is 24000/1001, 15.998 is 16; `slack` is relative."""
    usual = (Fraction(round(rate)), Fraction(round(rate * 1.001) * 1000, 1001))
    nearest = min((each for each in usual if each > 0), key=lambda each: abs(float(each) - rate), default=None)
    if nearest is not None and abs(float(nearest) / rate - 1) < slack:
        return nearest
    return Fraction(rate).limit_denominator(1001)


def read_times(container: av.container.InputContainer, stream: av.VideoStream) -> Times:
    """The times of all frames, by one pass over the packets; leaves the container at its end."""
    ticks, longest = [], 0
    for packet in container.demux(stream):
        when = packet.pts if packet.pts is not None else packet.dts
        if when is None or packet.is_discard or not packet.size:
            continue
        ticks.append(when)
        longest = packet.duration or longest
    base = Fraction(stream.time_base)
    ordered = np.unique(np.array(ticks, dtype=np.int64))
    rate = average_rate(stream)
    if len(ordered) > 1 and not longest:
        longest = int(ordered[-1] - ordered[-2])
    last = float(longest * base) if longest else float(1 / rate)
    return Times(ordered, base, last, _origin(container, ordered, base, rate))


def _origin(container: av.container.InputContainer, ticks: np.ndarray, base: Fraction, rate: Fraction) -> float:
    """The picture's own start, unless the sound starts clearly earlier: then the file's start, to keep them in step."""
    if not len(ticks):
        return 0.0
    own = float(ticks[0] * base)
    file = (container.start_time or 0) / av.time_base
    return file if own - file > float(1 / rate) else own
