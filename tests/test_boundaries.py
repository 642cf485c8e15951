"""Who may know whom: the contracts of pyproject.toml hold, bite, and the window's process never loads torch."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LINT = "import sys; from importlinter.cli import lint_imports_command as go; sys.exit(go(['--no-cache']))"
FAULTS = {
    "the engine imports Qt": ("engine/planner/planted.py", "import PySide6.QtCore\n"),
    "the engine imports app": ("engine/store/planted.py", "import app.settings\n"),
    "app imports ui": ("app/planted.py", "import ui.theme\n"),
    "the window reaches torch": ("engine/planner/planted.py", "import engine.sampling.loop\n"),
    "the window names the pipeline": ("ui/planted.py", "import engine.families.wan.pipeline\n"),
    "a network knows the planner": ("engine/nets/planted.py", "import engine.planner.snap\n"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(folder), "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-c", LINT], cwd=folder, env=env, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tree")
    for room in ("app", "engine", "ui"):
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_contracts_hold(copy):
    done = lint(copy)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("fault", FAULTS)
def test_the_contracts_bite(fault, copy):
    path, line = FAULTS[fault]
    planted = copy / path
    planted.write_text(f'"""Planted."""\n\n{line}', encoding="utf-8")
    done = lint(copy)
    planted.unlink()
    assert done.returncode != 0, f"nothing noticed that {fault}"
    assert "planted" in done.stdout


def modules_after(code: str) -> set[str]:
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    code += "\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_window_loads_neither_torch_nor_anything_heavy():
    loaded = modules_after("import ui.main_window, ui.start, app.context")
    assert "PySide6.QtWidgets" in loaded
    assert loaded.isdisjoint({"torch", "transformers", "diffusers", "scipy", "librosa"})


def test_the_light_half_of_the_engine_loads_neither_torch_nor_qt():
    loaded = modules_after("import engine.catalog, engine.cli, engine.planner.snap, engine.store.locate, engine.meters")
    assert loaded.isdisjoint({"torch", "transformers", "diffusers", "PySide6"})


def test_fetching_and_checking_model_files_loads_no_decoder_either():
    loaded = modules_after(
        "import engine.commands_models, engine.store.transfer, engine.store.take_in, engine.store.check"
    )
    assert loaded.isdisjoint({"torch", "numpy", "av", "PIL", "PySide6"})
