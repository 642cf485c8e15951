"""Where a file is published, and what proves that the right bytes came."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePosixPath

import msgspec

LONGEST_PATH = 200  # characters
DEEPEST = 8  # folders
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"|?*\\]')


class Hub(StrEnum):
    """Who speaks how."""

    HUGGING_FACE = "huggingface"
    MODELSCOPE = "modelscope"
    PLAIN = "plain"  # the address itself


class Source(msgspec.Struct, frozen=True, omit_defaults=True):
    """One place where a file is published."""

    hub: Hub
    repo: str = ""  # owner/name
    path: str = ""  # below the repository; for PLAIN the whole address
    revision: str = ""  # a commit where it is known; "" the newest


class FileFormat(StrEnum):
    """How the bytes of a published file are laid out."""

    SAFETENSORS = "safetensors"
    GGUF = "gguf"
    JSON = "json"  # of a tokenizer, or the index of a model in several files
    TEXT = "text"
    ONNX = "onnx"
    PICKLE = "pickle"  # can run code when opened; only where no safe copy is published


class PublishedFile(msgspec.Struct, frozen=True, omit_defaults=True):
    """One file of a model as it is published."""

    id: str
    path: str  # below a models folder, the same for every model that uses it
    sources: tuple[Source, ...]
    bytes: int = 0  # 0: not known before the server says it
    sha256: str = ""
    git_sha1: str = ""
    about: int = 0  # bytes as a page rounds them, to show before the server says more; proves nothing
    precision: str = ""
    container: FileFormat = FileFormat.SAFETENSORS

    def __post_init__(self) -> None:
        check_path(self.path)
        check_hashes(self.path, self.sha256, self.git_sha1)
        if min(self.bytes, self.about) < 0:
            raise ValueError(f"{self.path}: {min(self.bytes, self.about)} is no length")

    @property
    def size(self) -> int:
        """Bytes to show: exact where known, else about; 0 if nothing is known."""
        return self.bytes or self.about


def check_hashes(path: str, sha256: str, git_sha1: str) -> None:
    """Raises ValueError naming the path unless each is empty or a hash of its kind."""
    for text, length in ((sha256, 64), (git_sha1, 40)):
        if text and not re.fullmatch(f"[0-9a-f]{{{length}}}", text):
            raise ValueError(f"{path}: {text!r} is no hash of {length} digits")


def check_path(path: str) -> None:
    """Raises ValueError unless the path stays below its folder on every system."""
    words = PurePosixPath(path).parts
    if (
        not words
        or path.startswith("/")
        or len(path) > LONGEST_PATH
        or len(words) > DEEPEST
        or "/".join(words) != path
        or _FORBIDDEN.search(path)
        or any(word in (".", "..") or word[-1] in ". " or _DEVICES.fullmatch(word) for word in words)
    ):
        raise ValueError(f"{path[:80]!r} is no name for a file of a model")
