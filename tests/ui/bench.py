"""A context for widgets: real app objects in a folder of their own, an engine that does what the test says."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from app import context as contexts
from app.context import Context
from app.folders import Folders
from engine import catalog
from tests.fakes import FakeEngine

SHAPES = {
    "transformer": {"dim": 256, "ffn_dim": 1024, "num_heads": 4, "num_layers": 6, "in_dim": 48, "out_dim": 48,
                    "text_dim": 128, "text_len": 32},
    "vae": {"dim": 32, "dec_dim": 32, "z_dim": 48, "num_res_blocks": 1, "residual": True, "patch": 2,
            "mean": (0.0,) * 48, "std": (1.0,) * 48},
}  # fmt: skip


@contextmanager
def resources(root: Path, monkeypatch) -> Iterator[Path]:
    """A copy of the catalogue below a folder; the starter model counts as there whether or not its weights are."""
    copied = root / "resources"
    for folder in ("models", "loras", "files", "presets"):
        shutil.copytree(catalog.RESOURCES / folder, copied / folder)
    starter = catalog.load().model("starter")
    for part in starter.components:
        (copied / "starter").mkdir(parents=True, exist_ok=True)
        (copied / "starter" / part.paths[0]).write_bytes(b"0")
    (copied / "starter-voice").symlink_to(catalog.RESOURCES / "starter-voice", target_is_directory=True)
    from engine.families.wan import spec

    own = spec._own
    monkeypatch.setattr(spec, "_own", lambda id: SHAPES if id == "starter" else own(id))
    monkeypatch.setattr(catalog, "RESOURCES", copied)
    yield copied


@contextmanager
def context(root: Path, monkeypatch) -> Iterator[Context]:
    """A context below a folder, with these resources."""
    with resources(root, monkeypatch):
        yield from _built(root)


def _built(root: Path) -> Iterator[Context]:
    made = contexts.build(Folders.below(root / "home"), engine=FakeEngine())
    try:
        yield made
    finally:
        contexts.close(made)


def drag(target: QWidget, *paths: str, let_go: bool = True) -> None:
    """Hold files over the middle of a widget and let them go."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path) for path in paths])
    at = QPointF(target.rect().center())
    for kind in (QDragEnterEvent, QDropEvent) if let_go else (QDragEnterEvent,):
        place = QPoint(at.toPoint()) if kind is QDragEnterEvent else at
        event = kind(place, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(target, event)
