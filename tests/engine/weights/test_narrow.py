"""Matrices that are narrowed while they are loaded: how far they may stray, and which ones are taken."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional as fn

from engine.nets.dequantise import dequantised
from engine.nets.quantised import QuantisedLinear
from engine.nets.wan.configs import WanConfig
from engine.nets.wan.dit import WanTransformer
from engine.weights.checkpoint import open_checkpoint
from engine.weights.names import official
from engine.weights.narrow import narrowing
from engine.weights.place import Loading, load
from engine.weights.precision import Precision, wan_in_fp32
from tests.engine.weights.files import save

KINDS = {"fp8_e4m3fn": 0.03, "fp8_fast": 0.03, "fp8_e5m2": 0.06, "int8": 0.01}  # relative error of random weights


def of_blocks(name: str) -> bool:
    return name.startswith("blocks.")


def there_and_back(kind: str, wide: torch.Tensor) -> torch.Tensor:
    how = narrowing(kind, of_blocks)
    packed, scale = torch.empty(wide.shape, dtype=torch.int8), torch.empty(wide.shape[0], 1)
    how.into(wide, packed, scale)
    return dequantised(packed, how.form) * scale


@pytest.mark.parametrize("kind", KINDS)
def test_random_weights_stray_by_no_more_than_their_form_allows(kind):
    torch.manual_seed(1)
    wide = torch.randn(64, 256)
    back = there_and_back(kind, wide)
    assert (back - wide).norm() / wide.norm() < KINDS[kind]
    assert not torch.equal(back, wide)


@pytest.mark.parametrize("kind", KINDS)
def test_rows_of_any_size_keep_their_accuracy_and_rows_of_nothing_stay_nothing(kind):
    torch.manual_seed(1)
    wide = torch.randn(5, 256) * torch.tensor([1e-6, 1.0, 1e4, 0.0, 1e-12]).unsqueeze(1)
    back = there_and_back(kind, wide)
    assert back.isfinite().all()
    errors = (back - wide).norm(dim=1) / wide.norm(dim=1).clamp_min(1e-30)
    assert (errors < 1.3 * KINDS[kind]).all(), errors
    assert not back[3].any()


def test_one_outlier_spoils_a_row_in_whole_numbers_but_not_in_floating_point():
    torch.manual_seed(1)
    wide = torch.randn(4, 256)
    wide[:, 7] = 100.0
    others = [n for n in range(256) if n != 7]
    errors = {kind: (there_and_back(kind, wide) - wide)[:, others].norm() / wide[:, others].norm() for kind in KINDS}
    assert errors["fp8_e4m3fn"] < 0.05 < errors["int8"]


def test_matrices_of_blocks_are_narrowed_and_all_else_stays_as_it_is(tmp_path):
    torch.manual_seed(2)
    config = WanConfig(
        dim=64, ffn_dim=96, num_heads=4, num_layers=2, text_dim=32, text_len=16, freq_dim=32, in_dim=16, out_dim=16
    )
    wide = WanTransformer(config).eval().requires_grad_(False)
    file = save(tmp_path / "wide.safetensors", wide.state_dict())
    with torch.device("meta"):
        network = WanTransformer(config)
    rule = Precision(torch.float32, wan_in_fp32)
    how = Loading(official, rule, torch.device("cpu"), True, narrowing=narrowing("fp8_e4m3fn", of_blocks))
    load(network, open_checkpoint(file), how)
    narrow = {name for name, module in network.named_modules() if isinstance(module, QuantisedLinear)}
    linear = {name for name, module in wide.named_modules() if isinstance(module, torch.nn.Linear)}
    assert narrow == {name for name in linear if name.startswith("blocks.")}
    x, text = torch.randn(1, 16, 2, 6, 8), torch.randn(1, 9, 32)
    with torch.inference_mode():
        made, wanted = (net.eval()(x, torch.tensor([611.0]), text) for net in (network, wide))
    assert fn.cosine_similarity(made.flatten(), wanted.flatten(), dim=0) > 0.999
    assert not torch.equal(made, wanted)
