"""Who speaks, when, and where they are in the picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as fn

from engine.api.errors import BadInput
from engine.api.request import GenerationRequest, Input, Role
from engine.families.talking.params import TalkingParams, Turns
from engine.families.wan.prepare import Work
from engine.media.audio import sound_blocks
from engine.media.audio_loudness import TARGET
from engine.media.audio_wave import RATE, Voice
from engine.media.image import read_image
from engine.media.mix import Spoken
from engine.media.resize import Fitting, resize
from engine.nets.wan.talking_people import with_nobody
from engine.planner.voices import MOST_PEOPLE, side_by_side


@dataclass(frozen=True, slots=True)
class Cast:
    """The voices of a job."""

    voices: tuple[Voice, ...]  # one for each person; silence for those who only listen
    spoken: tuple[Spoken, ...]  # what is heard in the finished film; none: it is silent
    seconds: float  # until the last one has spoken

    @property
    def people(self) -> int:
        return len(self.voices)


def cast_of(request: GenerationRequest, params: TalkingParams, silence: Fraction) -> Cast:
    """The voices as they will be heard; `silence`: seconds of a film without a voice.  Raises BadInput."""
    given = request.every(Role.AUDIO_FILE)
    people = max(len(given), len(params.speaker_boxes) // 4, len(request.every(Role.MASK)), 1)
    if people > MOST_PEOPLE:
        raise BadInput(
            f"At most {MOST_PEOPLE} people can speak",
            why=f"{people} voices or places were given.",
            done="The job was not begun.",
            do=("Leave some out.",),
            param=Role.AUDIO_FILE.value,
        )
    if not given:
        return Cast((Voice(None, seconds=float(silence)),) * people, (), 0.0)
    lengths = tuple(seconds_of(one) for one in given)
    one_by_one = params.multi_audio_type is Turns.ONE_AFTER_THE_OTHER
    begin = (0.0, *accumulate(lengths))[: len(given)] if one_by_one else (0.0,) * len(given)
    end = max(first + length for first, length in zip(begin, lengths, strict=True))
    loudness = TARGET if params.normalize_loudness else None
    voices, spoken = [], []
    for one, before, length in zip(given, begin, lengths, strict=True):
        path, part = Path(one.asset.path), one.part
        after = 0.0 if len(given) == 1 else max(0.0, end - before - length)
        voices.append(Voice(path, one.start, part, before, after, loudness))
        spoken.append(Spoken(path, one.start, part, before))
    mute = (Voice(None, seconds=end),) * (people - len(given))
    return Cast((*voices, *mute), tuple(spoken), end)


def seconds_of(given: Input) -> float:
    """How long the part of a sound is that is used; counted on the sound itself."""
    samples = sum(block.shape[1] for block in sound_blocks(Path(given.asset.path), RATE, 1, given.start))
    whole = samples / RATE
    return whole if given.part is None else min(whole, given.part)


def masks_of(request: GenerationRequest, work: Work, people: int) -> Tensor | None:
    """Where each is and, last, where nobody is: P+1 h w of the latent, 0 or 1; None for one person.

    Painted masks come first, then boxes, then a column for each. Raises BadInput.
    """
    if people == 1:
        return None
    painted, boxes = request.every(Role.MASK), getattr(work.params, "speaker_boxes", ())
    if painted:
        _must_be_for_all(len(painted), people, Role.MASK.value)
        areas = (read_image(Path(one.asset.path)).pixels for one in painted)
        inside = [_fitted(area, work, painted=True) for area in areas]
    elif boxes:
        _must_be_for_all(len(boxes) // 4, people, "speaker_boxes")
        inside = [_fitted(area, work, painted=False) for area in _drawn(boxes, *_source_size(request, work))]
    else:
        inside = list(_columns(people, work.width, work.height))
    masks = with_nobody(torch.from_numpy(np.stack(inside)).float())
    small = fn.interpolate(masks[None], size=work.latent[2:], mode="nearest")[0]
    return (small > 0).float()


def _must_be_for_all(count: int, people: int, param: str) -> None:
    if count != people:
        raise BadInput(
            "Every speaker needs a place",
            why=f"{count} places were given for {people} people.",
            done="The job was not begun.",
            do=("Give one place for each voice.", "Leave all places out."),
            param=param,
        )


def _source_size(request: GenerationRequest, work: Work) -> tuple[int, int]:
    source = request.input(Role.INPUT_IMAGE) or request.input(Role.INPUT_VIDEO)
    if source is None or not source.asset.width:
        return work.width, work.height
    return source.asset.width, source.asset.height


def _drawn(boxes: tuple[float, ...], width: int, height: int) -> Iterator[np.ndarray]:
    for left, top, right, bottom in zip(*(boxes[n::4] for n in range(4)), strict=True):
        area = np.zeros((height, width, 3), np.uint8)
        rows, columns = (round(top * height), round(bottom * height)), (round(left * width), round(right * width))
        area[rows[0] : max(rows[1], rows[0] + 1), columns[0] : max(columns[1], columns[0] + 1)] = 255
        yield area


def _fitted(area: np.ndarray, work: Work, *, painted: bool) -> np.ndarray:
    """H W of the clip, 0 or 1: cut and sized as the picture is."""
    p = work.params
    proportion = "pad" if p.keep_proportion.value == "pad_edge" else p.keep_proportion.value
    sized = resize(area, work.width, work.height, Fitting(proportion, p.crop_position.value, "nearest-exact"))
    return (sized.max(axis=-1) > (127 if painted else 0)).astype(np.float32)


def _columns(people: int, width: int, height: int) -> Iterator[np.ndarray]:
    for left, top, right, bottom in side_by_side(people, width, height):
        area = np.zeros((height, width), np.float32)
        area[top:bottom, left:right] = 1
        yield area
