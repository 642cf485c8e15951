"""Tiny models of the real classes with random weights, laid out as the official repositories are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import PreTrainedTokenizerFast

from engine.nets.clip import ImageEncoderNetwork, ImageNetwork
from engine.nets.umt5 import TextEncoderNetwork, TextNetwork
from engine.nets.wan.configs import WanConfig
from engine.nets.wan.dit import WanTransformer
from engine.nets.wan.vae import WanVae
from engine.nets.wan.vae_config import VaeConfig

WORDS = ("a", "red", "blue", "green", "circle", "square", "moves", "spins", "to", "the", "left", "right", "on", "bad")
TEXT = TextNetwork(vocabulary=64, dim=24, dim_attention=24, dim_ffn=32, heads=2, layers=1, buckets=8)
IMAGE = {"size": 28, "patch": 14, "dim": 1280, "dim_ffn": 32, "heads": 20, "layers": 2}
NET = {"dim": 48, "ffn_dim": 64, "num_heads": 2, "num_layers": 2, "text_dim": 24, "text_len": 12, "freq_dim": 32}
KINDS: dict[str, dict[str, Any]] = {
    "t2v": {"in_dim": 16, "out_dim": 16},
    "i2v": {"in_dim": 36, "out_dim": 16, "image_dim": 1280},
    "flf2v": {"in_dim": 36, "out_dim": 16, "image_dim": 1280, "image_positions": 10},
    "t2v-pair": {"in_dim": 16, "out_dim": 16},
    "i2v-pair": {"in_dim": 36, "out_dim": 16},
    "ti2v": {"in_dim": 48, "out_dim": 48},
}
MODES = {
    "t2v": ["text_to_video", "video_to_video", "text_to_image"],
    "ti2v": ["text_to_video", "image_to_video", "video_to_video", "text_to_image"],
}


def make(resources: Path, kind: str) -> str:
    """Write the tiny model `kind` below `resources`; its id in the catalogue."""
    id, folder = f"tiny-{kind}", resources / f"tiny-{kind}"
    if folder.exists():
        return id
    folder.mkdir(parents=True)
    (resources / "models").mkdir(exist_ok=True)
    torch.manual_seed(sum(map(ord, kind)))
    vae = _vae(latents=48 if kind == "ti2v" else 16)
    net = {**NET, **KINDS[kind]}
    parts = {"transformer": "low.safetensors"} | ({"transformer_high": "high.safetensors"} if "pair" in kind else {})
    for name in parts.values():
        save_file(_awake(WanTransformer(WanConfig(**net))), folder / name)
    save_file(_awake(WanVae(VaeConfig(**vae))), folder / "vae.safetensors")
    text = _awake(TextEncoderNetwork(TEXT))
    text.pop("encoder.embed_tokens.weight", None)
    save_file(text, folder / "text.safetensors")
    _tokenizer(folder / "tokenizer")
    parts |= {"vae": "vae.safetensors", "text_encoder": "text.safetensors", "tokenizer": "tokenizer"}
    if "image_dim" in net:
        save_file(_awake(ImageEncoderNetwork(ImageNetwork(**IMAGE))), folder / "image.safetensors")
        parts["image_encoder"] = "image.safetensors"
    (folder / "kinora.toml").write_text(_tables(transformer=net, vae=vae, image_encoder=IMAGE), encoding="utf-8")
    (resources / "models" / f"{id}.toml").write_text(_entry(id, kind, parts), encoding="utf-8")
    return id


def lora(path: Path, seed: int = 1, *, width: int = 48, blocks: int = 2, image: bool = False) -> Path:
    """A LoRA of the usual key format for the tiny transformers, strong enough to be seen; with biases."""
    made, chance = {}, torch.Generator().manual_seed(seed)
    layers = [
        f"blocks.{n}.{place}.{part}" for n in range(blocks) for place in ("self_attn", "cross_attn") for part in "qkvo"
    ]
    layers += [f"blocks.{n}.cross_attn.{part}" for n in range(blocks) for part in ("k_img", "v_img") if image]
    for name in layers:
        for half, shape in (("A", (4, width)), ("B", (width, 4))):
            made[f"diffusion_model.{name}.lora_{half}.weight"] = 0.3 * torch.randn(shape, generator=chance)
        made[f"diffusion_model.{name}.diff_b"] = 0.1 * torch.randn(width, generator=chance)
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(made, path)
    return path


def _vae(latents: int) -> dict[str, Any]:
    small = {"dim": 4, "dec_dim": 4, "z_dim": latents, "num_res_blocks": 1}
    layout = {"residual": True, "patch": 2} if latents == 48 else {"residual": False, "patch": 1}
    return {**small, **layout, "mean": (0.0,) * latents, "std": (1.0,) * latents}


def _awake(net: torch.nn.Module) -> dict[str, torch.Tensor]:
    """The state dict with every tensor away from zero, so that each input reaches the output."""
    return {
        name: (t + 0.05 * torch.randn_like(t) if t.is_floating_point() else t).contiguous().clone()
        for name, t in net.state_dict().items()
    }


def _tokenizer(folder: Path) -> None:
    special = ["<pad>", "</s>", "<unk>"]
    words = {word: number for number, word in enumerate([*special, *WORDS])}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="<unk>"))
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    names = {"pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>"}
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, **names).save_pretrained(folder)


def _entry(id: str, kind: str, parts: dict[str, str]) -> str:
    top = {
        "id": id, "title": id, "family": "wan", "summary": "Random weights.", "licence": "Apache-2.0",
        "modes": MODES.get(kind.removesuffix("-pair"), ["image_to_video"]), "network": "own", "vae": "own",
        "bundled": True, "clean_first_frame": kind == "ti2v", "negative_prompt": "bad",
    }  # fmt: skip
    components = "".join(f'[[components]]\npart = "{part}"\npaths = ["{name}"]\n' for part, name in parts.items())
    defaults = {
        "width": 64,
        "height": 64,
        "num_frames": 5,
        "steps": 3,
        "fps": "8",
        "cfg": [3.0],
        "cfg_high_noise": [2.0],
    }
    return _lines(top) + components + _tables(defaults=defaults)


def _tables(**tables: dict[str, Any]) -> str:
    return "".join(f"[{name}]\n{_lines(values)}" for name, values in tables.items())


def _lines(values: dict[str, Any]) -> str:
    return "".join(f"{key} = {_plain(value)}\n" for key, value in values.items())


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_plain, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)
