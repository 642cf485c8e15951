"""What kind of file this is, told by its first bytes and never by its name."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from engine.api.errors import DamagedFile, EngineError, NotAModel, UnsafeFile, WeightsMissing

LARGEST_HEADER = 16 * 1024 * 1024  # bytes; the largest honest one seen is below 1 MiB


class Container(StrEnum):
    """How the bytes of a file are laid out."""

    SAFETENSORS = "safetensors"
    GGUF = "gguf"
    PICKLE = "pickle"  # .pt, .pth, .ckpt, .bin: a program that runs when opened
    ARCHIVE = "archive"
    LFS_POINTER = "lfs_pointer"  # what Git leaves when the large file itself was not fetched
    WEB_PAGE = "web_page"
    EMPTY = "empty"
    OTHER = "other"


CONVERTIBLE = frozenset(  # official files that exist in no other form; `main.py convert` makes safetensors of them
    {
        "models_t5_umt5-xxl-enc-bf16.pth",
        "Wan2.1_VAE.pth",
        "Wan2.2_VAE.pth",
        "models_clip_open-clip-xlm-roberta-large-vit-huge-14.pth",
    }
)
_ARCHIVES = (b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\xfd7zXZ\x00", b"BZh")
_POINTER = b"version https://git-lfs.github.com/spec/"


def container(path: Path) -> Container:
    """Look at the first kilobyte; raises WeightsMissing when there is no such file."""
    start, size = _start(path)
    if size == 0:
        return Container.EMPTY
    claimed = int.from_bytes(start[:8], "little")
    if start[8:9] == b"{" and claimed <= LARGEST_HEADER:
        return Container.SAFETENSORS
    if start.startswith(b"GGUF"):
        return Container.GGUF
    if start.startswith(b"PK\x03\x04") or (start[:1] == b"\x80" and start[1:2] in b"\x01\x02\x03\x04\x05"):
        return Container.PICKLE
    if start.startswith(_ARCHIVES) or start[257:262] == b"ustar":
        return Container.ARCHIVE
    if start.startswith(_POINTER):
        return Container.LFS_POINTER
    if start.lstrip(b"\xef\xbb\xbf \t\r\n")[:256].lower().startswith((b"<!doctype", b"<html", b"<head", b"<?xml")):
        return Container.WEB_PAGE
    if start[8:9] == b"{":
        return Container.SAFETENSORS  # with a header that is refused for its size
    return Container.OTHER


def _start(path: Path) -> tuple[bytes, int]:
    if not path.is_file():
        raise missing(path)
    try:
        with path.open("rb") as file:
            return file.read(1024), path.stat().st_size
    except OSError as wrong:
        raise unreadable(path, wrong) from wrong


def unreadable(path: Path, wrong: OSError) -> WeightsMissing:
    """A file that is there and that the system does not hand out."""
    return WeightsMissing(
        "A model file cannot be read",
        why=f"The system does not let Kinora read {path.name}: {wrong.strerror or type(wrong).__name__}.",
        done="Nothing was loaded; other models are unaffected.",
        do=("Change the permissions of the file", "Choose another copy"),
        detail=str(wrong),
    )


def missing(path: Path) -> WeightsMissing:
    """A file or folder that should be there."""
    return WeightsMissing(
        "A model file is not there",
        why=f"{path.name} was not found in {path.parent}.",
        done="Nothing was loaded.",
        do=("Download the model", "Choose the folder it lies in"),
    )


def refusal(path: Path, found: Container) -> EngineError:
    """Why a file that is not safetensors was not loaded."""
    size = path.stat().st_size
    if found is Container.PICKLE:
        return UnsafeFile(
            "This file type can run code, so it was not opened",
            why=f"{path.name} is a pickle, whatever its name says; such files can contain programs.",
            done="It was not opened; nothing ran.",
            do=(*_conversion(path), "Find the .safetensors version of the model"),
        )
    if found is Container.ARCHIVE:
        return UnsafeFile(
            "This is a packed archive, so it was not opened",
            why=f"{path.name} is an archive of {size:,} bytes, not the weights themselves.",
            done="It was not unpacked; nothing ran.",
            do=("Find the .safetensors version of the model",),
        )
    why, do = {
        Container.GGUF: ("It is a GGUF file under the name of a shard or an addition.", "Choose the file itself"),
        Container.LFS_POINTER: (f"It is a {size}-byte Git LFS pointer, not the weights.", "Download the real file"),
        Container.WEB_PAGE: ("It is a web page, possibly of a sign-in, under the name of a model.", "Fetch it again"),
        Container.EMPTY: ("It is empty.", "Fetch it again"),
    }.get(found, ("Its first bytes are those of no weight file that is known.", "Choose another file"))
    return NotAModel(
        "This file is not a usable model",
        why=f"{path.name}: {why}",
        done="It was not loaded.",
        do=(do, "Choose another file") if do != "Choose another file" else (do,),
    )


def _conversion(path: Path) -> tuple[str, ...]:
    """What to do with an official file that exists in this form only."""
    if path.name not in CONVERTIBLE:
        return ()
    return (f"Convert it once in a sealed process: main.py convert {path.name}",)


def damaged(path: Path, why: str) -> DamagedFile:
    """A weight file whose parts do not agree."""
    return DamagedFile(
        "The model file is damaged",
        why=f"{path.name}: {why}",
        done="It was not loaded; other models are unaffected.",
        do=("Fetch the file again", "Delete it"),
    )
