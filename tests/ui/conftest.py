"""What the tests of the widgets share."""

from __future__ import annotations

import pytest

from tests.ui.world import World


@pytest.fixture
def world(qtbot, tmp_path):
    """Jobs, project and the rest over an engine that does as it is told."""
    made = World(tmp_path)
    yield made
    made.close()
