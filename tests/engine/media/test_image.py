"""Pictures of every kind come out as they look on the screen."""

from __future__ import annotations

import os
import struct
import sys
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms

from engine.api.errors import BadInput
from engine.media.image import MOST_PIXELS, ORIENTATION, is_picture, read_image, read_picture_header

CORNERS = np.zeros((20, 40, 3), np.uint8)  # red top left, green top right, blue bottom left, white bottom right
CORNERS[:10, :20], CORNERS[:10, 20:], CORNERS[10:, :20], CORNERS[10:, 20:] = (
    (255, 0, 0),
    (0, 255, 0),
    (0, 0, 255),
    (255, 255, 255),
)
STORED = {  # EXIF orientation -> how a camera stores the upright CORNERS
    1: CORNERS,
    2: CORNERS[:, ::-1],
    3: CORNERS[::-1, ::-1],
    4: CORNERS[::-1],
    5: CORNERS.transpose(1, 0, 2),
    6: np.rot90(CORNERS, 1),
    7: CORNERS[::-1, ::-1].transpose(1, 0, 2),
    8: np.rot90(CORNERS, -1),
}


def raw_png(width: int, height: int, depth: int, rows: bytes) -> bytes:
    """An RGB PNG chunk by chunk."""
    header = struct.pack(">IIBBBBB", width, height, depth, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )


@pytest.mark.parametrize("orientation", [1, 6])
def test_a_large_photograph_is_decoded_no_larger_than_needed_and_looks_the_same(tmp_path, orientation):
    path = tmp_path / "photo.jpg"
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    whole = Image.fromarray(CORNERS).resize((640, 320), Image.Resampling.NEAREST)
    Image.fromarray(np.ascontiguousarray(np.rot90(whole, 1 if orientation == 6 else 0))).save(path, exif=exif)
    small = read_image(path, least=70).pixels
    assert small.shape == (80, 160, 3) and read_image(path).pixels.shape == (320, 640, 3)
    corners = [small[y, x].astype(int) for y, x in ((10, 10), (10, 150), (70, 10), (70, 150))]
    assert np.abs(corners - CORNERS[::19, ::39].reshape(4, 3).astype(int)).max() < 12


@pytest.mark.parametrize("suffix", ["png", "tif", "webp"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_upright_as_the_camera_recorded_it(tmp_path, orientation, suffix):
    path = tmp_path / f"turned.{suffix}"
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = Image.fromarray(np.ascontiguousarray(STORED[orientation]))
    stored.save(path, exif=exif, **({"lossless": True} if suffix == "webp" else {}))
    assert np.array_equal(read_image(path).pixels, CORNERS)
    header = read_picture_header(path)
    assert (header.width, header.height) == (40, 20)


def test_transparent_parts_show_the_given_colour_and_that_is_told(tmp_path):
    pixels = np.zeros((4, 4, 4), np.uint8)
    pixels[..., 0] = 255  # red, but wholly transparent in the left half and half so in the right
    pixels[:, 2:, 3] = 128
    Image.fromarray(pixels).save(tmp_path / "clear.png")
    picture = read_image(tmp_path / "clear.png", background=(0, 255, 0))
    assert picture.pixels[0, 0].tolist() == [0, 255, 0]
    assert picture.pixels[0, 3].tolist() == [128, 127, 0]
    assert any("0, 255, 0" in note for note in picture.notes)


def test_a_palette_picture_with_a_transparent_entry_is_composited_too(tmp_path):
    image = Image.new("P", (4, 4), 1)
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.putpixel((0, 0), 0)
    image.save(tmp_path / "palette.gif", transparency=0)
    pixels = read_image(tmp_path / "palette.gif", background=(7, 8, 9)).pixels
    assert pixels[0, 0].tolist() == [7, 8, 9]
    assert pixels[3, 3].tolist() == [0, 0, 255]


def test_sixteen_bit_grey_is_scaled_and_not_cut_off(tmp_path):
    ramp = np.linspace(0, 65535, 64 * 64).reshape(64, 64).astype(np.uint16)
    for name in ("deep.png", "deep.tif"):
        Image.fromarray(ramp).save(tmp_path / name)
        pixels = read_image(tmp_path / name).pixels
        assert pixels.shape == (64, 64, 3)
        assert np.abs(pixels[..., 0] - ramp / 257).max() <= 1


def test_a_dark_sixteen_bit_picture_stays_dark(tmp_path):
    Image.fromarray(np.full((8, 8), 8_224, np.uint16)).save(tmp_path / "dark.png")
    assert read_image(tmp_path / "dark.png").pixels[0, 0].tolist() == [32, 32, 32]


def test_sixteen_bit_colour_is_scaled(tmp_path):
    ramp = np.linspace(0, 65535, 16 * 3).reshape(1, 16, 3).astype(">u2")
    (tmp_path / "deep.png").write_bytes(raw_png(16, 1, 16, b"\0" + ramp.tobytes()))
    assert np.abs(read_image(tmp_path / "deep.png").pixels - ramp / 257.0).max() <= 1


def test_cmyk_and_floating_grey_become_rgb(tmp_path):
    Image.new("CMYK", (8, 8), (0, 255, 255, 0)).save(tmp_path / "ink.jpg", quality=100)
    picture = read_image(tmp_path / "ink.jpg")
    assert np.abs(picture.pixels[4, 4].astype(int) - (255, 0, 0)).max() <= 3
    assert any("CMYK" in note for note in picture.notes)
    Image.fromarray(np.full((8, 8), 0.5, np.float32)).save(tmp_path / "float.tif")
    assert read_image(tmp_path / "float.tif").pixels[0, 0].tolist() == [128, 128, 128]


def test_a_colour_profile_is_honoured(tmp_path):
    image = Image.new("RGB", (4, 4), (200, 100, 50))
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    image.save(tmp_path / "srgb.png", icc_profile=lab.tobytes())
    assert np.abs(read_image(tmp_path / "srgb.png").pixels.astype(int) - (200, 100, 50)).max() <= 1
    swapped = bytearray(lab.tobytes())  # exchange the red and green colorant: the colours must change with it
    red, green = swapped.find(b"rXYZ"), swapped.find(b"gXYZ")
    swapped[red : red + 4], swapped[green : green + 4] = b"gXYZ", b"rXYZ"
    image.save(tmp_path / "odd.png", icc_profile=bytes(swapped))
    pixels = read_image(tmp_path / "odd.png").pixels[0, 0].astype(int)
    assert pixels[1] > pixels[0] + 40
    image.save(tmp_path / "broken.png", icc_profile=b"not a profile")
    broken = read_image(tmp_path / "broken.png")
    assert broken.pixels[0, 0].tolist() == [200, 100, 50]
    assert any("profile" in note for note in broken.notes)


@pytest.mark.parametrize("suffix", ["gif", "webp", "png"])
def test_of_an_animation_the_first_frame_is_used_and_told(tmp_path, suffix):
    frames = [Image.new("RGB", (16, 16), colour) for colour in ("red", "lime", "blue")]
    options = {"lossless": True} if suffix == "webp" else {}
    frames[0].save(tmp_path / f"moving.{suffix}", save_all=True, append_images=frames[1:], duration=200, **options)
    picture = read_image(tmp_path / f"moving.{suffix}")
    assert picture.pixels[0, 0].tolist() == [255, 0, 0]
    assert any("3 frames" in note for note in picture.notes)
    header = read_picture_header(tmp_path / f"moving.{suffix}")
    assert header.frames == 3
    assert header.seconds == pytest.approx(0.6)


def test_a_picture_that_is_too_large_is_refused_before_it_is_decoded(tmp_path):
    side = int(MOST_PIXELS**0.5) + 2
    (tmp_path / "vast.png").write_bytes(raw_png(side, side, 8, b""))
    assert is_picture(tmp_path / "vast.png")
    with pytest.raises(BadInput, match="too large"):
        read_image(tmp_path / "vast.png")


def test_the_content_decides_and_never_the_name(tmp_path):
    Image.new("RGB", (4, 4), "red").save(tmp_path / "picture.mp4", "PNG")
    (tmp_path / "text.png").write_text("this is no picture at all, only words")
    assert is_picture(tmp_path / "picture.mp4")
    assert not is_picture(tmp_path / "text.png")
    with pytest.raises(BadInput):
        read_image(tmp_path / "text.png")


def test_empty_missing_and_folder_are_refused_with_a_reason(tmp_path):
    (tmp_path / "empty.png").touch()
    with pytest.raises(BadInput, match="0 bytes"):
        read_image(tmp_path / "empty.png")
    with pytest.raises(BadInput, match="moved, renamed or deleted"):
        read_image(tmp_path / "missing.png")
    with pytest.raises(BadInput, match="folder"):
        read_image(tmp_path)


@pytest.mark.filterwarnings("ignore::UserWarning")  # what Pillow mutters about damaged tags
@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "tif", "gif", "bmp"])
def test_a_damaged_picture_gives_a_picture_or_bad_input_and_nothing_else(tmp_path, suffix):
    whole = tmp_path / f"whole.{suffix}"
    noise = np.random.default_rng(1).integers(0, 256, (24, 24, 3), dtype=np.uint8)
    Image.fromarray(noise).save(whole)
    data, rng, refused = whole.read_bytes(), np.random.default_rng(2), 0
    for _ in range(60):
        spoilt = bytearray(data[: rng.integers(4, len(data))] if rng.random() < 0.4 else data)
        for place in rng.integers(0, len(spoilt), 4):
            spoilt[place] = rng.integers(0, 256)
        damaged = tmp_path / f"damaged.{suffix}"
        damaged.write_bytes(bytes(spoilt))
        try:
            assert read_image(damaged).pixels.ndim == 3
        except BadInput as fault:
            refused += 1
            assert fault.why and len(fault.title) <= 60
    assert refused > 5


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has such names")
def test_a_name_that_is_not_utf8_can_be_read(tmp_path):
    odd = tmp_path / os.fsdecode(b"caf\xe9_\xff.png")
    Image.new("RGB", (4, 4), "red").save(tmp_path / "plain.png")
    os.rename(tmp_path / "plain.png", odd)
    assert read_image(odd).pixels[0, 0].tolist() == [255, 0, 0]
    odd.write_bytes(b"broken")
    with pytest.raises(BadInput) as caught:
        read_image(odd)
    caught.value.why.encode("utf-8")  # can be shown
