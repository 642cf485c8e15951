"""A dialog that lies over the window as a sheet: dims what is below, has its own head, and leaves by Escape."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import (
    QGuiApplication,
    QHideEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from ui import theme
from ui.run.parts import label, tool

RADIUS, EDGE, DIM = 8, 32, 0.55  # px round the sheet, px to the window's edge, how dark the window becomes
HEAD = 56  # px


class Scrim(QWidget):
    """Dims a window while a sheet lies over it."""

    def __init__(self, below: QWidget) -> None:
        super().__init__(below)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setGeometry(below.rect())
        below.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.parentWidget():
            self.setGeometry(self.parentWidget().rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.colour("screen", DIM))


class Sheet(QDialog):
    """Put parts into `head` and `body`; the size is what `wanted` says, as far as the window has room."""

    def __init__(self, title: str, parent: QWidget | None, wanted: QSize) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setProperty("sheet", True)
        self._wanted, self._scrim, self._before = wanted, None, None
        self.first: QWidget | None = None  # gets the keyboard when the sheet comes
        page = QFrame()
        page.setProperty("kind", "sheet")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(page)
        self.title = label(title, "title")
        self.close_button = tool("x", self.tr("Close"))
        self.close_button.clicked.connect(self.reject)
        self.head = QHBoxLayout()
        self.head.setContentsMargins(20, 0, 16, 0)
        self.head.setSpacing(12)
        self.head.addWidget(self.title)
        self.head.addStretch(1)
        self.head.addWidget(self.close_button)
        top = QWidget()
        top.setProperty("edge", "bottom")
        top.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        top.setFixedHeight(theme.size(HEAD))
        top.setLayout(self.head)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        column = QVBoxLayout(page)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(top)
        column.addLayout(self.body, 1)

    def add_page(self, spacing: int) -> QVBoxLayout:
        """A page that is scrolled where it has no room, as the next part of the body; its column."""
        page, area = QWidget(), QScrollArea()
        page.setProperty("surface", "panel")
        column = QVBoxLayout(page)
        column.setContentsMargins(20, 14, 20, 14)
        column.setSpacing(spacing)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        self.body.addWidget(area, 1)
        return column

    def add_foot(self) -> QVBoxLayout:
        """The place of the buttons, below a line, as the last part of the body; its column."""
        foot = QFrame()
        foot.setProperty("edge", "top")
        column = QVBoxLayout(foot)
        column.setContentsMargins(20, 12, 20, 14)
        column.setSpacing(8)
        self.body.addWidget(foot)
        return column

    def sizeHint(self) -> QSize:
        wanted = QSize(theme.size(self._wanted.width()), theme.size(self._wanted.height()))
        return wanted.boundedTo(self._room().size())

    def _room(self) -> QRect:
        """Where the sheet may lie, in the coordinates of the screen."""
        over = self.parentWidget().window() if self.parentWidget() is not None else None
        if over is None:
            return (self.screen() or QApplication.primaryScreen()).availableGeometry()
        place = QRect(over.mapToGlobal(over.rect().topLeft()), over.size())
        side = EDGE if not over.property("sheet") else 0
        return place.adjusted(side, side, -side, -side)

    def fit(self) -> None:
        """Stand in the middle of the window, never larger than it."""
        room = self._room()
        size = self.sizeHint().boundedTo(room.size())
        place = QRect(room.topLeft(), size)
        place.moveCenter(room.center())
        self.setGeometry(place)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        below = self.parentWidget()
        if below is not None and self._scrim is None:
            self._before = below.window().focusWidget()
            self._scrim = Scrim(below.window())
            self._scrim.show()
            self._scrim.raise_()
            below.window().installEventFilter(self)
        self.fit()
        if self.first is not None:
            self.first.setFocus(Qt.FocusReason.ActiveWindowFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._scrim is not None:
            self.parentWidget().window().removeEventFilter(self)
            self._scrim.hide()
            self._scrim.deleteLater()
            self._scrim = None
        if self._before is not None and isValid(self._before):
            self._before.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
        self._before = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and self.isVisible():
            self.fit()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if QGuiApplication.platformName() != "xcb":
            return
        path = QPainterPath()  # where nothing blends windows the corners are cut
        path.addRoundedRect(self.rect().toRectF(), RADIUS, RADIUS)
        self.setMask(QRegion(path.toFillPolygon().toPolygon()))
