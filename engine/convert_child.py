"""What runs behind the walls: reads the tensors of one pickled checkpoint and writes them as safetensors, nothing else.

Never imported by the app: `engine/convert.py` starts it as a process of its own.  Says what it does in lines of JSON.
"""

from __future__ import annotations

import io
import json
import pickle
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from engine.convert_walls import MIB, Limits, Walled, close_the_doors, leave_the_network, limit
from engine.weights.header import LONGEST_NAME, MOST_DIMENSIONS, MOST_TENSORS

LONGEST_PICKLE = 64 * MIB  # bytes of the list of tensors; that of the largest honest file is below 1 MiB
DEEPEST = 4  # tables in tables
WRAPPER = "state_dict"  # the one key around the tensors that many files have
WORDS = {
    "bool": "BOOL", "uint8": "U8", "int8": "I8", "int16": "I16", "int32": "I32", "int64": "I64",
    "float16": "F16", "bfloat16": "BF16", "float32": "F32", "float64": "F64",
    "float8_e4m3fn": "F8_E4M3", "float8_e5m2": "F8_E5M2",
}  # fmt: skip
PIECE = 16 * MIB  # bytes written between two words


class Refused(Exception):
    """The file is not what an honest checkpoint is; kind: unsafe, damaged or strange."""

    def __init__(self, kind: str, why: str) -> None:
        super().__init__(why)
        self.kind, self.why = kind, why


def main(source: str, part: str, digest: str) -> int:
    """Convert; 0 when the part file is whole, 3 when the file was refused and the last line says why."""
    outside = leave_the_network()
    import torch

    torch.set_num_threads(1)
    size = Path(source).stat().st_size
    with Path(part).open("xb") as out:
        limit(Limits(memory=3 * size + 1024 * MIB, written=2 * size + 64 * MIB, seconds=120 + size // (10 * MIB)))
        close_the_doors()
        say({"network": not outside})
        try:
            tensors = read(Path(source), size)
            write(out, tensors, {"format": "pt", "source_name": Path(source).name, "source_sha256": digest})
        except Refused as refused:
            say({"refused": refused.kind, "why": refused.why})
            return 3
        except (pickle.UnpicklingError, Walled) as caught:
            told = [line for line in str(caught).splitlines() if "GLOBAL" in line or "nsupported" in line]
            detail = (told or [type(caught).__name__])[0][:500]  # the rest of torch's words advise to open it unsafely
            say({"refused": "unsafe", "why": "it holds more than tensors.", "detail": detail})
            return 3
    return 0


def say(what: dict[str, Any]) -> None:
    """One line to whoever started us."""
    print(json.dumps(what), flush=True)


def read(source: Path, size: int) -> dict[str, Any]:
    """The tensors by name; no object of any other kind is ever made.  size: bytes of the file."""
    import torch

    archive = zipfile.is_zipfile(source)
    if archive:
        _check_archive(source, size)
    whole = torch.load(str(source), map_location="cpu", weights_only=True, mmap=archive)
    if isinstance(whole, dict) and isinstance(whole.get(WRAPPER), dict):
        whole = whole[WRAPPER]
    tensors = dict(_tensors(whole, "", 0))
    if not tensors:
        raise Refused("strange", "it holds no tensors.")
    total = sum(value.numel() * value.element_size() for value in tensors.values())
    if total > 2 * size:
        raise Refused("strange", f"{total:,} bytes of tensors would come out of {size:,} bytes.")
    return tensors


def _check_archive(source: Path, size: int) -> None:
    """Only plain, unpacked entries that fit into the file, and one short list of tensors."""
    try:
        with zipfile.ZipFile(source) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, RuntimeError) as wrong:
        raise Refused("damaged", "its table of contents is not readable.") from wrong
    if len(entries) > MOST_TENSORS:
        raise Refused("strange", f"it has {len(entries):,} entries; more than {MOST_TENSORS:,} is not plausible.")
    if any(entry.compress_type != zipfile.ZIP_STORED for entry in entries):
        raise Refused("strange", "its entries are compressed, which no published checkpoint is.")
    if sum(entry.file_size for entry in entries) > size:
        raise Refused("strange", "its entries are larger than the file.")
    lists = [entry for entry in entries if entry.filename.endswith(".pkl")]
    if len(lists) != 1 or not lists[0].filename.endswith("data.pkl") or lists[0].file_size > LONGEST_PICKLE:
        raise Refused("strange", "it has no single list of tensors of a plausible size.")


def _tensors(value: Any, name: str, depth: int) -> Iterator[tuple[str, Any]]:
    import torch

    if depth > DEEPEST:
        raise Refused("strange", f"its tables lie more than {DEEPEST} deep.")
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise Refused("strange", "a tensor has no name.")
            yield from _tensors(inner, f"{name}.{key}" if name else key, depth + 1)
    elif type(value) in (torch.Tensor, torch.nn.Parameter):
        plain = value.layout == torch.strided and value.device.type == "cpu" and value.ndim <= MOST_DIMENSIONS
        if not plain or str(value.dtype).removeprefix("torch.") not in WORDS:
            raise Refused("strange", f"the tensor {name[:80]} is of a kind that cannot be kept.")
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise Refused("strange", "a tensor has no proper name.")
        yield name, value.detach()
    elif value is not None and not isinstance(value, bool | int | float | str):  # a counter of steps is passed over
        raise Refused("strange", f"{name[:80] or 'it'} is neither a tensor nor a table of them.")


def write(out: BinaryIO, tensors: dict[str, Any], notes: dict[str, str]) -> None:
    """As safetensors, one tensor at a time, so that there is never a second copy of all."""
    import torch

    header: dict[str, Any] = {"__metadata__": notes}
    end = 0
    for name, value in tensors.items():
        length = value.numel() * value.element_size()
        word = WORDS[str(value.dtype).removeprefix("torch.")]
        header[name] = {"dtype": word, "shape": list(value.shape), "data_offsets": [end, end + length]}
        end += length
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    out.write(len(text).to_bytes(8, "little") + text)
    done = 0
    for value in tensors.values():
        flat = value.contiguous().reshape(-1)
        if not flat.numel():
            continue
        raw = memoryview(flat.view(torch.uint8).numpy())
        for first in range(0, len(raw), PIECE):
            done += out.write(raw[first : first + PIECE])
            say({"done": done, "total": end})
    out.flush()
    _keep(out)


def _keep(out: BinaryIO) -> None:
    import os

    if not isinstance(out, io.BytesIO):
        os.fsync(out.fileno())
