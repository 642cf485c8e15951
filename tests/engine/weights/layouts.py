"""One model written in every format that people have: a file or folder, and the numbers that it holds in the end."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import gguf
import numpy as np
import torch
from gguf import GGMLQuantizationType as Type
from torch import Tensor

from tests.engine.nets.test_dit_diffusers import named
from tests.engine.weights.files import save
from tests.engine.weights.packing import packed

Weights = dict[str, Tensor]
Written = tuple[Path, Weights]  # where it lies, and what a reader must get out of it
E4M3, E5M2 = torch.float8_e4m3fn, torch.float8_e5m2


def same(name: str) -> str:
    return name


def matrices(weights: Weights) -> set[str]:
    """What repackers reduce: the matrices of the blocks."""
    return {n for n, v in weights.items() if v.ndim == 2 and n.endswith(".weight") and "block" in n and "bias" not in n}


def plain(dtype: torch.dtype, rename: Callable[[str], str] = same) -> Callable[[Path, Weights], Written]:
    def write(folder: Path, weights: Weights) -> Written:
        kept = {name: value.to(dtype) for name, value in weights.items()}
        path = save(folder / "model.safetensors", {rename(name): value for name, value in kept.items()})
        return path, {name: value.float() for name, value in kept.items()}

    return write


def fp8(dtype: torch.dtype) -> Callable[[Path, Weights], Written]:
    """Rounded without scales; what is small keeps 16 bits."""

    def write(folder: Path, weights: Weights) -> Written:
        small = matrices(weights)
        kept = {name: value.to(dtype if name in small else torch.float16) for name, value in weights.items()}
        return save(folder / "model.safetensors", kept), {name: value.float() for name, value in kept.items()}

    return write


SPELLINGS = {  # what stands beside a weight "X.weight": (name of the scale, one a row, type, further tensors)
    "scale_weight": ("scale_weight", False, E4M3, {"scaled_fp8": torch.zeros(2, dtype=E4M3)}),
    "scale_weight e5m2": ("scale_weight", False, E5M2, {"scaled_fp8": torch.zeros(0, dtype=E5M2)}),
    "scale_input": ("scale_weight", False, E4M3, {"X.scale_input": torch.ones(1), "scaled_fp8": torch.zeros(2)}),
    "weight_scale": ("weight_scale", False, E4M3, {"X.input_scale": torch.ones(())}),
    "weight_scale a row": ("weight_scale", True, E4M3, {}),
    "comfy_quant": ("weight_scale", False, E4M3, {"X.comfy_quant": torch.zeros(27, dtype=torch.uint8)}),
    "quanto": ("weight._scale", True, E4M3, {"X.input_scale": torch.ones(()), "X.output_scale": torch.ones(())}),
    "quanto int8": ("weight._scale", True, torch.int8, {}),
}


def scaled(spelling: str) -> Callable[[Path, Weights], Written]:
    beside, by_row, dtype, further = SPELLINGS[spelling]
    most = 127 if dtype == torch.int8 else torch.finfo(dtype).max

    def write(folder: Path, weights: Weights) -> Written:
        kept: Weights = {name: value for name, value in further.items() if not name.startswith("X.")}
        became = {}
        for name, value in weights.items():
            kept[name] = became[name] = value
            if name not in matrices(weights):
                continue
            top = value.abs().amax(1, keepdim=True) if by_row else value.abs().amax()
            small = value / (top / most)
            small = small.round().to(dtype) if dtype == torch.int8 else small.to(dtype)
            became[name] = small.float() * (top / most)
            stem = name.removesuffix("weight")
            del kept[name]
            kept[name + "._data" if "quanto" in spelling else name] = small
            kept[stem + beside] = top / most
            kept |= {stem + n.removeprefix("X."): v.clone() for n, v in further.items() if n.startswith("X.")}
        return save(folder / "model.safetensors", kept), became

    return write


def in_gguf(kind: Type, arch: str, rename: Callable[[str], str] = same) -> Callable[[Path, Weights], Written]:
    """As the public tools do it: matrices in blocks, the rest in fp32, more than four dimensions noted."""

    def write(folder: Path, weights: Weights) -> Written:
        writer, became = gguf.GGUFWriter(folder / "model.gguf", arch), {}
        for name, value in weights.items():
            kept = value.numpy()
            if value.ndim > 4:
                writer.add_array(f"comfy.gguf.orig_shape.{rename(name)}", list(value.shape))
                kept = kept.reshape(value.shape[0], -1)
            if name in matrices(weights):
                rows = kept.astype(np.float16) if kind is Type.F16 else packed(kept, kind)
                writer.add_tensor(rename(name), rows, raw_dtype=kind)
                kept = gguf.quants.dequantize(rows.view(np.uint8) if kind is Type.BF16 else rows, kind)
            else:
                writer.add_tensor(rename(name), kept)
            became[name] = torch.from_numpy(kept.astype(np.float32).reshape(value.shape))
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
        return folder / "model.gguf", became

    return write


def in_shards(rename: Callable[[str], str] = same, config: bool = False) -> Callable[[Path, Weights], Written]:
    """Three files and an index in a folder; config: with a foreign config.json beside them, which nobody is to read."""

    def write(folder: Path, weights: Weights) -> Written:
        names = sorted(rename(name) for name in weights)
        there = {rename(name): value for name, value in weights.items()}
        places = {
            name: f"diffusion_pytorch_model-0000{1 + at % 3}-of-00003.safetensors" for at, name in enumerate(names)
        }
        for part in sorted(set(places.values())):
            save(folder / "model" / part, {name: there[name] for name in names if places[name] == part})
        index = folder / "model" / "diffusion_pytorch_model.safetensors.index.json"
        index.write_text(json.dumps({"metadata": {"total_size": 1}, "weight_map": places}))
        if config:
            (folder / "model" / "config.json").write_text(
                '{"_class_name": "Evil", "num_layers": 99, "auto_map": {"a": "b"}}'
            )
        return folder / "model", dict(weights)

    return write


def in_folder(rename: Callable[[str], str]) -> Callable[[Path, Weights], Written]:
    def write(folder: Path, weights: Weights) -> Written:
        renamed = {rename(name): value for name, value in weights.items()}
        save(folder / "transformer" / "diffusion_pytorch_model.safetensors", renamed)
        (folder / "transformer" / "config.json").write_text("[" * 1000)
        return folder / "transformer", dict(weights)

    return write


KINDS = (
    Type.F16, Type.BF16, Type.Q8_0, Type.Q6_K, Type.Q5_K, Type.Q5_1, Type.Q5_0,
    Type.Q4_K, Type.Q4_1, Type.Q4_0, Type.Q3_K, Type.Q2_K,
)  # fmt: skip


def of_transformer() -> dict[str, Callable[[Path, Weights], Written]]:
    """Every format of a Wan transformer."""
    return {
        "official fp32": plain(torch.float32),
        "official bf16": plain(torch.bfloat16),
        "official fp16": plain(torch.float16),
        "official sharded": in_shards(),
        "comfy": plain(torch.float16, lambda name: "model.diffusion_model." + name),
        "prefixed": plain(torch.bfloat16, lambda name: "diffusion_model." + name),
        "diffusers folder": in_folder(named),
        "diffusers sharded": in_shards(named, config=True),
        "fp8 e4m3fn": fp8(E4M3),
        "fp8 e5m2": fp8(E5M2),
        **{f"scaled {spelling}": scaled(spelling) for spelling in SPELLINGS},
        **{f"gguf {kind.name}": in_gguf(kind, "wan") for kind in KINDS},
    }


def of_text_encoder(official: Callable[[str], str], layers: int) -> dict[str, Callable[[Path, Weights], Written]]:
    """Every format of UMT5, whose weights are given under the names of Hugging Face; official: to those of Wan."""
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.T5ENCODER, layers)

    def packed_name(name: str) -> str:
        return str(names.get_name(name, (".weight",)))

    return {
        "official bf16": plain(torch.bfloat16, official),
        "official fp32": plain(torch.float32, official),
        "hugging face fp16": plain(torch.float16),
        "hugging face sharded": in_shards(config=True),
        "fp8 e4m3fn": fp8(E4M3),
        "fp8 e5m2": fp8(E5M2),
        **{f"scaled {spelling}": scaled(spelling) for spelling in SPELLINGS},
        **{f"gguf {kind.name}": in_gguf(kind, "t5encoder", packed_name) for kind in KINDS},
    }
