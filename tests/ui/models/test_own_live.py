"""A checkpoint that is dropped becomes a model that makes a clip, and goes again, all in one sitting."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app import context as contexts
from app.folders import Folders
from engine import catalog
from engine.api import params
from engine.families.wan import spec as wan
from engine.nets.wan.configs import PRESETS, WanConfig
from engine.nets.wan.vae_config import VaeConfig
from engine.weights import published
from engine.weights.kinds import Kind
from tests import tiny
from tests.ui import bench
from ui import theme
from ui.main_window import MainWindow
from ui.models.found_card import FoundCard
from ui.models.manager import ModelManager

BASE = "wan2.1-t2v-1.3b"
SMALL = {"width": 64, "height": 64, "num_frames": 5, "steps": 2, "fps": "8", "positive_prompt": "a red circle"}


@pytest.fixture
def little(tmp_path, monkeypatch):
    """Let the smallest Wan be a tiny one; the folder with a tiny checkpoint."""
    made = tiny.make(tmp_path / "tiny", "t2v")
    net = WanConfig(**{**tiny.NET, **tiny.KINDS["t2v"]})
    row = (Kind.WAN_TEXT, net.dim, (published._one(BASE, "Wan 2.1 T2V 1.3B"),))
    monkeypatch.setattr(wan, "PRESETS", {**PRESETS, BASE: net})
    monkeypatch.setattr(wan, "VAES", {**wan.VAES, "wan21": VaeConfig(**tiny._vae(latents=16))})
    monkeypatch.setattr(published, "_TABLE", (row, *published._TABLE))
    return tmp_path / "tiny" / made


@pytest.fixture
def window(tmp_path, monkeypatch, qtbot, little):
    with bench.resources(tmp_path, monkeypatch):
        theme.current().choose("dark")
        context = contexts.build(Folders.below(tmp_path / "home"), in_process=True)
        share(little, Path(context.folders.models))
        made = MainWindow(context)
        qtbot.addWidget(made)
        made.show()
        yield made
        context.background.wait()
        made.close()
        contexts.close(context)


def share(little: Path, models: Path) -> None:
    """Put what models share where the first form of the smallest Wan has it."""
    names = {"vae": "vae.safetensors", "text_encoder": "text.safetensors", "tokenizer": "tokenizer"}
    for component in catalog.load().model(BASE).components:
        if component.part.value not in names:
            continue
        source, (target, *files) = little / names[component.part.value], component.published[0]
        (models / target).parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, models / target)
        for file in files:
            (models / file).touch()


def test_a_dropped_checkpoint_makes_a_clip_without_a_restart_and_goes_again(window, little, qtbot, tmp_path):
    file = shutil.copy(little / "low.safetensors", tmp_path / "mine.safetensors")
    window.show_models()
    manager, context = window.findChild(ModelManager), window.context
    bench.drag(manager, str(file))
    qtbot.waitUntil(lambda: isinstance(manager.notices.card, FoundCard), timeout=5000)
    card = manager.notices.card
    card.buttons[0].click()
    qtbot.waitUntil(lambda: [made.text() for made in card.buttons] == ["Use it"], timeout=5000)
    card.buttons[0].click()
    assert window.draft.spec.id == "own-mine" and not manager.isVisible()
    qtbot.waitUntil(lambda: window.recipe.model.currentData() == "own-mine", timeout=5000)
    assert "not here" not in window.recipe.model.currentText()

    window.draft.set_params(params.replace(window.draft.params, **SMALL))
    window.generate()
    assert len(context.jobs.all()) == 1, window.status.text()
    qtbot.waitUntil(lambda: bool(context.project.clips), timeout=60_000)
    assert Path(context.project.clips[0].path).is_file()

    context.models.remove("own-mine")
    qtbot.waitUntil(lambda: window.recipe.model.findData("own-mine") < 0, timeout=5000)
    assert window.draft.spec.id == "starter" and Path(file).is_file()


def test_a_data_file_that_is_not_right_is_told_once_and_takes_nothing_down(context, qtbot):
    models = Path(context.folders.models)
    for name in ("bad1", "bad2"):
        (models / f"{name}.toml").write_text(f'id = "{name}"\nbased_on = "nothing"\n', encoding="utf-8")
    context.known.reload()
    qtbot.waitUntil(lambda: len(context.catalog.refused) == 2, timeout=5000)
    manager = ModelManager(context)
    qtbot.addWidget(manager)
    manager.open()
    for name in ("bad1", "bad2"):
        assert f"{name}.toml" in manager.notices.card.failure.why
        manager.notices.card.close_button.click()
    assert manager.notices.card is None and "starter" in manager.grid.ids
    manager.close()
    manager.open()
    assert manager.notices.card is None
