"""Writes the trained starter model in the official file layout, with its numbers beside it in `kinora.toml`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from engine.training.starter.progress import load
from engine.training.starter.sample import trained_vae
from engine.training.starter.text import make_tokenizer
from engine.training.starter.train_dit import STARTER_DIT

TEXT_PARTS = {
    "layer.0.layer_norm": "norm1",
    "layer.1.layer_norm": "norm2",
    "layer.0.SelfAttention.q": "attn.q",
    "layer.0.SelfAttention.k": "attn.k",
    "layer.0.SelfAttention.v": "attn.v",
    "layer.0.SelfAttention.o": "attn.o",
    "layer.0.SelfAttention.relative_attention_bias": "pos_embedding.embedding",
    "layer.1.DenseReluDense.wi_0": "ffn.gate.0",
    "layer.1.DenseReluDense.wi_1": "ffn.fc1",
    "layer.1.DenseReluDense.wo": "ffn.fc2",
}
TEXT_WHOLE = {"shared.weight": "token_embedding.weight", "encoder.final_layer_norm.weight": "norm.weight"}


def export(folder: Path, target: Path) -> None:
    """Reads the checkpoints of a training folder and writes the model into `target`."""
    state = load(folder / "dit.pt")
    assert state is not None, "the transformer has no checkpoint yet"
    (target / "tokenizer").mkdir(parents=True, exist_ok=True)
    vae = trained_vae(folder)
    transformer = under(state["average"], "transformer.")
    texts = {official_text_name(k): v for k, v in under(state["average"], "text.network.").items() if "embed_" not in k}
    for name, tensors in (
        ("diffusion_pytorch_model", transformer),
        ("models_t5_umt5-xxl-enc", texts),
        ("Wan2.2_VAE", vae.state_dict()),
    ):
        path = target / f"{name}.safetensors"
        save_file(halved(tensors), path, metadata={"format": "pt"})
        path.chmod(0o644)
    make_tokenizer().save(str(target / "tokenizer" / "tokenizer.json"))
    vae_numbers = asdict(vae.config)
    (target / "kinora.toml").write_text(as_toml("starter", {"transformer": asdict(STARTER_DIT), "vae": vae_numbers}))


def official_text_name(name: str) -> str:
    """The official Wan name of a Hugging Face tensor name of UMT5."""
    if name in TEXT_WHOLE:
        return TEXT_WHOLE[name]
    _, _, number, part = name.removesuffix(".weight").split(".", 3)
    return f"blocks.{number}.{TEXT_PARTS[part]}.weight"


def under(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    """The tensors below a part of the network, by their names in that part."""
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}


def halved(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Large tensors in float16, vectors and modulation in float32, laid out row by row."""
    kept = {n: v if v.ndim < 2 or "modulation" in n or "gamma" in n else v.half() for n, v in tensors.items()}
    return {name: value.detach().contiguous(memory_format=torch.contiguous_format) for name, value in kept.items()}


def as_toml(model: str, tables: Mapping[str, Mapping[str, object]]) -> str:
    """The numbers of a model's networks, as its kinora.toml has them."""
    lines = [f"# The numbers of the model {model} that its weight files do not state; written by its export."]
    for title, values in tables.items():
        lines += ["", f"[{title}]"]
        lines += [f"{name} = {json.dumps(value)}" for name, value in values.items() if value is not None]
    return "\n".join(lines) + "\n"
