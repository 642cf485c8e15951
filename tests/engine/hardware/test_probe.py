"""The probe measures a machine without a card, and its figures are those of this machine."""

from __future__ import annotations

import psutil
import torch

from engine.hardware.probe import compute_type, device, probe


def test_a_machine_is_measured():
    profile = probe()
    assert profile.ram == psutil.virtual_memory().total
    assert 0 < profile.ram_free <= profile.ram
    assert profile.matmul_flops > 1e8
    assert profile.device.name
    assert profile.device.id == str(device())


def test_a_processor_computes_in_fp32():
    assert compute_type(torch.device("cpu")) is torch.float32
