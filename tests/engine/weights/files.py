"""Makes small weight files, honest and hostile, byte by byte."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors.torch import save_file


def safetensors(path: Path, header: dict | bytes, body: bytes = b"", length: int | None = None) -> Path:
    """A file with that header, whatever it says; length: what the first eight bytes claim, if not the truth."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes((len(text) if length is None else length).to_bytes(8, "little") + text + body)
    return path


def entry(shape: list, start: int, end: int, dtype: str = "F32") -> dict:
    """One line of a header."""
    return {"dtype": dtype, "shape": shape, "data_offsets": [start, end]}


def save(path: Path, tensors: dict[str, torch.Tensor], metadata: dict[str, str] | None = None) -> Path:
    """An honest file, written by the library."""
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({name: value.contiguous() for name, value in tensors.items()}, str(path), metadata)
    return path


def shapes(path: Path, given: dict[str, list[int]], dtype: str = "F32", item: int = 4) -> Path:
    """An honest but sparse file of zeros with those shapes."""
    header, end = {}, 0
    for name, shape in given.items():
        size = item
        for side in shape:
            size *= side
        header[name] = entry(shape, end, end + size, dtype)
        end += size
    safetensors(path, header)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size + end)
    return path
