"""The probe measures a machine without a card, its figures are those of this machine, and they are kept."""

from __future__ import annotations

import msgspec
import psutil
import pytest
import torch

from engine.hardware import probe as probing
from engine.hardware.probe import FILE, compute_type, device, known, now, probe
from engine.nets.attention import attend
from engine.nets.kernels import choice


@pytest.fixture(autouse=True)
def briefly(monkeypatch):
    """Figures need not be good here."""
    monkeypatch.setattr("engine.hardware.measure.SHORT", 0.001)
    monkeypatch.setattr("engine.hardware.measure.ON_DISK", 2**23)


def test_a_machine_is_measured(tmp_path):
    profile = probe(tmp_path)
    assert profile.ram == psutil.virtual_memory().total
    assert 0 < profile.ram_free <= profile.ram
    assert profile.matmul_flops == profile.rates["fp32"] > 1e8
    assert profile.attention_rates["sdpa"] > 1e7
    assert profile.copy_rate > 1e8
    assert profile.kernels == ("sdpa",)
    assert profile.device.name
    assert profile.device.id == str(device())


def test_it_is_measured_once_and_what_is_free_is_read_each_time(tmp_path, monkeypatch):
    first = known(tmp_path)
    monkeypatch.setattr(probing, "probe", lambda folder: pytest.fail("measured again"))
    seen = psutil.virtual_memory()
    half = seen._replace(available=seen.available // 2)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: half)
    again = known(tmp_path)
    assert again.rates == first.rates
    assert again.ram_free == again.device.free == half.available


def test_another_version_is_measured_anew(tmp_path, monkeypatch):
    probe(tmp_path)
    monkeypatch.setattr(torch, "__version__", "0.1")
    assert now(device(), tmp_path).matmul_flops == 0
    assert known(tmp_path).matmul_flops > 0


def test_a_file_that_cannot_be_read_is_as_good_as_none(tmp_path):
    (tmp_path / FILE).write_text("{", encoding="utf-8")
    assert now(device(), tmp_path).matmul_flops == 0
    probe(tmp_path)
    assert msgspec.json.decode((tmp_path / FILE).read_bytes())["machines"]


def test_a_kernel_that_is_wrong_is_not_offered(tmp_path, monkeypatch):
    planted = {"sdpa": attend, "broken": lambda q, k, v: attend(q, k, v) * 1.1}
    monkeypatch.setattr(choice, "attention_here", lambda device: tuple(planted))
    monkeypatch.setattr(choice, "attention", planted.__getitem__)
    assert probe(tmp_path).kernels == ("sdpa",)


def test_a_processor_computes_in_fp32():
    assert compute_type(torch.device("cpu")) is torch.float32
