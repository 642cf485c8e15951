"""A queue of downloads as a program of its own that a test can kill: HOME BASE [MODEL ...]."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from app.database import Database
from app.downloads import Downloads, State
from app.folders import Folders
from app.settings import Settings
from tests.app.small_models import CATALOG, Tools

if __name__ == "__main__":
    home, base, *wanted = sys.argv[1:]
    app, folders = QCoreApplication([]), Folders.below(Path(home))
    folders.make()
    database = Database(folders.data / "kinora.db")
    downloads = Downloads(database, Settings(folders), CATALOG.model, Tools(base, Path(home) / "files.db"))
    downloads.finished.connect(lambda _: all(row.state is State.DONE for row in downloads.rows()) and app.quit())
    for model in wanted:
        downloads.add(model)
    downloads.start()
    app.exec()
    downloads.close()
    database.close()
