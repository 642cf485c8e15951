"""Looking at LoRA files in the background."""

from __future__ import annotations

import pytest

from app.loras import Loras, look_at
from engine import catalog
from engine.api.errors import WrongCheckpoint
from engine.api.lora import LoraExpert
from tests import tiny


@pytest.fixture
def spec():
    return catalog.load().model("wan2.1-t2v-1.3b")


def test_a_look_tells_the_fit_the_expert_and_the_other_half(spec, tmp_path):
    high, low = (tiny.lora(tmp_path / f"x_{word}_noise.safetensors", width=1536) for word in ("high", "low"))
    seen = look_at(str(high), spec, ())
    assert seen.report is not None and seen.report.whole
    assert (seen.expert, seen.other, seen.refused) == (LoraExpert.HIGH, str(low), None)


def test_what_cannot_be_used_is_an_answer_too(spec, tmp_path):
    seen = look_at(str(tiny.lora(tmp_path / "x.safetensors")), spec, ())
    assert isinstance(seen.refused, WrongCheckpoint) and seen.report is None


def test_a_file_is_read_once_for_a_model_until_it_is_forgotten(background, spec, qtbot, tmp_path, monkeypatch):
    path = str(tiny.lora(tmp_path / "x.safetensors", width=1536))
    reads = []
    monkeypatch.setattr("app.loras.look_at", lambda *given: reads.append(given[0]) or look_at(*given))
    loras = Loras(background, ())
    for _ in range(3):
        with qtbot.waitSignal(loras.seen, raising=not reads, timeout=3000 if not reads else 50):
            loras.look(path, spec, ())
    assert reads == [path] and loras.known(path, spec.id).report.whole
    loras.forget()
    assert loras.known(path, spec.id) is None
    with qtbot.waitSignal(loras.seen):
        loras.look(path, spec, ())
    assert reads == [path, path]
