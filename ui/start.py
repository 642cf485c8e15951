"""Starts the window: application, language, look, context, window; and ends them in the opposite order."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication, QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QMessageBox

from app import context as contexts
from app.context import Context
from app.failures import Failures
from app.folders import Folders
from app.single import AlreadyOpen
from ui import languages, theme
from ui.main_window import MainWindow

NAME = "Kinora"
LISTEN = 250  # ms between two looks at Ctrl+C in the terminal


def start(in_process: bool = False, home: str | None = None, open_paths: tuple[str, ...] = ()) -> int:
    """Show the window until it is closed; 0, or 1 when Kinora is open already or no screen is there."""
    app = _application()
    folders = Folders.below(Path(home)) if home else Folders.standard()
    try:
        context = contexts.build(folders, in_process=in_process)
    except AlreadyOpen as open_already:
        theme.current().choose("system")
        QMessageBox.information(None, NAME, app.translate("Start", str(open_already)))
        return 1
    failures = Failures(folders.logs)
    crash = failures.last_crash()
    failures.begin()
    try:
        return _run(app, context, failures, crash, open_paths)
    finally:
        contexts.close(context)
        failures.close()


def _application() -> QApplication:
    QGuiApplication.setApplicationDisplayName(NAME)
    QGuiApplication.setDesktopFileName("kinora")
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName(NAME)
    return app


def _run(app: QApplication, context: Context, failures: Failures, crash: str | None, paths: tuple[str, ...]) -> int:
    settings = context.settings
    languages.put_in_force(app, settings.language)
    theme.current().choose(settings.theme, settings.text_scale)
    window = MainWindow(context)
    window.setWindowIcon(_icon())
    failures.happened.connect(window.tell_failure)
    if crash is not None:
        window.tell_crash(crash)
    window.show()
    window.open_paths(paths)
    restore = _end_on_interrupt(window)
    try:
        return app.exec()
    finally:
        restore()


def _icon() -> QIcon:
    mark = QIcon()
    for size in (16, 32, 64, 128):
        picture: QPixmap = theme.current().pixmap("film", size, "accent", 1.0)
        mark.addPixmap(picture)
    return mark


def _end_on_interrupt(window: MainWindow) -> Callable[[], None]:
    """Ctrl+C in the terminal closes the window as its button does; the result undoes this."""
    before = signal.signal(signal.SIGINT, lambda *_: QTimer.singleShot(0, window, window.close))
    look = QTimer(window)
    look.timeout.connect(lambda: None)  # lets the interpreter see the signal
    look.start(LISTEN)

    def restore() -> None:
        look.stop()
        signal.signal(signal.SIGINT, before)

    return restore
