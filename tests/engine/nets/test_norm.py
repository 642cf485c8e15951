"""Norms compute in fp32 whatever the type, and the modulated norm is rounded once."""

from __future__ import annotations

import pytest
import torch

from engine.nets.norm import LayerNorm, RMSNorm, modulated


def sample(*shape, kind=torch.float32):
    return (3 + 2 * torch.randn(*shape, generator=torch.Generator().manual_seed(2))).to(kind)


def test_the_root_mean_square_is_taken_over_the_whole_width():
    norm = RMSNorm(48, 1e-6)
    norm.weight.data = sample(48)
    x = sample(2, 5, 48)
    expected = x / (x.square().mean(-1, keepdim=True) + 1e-6).sqrt() * norm.weight
    torch.testing.assert_close(norm(x), expected)


def test_small_numbers_in_16_bits_do_not_vanish_in_the_square():
    norm = RMSNorm(48, 1e-12)
    x = 1e-5 * sample(1, 1, 48)
    torch.testing.assert_close(norm(x.half()).float(), norm(x), rtol=0.03, atol=0.01)


@pytest.mark.parametrize("kind", [torch.float32, torch.bfloat16])
def test_a_layer_norm_with_16_bit_weights_keeps_the_type_of_its_input(kind):
    norm = LayerNorm(48, 1e-6).bfloat16()
    norm.weight.data, norm.bias.data = sample(48, kind=torch.bfloat16), sample(48, kind=torch.bfloat16)
    x = sample(2, 5, 48, kind=kind)
    mean, spread = x.double().mean(-1, keepdim=True), x.double().var(-1, unbiased=False, keepdim=True)
    expected = (x.double() - mean) / (spread + 1e-6).sqrt() * norm.weight.double() + norm.bias.double()
    assert norm(x).dtype == kind
    error = (norm(x).double() - expected).norm() / expected.norm()
    assert error < (1e-6 if kind == torch.float32 else 3e-3)


@pytest.mark.parametrize("residual", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("kind", [torch.float32, torch.bfloat16])
def test_the_modulated_norm_gives_the_same_bits_with_and_without_gradients(residual, kind):
    x, shift, scale = sample(2, 5, 48, kind=residual), sample(2, 1, 48), sample(2, 1, 48)
    trained = modulated(x, shift, scale, 1e-6, kind)
    with torch.no_grad():
        assert torch.equal(modulated(x, shift, scale, 1e-6, kind), trained)
    assert trained.dtype == kind
    normed = torch.nn.functional.layer_norm(x.double(), (48,), eps=1e-6)
    expected = normed * (1 + scale.double()) + shift.double()
    exact = residual == kind == torch.float32
    assert (trained.double() - expected).norm() / expected.norm() < (1e-6 if exact else 4e-3)
