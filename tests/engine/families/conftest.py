"""A resources folder with tiny models, and a way to run a job on one of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from engine import catalog
from engine.api.events import Event
from engine.api.request import GenerationRequest, Input, Role
from engine.families.wan import spec
from engine.media.probe import probe
from engine.media.video_read import read_frames
from engine.planner.suggest import suggest
from engine.run import Warm, run
from tests import tiny


class Runs:
    """Runs jobs on tiny models, keeping all their events."""

    def __init__(self, resources: Path, folder: Path) -> None:
        self.resources, self.folder, self.warm = resources, folder, Warm()
        self.events: list[Event] = []
        self._count = 0

    def request(self, kind: str, inputs: dict[Role, Path] | None = None, **params: Any) -> GenerationRequest:
        """A job of that kind of tiny model, or of the starter."""
        self._count += 1
        given = tuple(Input(role, probe(path).asset()) for role, path in (inputs or {}).items())
        model = kind if kind == "starter" else tiny.make(self.resources, kind)
        mode = suggest([i.role for i in given], catalog.load().model(model)).value
        return GenerationRequest(
            id=f"job{self._count}",
            family="wan",
            model=model,
            params={
                "mode": mode,
                "seed": 1,
                "positive_prompt": "a red circle moves",
                "output_format": "mkv ffv1",
                **params,
            },
            inputs=given,
            output_folder=str(self.folder / "out"),
            work_folder=str(self.folder / f"work{self._count}"),
            cache_folder=str(self.folder / "cache"),
        )

    def end(self, request: GenerationRequest, stop: Callable[[], None] = lambda: None) -> Event:
        self.events = []
        return run(request, self.events.append, stop, self.warm)

    def frames(self, kind: str, inputs: dict[Role, Path] | None = None, **params: Any) -> np.ndarray:
        """F H W 3 of the finished clip."""
        end = self.end(self.request(kind, inputs, **params))
        assert hasattr(end, "result"), end
        return film(end.result.path)


def film(path: str) -> np.ndarray:
    from fractions import Fraction

    info = probe(Path(path))
    return np.stack(list(read_frames(Path(path), info.fps or Fraction(8), count=info.frames)))


@pytest.fixture(scope="session")
def resources(tmp_path_factory):
    folder = tmp_path_factory.mktemp("resources")
    known = 'models = ["tiny-t2v", "tiny-t2v-pair"]\nthreshold = 0.2\n'
    ratios = f"most = 3\nratios = {[1.0] + [0.97] * 19}\n"
    rows = f"[[teacache]]\n{known}coefficients = [1.0, 0.0]\n[[magcache]]\n{known}{ratios}"
    (folder / "skipping.toml").write_text(rows, "utf-8")
    return folder


@contextmanager
def learnt(resources: Path, folder: Path) -> Iterator[None]:
    """The colours of previews that earlier tests learnt, kept by the content of the VAE; learning takes half a run."""
    here, before = folder / "cache" / "previews", resources / "learnt"
    if before.exists():
        shutil.copytree(before, here)
    yield
    if here.exists():
        shutil.copytree(here, before, dirs_exist_ok=True)


@pytest.fixture
def runs(resources, tmp_path, monkeypatch):
    monkeypatch.setattr(catalog, "RESOURCES", resources)
    spec._own.cache_clear()
    with learnt(resources, tmp_path):
        yield Runs(resources, tmp_path)
    spec._own.cache_clear()


@pytest.fixture(scope="session")
def clips():
    """Frames that several tests compare with, by what was asked for."""
    return {}


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "picture.png"
    Image.fromarray((np.indices((48, 64)).sum(0)[..., None] * [1, 2, 3] % 255).astype(np.uint8)).save(path)
    return path
