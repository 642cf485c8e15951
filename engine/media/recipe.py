"""Keeps the recipe of a result inside the file itself, as text, and reads it back exactly.

mp4, mov, mkv and webm hold it under their comment and under a key of our own; png in an iTXt chunk of that key;
jpg and gif in comments, webp in its EXIF user comment, each behind a first line that says whose it is.
"""

from __future__ import annotations

import struct
from pathlib import Path

import av
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from engine.media.container import opened
from engine.media.foreign import reading
from engine.media.image import KINDS, is_picture

KEY = "kinora"
MARK = "Kinora recipe\n"
LONGEST = 1_000_000  # bytes of UTF-8
JPEG_PIECE = 60_000  # bytes; a segment holds at most 65,533
USER_COMMENT, EXIF_IFD = 0x9286, 0x8769


def read_recipe(path: Path) -> str | None:
    """The text that was stored with the result, None where there is none.  Raises BadInput for an unreadable file.

    A folder is taken as a sequence of pictures; its first one is asked.
    """
    if path.is_dir():
        first = min(path.glob("*.png"), default=None)
        return read_recipe(first) if first else None
    if is_picture(path):
        return _of_picture(path)
    with opened(path, "file") as container:
        found = {key.lower(): text for key, text in container.metadata.items()}
    own = found.get(KEY)
    if own is None and found.get("comment", "").startswith("{"):
        own = found["comment"]  # another program kept only the comment
    return own if own is not None and len(own) <= LONGEST else None


def add_to_container(container: av.container.OutputContainer, recipe: str) -> None:
    """Before the first packet; mp4 and mov also need the option movflags=use_metadata_tags."""
    container.metadata["comment"] = recipe
    container.metadata[KEY] = recipe


def png_text(recipe: str | None) -> PngInfo:
    """For Pillow's pnginfo."""
    text = PngInfo()
    if recipe is not None:
        text.add_itxt(KEY, recipe, zip=True)
    return text


def jpeg_segments(recipe: str | None) -> bytes:
    """Comment segments for Pillow's `extra`; a long recipe is cut into several."""
    if recipe is None:
        return b""
    data = (MARK + recipe).encode()
    pieces = (data[i : i + JPEG_PIECE] for i in range(0, len(data), JPEG_PIECE))
    return b"".join(b"\xff\xfe" + struct.pack(">H", len(piece) + 2) + piece for piece in pieces)


def gif_comment(recipe: str) -> bytes:
    """A comment extension block."""
    data = (MARK + recipe).encode()
    pieces = (data[i : i + 255] for i in range(0, len(data), 255))
    return b"\x21\xfe" + b"".join(bytes([len(piece)]) + piece for piece in pieces) + b"\x00"


def exif_comment(recipe: str) -> bytes:
    """An EXIF block (TIFF structure, without the "Exif" header) whose user comment holds the recipe."""
    exif = Image.Exif()
    exif.get_ifd(EXIF_IFD)[USER_COMMENT] = b"UNICODE\0" + (MARK + recipe).encode("utf-16-le")
    return exif.tobytes().removeprefix(b"Exif\0\0")


def _of_picture(path: Path) -> str | None:
    with reading(path, "picture"), path.open("rb") as file, Image.open(file, formats=KINDS) as image:
        if image.format == "PNG":
            text = image.info.get(KEY)
            return str(text) if text is not None else None
        if image.format == "JPEG":
            whole = b"".join(data for name, data in image.applist if name == "COM").decode("utf-8", "replace")
        elif image.format == "GIF":
            whole = bytes(image.info.get("comment", b"")).decode("utf-8", "replace")
        else:
            comment = image.getexif().get_ifd(EXIF_IFD).get(USER_COMMENT, b"")
            whole = bytes(comment)[8:].decode("utf-16-le", "replace") if bytes(comment)[:7] == b"UNICODE" else ""
    return whole[len(MARK) :] if whole.startswith(MARK) and len(whole) <= LONGEST else None
