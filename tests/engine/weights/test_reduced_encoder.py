"""Reduced text encoders and the layouts of other libraries, written and read again."""

from __future__ import annotations

from pathlib import Path

import gguf
import pytest
import torch
from gguf import GGMLQuantizationType as Type
from gguf import quants

from engine.encoders.text import numbers_of
from engine.nets.quantised import QuantisedEmbedding, QuantisedLinear
from engine.nets.umt5 import TextEncoderNetwork
from engine.nets.wan.dit import WanTransformer
from engine.weights.checkpoint import Checkpoint, open_checkpoint
from engine.weights.detect import Format, Kind, recognise
from engine.weights.names import official, text_names
from engine.weights.place import Loading, load
from engine.weights.precision import Precision, nothing_in_fp32
from tests.engine.nets.test_dit_diffusers import named
from tests.engine.nets.tiny_wan import config_of
from tests.engine.weights.files import save
from tests.golden import deterministic

GOLDEN = Path(__file__).parents[2] / "golden"
CPU = torch.device("cpu")


def how(names, compute=torch.float32) -> Loading:
    return Loading(names, Precision(compute, nothing_in_fp32), CPU, True)


def hugging_face() -> dict[str, torch.Tensor]:
    _, meta = deterministic.read(GOLDEN / "umt5_encoder.safetensors")
    return {text_names(name)[0]: value for name, value in deterministic.weights(meta).items()}


def packed(path: Path, tensors: dict[str, torch.Tensor], kind: Type) -> dict[str, torch.Tensor]:
    """Writes them with the reference library under the names of GGUF; returns what they have become."""
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.T5ENCODER, 3)
    writer, became = gguf.GGUFWriter(path, "t5encoder"), {}
    writer.add_token_list(["a", "ball"])
    for name, value in tensors.items():
        kept = value.numpy()
        if value.ndim == 2 and value.shape[1] % 32 == 0:
            bytes_ = quants.quantize(kept, kind)
            writer.add_tensor(names.get_name(name, (".weight",)), bytes_, raw_dtype=kind)
            kept = quants.dequantize(bytes_, kind)
        else:
            writer.add_tensor(names.get_name(name, (".weight",)), kept)
        became[name] = torch.from_numpy(kept.copy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return became


def network(checkpoint: Checkpoint) -> TextEncoderNetwork:
    with torch.device("meta"):
        made = TextEncoderNetwork(numbers_of(checkpoint))
    load(made, checkpoint, how(text_names))
    return made.eval()


@torch.inference_mode()
def rows(encoder: TextEncoderNetwork) -> torch.Tensor:
    return encoder(torch.tensor([[3, 14, 15, 92, 6]]))


@pytest.mark.parametrize("kind", [Type.Q8_0, Type.Q5_1, Type.Q4_0])
def test_a_text_encoder_in_gguf_is_read_under_its_own_names(kind, tmp_path):
    became = packed(tmp_path / "t5.gguf", hugging_face(), kind)
    checkpoint = open_checkpoint(tmp_path)
    encoder = network(checkpoint)
    assert (recognise(checkpoint).kind, recognise(checkpoint).format) == (Kind.TEXT_ENCODER, Format.GGUF)
    assert isinstance(encoder.shared, QuantisedEmbedding) and encoder.encoder.embed_tokens is encoder.shared
    plain = network(open_checkpoint(save(tmp_path / "plain.safetensors", became)))
    assert deterministic.difference(rows(plain), rows(encoder)) < 1e-6


@pytest.mark.parametrize("spelling", ["scale_weight", "weight_scale"])
@pytest.mark.parametrize("per_row", [False, True])
def test_a_text_encoder_in_scaled_fp8_is_its_values_times_their_scales(spelling, per_row, tmp_path):
    given, reduced, became = hugging_face(), {"scaled_fp8": torch.zeros(2, dtype=torch.float8_e4m3fn)}, {}
    for name, value in given.items():
        reduced[name] = became[name] = value
        if "SelfAttention" in name or "Dense" in name:
            most = value.abs().amax(dim=1, keepdim=True) if per_row else value.abs().amax()
            scale = most / 448
            reduced[name] = (value / scale).to(torch.float8_e4m3fn)
            stem = name.removesuffix("weight")
            reduced[stem + spelling] = scale if per_row else scale.view(())
            reduced[stem + "scale_input"] = torch.ones(1)
            became[name] = reduced[name].float() * scale
    checkpoint = open_checkpoint(save(tmp_path / "t5.safetensors", reduced))
    assert recognise(checkpoint).format is Format.FP8_SCALED
    encoder = network(checkpoint)
    first = encoder.encoder.block[0].layer
    assert isinstance(first[1].DenseReluDense.wo, QuantisedLinear)
    assert not isinstance(first[0].SelfAttention.relative_attention_bias, torch.nn.Embedding)
    plain = network(open_checkpoint(save(tmp_path / "plain.safetensors", became)))
    assert deterministic.difference(rows(plain), rows(encoder)) < 1e-6


@pytest.mark.parametrize("kept", [torch.float8_e4m3fn, torch.float8_e5m2])
def test_plain_fp8_stays_small_and_is_widened_in_use(kept, tmp_path):
    given = {name: value.to(kept) if value.ndim == 2 else value for name, value in hugging_face().items()}
    encoder = network(open_checkpoint(save(tmp_path / "t5.safetensors", given)))
    wide = {name: value.float() for name, value in given.items()}
    plain = network(open_checkpoint(save(tmp_path / "plain.safetensors", wide)))
    assert encoder.shared.weight.nbytes * 4 == plain.shared.weight.nbytes
    assert deterministic.difference(rows(plain), rows(encoder)) < 1e-6


@pytest.mark.parametrize("case", ["wan21_t2v", "wan21_i2v", "wan21_flf2v"])
def test_a_transformer_folder_of_diffusers_fills_the_same_places(case, tmp_path):
    _, meta = deterministic.read(GOLDEN / f"{case}.safetensors")
    given = deterministic.weights(meta)
    theirs = {named(name): value for name, value in given.items()}
    assert not set(theirs) & {name for name in given if name.startswith(("head", "time", "text", "img"))}
    save(tmp_path / "diffusion_pytorch_model.safetensors", theirs)
    checkpoint = open_checkpoint(tmp_path)
    expected = {"wan21_t2v": Kind.WAN_TEXT, "wan21_i2v": Kind.WAN_IMAGE_CLIP, "wan21_flf2v": Kind.WAN_FIRST_LAST}
    assert recognise(checkpoint).kind is expected[case]
    with torch.device("meta"):
        made = WanTransformer(config_of(meta))
    load(made, checkpoint, how(official))
    filled = made.state_dict()
    assert filled.keys() == given.keys()
    assert all(torch.equal(filled[name], value.view(filled[name].shape)) for name, value in given.items())
