"""The frame of the window: docks round a centre, where they stand, full screen, and the way from panel to panel."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QByteArray, QEvent, QRect, QSettings, QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QSplitter, QWidget

from ui import theme
from ui.actions import belongs_to_control

LEFT, RIGHT, LEAST_CENTRE, QUEUE, BARS = 300, 324, 560, 250, 76  # px; BARS: at the top and at the bottom
LEAST = (260, RIGHT)  # width in px of the docks at the left and at the right, whose form can give nothing up
TIMELINE_SHARE, QUEUE_SHARE = 0.34, 0.3  # of the height of the centre, where not all of it fits, and of the window
MOST_TIMELINE = 0.45  # of the height of the centre, when the window becomes lower: the picture comes first
SIZE, SMALLEST = QSize(1600, 1000), QSize(960, 600)
STATE_VERSION = 1
_LEFT, _RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea


class Frame(QMainWindow):
    """Knows places, not meanings."""

    def __init__(self, stored: QSettings, parent: QWidget | None = None) -> None:
        """`stored` keeps where the window and its docks stand."""
        super().__init__(parent)
        self._stored = stored
        self._narrow = False
        self._before: tuple[QByteArray, bool] | None = None  # docks and size before full screen
        self.docks: dict[str, QDockWidget] = {}
        self.setMinimumSize(SMALLEST)
        self.setDockOptions(QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AllowNestedDocks)
        self.setCorner(Qt.Corner.BottomLeftCorner, _LEFT)
        self.setCorner(Qt.Corner.BottomRightCorner, _RIGHT)

    def build(self, top: QWidget, centre: tuple[QWidget, QWidget], bottom: QWidget) -> None:
        """Place the bars and the centre: viewer over timeline."""
        self.setMenuWidget(top)
        self.centre = QSplitter(Qt.Orientation.Vertical)
        self.centre.setChildrenCollapsible(False)
        self.centre.setHandleWidth(1)
        for part in centre:
            self.centre.addWidget(part)
        self.centre.setStretchFactor(0, 1)
        self.setCentralWidget(self.centre)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().addWidget(bottom, 1)

    def add_dock(self, name: str, title: str, panel: QWidget, *, right: bool) -> None:
        """Put a panel into a dock; its `head`, where it has one, is what moves it."""
        dock = QDockWidget(title, self)
        dock.setObjectName(name)
        dock.setWidget(panel)
        dock.setTitleBarWidget(getattr(panel, "head", None) or QWidget(dock))
        panel.setMinimumWidth(theme.size(LEAST[right]))
        self.addDockWidget(_RIGHT if right else _LEFT, dock)
        self.docks[name] = dock

    def arrange(self) -> None:
        """Give every part the size of the design."""
        docks = [self.docks["compose"], self.docks["recipe"]]
        self.resizeDocks(docks, [theme.size(LEFT), theme.size(RIGHT)], Qt.Orientation.Horizontal)
        queue = min(theme.size(QUEUE), round(self.height() * QUEUE_SHARE))
        below = [self.docks["recipe"], self.docks["queue"]]
        self.resizeDocks(below, [max(queue, self.height() - queue), queue], Qt.Orientation.Vertical)
        whole = max(1, self.height() - theme.size(BARS))
        timeline = self.centre.widget(1).sizeHint().height()  # every lane
        if timeline > whole * MOST_TIMELINE:
            timeline = round(whole * TIMELINE_SHARE)
        self.centre.setSizes([whole - timeline, timeline])

    def fit_docks(self) -> None:
        """Follow a new text size."""
        for name, dock in self.docks.items():
            dock.widget().setMinimumWidth(theme.size(LEAST[name != "compose"]))
        self._fold_docks()

    # size

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold_docks()
        if event.size().height() < event.oldSize().height():
            self._spare_picture()

    def give_timeline(self, pixels: int) -> None:
        """The timeline has more lanes (fewer, where negative): it becomes higher, as far as the picture allows."""
        whole, now = self.centre.height(), self.centre.sizes()[1]
        most = max(now, round(whole * MOST_TIMELINE))
        wanted = min(most, now + pixels)
        self.centre.setSizes([whole - wanted, wanted])

    def _spare_picture(self) -> None:
        """In a window that became lower the timeline gives way before the picture does."""
        whole = self.centre.height()
        most = round(whole * MOST_TIMELINE)
        if self.centre.sizes()[1] > most:
            self.centre.setSizes([whole - most, most])

    def _fold_docks(self) -> None:
        """Where there is no room for docks at both sides they become tabs of one."""
        narrow = self.width() < theme.size(sum(LEAST)) + LEAST_CENTRE
        if narrow == self._narrow or self.isFullScreen() or not self.docks:
            return
        self._narrow = narrow
        compose, recipe, queue = (self.docks[name] for name in ("compose", "recipe", "queue"))
        if narrow:
            self.tabifyDockWidget(compose, recipe)
            self.tabifyDockWidget(recipe, queue)
            compose.raise_()
        else:
            self.addDockWidget(_RIGHT, recipe)
            self.addDockWidget(_RIGHT, queue)
            self.arrange()

    def restore_place(self) -> None:
        """Stand where the window stood, or in the middle of the screen."""
        place, state = self._stored.value("geometry"), self._stored.value("state")
        if isinstance(place, QByteArray) and self.restoreGeometry(place):
            if isinstance(state, QByteArray):
                self.restoreState(state, STATE_VERSION)
            return
        screen = (self.screen() or QApplication.primaryScreen()).availableGeometry()
        place = QRect(screen.topLeft(), SIZE.boundedTo(screen.size()))
        place.moveCenter(screen.center())
        self.setGeometry(place)
        self.arrange()

    def keep_place(self) -> None:
        """Remember where the window stands."""
        if self.isFullScreen():
            self.toggle_full_screen()
        self._stored.setValue("geometry", self.saveGeometry())
        self._stored.setValue("state", self.saveState(STATE_VERSION))
        self._stored.sync()

    def toggle_full_screen(self) -> None:
        """Only the first part of the centre, or the whole window again."""
        full = not self.isFullScreen()
        if full:
            self._before = (self.saveState(STATE_VERSION), self.isMaximized())
        for part in (self.menuWidget(), self.statusBar(), self.centre.widget(1), *self.docks.values()):
            part.setVisible(not full)
        self.on_full_screen(full)
        if full:
            self.showFullScreen()
        elif self._before is not None:
            state, maximised = self._before
            self.restoreState(state, STATE_VERSION)
            self.showMaximized() if maximised else self.showNormal()

    def on_full_screen(self, full: bool) -> None:
        """For the window: full screen begins or ends."""

    # keyboard

    def set_order(self, *panels: QWidget) -> None:
        """Let Tab go from panel to panel in this order; a part that is named by itself too stands there."""
        chains = [_tab_chain(panel) for panel in panels]
        last = {id(part): (place, part) for place, part in enumerate(part for chain in chains for part in chain)}
        for (_, before), (_, after) in pairwise(sorted(last.values(), key=lambda each: each[0])):
            QWidget.setTabOrder(before, after)

    def go_dock(self, panels: list[QWidget], way: int) -> None:
        """Put the keyboard on the first control of the next (1) or previous (-1) panel that is shown."""
        shown = [panel for panel in panels if panel.isVisible()]
        focus = QApplication.focusWidget()
        holds = (i for i, panel in enumerate(shown) if focus is not None and panel.isAncestorOf(focus))
        here = next(holds, -1 if way > 0 else 0)
        for away in range(1, len(shown) + 1):
            target = _first_control(shown[(here + way * away) % len(shown)])
            if target is not None:
                target.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def event(self, event: QEvent) -> bool:
        """A key that a focused control needs (Space on a button) is not taken for a shortcut."""
        asks = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if asks and belongs_to_control(event.key(), event.modifiers(), QApplication.focusWidget()):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.isFullScreen():
            self.toggle_full_screen()
            return
        super().keyPressEvent(event)


def _tab_chain(panel: QWidget) -> list[QWidget]:
    """Every widget inside that takes the keyboard by Tab, in the order in force."""
    inside = {id(part) for part in panel.findChildren(QWidget)} | {id(panel)}
    chain, found = [], panel
    while True:
        if id(found) in inside and found.focusPolicy() & Qt.FocusPolicy.TabFocus and found.focusProxy() is None:
            chain.append(found)
        if (found := found.nextInFocusChain()) is panel:
            return chain


def _first_control(panel: QWidget) -> QWidget | None:
    """The first widget of a panel that takes the keyboard."""
    found = panel
    while (found := found.nextInFocusChain()) is not panel:
        wants = found.focusPolicy() & Qt.FocusPolicy.TabFocus
        if panel.isAncestorOf(found) and wants and found.isVisible() and found.isEnabled():
            return found
    return None
