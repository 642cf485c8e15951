"""The bar at the top: menu, New, Open, the project, the one strong button, and the memory gauge."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QMenu, QPushButton, QToolButton, QWidget

from ui import theme
from ui.actions import Actions
from ui.run.parts import button, label, restyle, tool

HEIGHT = 48  # px


class GenerateButton(QPushButton):
    """The one filled button; at its right the key."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.setObjectName("generate")
        self.setProperty("kind", "primary")
        self.setProperty("large", True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._key = label(key, "on_fill")
        self._key.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        inside = QHBoxLayout(self)
        inside.setContentsMargins(0, 0, 14, 0)
        inside.addWidget(self._key, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def sizeHint(self) -> QSize:
        room = super().sizeHint()
        return QSize(room.width() + self._key.sizeHint().width() + 10, room.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def say(self, text: str, icon: str) -> None:
        """Change what it reads."""
        self.setText(text)
        self.setAccessibleName(text)
        theme.set_icon(self, icon, 16, "on_fill")
        self.updateGeometry()


class TopBar(QWidget):
    """Places the parts; says nothing that an action does not say."""

    menu_wanted = Signal()

    def __init__(self, actions: Actions, gauge: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.setProperty("edge", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.menu = QMenu(self)
        self._burger = tool("menu", self.tr("Menu"), role="text")
        self._burger.setMenu(self.menu)
        self._burger.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.generate = GenerateButton(actions.key("generate"))
        self._name, self._saved = label("", "name"), label("", "note")
        new = self._plain(self.tr("New"), "plus", actions, "new")
        open_ = self._plain(self.tr("Open"), "folder-open", actions, "open")
        models = self._plain(self.tr("Models"), "layers", actions, "models")
        left = QHBoxLayout()
        left.setContentsMargins(8, 0, 0, 0)
        left.setSpacing(8)
        for part in (self._burger, new, open_, models):
            left.addWidget(part)
        left.addWidget(upright(), 0, Qt.AlignmentFlag.AlignVCenter)
        left.addWidget(self._name)
        left.addWidget(self._saved)
        left.addStretch(1)
        right = QHBoxLayout()
        right.setContentsMargins(0, 0, 16, 0)
        right.addStretch(1)
        right.addWidget(gauge)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 1)
        grid.setSpacing(8)
        grid.addLayout(left, 0, 0)
        grid.addWidget(self.generate, 0, 1, Qt.AlignmentFlag.AlignCenter)
        grid.addLayout(right, 0, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(2, 1)
        self.generate.clicked.connect(actions["generate"].trigger)
        self.say_generate(self.tr("Generate"), queue=False)

    def _plain(self, text: str, icon: str, actions: Actions, name: str) -> QPushButton:
        made = button(text, "quiet")
        theme.set_icon(made, icon, 16)
        made.setToolTip(f"{text} ({actions.key(name)})")
        made.clicked.connect(actions[name].trigger)
        return made

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme.size(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), theme.size(HEIGHT))

    def show_project(self, name: str, saved: str) -> None:
        """The project's name and whether it is saved."""
        self._name.setText(name)
        self._saved.setText(saved)

    def say_generate(self, text: str, *, queue: bool) -> None:
        """What the strong button reads now; `queue`: something runs already."""
        self.generate.say(text, "list-plus" if queue else "sparkles")


def upright() -> QWidget:
    """A dividing line between two parts of a bar."""
    made = QWidget()
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    restyle(made, "kind", "upright")
    made.setFixedSize(1, 20)
    return made
