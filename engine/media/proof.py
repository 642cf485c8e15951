"""Proves by encoding one frame which kinds of file can be made on this machine."""

from __future__ import annotations

import tempfile
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from engine.media.container import local
from engine.media.encode import Encoder
from engine.media.formats import FORMATS, Codec, OutputFormat


def works_here(wanted: OutputFormat) -> bool:
    """Whether one frame can really be encoded on this machine; an encoder that is only listed proves nothing."""
    if wanted.codec.name not in av.codecs_available:
        return False
    with tempfile.TemporaryDirectory(prefix="kinora-probe-") as folder:
        film = Path(folder) / "probe.mkv"
        try:
            with Encoder(film, wanted.codec, wanted.quality, Fraction(16), (64, 64)) as encoder:
                encoder.add(np.zeros((64, 64, 3), np.uint8))
        except (av.FFmpegError, OSError, ValueError):
            return False
        with av.open(local(film)) as made:
            return sum(1 for _ in made.decode(video=0)) == 1


def usable_formats() -> tuple[OutputFormat, ...]:
    """The formats that work here, in the order in which they are offered.  Takes about a second; keep the answer."""
    proven: dict[Codec, bool] = {}
    for each in FORMATS:
        if each.codec not in proven:
            proven[each.codec] = works_here(each)
    return tuple(each for each in FORMATS if proven[each.codec])
