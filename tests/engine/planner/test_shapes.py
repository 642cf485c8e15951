"""The list of tensors is that of the networks themselves."""

from __future__ import annotations

import pytest
import torch

from engine.nets.wan.configs import PRESETS
from engine.nets.wan.dit import WanTransformer
from engine.planner.shapes import tensors


@pytest.mark.parametrize("name", PRESETS)
def test_every_tensor_of_a_network_is_listed_with_its_shape(name):
    with torch.device("meta"):
        network = WanTransformer(PRESETS[name])
    assert tensors(PRESETS[name]) == {name: tuple(value.shape) for name, value in network.state_dict().items()}
