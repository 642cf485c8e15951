"""A text encoder whose layers come from the disk says the same as one at rest, for every form of its file."""

from __future__ import annotations

import pytest
import torch

from engine.api.model import Part
from engine.api.plan import Home, Placement
from engine.encoders.text import Where, open_text_encoder
from engine.encoders.tokens import open_tokenizer
from engine.memory.lookup import LookedUp
from engine.memory.place import Means
from engine.nets.umt5 import TextEncoderNetwork, TextNetwork
from tests import tiny
from tests.engine.weights.files import save

NUMBERS = TextNetwork(vocabulary=64, dim=32, dim_attention=32, dim_ffn=48, heads=2, layers=4, buckets=8)
TEXTS = ("a red circle moves to the left", "bad", "")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("encoder")
    tiny._tokenizer(made / "tokenizer")
    return made


def weights(folder, form):
    torch.manual_seed(2)
    state = {
        name: value + 0.05 * torch.randn_like(value) for name, value in TextEncoderNetwork(NUMBERS).state_dict().items()
    }
    state.pop("encoder.embed_tokens.weight", None)
    if form == "fp8":
        matrices = [name for name, value in state.items() if value.ndim == 2 and "bias" not in name]
        state |= {name: state[name].to(torch.float8_e4m3fn) for name in matrices}
    if form == "bf16":
        state = {name: value.bfloat16() for name, value in state.items()}
    return save(folder / f"{form}.safetensors", state)


def rows(folder, path, means, dtype=torch.float32):
    where = Where(torch.device("cpu"), dtype, means=means)
    encoder = open_text_encoder(path, open_tokenizer(folder / "tokenizer", 16), where)
    return encoder, encoder.encode(TEXTS)


@pytest.mark.parametrize("form", ["fp32", "bf16", "fp8"])
@pytest.mark.parametrize("waiting", [0, 4])
def test_layers_that_come_in_turn_give_the_same_bits(folder, form, waiting):
    path = weights(folder, form)
    _, wanted = rows(folder, path, None)
    means = Means(Placement(Part.TEXT_ENCODER, Home.DISK, 4, 0, waiting, 2), queued=False, locked=False)
    encoder, made = rows(folder, path, means)
    assert all(torch.equal(one, other) for one, other in zip(made, wanted, strict=True))
    assert isinstance(encoder.network.shared, LookedUp)
    assert encoder.network.encoder.embed_tokens is encoder.network.shared
    matrices = [value for name, value in encoder.network.named_parameters() if ".layer." in name and value.ndim == 2]
    assert sum(value.is_meta for value in matrices) == 4 * 7


def test_the_table_of_words_stays_on_the_disk_in_the_type_of_the_file(folder):
    means = Means(Placement(Part.TEXT_ENCODER, Home.DISK, 4, 0, 0, 2), queued=False, locked=False)
    encoder, made = rows(folder, weights(folder, "bf16"), means)
    assert encoder.network.shared.table.weight.dtype is torch.bfloat16
    assert made[0].dtype is torch.float32
