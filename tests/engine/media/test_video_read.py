"""Films are read by their timestamps, upright, in their own colours, and only from kinds that are known."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import pytest

from engine.api.errors import BadInput
from engine.media.frames import open_frames
from engine.media.output import Output
from engine.media.probe import probe
from engine.media.times import Times, usual_rate
from engine.media.video_read import count_frames, film_times, read_frames
from tests.engine.media.films import made, number_of, numbered, timed_film

ALTERNATING = [83 * number + (50 if number % 2 else 0) for number in range(60)]  # 133 ms, 33 ms, 133 ms ...


def numbers(path, fps, start=0.0, count=None) -> list[int]:
    return [number_of(frame) for frame in read_frames(path, Fraction(fps), start, count)]


def test_a_film_of_varying_rate_is_resampled_by_time_and_not_by_index(tmp_path):
    film = timed_film(tmp_path / "phone.mkv", ALTERNATING)
    expected = [max(n for n, t in enumerate(ALTERNATING) if t <= 62.5 * i + 0.5) for i in range(79)]
    assert film_times(film).varies()
    assert numbers(film, 16, count=79) == expected


def test_a_film_at_its_own_rate_gives_every_frame_once_in_every_container(tmp_path):
    for kind in ("mp4 h264", "webm vp9", "mkv ffv1", "mov prores"):
        for fps in (Fraction(16), Fraction(30000, 1001)):
            film = made(tmp_path, Output(fps, kind), 20, f"{fps.numerator}").path
            assert numbers(film, fps) == list(range(20)), kind
            assert not film_times(film).varies()
            assert film_times(film).rate() == fps


def test_the_rate_can_be_raised_and_lowered(tmp_path):
    film = made(tmp_path, Output(Fraction(16)), 16).path
    assert numbers(film, 8) == list(range(0, 16, 2))
    assert numbers(film, 32) == [number // 2 for number in range(32)]
    assert len(numbers(film, Fraction(24000, 1001))) == 24


def test_a_part_of_a_film_can_be_read_and_its_last_frame_fills_up(tmp_path):
    film = made(tmp_path, Output(Fraction(16)), 16).path
    assert numbers(film, 16, start=0.5, count=4) == [8, 9, 10, 11]
    assert numbers(film, 16, start=0.875, count=5) == [14, 15, 15, 15, 15]


def test_repeated_frames_are_separate_arrays(tmp_path):
    film = made(tmp_path, Output(Fraction(8)), 2).path
    first, second, *_ = read_frames(film, Fraction(16))
    first[:] = 0
    assert number_of(second) == 0 and second.max() > 100


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_film_of_a_turned_phone_is_upright(tmp_path, rotation):
    film = timed_film(tmp_path / "phone.mp4", [0, 33, 66], rotation)
    with av.open(str(film)) as container:
        assert next(container.decode(video=0)).rotation % 360 == rotation
    frame = next(read_frames(film, Fraction(30)))
    expected = np.rot90(numbered(0), rotation // 90)
    assert frame.shape == expected.shape
    assert np.abs(frame.astype(int) - expected).mean() < 6


def test_a_film_with_oblong_pixels_is_shown_in_its_true_proportions(tmp_path):
    with av.open(str(tmp_path / "dv.mp4"), "w") as container:
        stream = container.add_stream("libx264", rate=8)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.codec_context.sample_aspect_ratio = Fraction(3, 2)
        container.mux(stream.encode(av.VideoFrame(64, 48, "yuv420p")))
        container.mux(stream.encode(None))
    assert next(read_frames(tmp_path / "dv.mp4", Fraction(8))).shape == (48, 96, 3)
    info = probe(tmp_path / "dv.mp4")
    assert (info.width, info.height) == (96, 48)
    with open_frames(tmp_path / "dv.mp4") as frames:
        assert (frames.width, frames.height) == (96, 48)
        assert frames.read(0, height=24).shape == (24, 48, 3)


def test_pure_colours_come_back_as_they_went_in(tmp_path):
    from engine.media.video_write import VideoWriter

    colours = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (0, 0, 0), (128, 64, 200)]
    with VideoWriter(tmp_path / "w.mkv", Output(Fraction(8), quality=4), 64, 48) as writer:
        for colour in colours:
            writer.append(np.full((48, 64, 3), colour, np.uint8))
        film = writer.finish(tmp_path / "colours.mp4").path
    for frame, colour in zip(read_frames(film, Fraction(8)), colours, strict=True):
        assert np.abs(frame.astype(int) - colour).max() <= 4


def test_an_untagged_small_film_is_taken_as_bt601(tmp_path):
    with av.open(str(tmp_path / "old.mp4"), "w") as container:
        stream = container.add_stream("libx264", rate=8, options={"crf": "1"})
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), (255, 0, 0), np.uint8), format="rgb24")
        container.mux(stream.encode(frame.reformat(format="yuv420p")))  # FFmpeg's own choice: BT.601, no tags
        container.mux(stream.encode(None))
    frame = next(read_frames(tmp_path / "old.mp4", Fraction(8)))
    assert np.abs(frame.astype(int) - (255, 0, 0)).max() <= 4


@pytest.mark.parametrize(
    "text",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfilm.mp4\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile film.mp4\n",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nm=video 5000 RTP/AVP 96\n",
        "[00:00.00]some words\n",
    ],
)
def test_a_playlist_in_the_clothes_of_a_film_is_refused(tmp_path, text):
    made(tmp_path, Output(Fraction(16)), 4)
    (tmp_path / "trick.mp4").write_text(text)
    with pytest.raises(BadInput):
        list(read_frames(tmp_path / "trick.mp4", Fraction(16)))


def test_a_damaged_film_gives_frames_or_bad_input_and_nothing_else(tmp_path):
    data, rng, refused = made(tmp_path, Output(Fraction(16)), 8).path.read_bytes(), np.random.default_rng(3), 0
    damaged = tmp_path / "damaged.mp4"
    for _ in range(60):
        spoilt = bytearray(data[: rng.integers(8, len(data))] if rng.random() < 0.4 else data)
        for place in rng.integers(0, len(spoilt), 6):
            spoilt[place] = rng.integers(0, 256)
        damaged.write_bytes(bytes(spoilt))
        try:
            assert all(frame.ndim == 3 for frame in read_frames(damaged, Fraction(16), count=8))
        except BadInput:
            refused += 1
    assert refused > 5


def test_a_sound_is_no_film(tmp_path):
    from tests.engine.media.films import tone

    with pytest.raises(BadInput, match="no picture"):
        count_frames(tone(tmp_path / "tone.wav", 0.5))


def test_a_film_of_one_frame_without_a_length_still_has_a_rate():
    assert Times(np.array([0]), Fraction(1, 1_000_000), 1e-6, 0.0).rate() == 25
    assert Times(np.array([0]), Fraction(1, 1000), 0.0625, 0.0).rate() == 16


def test_usual_rates_are_recognised():
    assert usual_rate(23.97602) == Fraction(24000, 1001)
    assert usual_rate(29.97) == Fraction(30000, 1001)
    assert usual_rate(15.9999) == 16
    assert usual_rate(59.94) == Fraction(60000, 1001)
    assert abs(float(usual_rate(12.5)) - 12.5) < 1e-9
