"""A compose panel with a talking model, and files to drop on it."""

from __future__ import annotations

import pytest
from PIL import Image

from tests.engine.media.test_outline import spoken
from ui import theme
from ui.compose.panel import ComposePanel
from ui.draft import Draft

TALKING = "infinitetalk-multi"


@pytest.fixture
def draft(context):
    made = Draft(context)
    made.set_model(TALKING)
    return made


@pytest.fixture
def panel(context, draft, qtbot):
    theme.current().choose("dark")
    made = ComposePanel(context, draft)
    made.resize(300, 1200)
    qtbot.addWidget(made)
    made.show()
    yield made
    context.background.wait()


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "two people.png"
    Image.new("RGB", (320, 160), (90, 120, 150)).save(path)
    return str(path)


@pytest.fixture
def voices(tmp_path):
    """Three voices: 2.0 s with silence at both ends and in the middle, 1.0 s, 0.5 s."""
    parts = (((0.4, 0), (0.5, 0.5), (0.3, 0), (0.5, 0.5), (0.3, 0)), ((1.0, 0.5),), ((0.5, 0.4),))
    return tuple(str(spoken(tmp_path / f"voice {n}.wav", *each)) for n, each in enumerate(parts, 1))
