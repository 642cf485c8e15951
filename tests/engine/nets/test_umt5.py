"""The text encoder gives the official numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from engine.nets.umt5 import TextEncoderNetwork, TextNetwork
from engine.weights.names import text_names
from tests.golden import deterministic

GOLDEN = Path(__file__).parents[2] / "golden" / "umt5_encoder.safetensors"
TINY = TextNetwork(vocabulary=101, dim=32, dim_attention=24, dim_ffn=56, heads=4, layers=3, buckets=32)


@pytest.fixture(scope="module")
def golden():
    return deterministic.read(GOLDEN)


@pytest.fixture(scope="module")
def network(golden):
    torch.set_num_threads(1)
    network = TextEncoderNetwork(TINY).eval()
    state = {text_names(name)[0]: value for name, value in deterministic.weights(golden[1]).items()}
    state["encoder.embed_tokens.weight"] = state["shared.weight"]
    network.load_state_dict(state)
    return network


@torch.inference_mode()
def test_each_prompt_alone_matches_the_official_padded_batch(golden, network):
    outputs, meta = golden
    ids = deterministic.integers("in.ids", (3, 20), meta["salt"], 101)
    for row, length in enumerate((7, 20, 1)):
        got = network(ids[row : row + 1, :length])[0]
        assert deterministic.difference(outputs[f"out{row}"], got) < meta["relative_l2_tolerance"]


@torch.inference_mode()
def test_a_padded_batch_with_its_mask_matches_the_official_one(golden, network):
    outputs, meta = golden
    lengths = torch.tensor([7, 20, 1])
    mask = (torch.arange(20) < lengths[:, None]).long()
    got = network(deterministic.integers("in.ids", (3, 20), meta["salt"], 101) * mask, mask)
    for row, length in enumerate(lengths):
        assert deterministic.difference(outputs[f"out{row}"], got[row, :length]) < meta["relative_l2_tolerance"]


@torch.inference_mode()
def test_distances_beyond_the_last_bucket_match_the_official_ones(golden, network):
    outputs, meta = golden
    got = network(deterministic.integers("in.long_ids", (1, 300), meta["salt"], 101))[0, ::7]
    assert deterministic.difference(outputs["long_every_seventh"], got) < meta["relative_l2_tolerance"]


@torch.inference_mode()
def test_half_precision_stays_finite_where_the_plain_sum_would_overflow(golden):
    network = TextEncoderNetwork(TINY).eval()
    state = {text_names(name)[0]: value for name, value in deterministic.weights(golden[1]).items()}
    state["encoder.embed_tokens.weight"] = state["shared.weight"]
    network.load_state_dict(state)
    network = network.half()
    network.encoder.block[0].layer[1].DenseReluDense.wo.weight.mul_(60000)
    hidden = network.encoder.block[0].layer[1].DenseReluDense
    seen = []
    hidden.register_forward_hook(lambda module, given, made: seen.append(made))
    out = network(torch.arange(1, 8)[None])
    assert torch.isinf(seen[0]).any(), "the case must overflow, or it proves nothing"
    assert torch.isfinite(out).all()


def test_a_width_that_does_not_split_into_heads_is_refused():
    with pytest.raises(ValueError, match="25 channels do not split into 4 heads"):
        TextEncoderNetwork(TextNetwork(101, 32, 25, 56, 4, 1, 32))
