"""A text that is folded away until it is asked for, and can then be copied."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from ui import theme
from ui.run.parts import button, caption

HEIGHT = 96  # px of the opened text


class Details(QWidget):
    """The technical part of a failure; `toggle` is the button that opens it and may be placed anywhere."""

    opened = Signal(bool)

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.toggle = QPushButton(self.tr("Details"))
        self.toggle.setProperty("kind", "fold")
        self.toggle.setCheckable(True)
        self.toggle.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        caption(self.toggle, self.tr("Details"), "chevron-right", "text2")
        self.text = QPlainTextEdit(text)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(theme.size(HEIGHT))
        self.text.setAccessibleName(self.tr("Details"))
        mono = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        mono.setPixelSize(theme.size(11))
        self.text.setFont(mono)
        self.copy = button(self.tr("Copy"), "quiet")
        caption(self.copy, self.tr("Copy"), "copy", "text2")
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.text)
        column.addLayout(row)
        self.hide()
        self.toggle.toggled.connect(self._on_toggled)
        self.copy.clicked.connect(self._on_copy)

    def _on_toggled(self, on: bool) -> None:
        theme.set_icon(self.toggle, "chevron-down" if on else "chevron-right", 14, "text2")
        self.setVisible(on)
        self.opened.emit(on)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        caption(self.copy, self.tr("Copied"), "check", "ok")
