"""Builds each long-lived object of the window once and hands them on together; there are no globals."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass

from PySide6.QtCore import QLockFile

from app import log, single
from app.background import Background
from app.conversion import Conversion
from app.database import Database
from app.downloads import Downloads, means
from app.engine_thread import EngineThread
from app.folders import Folders
from app.forecasts import Forecasts
from app.gauge import Gauge
from app.growth import Growth
from app.jobs import Jobs
from app.known import Known
from app.library import Library
from app.media_drop import MediaDrop
from app.models import Models
from app.project import Project
from app.settings import Settings
from app.uses import uses
from engine import catalog
from engine.catalog import Catalog
from engine.store.ours import mark
from engine.store.subjects import find


@dataclass(frozen=True, slots=True)
class Context:
    """What widgets are built from."""

    settings: Settings
    known: Known
    engine: EngineThread
    jobs: Jobs
    library: Library
    project: Project
    growth: Growth
    forecasts: Forecasts
    folders: Folders
    drops: MediaDrop
    gauge: Gauge
    background: Background
    database: Database
    downloads: Downloads
    models: Models
    conversion: Conversion
    lock: QLockFile

    @property
    def catalog(self) -> Catalog:
        """The catalogue as it stands; `known` tells when it is another one."""
        return self.known.catalog


def build(folders: Folders | None = None, *, in_process: bool = False, engine: EngineThread | None = None) -> Context:
    """Make everything and start the engine; raises single.AlreadyOpen.  End it with `close`."""
    folders = folders or Folders.standard()
    lock = single.take(folders)
    folders.make()
    mark(folders.models)
    log.start(folders.logs)
    settings = Settings(folders)
    database = Database(folders.data / "kinora.db")
    engine = engine or EngineThread(in_process=in_process, logs=folders.logs)
    background = Background()
    known = Known(lambda: catalog.load(settings.models_folders), background)
    library = Library(database, folders, background)
    forecasts = Forecasts(folders.data / "forecasts.json", known.catalog, lambda: settings.models_folders)
    jobs = Jobs(database, folders, settings, engine, forecasts, library)
    project = Project(folders.data / "project.json")
    gauge = Gauge(engine)
    downloads = Downloads(
        database,
        settings,
        lambda id: find(known.catalog, id),
        lambda: means(settings, os.environ, folders.data / "files.db"),
    )
    models = Models(
        known.catalog, settings, database, downloads, background, lambda id: uses(id, jobs, project, library)
    )
    context = Context(
        settings, known, engine, jobs, library, project, Growth(jobs, project), forecasts, folders,
        MediaDrop(background), gauge, background, database, downloads, models, Conversion(), lock,
    )  # fmt: skip
    _connect(context)
    engine.start()
    gauge.start()
    downloads.start()
    return context


def _connect(context: Context) -> None:
    """Who hears whom, where neither needs to know the other."""

    def note_use(id: str, _: object) -> None:
        job = context.jobs.job(id)
        if job is not None:
            context.models.note_use(job.request.model)

    def know() -> None:
        context.forecasts.know(context.catalog)
        context.models.know(context.catalog)

    def follow(setting: str) -> None:
        if setting in ("models_folders", "downloads_folder"):
            context.known.reload()

    context.known.changed.connect(know)
    context.models.own_changed.connect(context.known.reload)
    context.settings.changed.connect(follow)
    context.conversion.made.connect(context.models.refresh)
    context.jobs.finished.connect(note_use)
    context.engine.happened.connect(context.forecasts.hear)
    context.forecasts.wanted.connect(context.engine.probe)
    context.gauge.read.connect(context.forecasts.hear_memory)
    context.forecasts.wanted.connect(context.drops.warm_up)
    for message in context.database.messages:
        logging.getLogger(log.NAME).warning("%s", message)


def close(context: Context) -> None:
    """End the engine and the threads, let go of the files; returns when all are gone."""
    context.jobs.close()
    context.downloads.close()
    context.models.close()
    context.conversion.close()
    context.gauge.close()
    context.engine.close()
    context.background.close()
    context.database.close()
    log.stop()
    context.lock.unlock()
