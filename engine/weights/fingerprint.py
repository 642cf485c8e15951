"""Tells whether two files hold the same weights without reading gigabytes."""

from __future__ import annotations

import hashlib
from pathlib import Path

from engine.weights.checkpoint import Checkpoint

WHOLE = 64 * 1024 * 1024  # bytes; a file up to this size is hashed completely
SAMPLES, SAMPLE = 256, 16 * 1024  # of larger ones: the header and this many pieces of so many bytes


def fingerprint(checkpoint: Checkpoint) -> str:
    """A sha256 of what the files of a model hold, wherever they lie and whenever they were written."""
    digest = hashlib.sha256()
    for path in checkpoint.files:
        body = min(tensor.start for tensor in checkpoint.tensors.values() if tensor.path == path)
        digest.update(_of_file(path, body))
    return digest.hexdigest()


def _of_file(path: Path, body: int) -> bytes:
    """body: where the first tensor begins, bytes; what stands before it is the header, in every format."""
    size = path.stat().st_size
    digest = hashlib.sha256(size.to_bytes(8, "little"))
    with path.open("rb") as file:
        if size <= WHOLE:
            digest.update(file.read())
            return digest.digest()
        digest.update(file.read(body))
        for number in range(SAMPLES):
            file.seek(body + (size - body - SAMPLE) * number // (SAMPLES - 1))
            digest.update(file.read(SAMPLE))
    return digest.digest()
