"""Starts the window: application, language, look, context, window; and ends them in the opposite order."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QMessageBox

from app import context as contexts
from app.context import Context
from app.doorbell import Doorbell, ring
from app.failures import Failures
from app.folders import Folders
from app.single import AlreadyOpen
from app.sweep import Sweep
from ui import languages, theme
from ui.main_window import MainWindow

NAME = "Kinora"
LISTEN = 250  # ms between two looks at Ctrl+C in the terminal
AGAIN = 100  # ms between two looks whether a dialog is still open


def start(in_process: bool = False, home: str | None = None, open_paths: tuple[str, ...] = ()) -> int:
    """Show the window until it is closed; 0, or 1 when Kinora is open already and its window does not answer."""
    app = _application()
    folders = Folders.below(Path(home)) if home else Folders.standard()
    try:
        context = contexts.build(folders, in_process=in_process)
    except AlreadyOpen as open_already:
        if ring(folders, open_paths):
            return 0  # the window that is open came forward with these files
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
    showing = Showing(app, context, failures)
    if crash is not None:
        showing.window.tell_crash(crash)
    showing.window.open_paths(paths)
    bell = Doorbell(context.folders, showing)
    bell.rung.connect(showing.come_forward)
    restore, sweep = _end_on_interrupt(showing), Sweep()
    sweep.start()
    try:
        return app.exec()
    finally:
        sweep.stop()
        restore()
        showing.deleteLater()


class Showing(QObject):
    """Holds the window, and makes it anew where that is the only way to change every word: another language."""

    def __init__(self, app: QApplication, context: Context, failures: Failures) -> None:
        super().__init__()
        self._app, self._context = app, context
        self._language = context.settings.language
        self.window = self._made()
        failures.happened.connect(self._tell_failure)
        context.settings.changed.connect(self._on_setting)

    def _made(self) -> MainWindow:
        window = MainWindow(self._context)
        window.setWindowIcon(_icon())
        window.show()
        return window

    @Slot(tuple)
    def come_forward(self, paths: tuple[str, ...]) -> None:
        """Another Kinora was started: this window answers, with the files that were meant for the other."""
        window = self.window
        if window.isMinimized():
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.raise_()
        window.activateWindow()
        self._app.alert(window)
        window.open_paths(paths)

    def speak(self) -> None:
        """Make the window anew in the language of the settings; jobs, clips and what is being composed stay."""
        if self._context.settings.language == self._language:
            return
        if self._app.activeModalWidget() is not None:  # the dialog in which it was chosen is read to its end
            QTimer.singleShot(AGAIN, self, self.speak)
            return
        self._language = self._context.settings.language
        old = self.window
        path, frame = old.viewer.player.path, old.viewer.player.index
        self._app.setQuitOnLastWindowClosed(False)
        old.close()
        old.deleteLater()
        languages.put_in_force(self._app, self._language)
        self.window = self._made()
        self._app.setQuitOnLastWindowClosed(True)
        if path:
            self.window.viewer.show_clip(path, frame)

    def _on_setting(self, name: str) -> None:
        if name == "language":
            QTimer.singleShot(0, self, self.speak)

    def _tell_failure(self, failure: object) -> None:
        self.window.tell_failure(failure)


def _icon() -> QIcon:
    mark = QIcon()
    for size in (16, 32, 64, 128):
        picture: QPixmap = theme.current().pixmap("film", size, "accent", 1.0)
        mark.addPixmap(picture)
    return mark


def _end_on_interrupt(showing: Showing) -> Callable[[], None]:
    """Ctrl+C in the terminal closes the window as its button does; the result undoes this."""
    before = signal.signal(signal.SIGINT, lambda *_: QTimer.singleShot(0, showing, lambda: showing.window.close()))
    look = QTimer(showing)
    look.timeout.connect(lambda: None)  # lets the interpreter see the signal
    look.start(LISTEN)

    def restore() -> None:
        look.stop()
        signal.signal(signal.SIGINT, before)

    return restore
