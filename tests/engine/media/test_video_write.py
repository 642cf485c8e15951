"""Every format holds exactly the frames that were made, at the exact rate, with colour tags and fitted sound."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import pytest
from PIL import Image

from engine.api.errors import BadInput, InvalidParam
from engine.media.audio import read_audio
from engine.media.formats import FORMATS, GOP, Shape, format_of
from engine.media.frames import open_frames
from engine.media.output import Output, Sound
from engine.media.proof import usable_formats, works_here
from engine.media.video_write import VideoWriter
from tests.engine.media.films import HEIGHT, WIDTH, made, number_of, numbered, tone

STREAMS = [each.id for each in FORMATS if each.shape is Shape.STREAM]
NTSC = Fraction(30000, 1001)


def numbers(path, rate=Fraction(16)) -> list[int]:
    with open_frames(path, rate) as frames:
        return [number_of(frames.read(index)) for index in range(frames.count)]


@pytest.mark.parametrize("kind", [each.id for each in FORMATS])
@pytest.mark.parametrize("count", [1, 2, 25])
def test_each_format_holds_every_frame_in_order(tmp_path, kind, count):
    written = made(tmp_path, Output(Fraction(16), kind), count)
    still = format_of(kind).shape is Shape.STILL
    assert numbers(written.path) == list(range(1 if still else count))
    assert (written.width, written.height, written.frames) == (WIDTH, HEIGHT, 1 if still else count)
    assert [p.name for p in tmp_path.iterdir() if p.name != "work"] == [written.path.name]
    assert list((tmp_path / "work").iterdir()) == []


@pytest.mark.parametrize("kind", STREAMS)
@pytest.mark.parametrize("fps", [Fraction(16), NTSC, Fraction(23), Fraction(120)])
def test_the_rate_is_the_exact_fraction(tmp_path, kind, fps):
    written = made(tmp_path, Output(fps, kind), 30)
    with av.open(str(written.path)) as film:
        stream = film.streams.video[0]
        assert stream.average_rate == fps
        times = [float(frame.pts * stream.time_base) for frame in film.decode(stream)]
    slack = 0.0011 if written.path.suffix in (".mkv", ".webm") else 1e-9
    assert np.abs(np.array(times) - np.arange(30) / float(fps)).max() <= slack


@pytest.mark.parametrize("kind", ["mp4 h264", "mp4 h265", "mp4 av1", "mov prores", "webm vp9"])
def test_the_colour_tags_say_bt709_limited_range(tmp_path, kind):
    with av.open(str(made(tmp_path, Output(Fraction(16), kind), 3).path)) as film:
        context = film.streams.video[0].codec_context
        assert (context.colorspace, context.color_primaries, context.color_trc, context.color_range) == (1, 1, 1, 1)


def test_the_luma_of_pure_red_is_that_of_bt709(tmp_path):
    with VideoWriter(tmp_path / "w.mkv", Output(Fraction(16), quality=1), 64, 64) as writer:
        writer.append(np.full((64, 64, 3), (255, 0, 0), np.uint8))
        path = writer.finish(tmp_path / "red.mp4").path
    with av.open(str(path)) as film:
        luma = np.frombuffer(next(film.decode(video=0)).planes[0], np.uint8)[0]
    assert abs(int(luma) - 63) <= 1  # 16 + 219 x 0.2126; BT.601 gives 81


def test_the_default_is_h264_with_a_key_frame_every_twelve_frames(tmp_path):
    written = made(tmp_path, Output(Fraction(16)), 40)
    with av.open(str(written.path)) as film:
        stream = film.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        keys = [n for n, packet in enumerate(p for p in film.demux(stream) if p.size) if packet.is_keyframe]
    assert np.diff(keys).max() <= GOP


def test_ffv1_and_png_are_lossless(tmp_path):
    for kind in ("mkv ffv1", "png sequence", "png"):
        with open_frames(made(tmp_path, Output(Fraction(16), kind), 3).path) as frames:
            last = frames.count - 1
            assert np.array_equal(frames.read(last), numbered(last))


@pytest.mark.parametrize("kind", ["mp4 h264", "mp4 h265", "mp4 av1", "mov prores", "webm vp9", "webp", "jpg"])
def test_the_quality_number_changes_the_size_of_the_file(tmp_path, kind):
    noise = np.random.default_rng(0).integers(0, 256, (4, 64, 64, 3), dtype=np.uint8)
    wanted, sizes = format_of(kind), []
    for quality in (wanted.finest, wanted.coarsest):
        with VideoWriter(tmp_path / "w.mkv", Output(Fraction(16), kind, quality), 64, 64) as writer:
            for frame in noise:
                writer.append(frame)
            sizes.append(writer.finish(tmp_path / f"q{quality}{wanted.suffix}").size)
    assert sizes[0] > 1.5 * sizes[1]


@pytest.mark.parametrize("kind", ["mp4 h264", "mkv ffv1", "gif", "webp", "png sequence"])
def test_pingpong_goes_there_and_back_without_both_ends(tmp_path, kind):
    assert numbers(made(tmp_path, Output(Fraction(16), kind, pingpong=True), 5).path) == [0, 1, 2, 3, 4, 3, 2, 1]


def test_pingpong_of_one_or_two_frames_stays_what_it_is(tmp_path):
    assert numbers(made(tmp_path, Output(Fraction(16), pingpong=True), 1, "one").path) == [0]
    assert numbers(made(tmp_path, Output(Fraction(16), pingpong=True), 2, "two").path) == [0, 1]


@pytest.mark.parametrize(("count", "gif", "webp"), [(0, 0, 0), (1, None, 1), (5, 4, 5)])
def test_loop_count_says_how_often_it_plays(tmp_path, count, gif, webp):
    with Image.open(made(tmp_path, Output(Fraction(16), "gif", loop_count=count), 3).path) as image:
        assert image.info.get("loop") == gif  # a gif counts repetitions, and plays once without the block
    with Image.open(made(tmp_path, Output(Fraction(16), "webp", loop_count=count), 3).path) as image:
        assert image.info.get("loop") == webp


def test_a_gif_keeps_its_length_and_leaves_out_what_no_viewer_shows(tmp_path):
    slow = made(tmp_path, Output(Fraction(16), "gif"), 33, "slow")
    with open_frames(slow.path) as frames:
        assert frames.seconds == pytest.approx(33 / 16, abs=0.011)
    fast = made(tmp_path, Output(Fraction(100), "gif"), 40, "fast")
    assert fast.frames == 20 and any("50" in note for note in fast.notes)
    assert numbers(fast.path) == list(range(0, 40, 2))


@pytest.mark.parametrize("kind", ["mp4 h264", "mov prores", "webm vp9", "mkv ffv1"])
@pytest.mark.parametrize("seconds", [0.5, 9.0])
def test_the_sound_is_fitted_to_the_picture_and_never_the_other_way_round(tmp_path, kind, seconds):
    sound = Sound(tone(tmp_path / "tone.wav", seconds))
    written = made(tmp_path, Output(Fraction(16), kind, sound=sound), 33)
    assert written.has_audio and written.frames == 33
    samples = read_audio(written.path, 48_000)
    assert samples.size == pytest.approx(33 / 16 * 48_000, abs=1100)
    loud = np.abs(samples[: samples.size // 4800 * 4800].reshape(-1, 4800)).max(axis=1) > 0.2
    assert loud.sum() == pytest.approx(min(seconds, 33 / 16) * 10, abs=1)
    assert loud[: int(min(seconds, 2) * 10) - 1].all()


def test_sound_and_picture_are_in_step(tmp_path):
    samples = np.zeros(16_000 * 2, np.float32)
    samples[16_000:16_400] = 0.9  # a click at 1.000 s
    import wave

    with wave.open(str(tmp_path / "click.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    for kind in ("mp4 h264", "webm vp9", "mkv ffv1", "mov prores"):
        film = made(tmp_path, Output(Fraction(16), kind, sound=Sound(tmp_path / "click.wav")), 32).path
        assert np.argmax(np.abs(read_audio(film, 48_000)) > 0.4) / 48_000 == pytest.approx(1.0, abs=0.002), kind
        film = made(tmp_path, Output(Fraction(16), kind, sound=Sound(tmp_path / "click.wav", 0.75)), 32).path
        assert np.argmax(np.abs(read_audio(film, 48_000)) > 0.4) / 48_000 == pytest.approx(0.25, abs=0.002), kind
        film = made(tmp_path, Output(Fraction(16), kind, sound=Sound(tmp_path / "click.wav", 0.75, 0.2)), 32).path
        assert np.abs(read_audio(film, 48_000)).max() < 0.1, f"{kind}: the click lies behind the part that is heard"


def test_a_sound_that_the_kind_cannot_hold_is_left_out_and_that_is_told(tmp_path):
    written = made(tmp_path, Output(Fraction(16), "gif", sound=Sound(tone(tmp_path / "t.wav", 1))), 4)
    assert not written.has_audio and any("sound" in note for note in written.notes)


def test_an_unreadable_sound_keeps_the_recording_so_that_finishing_can_be_tried_again(tmp_path):
    (tmp_path / "bad.wav").write_bytes(b"words" * 100)
    output = Output(Fraction(16), sound=Sound(tmp_path / "bad.wav"))
    with VideoWriter(tmp_path / "rec.mkv", output, WIDTH, HEIGHT) as writer:
        writer.append(numbered(0))
        with pytest.raises(BadInput):
            writer.finish(tmp_path / "film.mp4")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bad.wav", "rec.mkv"]


def test_odd_sides_are_refused_before_anything_is_written(tmp_path):
    with pytest.raises(InvalidParam, match="even sides"):
        VideoWriter(tmp_path / "rec.mkv", Output(Fraction(16)), 65, 64)
    with VideoWriter(tmp_path / "rec.mkv", Output(Fraction(16), "gif"), 65, 63) as writer:
        writer.append(np.zeros((63, 65, 3), np.uint8))
        assert writer.finish(tmp_path / "odd.gif").width == 65


def test_discarding_leaves_nothing(tmp_path):
    writer = VideoWriter(tmp_path / "work" / "rec.mkv", Output(Fraction(16)), WIDTH, HEIGHT)
    writer.append(numbered(0))
    writer.discard()
    assert list((tmp_path / "work").iterdir()) == []


def test_a_format_is_offered_only_if_one_frame_can_really_be_encoded():
    from dataclasses import replace

    h264 = format_of("mp4 h264")
    assert h264 in usable_formats()
    absent = replace(h264, codec=replace(h264.codec, name="no_such_encoder"))
    listed_but_refusing = replace(h264, codec=replace(h264.codec, pixels="yuv410p"))
    assert not works_here(absent)
    assert not works_here(listed_but_refusing)


def test_an_unknown_format_is_refused():
    with pytest.raises(InvalidParam):
        format_of("avi divx")
