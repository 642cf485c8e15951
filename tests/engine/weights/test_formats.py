"""A network in every format that people have loads by its content and gives the same output within the rounding."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest
import torch
from diffusers import AutoencoderKLWan
from torch import Tensor, nn

from engine.encoders.text import numbers_of
from engine.nets.clip import ImageEncoderNetwork, ImageNetwork
from engine.nets.umt5 import TextEncoderNetwork, TextNetwork
from engine.nets.wan.configs import WanConfig
from engine.nets.wan.dit import WanTransformer
from engine.nets.wan.vae import WanVae
from engine.nets.wan.vae_config import MEAN_21, MEAN_22, STD_21, STD_22, VaeConfig
from engine.weights.checkpoint import open_checkpoint
from engine.weights.detect import Format, Kind, must_be_runnable
from engine.weights.names import NameMap, image_names, official, text_names
from engine.weights.place import Loading, load
from engine.weights.precision import Precision, nothing_in_fp32, wan_in_fp32
from engine.weights.vae_names import vae_names
from tests.engine.weights import layouts
from tests.engine.weights.files import save
from tests.golden.deterministic import difference

CPU = torch.device("cpu")
WAN = WanConfig(dim=256, ffn_dim=256, num_heads=2, num_layers=2, text_dim=64, text_len=8, freq_dim=32)
UMT5 = TextNetwork(vocabulary=40, dim=256, dim_attention=256, dim_ffn=256, heads=4, layers=2, buckets=32)
ROUNDED = {  # how far the weights of a format are from the given ones, relative; the first word that fits
    "int8": 0.01, "e5m2": 0.06, "e4m3fn": 0.03, "scaled": 0.03, "fp32": 0, "sharded": 0, "folder": 0,
    "BF16": 2e-3, "bf16": 2e-3, "F16": 3e-4, "fp16": 3e-4, "comfy": 3e-4, "prefixed": 2e-3,
    "Q8_0": 0.006, "Q6_K": 0.02, "Q5": 0.045, "Q4": 0.09, "Q3": 0.21, "Q2": 0.36,
}  # fmt: skip


def close_enough(case: str, given: layouts.Weights, became: layouts.Weights, far: float) -> bool:
    """Whether the weights are rounded as the format rounds, and the output is not further off than that explains."""
    reduced = sorted(layouts.matrices(given))
    one, two = (torch.cat([weights[name].flatten() for name in reduced]) for weights in (given, became))
    rounding, most = difference(one, two), next(most for word, most in ROUNDED.items() if word in case)
    return most / 3 <= rounding <= most and far <= 8 * rounding + 1e-6


def made(network: nn.Module, seed: int) -> layouts.Weights:
    """Weights with which every part of the output depends on every tensor, and softly."""
    torch.manual_seed(seed)
    return {n: _one(n, v) for n, v in network.state_dict().items() if n != "encoder.embed_tokens.weight"}


def _one(name: str, like: Tensor) -> Tensor:
    values = torch.randn(like.shape)
    if like.ndim > 1:
        width = max(1, like.numel() // max(1, like.shape[0]))
        return values * (0.1 if "SelfAttention.q" in name else 1) / width**0.5  # UMT5 does not divide by the width
    return 1 + 0.1 * values if "norm" in name and "bias" not in name else 0.1 * values


def on_meta(build) -> nn.Module:
    with torch.device("meta"):
        return build()


def loaded(build, path: Path, names: NameMap, keep=nothing_in_fp32, mapped: bool = True) -> nn.Module:
    checkpoint = open_checkpoint(path)
    must_be_runnable(checkpoint)
    network = on_meta(build)
    load(network, checkpoint, Loading(names, Precision(torch.float32, keep), CPU, mapped))
    return network.eval()


@functools.cache
def wan_weights() -> layouts.Weights:
    return made(WanTransformer(WAN), 1)


@torch.inference_mode()
def film(network: nn.Module) -> Tensor:
    chance = torch.Generator().manual_seed(3)
    x, text = torch.randn(1, 16, 2, 4, 4, generator=chance), torch.randn(1, 5, 64, generator=chance)
    return network(x, torch.tensor([500.0]), text)[0]


def film_of(weights: layouts.Weights) -> Tensor:
    network = WanTransformer(WAN).eval()
    network.load_state_dict(weights)
    return film(network)


@pytest.mark.parametrize("case", layouts.of_transformer())
def test_a_transformer_in_each_format_gives_the_same_film(case, tmp_path):
    torch.set_num_threads(1)
    path, became = layouts.of_transformer()[case](tmp_path, wan_weights())
    seen = must_be_runnable(open_checkpoint(path))
    assert seen.kind is Kind.WAN_TEXT and seen.network.num_layers == 2
    got = film(loaded(lambda: WanTransformer(WAN), path, official, wan_in_fp32))
    assert difference(film_of(became), got) < 2e-5  # what the file says, exactly
    assert close_enough(case, wan_weights(), became, difference(film_of(wan_weights()), got))


@pytest.mark.parametrize("case", [c for c in layouts.of_transformer() if "sharded" not in c and "folder" not in c])
def test_under_a_wrong_ending_it_is_read_all_the_same(case, tmp_path):
    path, became = layouts.of_transformer()[case](tmp_path, wan_weights())
    wrong = path.rename(path.with_suffix(".safetensors" if path.suffix == ".gguf" else ".gguf"))
    first = film(loaded(lambda: WanTransformer(WAN), wrong, official, wan_in_fp32, mapped=False))
    assert difference(film_of(became), first) < 2e-5


def official_text(name: str) -> str:
    """The name of Wan for a name of Hugging Face."""
    parts = (
        *(f"attn.{p}" for p in "qkvo"),
        "norm1",
        "norm2",
        "pos_embedding.embedding",
        "ffn.gate.0",
        "ffn.fc1",
        "ffn.fc2",
    )
    names = [
        "token_embedding.weight",
        "norm.weight",
        *(f"blocks.{i}.{p}.weight" for i in range(UMT5.layers) for p in parts),
    ]
    return next(ours for ours in names if text_names(ours) == (name,))  # fmt: skip


@functools.cache
def text_weights() -> layouts.Weights:
    return made(TextEncoderNetwork(UMT5), 2)


@torch.inference_mode()
def rows(network: nn.Module) -> Tensor:
    return network(torch.tensor([[3, 14, 15, 9, 26]]))


def rows_of(weights: layouts.Weights) -> Tensor:
    network = TextEncoderNetwork(UMT5).eval()
    network.load_state_dict({**weights, "encoder.embed_tokens.weight": weights["shared.weight"]})
    return rows(network)


TEXT = layouts.of_text_encoder(official_text, UMT5.layers)


@pytest.mark.parametrize("case", TEXT)
@pytest.mark.parametrize("renamed", [False, True], ids=["", "renamed"])
def test_a_text_encoder_in_each_format_gives_the_same_rows(case, renamed, tmp_path):
    torch.set_num_threads(1)
    path, became = TEXT[case](tmp_path, text_weights())
    if renamed and path.is_file():
        path = path.rename(path.with_suffix(".bin"))
    checkpoint = open_checkpoint(path)
    assert must_be_runnable(checkpoint).kind is Kind.TEXT_ENCODER and numbers_of(checkpoint) == UMT5
    got = rows(loaded(lambda: TextEncoderNetwork(UMT5), path, text_names))
    assert difference(rows_of(became), got) < 2e-5
    assert close_enough(case, text_weights(), became, difference(rows_of(text_weights()), got))


def test_the_format_of_each_is_told(tmp_path):
    told = {}
    for case, write in layouts.of_transformer().items():
        (tmp_path / case).mkdir()
        told.setdefault(must_be_runnable(open_checkpoint(write(tmp_path / case, wan_weights())[0])).format, set()).add(
            case
        )
    assert told.pop(Format.FP8) == {"fp8 e4m3fn", "fp8 e5m2"}
    assert told.pop(Format.INTEGER) == {"scaled quanto int8"}
    assert all(case.startswith("scaled ") for case in told.pop(Format.FP8_SCALED))
    assert told.pop(Format.GGUF) == {f"gguf {kind.name}" for kind in layouts.KINDS if kind.name.startswith("Q")}
    assert set(told) == {Format.PLAIN}


V21 = VaeConfig(8, 8, 16, False, 1, MEAN_21, STD_21)
V22 = VaeConfig(8, 12, 48, True, 2, MEAN_22, STD_22)
LIBRARY = {
    V21: {"base_dim": 8, "z_dim": 16},
    V22: {
        "base_dim": 8, "decoder_base_dim": 12, "z_dim": 48, "is_residual": True, "in_channels": 12, "out_channels": 12,
        "patch_size": 2, "scale_factor_spatial": 16, "latents_mean": list(MEAN_22), "latents_std": list(STD_22),
    },
}  # fmt: skip


@torch.inference_mode()
def seen_and_shown(vae: WanVae) -> tuple[Tensor, Tensor]:
    chance = torch.Generator().manual_seed(4)
    side = 2 * vae.config.space_stride
    video = torch.rand(1, 3, 5, side, side, generator=chance) * 2 - 1
    latents = vae.encode(video)
    return latents, vae.decode(latents)


@pytest.mark.parametrize("config", [V21, V22], ids=["2.1", "2.2"])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16], ids=str)
@pytest.mark.parametrize("prefix", ["", "model."], ids=["official", "prefixed"])
def test_a_video_autoencoder_in_each_format_sees_and_shows_the_same(config, dtype, prefix, tmp_path):
    torch.set_num_threads(1)
    weights = made(WanVae(config), 5)
    path, became = layouts.plain(dtype, lambda name: prefix + name)(tmp_path, weights)
    names = vae_names(config.residual, config.num_res_blocks)
    assert must_be_runnable(open_checkpoint(path)).kind is (Kind.VAE_22 if config.residual else Kind.VAE_21)
    got = seen_and_shown(loaded(lambda: WanVae(config), path.rename(tmp_path / "vae.pt"), names))
    plain = WanVae(config).eval()
    for values, far in (
        (became, 1e-5),
        (weights, {torch.float32: 1e-5, torch.float16: 3e-3, torch.bfloat16: 0.03}[dtype]),
    ):
        plain.load_state_dict(values)
        assert all(difference(a, b) < far for a, b in zip(seen_and_shown(plain), got, strict=True))


@pytest.mark.parametrize("config", [V21, V22], ids=["2.1", "2.2"])
@torch.inference_mode()
def test_a_video_autoencoder_of_diffusers_is_the_same_network_under_other_names(config, tmp_path):
    torch.manual_seed(6)
    library = AutoencoderKLWan(**LIBRARY[config]).eval()
    given = made(library, 7)
    library.load_state_dict(given)
    path = save(tmp_path / "vae" / "diffusion_pytorch_model.safetensors", given).parent
    assert must_be_runnable(open_checkpoint(path)).kind is (Kind.VAE_22 if config.residual else Kind.VAE_21)
    ours = loaded(lambda: WanVae(config), path, vae_names(config.residual, config.num_res_blocks))
    side = 2 * config.space_stride
    video = torch.rand(1, 3, 5, side, side) * 2 - 1
    latents = library.encode(video).latent_dist.mean
    assert difference(latents, ours.restore(ours.encode(video))) < 1e-5
    assert difference(library.decode(latents).sample, ours.decode(ours.normalise(latents))) < 1e-5


CLIP = ImageNetwork(size=28, patch=14, dim=64, dim_ffn=128, heads=2, layers=3)


def wan_clip(given: layouts.Weights, *, open_clip: bool) -> layouts.Weights:
    """Weights under the names of Hugging Face as Wan saves them, or as open_clip does: q, k and v joined."""
    layer = "visual.transformer.resblocks." if open_clip else "visual.transformer."
    parts = {"layer_norm1": "ln_1", "layer_norm2": "ln_2", "self_attn.out_proj": "attn.out_proj"} if open_clip else {
        "layer_norm1": "norm1", "layer_norm2": "norm2", "self_attn.out_proj": "attn.proj"}  # fmt: skip
    parts |= {"mlp.fc1": "mlp.c_fc", "mlp.fc2": "mlp.c_proj"} if open_clip else {"mlp.fc1": "mlp.0", "mlp.fc2": "mlp.2"}
    whole = {
        "embeddings.class_embedding": "class_embedding" if open_clip else "cls_embedding",
        "embeddings.position_embedding.weight": "positional_embedding" if open_clip else "pos_embedding",
        "embeddings.patch_embedding.weight": "conv1.weight" if open_clip else "patch_embedding.weight",
        "pre_layrnorm.weight": "ln_pre.weight" if open_clip else "pre_norm.weight",
        "pre_layrnorm.bias": "ln_pre.bias" if open_clip else "pre_norm.bias",
    }
    made_: layouts.Weights = {f"visual.{new}": given[f"vision_model.{old}"] for old, new in whole.items()}
    if not open_clip:
        made_["visual.cls_embedding"] = made_["visual.cls_embedding"].view(1, 1, -1)
        made_["visual.pos_embedding"] = made_["visual.pos_embedding"][None]
    for i in range(CLIP.layers - 1):
        there = f"vision_model.encoder.layers.{i}."
        for ending in ("weight", "bias"):
            joined = torch.cat([given[f"{there}self_attn.{part}_proj.{ending}"] for part in "qkv"])
            made_[f"{layer}{i}.attn.in_proj_{ending}" if open_clip else f"{layer}{i}.attn.to_qkv.{ending}"] = joined
            made_ |= {f"{layer}{i}.{new}.{ending}": given[f"{there}{old}.{ending}"] for old, new in parts.items()}
    return made_


@pytest.mark.parametrize("layout", ["wan", "open_clip", "hugging face"])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16], ids=str)
@torch.inference_mode()
def test_an_image_encoder_in_each_format_sees_the_same(layout, dtype, tmp_path):
    torch.set_num_threads(1)
    given = made(ImageEncoderNetwork(CLIP), 8)
    theirs = given if layout == "hugging face" else wan_clip(given, open_clip=layout == "open_clip")
    theirs = theirs | {"visual.ln_post.weight": torch.ones(64), "logit_scale": torch.zeros(())}
    path = save(tmp_path / "clip.gguf", {name: value.to(dtype) for name, value in theirs.items()})
    assert must_be_runnable(open_checkpoint(path)).kind is Kind.IMAGE_ENCODER
    got = loaded(lambda: ImageEncoderNetwork(CLIP), path, image_names(CLIP.layers - 1))
    exact = ImageEncoderNetwork(CLIP).eval()
    exact.load_state_dict({name: value.to(dtype).float() for name, value in given.items()})
    picture = torch.rand(1, 3, 40, 60, generator=torch.Generator().manual_seed(9)) * 2 - 1
    assert difference(exact(picture), got(picture)) < 1e-5
