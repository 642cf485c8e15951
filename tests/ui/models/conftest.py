"""What the tests of the model manager share."""

from __future__ import annotations

import pytest

from app.folders import Folders
from tests.app.small_models import REPOS, Tools
from tests.engine.store.hub import hub
from tests.ui.models.shop import Shop
from ui.models.manager import ModelManager


@pytest.fixture
def server():
    with hub(REPOS) as running:
        yield running


@pytest.fixture
def shop(qtbot, tmp_path, server):
    opened = Shop(Folders.below(tmp_path / "home"), Tools(server.base, tmp_path / "files.db")).open()
    yield opened
    opened.close()


@pytest.fixture
def manager(qtbot, shop):
    """Shown, with every verdict known."""
    shop.have_card(12)
    made = ModelManager(shop)
    qtbot.addWidget(made)
    made.open()
    qtbot.waitUntil(lambda: made._fits.complete, timeout=5000)
    shop.background.wait()
    return made
