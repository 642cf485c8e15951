"""Reads and extends the chunks of a WebP file without decoding its pictures."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

EXIF_FLAG = 0x08  # in the first byte of the VP8X chunk


def chunks(path: Path) -> Iterator[tuple[bytes, bytes]]:
    """Name and first 16 bytes of each chunk of a RIFF file."""
    with path.open("rb") as file:
        file.seek(12)
        while len(head := file.read(8)) == 8:
            size = int.from_bytes(head[4:], "little")
            beginning = file.read(min(size, 16))
            yield head[:4], beginning
            file.seek(size + size % 2 - len(beginning), 1)


def webp_durations_ms(path: Path) -> list[float]:
    """How long each frame of an animated WebP stands; one entry of 0 for a still."""
    lengths = [float(int.from_bytes(head[12:15], "little")) for name, head in chunks(path) if name == b"ANMF"]
    return lengths or [0.0]


def append_exif(path: Path, exif: bytes) -> None:
    """Adds an EXIF chunk to an animated WebP and says so in its header."""
    chunk = b"EXIF" + struct.pack("<I", len(exif)) + exif + b"\0" * (len(exif) % 2)
    with path.open("r+b") as file:
        file.seek(12)
        assert file.read(4) == b"VP8X"  # an animation always begins with it
        file.seek(20)
        flags = file.read(1)[0]
        file.seek(20)
        file.write(bytes([flags | EXIF_FLAG]))
        file.seek(0, 2)
        file.write(chunk)
        size = file.tell()
        file.seek(4)
        file.write(struct.pack("<I", size - 8))
