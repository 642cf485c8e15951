"""Sound of any kind becomes mono samples at the wanted rate; odd files are refused before they cost anything."""

from __future__ import annotations

import struct
from fractions import Fraction

import av
import numpy as np
import pytest

from engine.api.errors import BadInput
from engine.media.audio import read_audio, read_audio_header, read_envelope, sound_blocks
from tests.engine.media.films import tone


def loudest_hertz(samples: np.ndarray, rate: int) -> float:
    return float(np.argmax(np.abs(np.fft.rfft(samples))) * rate / samples.size)


@pytest.mark.parametrize("rate", [8_000, 11_025, 22_050, 44_100, 48_000, 192_000])
@pytest.mark.parametrize("channels", [1, 2, 6])
def test_any_rate_and_channel_count_becomes_mono_at_16_khz(tmp_path, rate, channels):
    samples = read_audio(tone(tmp_path / "tone.wav", 1.0, rate, channels), 16_000)
    assert samples.dtype == np.float32
    assert abs(samples.size - 16_000) <= 32
    assert loudest_hertz(samples, 16_000) == pytest.approx(440, abs=2)
    assert 0.45 < np.abs(samples).max() < 0.55


@pytest.mark.parametrize("name", ["t.mp3", "t.flac", "t.ogg", "t.m4a", "t.aiff"])
def test_any_common_format_is_read(tmp_path, name):
    codec = {"t.mp3": "libmp3lame", "t.flac": "flac", "t.ogg": "libopus", "t.m4a": "aac", "t.aiff": "pcm_s16be"}[name]
    with av.open(str(tmp_path / name), "w") as container:
        stream = container.add_stream(codec, rate=48_000, layout="mono")
        wave = (np.sin(2 * np.pi * 440 * np.arange(48_000) / 48_000) * 0.5).astype(np.float32)[None]
        frame = av.AudioFrame.from_ndarray(wave, format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = 48_000, 0, Fraction(1, 48_000)
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    samples = read_audio(tmp_path / name, 16_000)
    assert samples.size == pytest.approx(16_000, abs=1200)
    assert loudest_hertz(samples, 16_000) == pytest.approx(440, abs=4)


def test_a_part_is_cut_out_exactly(tmp_path):
    path = tone(tmp_path / "tone.wav", 2.0, 16_000)
    whole = read_audio(path, 16_000)
    part = read_audio(path, 16_000, start=0.5, seconds=0.75)
    assert part.size == 12_000
    assert np.array_equal(part, whole[8_000:20_000])


def raw_wav(rate: int, channels: int, data: bytes) -> bytes:
    head = struct.pack("<HHIIHH", 1, channels, rate, rate * channels * 2, channels * 2, 16)
    return (
        b"RIFF" + struct.pack("<I", 36 + len(data)) + b"WAVEfmt " + struct.pack("<I", 16) + head
        + b"data" + struct.pack("<I", len(data)) + data
    )  # fmt: skip


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "0 bytes"),
        (raw_wav(16_000, 1, b""), "0.00 s"),
        (raw_wav(1, 1, b"\0\0" * 100), "1 samples per second"),
        (raw_wav(768_000, 1, b"\0\0" * 100), "768000 samples per second"),
        (raw_wav(16_000, 33, b"\0\0" * 3300), ""),
        (raw_wav(16_000, 1, b"\0\0" * 100), "0.01 s"),
        (b"no sound, only words, but quite a lot of them" * 20, "damaged"),
    ],
)
def test_an_odd_sound_is_refused_with_the_reason(tmp_path, data, reason):
    path = tmp_path / "odd.wav"
    path.write_bytes(data)
    with pytest.raises(BadInput) as caught:
        read_audio(path, 16_000)
    assert reason in caught.value.why


def test_a_sound_that_claims_to_be_too_long_is_refused_by_its_header(tmp_path):
    path = tmp_path / "long.wav"
    with path.open("wb") as file:
        file.write(raw_wav(8_000, 1, b"")[:40] + struct.pack("<I", 8_000 * 2 * 23_000))
        file.truncate(44 + 8_000 * 2 * 23_000)  # 6.4 hours, sparse
    with pytest.raises(BadInput, match="6.4 hours"):
        read_audio_header(path)


def test_not_a_number_in_a_floating_wav_becomes_silence(tmp_path):
    data = np.zeros(8_000, np.float32)
    data[100:200] = np.nan
    head = struct.pack("<HHIIHH", 3, 1, 8_000, 32_000, 4, 32)
    (tmp_path / "nan.wav").write_bytes(
        b"RIFF" + struct.pack("<I", 36 + data.nbytes) + b"WAVEfmt " + struct.pack("<I", 16) + head
        + b"data" + struct.pack("<I", data.nbytes) + data.tobytes()
    )  # fmt: skip
    assert np.isfinite(read_audio(tmp_path / "nan.wav", 8_000)).all()


def test_the_envelope_shows_where_it_is_loud(tmp_path):
    rate = 16_000
    samples = np.zeros(rate * 4, "<i2")
    samples[rate : 2 * rate : 2] = 16_384  # from second 1 to 2, upwards only
    samples[3 * rate :: 2] = -32_768
    (tmp_path / "steps.wav").write_bytes(raw_wav(rate, 1, samples.tobytes()))
    envelope = read_envelope(tmp_path / "steps.wav", 8)
    assert envelope.seconds == 4.0
    assert envelope.peaks.shape == (8, 2)
    low, high = envelope.peaks.T
    assert np.allclose(high, [0, 0, 0.5, 0.5, 0, 0, 0, 0], atol=0.01)
    assert np.allclose(low, [0, 0, 0, 0, 0, 0, -1, -1], atol=0.01)


def test_an_envelope_may_have_more_buckets_than_the_sound_has_steps(tmp_path):
    assert read_envelope(tone(tmp_path / "short.wav", 0.15), 500).peaks.shape == (500, 2)


def test_sound_that_begins_later_than_its_film_is_led_by_silence(tmp_path):
    path = tmp_path / "late.mkv"
    with av.open(str(path), "w") as container:
        picture = container.add_stream("libx264", rate=10)
        picture.width, picture.height, picture.pix_fmt = 64, 64, "yuv420p"
        sound = container.add_stream("pcm_s16le", rate=16_000, layout="mono")
        for number in range(20):
            frame = av.VideoFrame(64, 64, "yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, 10)
            container.mux(picture.encode(frame))
        loud = av.AudioFrame.from_ndarray(np.full((1, 16_000), 9_000, np.int16), format="s16", layout="mono")
        loud.sample_rate, loud.pts, loud.time_base = 16_000, 8_000, Fraction(1, 16_000)
        container.mux(sound.encode(loud))
        container.mux(picture.encode(None))
        container.mux(sound.encode(None))
    samples = np.concatenate([block[0] for block in sound_blocks(path, 16_000, 1)])
    assert np.argmax(np.abs(samples) > 0.1) == pytest.approx(8_000, abs=20)
    later = np.concatenate([block[0] for block in sound_blocks(path, 16_000, 1, start=0.75)])
    assert np.abs(later).min() > 0.1 and later.size == pytest.approx(12_000, abs=20)
