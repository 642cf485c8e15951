"""Who speaks when, and where each of them is in the picture."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image

from engine.api.errors import BadInput
from engine.api.request import Asset, GenerationRequest, Input, Kind, Role
from engine.families.talking.params import TalkingParams, Turns
from engine.families.talking.speakers import cast_of, masks_of
from engine.families.talking.studio import Studio
from engine.families.wan.params import Proportion, Resampling
from engine.media.encode import Encoder
from engine.media.formats import LOSSLESS
from engine.media.frames import open_frames


def asked(*inputs):
    return GenerationRequest("job", "talking", "model", {}, inputs)


def spoken(path, start=0.0, end=0.0):
    return Input(Role.AUDIO_FILE, Asset(str(path), Kind.AUDIO), start, end)


def work(width=96, height=64, **values):
    params = TalkingParams(upscale_method=Resampling.BILINEAR, **values)
    return SimpleNamespace(
        width=width, height=height, fps=Fraction(25), params=params, latent=(16, 4, height // 8, width // 8)
    )


def test_together_every_voice_lasts_as_long_as_the_longest(voice):
    cast = cast_of(asked(spoken(voice(0.5)), spoken(voice(0.8))), TalkingParams(), Fraction(1))
    assert [(v.before, round(v.after, 3)) for v in cast.voices] == [(0.0, 0.3), (0.0, 0.0)]
    assert cast.seconds == pytest.approx(0.8)


def test_one_after_the_other_each_waits_for_those_before(voice):
    params = TalkingParams(multi_audio_type=Turns.ONE_AFTER_THE_OTHER)
    cast = cast_of(asked(spoken(voice(0.5)), spoken(voice(0.8), 0.1, 0.4)), params, Fraction(1))
    assert [(round(v.before, 3), round(v.after, 3)) for v in cast.voices] == [(0.0, 0.3), (0.5, 0.0)]
    assert [round(part.before, 3) for part in cast.spoken] == [0.0, 0.5]
    assert cast.voices[1].seconds == pytest.approx(0.3)


def test_who_has_a_place_but_no_voice_is_silent(voice):
    params = TalkingParams(speaker_boxes=(0.0, 0.0, 0.5, 1.0, 0.5, 0.0, 1.0, 1.0))
    cast = cast_of(asked(spoken(voice(0.5))), params, Fraction(1))
    assert [v.path is None for v in cast.voices] == [False, True]
    assert cast.voices[1].seconds == pytest.approx(0.5)
    assert len(cast.spoken) == 1


def test_no_voice_is_silence_of_the_length_asked_for():
    cast = cast_of(asked(), TalkingParams(), Fraction(81, 25))
    assert (cast.voices[0].path, cast.voices[0].seconds, cast.spoken) == (None, 81 / 25, ())


def test_five_people_are_too_many(voice):
    with pytest.raises(BadInput, match="At most 4"):
        cast_of(asked(*[spoken(voice(0.2))] * 5), TalkingParams(), Fraction(1))


def test_without_places_people_stand_side_by_side_and_nobody_between_them():
    masks = masks_of(asked(), work(), 2)
    assert masks.shape == (3, 8, 12)
    assert masks[0, 4, 2] == masks[1, 4, 9] == 1 and masks[0, 4, 9] == masks[1, 4, 2] == 0
    assert torch.equal(masks[2], ((masks[0] + masks[1]) == 0).float())
    assert masks_of(asked(), work(), 1) is None


def test_boxes_are_shares_of_the_picture_and_are_cut_with_it():
    picture = Input(Role.INPUT_IMAGE, Asset("", Kind.IMAGE, 400, 100))  # the middle 150 of 400 columns are kept
    boxes = (0.0, 0.0, 0.5, 1.0, 0.5, 0.5, 1.0, 1.0)
    masks = masks_of(asked(picture), work(speaker_boxes=boxes), 2)
    assert masks[0, :, :6].all() and not masks[0, :, 6:].any()
    assert masks[1, 4:, 6:].all() and not masks[1, :4].any()


def test_painted_masks_come_before_boxes_and_every_speaker_needs_one(tmp_path):
    painted = []
    for number in range(2):
        area = np.zeros((64, 96), np.uint8)
        area[number * 32 : number * 32 + 32] = 255
        Image.fromarray(area).save(tmp_path / f"{number}.png")
        painted.append(Input(Role.MASK, Asset(str(tmp_path / f"{number}.png"), Kind.IMAGE)))
    masks = masks_of(asked(*painted), work(speaker_boxes=(0.0,) * 8), 2)
    assert masks[0, :4].all() and not masks[0, 4:].any() and masks[1, 4:].all()
    with pytest.raises(BadInput, match="Every speaker needs a place"):
        masks_of(asked(*painted), work(), 3)


def test_a_source_film_is_taken_by_time_and_its_last_frame_stays(tmp_path):
    path = tmp_path / "film.mkv"
    with Encoder(path, LOSSLESS, 0, Fraction(50), (96, 64)) as film:
        for number in range(40):  # 0.8 s at twice the rate of the result
            film.add(np.full((64, 96, 3), number * 5, np.uint8))
    request = asked(Input(Role.INPUT_VIDEO, Asset(str(path), Kind.VIDEO), 0.1))
    job, plan = SimpleNamespace(request=request), SimpleNamespace(vae_strips=1)
    bench = SimpleNamespace(
        job=job, work=work(keep_proportion=Proportion.STRETCH), plan=plan, device=torch.device("cpu")
    )
    with open_frames(path) as frames:
        studio = Studio(bench, None, frames)
        shown = [round(float((studio.source(at).mean() + 1) * 127.5)) for at in (0, 4, 10, 100)]
    assert shown == [5 * 5, 13 * 5, 25 * 5, 39 * 5]
