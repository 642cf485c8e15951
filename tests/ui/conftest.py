"""What the tests of the widgets share."""

from __future__ import annotations

import pytest

from tests.ui import bench
from tests.ui.world import World
from ui import theme
from ui.main_window import MainWindow
from ui.viewer import Viewer


@pytest.fixture
def world(qtbot, tmp_path):
    """Jobs, project and the rest over an engine that does as it is told."""
    made = World(tmp_path)
    yield made
    made.close()


@pytest.fixture
def context(tmp_path, monkeypatch, qtbot):
    """The real objects of the program in a folder of their own, over an engine that does as it is told."""
    with bench.context(tmp_path, monkeypatch) as made:
        yield made


@pytest.fixture
def window(context, qtbot):
    """The whole window, dark, wide and shown."""
    theme.current().choose("dark")
    made = MainWindow(context)
    qtbot.addWidget(made)
    made.resize(1600, 1000)
    made.show()
    yield made
    context.background.wait()
    made.close()


@pytest.fixture
def viewer(world, qtbot, timeline):
    """The viewer that the timeline of the test follows."""
    made = Viewer(world.context)
    qtbot.addWidget(made)
    timeline.follow(made)
    yield made
    made.shut()
