"""The meters: with no card the processor's memory, with one the card's, whoever holds it."""

from __future__ import annotations

import os
from types import SimpleNamespace

import pynvml
import pytest

from engine import meters

GIB = 2**30


@pytest.fixture
def card(monkeypatch):
    """What NVML would say of a card with 24 GiB, 9 of them in use, 5 by process 42."""
    answers = {
        "nvmlInit": lambda: None,
        "nvmlShutdown": lambda: None,
        "nvmlDeviceGetHandleByIndex": lambda index: "card",
        "nvmlDeviceGetName": lambda card: "Some card",
        "nvmlDeviceGetMemoryInfo": lambda card: SimpleNamespace(total=24 * GIB, used=9 * GIB),
        "nvmlDeviceGetComputeRunningProcesses": lambda card: [SimpleNamespace(pid=42, usedGpuMemory=5 * GIB)],
        "nvmlDeviceGetUtilizationRates": lambda card: SimpleNamespace(gpu=80),
        "nvmlDeviceGetTemperature": lambda card, sensor: 61,
    }
    for name, answer in answers.items():
        monkeypatch.setattr(pynvml, name, answer)

    def unsupported(name):
        def refuse(*_):
            raise pynvml.NVMLError(pynvml.NVML_ERROR_NOT_SUPPORTED)

        monkeypatch.setattr(pynvml, name, refuse)

    return unsupported


def test_the_card_s_memory_is_split_into_ours_and_others(card):
    read = meters.read(42)
    assert (read.device, read.used_ours, read.used_others, read.total) == ("Some card", 5 * GIB, 4 * GIB, 24 * GIB)
    assert (read.gpu_percent, read.temperature) == (80, 61)
    assert read.full == pytest.approx(9 / 24)
    assert meters.read(43).used_ours == 0


def test_what_a_card_does_not_tell_is_left_out_and_the_rest_is_read(card):
    for name in ("nvmlDeviceGetComputeRunningProcesses", "nvmlDeviceGetUtilizationRates"):
        card(name)
    read = meters.read(42)
    assert (read.used_ours, read.used_others, read.gpu_percent) == (0, 9 * GIB, -1)


def test_a_card_that_is_lost_leaves_the_processor_to_read(card):
    card("nvmlDeviceGetMemoryInfo")
    assert meters.read(None).device == "Processor"


def test_without_a_card_ours_is_what_the_worker_holds_in_memory(card):
    card("nvmlInit")
    read = meters.read(os.getpid())
    assert 10_000_000 < read.used_ours < read.ram_used < read.ram_total
    assert meters.read(None).used_ours == 0
    assert meters.read(2**22 + 1).used_ours == 0


def test_the_load_of_the_processor_is_measured_between_two_readings():
    kept = meters.Meters()
    sum(range(2_000_000))
    assert 0 < kept.read(None).cpu_percent <= 100
    kept.close()


def test_the_other_programs_on_the_card_are_told_with_the_largest_first(card, monkeypatch):
    window = SimpleNamespace(pid=os.getpid(), usedGpuMemory=None)
    monkeypatch.setattr(pynvml, "nvmlDeviceGetGraphicsRunningProcesses", lambda card: [window])
    others = meters.holders(own=7)
    assert [(one.pid, one.bytes) for one in others] == [(42, 5 * GIB), (os.getpid(), 0)]
    assert "python" in others[1].name
    assert [one.pid for one in meters.holders(own=42)] == [os.getpid()]


def test_without_a_card_nobody_holds_its_memory():
    assert (meters.holders(own=1), meters.driver()) == ((), "")
