"""Every command of the window, once: its words, its key, and when it can be given."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

KEYS: dict[str, tuple[str, ...]] = {
    "new": ("Ctrl+N",),
    "open": ("Ctrl+O",),
    "export": ("Ctrl+E",),
    "generate": ("Ctrl+Return", "Ctrl+Enter"),
    "interrupt": ("Ctrl+Alt+Return", "Ctrl+Alt+Enter"),
    "models": ("Ctrl+M",),
    "settings": ("Ctrl+,",),
    "quit": ("Ctrl+Q",),
    "play": ("Space",),
    "back": ("Left",),
    "forward": ("Right",),
    "first": ("Home",),
    "last": ("End",),
    "shuttle_back": ("J",),
    "shuttle_stop": ("K",),
    "shuttle_on": ("L",),
    "fit": ("Shift+Z",),
    "full_screen": ("F11",),
    "zoom_in": ("+", "="),
    "zoom_out": ("-",),
    "zoom_fit": ("\\",),
    "remove": ("Del",),
    "undo": ("Ctrl+Z",),
    "redo": ("Ctrl+Shift+Z", "Ctrl+Y"),
    "next_dock": ("F6",),
    "previous_dock": ("Shift+F6",),
    "prompt": ("Ctrl+P",),
    "resume_queue": (),
    "about": (),
}


class Actions(QObject):
    """The commands as actions of the window; `actions["play"]`."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._made: dict[str, QAction] = {}
        for name, text in self._texts().items():
            action = QAction(text, window)
            action.setObjectName(name)
            action.setShortcuts([QKeySequence(key) for key in KEYS[name]])
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.setAutoRepeat(name in ("back", "forward", "zoom_in", "zoom_out"))
            window.addAction(action)
            self._made[name] = action

    def __getitem__(self, name: str) -> QAction:
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def enable(self, *, running: bool, clip: bool, timeline: bool, undo: bool = False, redo: bool = False) -> None:
        """What can be given now: a job runs, a clip is in the viewer, clips lie on the timeline or did."""
        self["interrupt"].setEnabled(running)
        for name in ("play", "back", "forward", "first", "last", "shuttle_back", "shuttle_stop", "shuttle_on"):
            self[name].setEnabled(clip or timeline)
        for name in ("remove", "export"):
            self[name].setEnabled(timeline)
        self["undo"].setEnabled(undo)
        self["redo"].setEnabled(redo)

    def key(self, name: str) -> str:
        """The first key of a command as the system writes it."""
        return self[name].shortcut().toString(QKeySequence.SequenceFormat.NativeText).replace("Return", "Enter")

    def _texts(self) -> dict[str, str]:
        return {
            "new": self.tr("New"),
            "open": self.tr("Open..."),
            "export": self.tr("Export the timeline..."),
            "generate": self.tr("Generate"),
            "interrupt": self.tr("Stop the running clip"),
            "models": self.tr("Models..."),
            "settings": self.tr("Settings..."),
            "quit": self.tr("Quit"),
            "play": self.tr("Play or pause"),
            "back": self.tr("One frame back"),
            "forward": self.tr("One frame on"),
            "first": self.tr("First frame"),
            "last": self.tr("Last frame"),
            "shuttle_back": self.tr("Shuttle back"),
            "shuttle_stop": self.tr("Stop the shuttle"),
            "shuttle_on": self.tr("Shuttle on"),
            "fit": self.tr("Fit the picture"),
            "full_screen": self.tr("Full screen"),
            "zoom_in": self.tr("Zoom the timeline in"),
            "zoom_out": self.tr("Zoom the timeline out"),
            "zoom_fit": self.tr("Whole timeline"),
            "remove": self.tr("Take the clip off the timeline"),
            "undo": self.tr("Undo on the timeline"),
            "redo": self.tr("Redo on the timeline"),
            "next_dock": self.tr("Next panel"),
            "previous_dock": self.tr("Previous panel"),
            "prompt": self.tr("To the prompt"),
            "resume_queue": self.tr("Resume queue"),
            "about": self.tr("About Kinora"),
        }


def belongs_to_control(key: int, modifiers: Qt.KeyboardModifier, focus: QWidget | None) -> bool:
    """Whether a key that is also a shortcut belongs to the control that has the keyboard (Space presses a button)."""
    from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QAbstractSlider, QComboBox, QTabBar

    from ui.compose.well import Well
    from ui.controls.segments import Segments

    if focus is None or modifiers & ~Qt.KeyboardModifier.KeypadModifier:
        return False
    presses = key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
    moves = key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End)
    if isinstance(focus, QAbstractButton | Well):
        return presses or (moves and isinstance(focus.parentWidget(), Segments))
    return (presses or moves) and isinstance(focus, QAbstractSlider | QComboBox | QAbstractItemView | QTabBar)
