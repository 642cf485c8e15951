"""Small widgets that the viewer, the timeline and the queue share."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from ui import theme

FONTS = {  # of the roles of labels, as the style sheet has them: what it gives and what is set must agree
    "note": ("note", 0),
    "small": ("small", 0),
    "label": ("small", 0),
    "problem": ("small", 0),
    "told": ("small", 0),
    "link": ("small", 0),
    "name": ("body", 500),
    "card": ("body", 600),
    "title": ("title", 0),
    "headline": ("headline", 0),
}


def _set_figures(made: QLabel, role: str) -> None:
    """Figures of one width, in the size of the role and following the text size."""
    font, weight = FONTS.get(role, ("body", 0))
    theme.set_font(made, font, weight, figures=True)


def label(text: str, role: str = "", *, figures: bool = False, wrap: bool = False) -> QLabel:
    """Words in a role of the type scale; never read as rich text."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if figures:
        _set_figures(made, role)
    if role:
        made.setProperty("role", role)
    return made


def tool(icon: str, name: str, *, size: int = 16, checkable: bool = False, role: str = "text2") -> QToolButton:
    """A button with only an icon: its name is the tooltip and what a screen reader says."""
    made = QToolButton()
    made.setCheckable(checkable)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    rename(made, name)
    theme.set_icon(made, icon, size, role)
    return made


def rename(button: QToolButton, name: str, key: str = "") -> None:
    """Change the name of an icon button; the key is told in the tooltip only."""
    button.setAccessibleName(name)
    button.setToolTip(f"{name} ({key})" if key else name)


def button(text: str, kind: str = "") -> QPushButton:
    """A button with words: plain, or of the kind primary, quiet, link or chip."""
    made = QPushButton(text)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if kind:
        made.setProperty("kind", kind)
    return made


def caption(target: QPushButton, text: str, icon: str = "", role: str = "text") -> None:
    """Change the words of a button, and with `icon` the picture before them; a space keeps the two apart."""
    if icon:
        theme.set_icon(target, icon, 14, role)
    target.setAccessibleName(text)
    target.setText(f" {text}" if target.property("icon_wanted") else text)


def rule() -> QFrame:
    """A dividing line."""
    made = QFrame()
    made.setProperty("kind", "rule")
    return made


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet reads."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class Line(QLabel):
    """One line that gives way: cut at the end (sentences) or in the middle (names), whole in the tooltip."""

    def __init__(self, text: str = "", role: str = "", *, middle: bool = False, figures: bool = False) -> None:
        super().__init__()
        self._mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if figures:
            _set_figures(self, role)
        if role:
            self.setProperty("role", role)
        self.say(text)

    @property
    def whole(self) -> str:
        """The text without any cut."""
        return self._whole

    def say(self, text: str) -> None:
        """Show this text."""
        if text != self._whole:
            self._whole = text
            self.setAccessibleName(text)
            self._cut()

    def _cut(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, self._mode, max(0, self.contentsRect().width()))
        self.setToolTip(self._whole if shown != self._whole else "")
        self.setText(shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 2, super().sizeHint().height())


class Dot(QWidget):
    """A small painted mark of a token's colour, for legends."""

    def __init__(self, token: str, *, shape: str = "dot") -> None:
        super().__init__()
        self._token, self._shape = token, shape
        self.setFixedSize(8 if shape == "dot" else 3, 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._shape == "bar":
            painter.fillRect(0, 0, 2, 10, theme.colour(self._token))
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(self._token))
        painter.drawEllipse(0, 1, 8, 8)
