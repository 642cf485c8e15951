"""A Wan job from request to clip, on tiny models of every kind."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.api import wire
from engine.api.errors import Cancelled
from engine.api.events import Accepted, Failed, Finished, Preview, Stage, StageStarted, Stepped, Stopped
from engine.api.request import Role
from engine.families.wan.params import WanParams
from engine.media.image import read_image
from engine.media.probe import probe
from engine.media.recipe import read_recipe
from tests.engine.families.conftest import film


def test_a_sentence_becomes_a_clip_of_the_size_length_and_rate_asked_for(runs):
    end = runs.end(runs.request("t2v", num_frames=9, width=80, height=64, fps="30000/1001", output_format="mp4 h264"))
    assert isinstance(end, Finished)
    result = end.result
    assert (result.frames, result.width, result.height, result.fps) == (9, 80, 64, "30000/1001")
    assert film(result.path).shape == (9, 64, 80, 3)


def test_every_stage_is_told_in_order_and_timed(runs):
    end = runs.end(runs.request("t2v"))
    accepted = next(e for e in runs.events if isinstance(e, Accepted))
    told = [e.stage for e in runs.events if isinstance(e, StageStarted)]
    assert list(dict.fromkeys(s for s in told if s is not Stage.LOAD)) == [
        s for s in accepted.stages if s is not Stage.LOAD
    ]
    assert [e.done for e in runs.events if isinstance(e, Stepped) and e.stage is Stage.DENOISE and not e.part] == [
        1,
        2,
        3,
    ]
    timing = end.result.timing
    assert {s.stage for s in timing.stages} == {s.value for s in accepted.stages}
    assert sum(s.seconds for s in timing.stages) == pytest.approx(timing.total, abs=0.01)
    assert timing.forwards == 6
    assert [e.step for e in runs.events if isinstance(e, Preview)] == [1, 2, 3]


def test_the_same_seed_makes_the_same_bits_and_another_seed_does_not(runs):
    first, again, other = (runs.frames("t2v", seed=seed) for seed in (5, 5, 6))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_drawn_seed_is_told_and_makes_the_clip_again(runs):
    drawn = runs.end(runs.request("t2v", seed=-1)).result
    assert drawn.seed >= 0
    assert np.array_equal(film(drawn.path), runs.frames("t2v", seed=drawn.seed))


@pytest.mark.parametrize("kind", ["i2v", "i2v-pair", "flf2v", "ti2v"])
def test_a_picture_changes_the_clip_of_every_kind_of_model_that_takes_one(runs, picture, tmp_path, kind):
    other = tmp_path / "other.png"
    Image.new("RGB", (64, 48), (200, 30, 30)).save(other)
    one, two = (runs.frames(kind, {Role.INPUT_IMAGE: path}) for path in (picture, other))
    assert one.shape == two.shape == (5, 64, 64, 3)
    assert not np.array_equal(one, two)


def test_the_last_picture_of_first_and_last_frame_counts(runs, picture, tmp_path):
    other = tmp_path / "other.png"
    Image.new("RGB", (64, 48), (200, 30, 30)).save(other)
    clips = [runs.frames("flf2v", {Role.INPUT_IMAGE: picture, Role.END_IMAGE: end}) for end in (picture, other)]
    assert not np.array_equal(*clips)


def test_a_clean_first_frame_keeps_the_picture_whatever_the_seed(runs, picture):
    one, two = (runs.frames("ti2v", {Role.INPUT_IMAGE: picture}, seed=seed) for seed in (1, 2))
    assert np.array_equal(one[0], two[0])
    assert not np.array_equal(one[1:], two[1:])


def test_both_experts_run_and_the_switch_is_told(runs):
    runs.end(runs.request("t2v-pair", steps=4, boundary=0.9))
    assert [e.stage for e in runs.events if isinstance(e, StageStarted)].count(Stage.SWITCH) == 1
    high = runs.frames("t2v-pair", steps=4, boundary=0.9, cfg_high_noise=[5.0])
    assert not np.array_equal(high, runs.frames("t2v-pair", steps=4, boundary=0.9, cfg_high_noise=[1.0]))


def test_a_film_with_little_strength_stays_nearer_to_itself(runs, tmp_path):
    source = runs.end(runs.request("t2v", seed=9)).result.path
    far, near = (
        runs.frames("t2v", {Role.INPUT_VIDEO: Path(source)}, mode="video_to_video", steps=8, denoise_strength=s)
        for s in (1.0, 0.3)
    )
    still = film(source).astype(float)
    assert np.abs(near - still).mean() < np.abs(far - still).mean()


def test_one_frame_is_a_picture(runs):
    end = runs.end(runs.request("t2v", mode="text_to_image", output_format="png"))
    assert (end.result.frames, Path(end.result.path).suffix) == (1, ".png")
    assert read_image(Path(end.result.path)).pixels.shape == (64, 64, 3)


def test_what_was_moved_is_told_with_the_reason(runs):
    end = runs.end(runs.request("t2v", width=70, num_frames=6))
    assert (end.result.width, end.result.frames) == (64, 5)
    assert any("70 x 64 became 64 x 64" in note for note in end.result.notes)
    assert any("6 became 5" in note for note in end.result.notes)


@pytest.mark.parametrize(
    ("wrong", "code", "param"),
    [
        ({"steps": 0}, "PAR-001", "steps"),
        ({"cfg": [0.5]}, "PAR-001", "cfg"),
        ({"scheduler": "magic"}, "PAR-001", "scheduler"),
        ({"fps": "zero"}, "PAR-001", "fps"),
        ({"mode": "image_to_video"}, "PAR-001", "mode"),
        ({"mode": "video_to_video"}, "IN-001", "input_video"),
        ({"start_step": 3}, "PAR-001", "start_step"),
    ],
)
def test_a_wrong_value_is_refused_by_name_before_anything_is_loaded(runs, wrong, code, param):
    end = runs.end(runs.request("t2v", **wrong))
    assert isinstance(end, Failed)
    assert (end.code, end.param) == (code, param)
    assert not runs.warm


def test_stopping_at_any_moment_and_going_on_gives_the_same_bits(runs, monkeypatch):
    monkeypatch.setattr("engine.families.wan.keeping.PAUSE", 0.0)
    whole = runs.frames("t2v", scheduler="unipc", steps=4, seed=3)
    for moment in (2, 12, 20, 26, 31):
        request = runs.request("t2v", scheduler="unipc", steps=4, seed=3)
        asked = 0

        def stop(moment: int = moment) -> None:
            nonlocal asked
            asked += 1
            if asked > moment:
                raise Cancelled

        assert isinstance(runs.end(request, stop), Stopped)
        end = runs.end(request)
        assert isinstance(end, Finished), end
        assert np.array_equal(film(end.result.path), whole)


def test_work_that_was_done_is_not_done_again(runs, monkeypatch):
    monkeypatch.setattr("engine.families.wan.keeping.PAUSE", 0.0)
    request = runs.request("t2v", steps=6)
    steps = 0

    def stop() -> None:
        nonlocal steps
        steps = sum(isinstance(e, Preview) for e in runs.events)
        if steps == 4:
            raise Cancelled

    assert isinstance(runs.end(request, stop), Stopped)
    end = runs.end(request)
    assert end.result.timing.forwards == 2 * (6 - 4)


def test_another_job_does_not_take_the_checkpoint_of_this_one(runs, monkeypatch):
    monkeypatch.setattr("engine.families.wan.keeping.Keeper.forget", lambda self: None)
    first = runs.request("t2v", steps=3)
    runs.end(first)
    changed = runs.request("t2v", steps=3, positive_prompt="a blue square")
    end = runs.end(
        type(changed)(
            **{**{f: getattr(changed, f) for f in changed.__struct_fields__}, "work_folder": first.work_folder}
        )
    )
    assert end.result.timing.forwards == 6


def test_the_recipe_inside_the_file_makes_the_same_clip(runs, picture):
    end = runs.end(runs.request("ti2v", {Role.INPUT_IMAGE: picture}, seed=-1, mode="image_to_video"))
    request = wire.request(read_recipe(Path(end.result.path)))
    folders = {
        "output_folder": str(runs.folder),
        "work_folder": str(runs.folder / "again"),
        "cache_folder": str(runs.folder),
    }
    again = runs.end(type(request)(**{**{f: getattr(request, f) for f in request.__struct_fields__}, **folders}))
    assert np.array_equal(film(again.result.path), film(end.result.path))
    assert set(request.params) == set(WanParams.__dataclass_fields__)


def test_save_output_off_leaves_the_clip_in_the_jobs_folder(runs):
    request = runs.request("t2v", save_output=False)
    result = runs.end(request).result
    assert result.temporary
    assert Path(result.path).parent == Path(request.work_folder)


def test_a_dropped_sound_is_heard_in_the_clip_for_exactly_its_length(runs, tmp_path):
    voice = tmp_path / "voice.wav"
    with wave.open(str(voice), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes((np.sin(np.arange(64000) / 10) * 9000).astype("<i2").tobytes())
    end = runs.end(runs.request("t2v", {Role.AUDIO_FILE: voice}, output_format="mp4 h264"))
    info = probe(Path(end.result.path))
    assert (info.has_audio, info.frames) == (True, 5)
    assert info.seconds == pytest.approx(5 / 8, abs=0.03)
