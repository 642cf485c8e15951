"""What the tests of app/ share: a set of long-lived objects over an engine that does as it is told."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from app.background import Background
from app.database import Database
from app.folders import Folders
from app.forecasts import Forecasts
from app.jobs import Jobs
from app.library import Library
from app.settings import Settings
from engine import catalog
from tests.fakes import FakeEngine


@dataclass
class House:
    """Jobs and what they stand on."""

    folders: Folders
    database: Database
    settings: Settings
    engine: FakeEngine
    background: Background
    library: Library
    forecasts: Forecasts
    jobs: Jobs

    @classmethod
    def build(cls, folders):
        folders.make()
        database, settings, engine, background = (
            Database(folders.data / "kinora.db"),
            Settings(folders),
            FakeEngine(),
            Background(),
        )
        library = Library(database, folders, background)
        forecasts = Forecasts(folders.data / "forecasts.json", catalog.load(), lambda: settings.models_folders)
        jobs = Jobs(database, folders, settings, engine, forecasts, library)
        return cls(folders, database, settings, engine, background, library, forecasts, jobs)

    def close(self):
        self.jobs.close()
        self.background.close()
        self.database.close()


@pytest.fixture
def folders(tmp_path):
    return Folders.below(tmp_path / "home")


@pytest.fixture
def house(qapp, folders):
    houses = [House.build(folders)]

    def again():
        houses.append(House.build(folders))
        return houses[-1]

    first = houses[0]
    first.again = lambda: (first.close(), again())[1]
    yield first
    houses[-1].close()


@pytest.fixture
def background(qapp):
    """A pool of threads of its own."""
    made = Background()
    yield made
    made.close()
