"""The part of the settings that is about models: their folders, the network, mirrors and the token of the hub."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.settings import Settings
from ui import theme
from ui.run.parts import Line, button, caption, label, tool

LABELS = 110  # px: the column of names, the same in the whole dialog


class FolderLine(QWidget):
    """A models folder: whether fetched models go there, its path, and the way to take it out of the list."""

    removed = Signal(str)

    def __init__(self, path: str, *, removable: bool) -> None:
        super().__init__()
        self.path = path
        self.radio = QRadioButton()
        self.radio.setAccessibleName(self.tr("Fetched models go to {folder}").format(folder=path))
        self.radio.setToolTip(self.tr("Fetched models go here"))
        self.cross = tool("x", self.tr("Take {folder} out of the list").format(folder=path), size=14)
        self.cross.setVisible(removable)
        self.cross.clicked.connect(self._on_cross)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.radio)
        row.addWidget(Line(path, "small", middle=True), 1)
        row.addWidget(self.cross)

    def _on_cross(self) -> None:
        self.removed.emit(self.path)


class ModelsPart(QWidget):
    """Writes straight into the settings."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._group = QButtonGroup(self)
        self._lines: list[FolderLine] = []
        self._folders = QVBoxLayout()
        self._folders.setSpacing(2)
        self.add = button(self.tr("Add a folder..."), "quiet")
        caption(self.add, self.tr("Add a folder..."), "plus", "text2")
        self.offline = QCheckBox(self.tr("Stay offline: fetch nothing"))
        self.offline.setChecked(settings.offline)
        self.mirrors = self._edit(", ".join(settings.mirrors), self.tr("Mirrors of the hub"), "https://...")
        self.proxy = self._edit(settings.proxy, self.tr("Proxy"), self.tr("that of the system"))
        self.token = self._edit("", self.tr("Access token of the hub"), self.tr("none"))
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        if settings.token:
            self.token.setPlaceholderText(self.tr("one is kept; type to change it"))
        self._lay_out()
        self._show_folders()
        self.add.clicked.connect(self._on_add)
        self.offline.toggled.connect(self._on_offline)
        self._group.idClicked.connect(self._on_target)
        self.mirrors.editingFinished.connect(self._on_mirrors)
        self.proxy.editingFinished.connect(self._on_proxy)
        self.token.editingFinished.connect(self._on_token)

    def _edit(self, text: str, name: str, hint: str) -> QLineEdit:
        made = QLineEdit(text)
        made.setAccessibleName(name)
        made.setPlaceholderText(hint)
        return made

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        places = QVBoxLayout()
        places.setSpacing(2)
        places.addLayout(self._folders)
        places.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(label(self.tr("Models"), "label"), 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addLayout(places, 0, 1)
        rows = (
            (self.tr("Network"), self.offline),
            (self.tr("Mirrors"), self.mirrors),
            (self.tr("Proxy"), self.proxy),
            (self.tr("Hub token"), self.token),
        )
        for at, (name, part) in enumerate(rows, 1):
            grid.addWidget(label(name, "label"), at, 0)
            grid.addWidget(part, at, 1)
        grid.setColumnMinimumWidth(0, theme.size(LABELS))
        grid.setColumnStretch(1, 1)

    def lines(self) -> tuple[FolderLine, ...]:
        """One per models folder, in order."""
        return tuple(self._lines)

    def _show_folders(self) -> None:
        while (item := self._folders.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        folders, self._lines = self._settings.models_folders, []
        for at, folder in enumerate(folders):
            line = FolderLine(folder, removable=at < len(folders) - 1)  # Kinora's own, the last, stays
            line.radio.setChecked(folder == self._settings.downloads_folder)
            line.removed.connect(self._on_removed)
            self._group.addButton(line.radio, at)
            self._lines.append(line)
            self._folders.addWidget(line)

    def _on_add(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Folder for models"))
        if folder and folder not in self._settings.models_folders:
            self._settings.models_folders = (*self._settings.models_folders[:-1], folder)
            self._show_folders()

    def _on_removed(self, folder: str) -> None:
        if self._settings.downloads_folder == folder:
            self._settings.downloads_folder = ""
        self._settings.models_folders = tuple(one for one in self._settings.models_folders[:-1] if one != folder)
        self._show_folders()

    def _on_target(self, at: int) -> None:
        self._settings.downloads_folder = self._settings.models_folders[at]

    def _on_offline(self, on: bool) -> None:
        self._settings.offline = on

    def _on_mirrors(self) -> None:
        self._settings.mirrors = tuple(self.mirrors.text().replace(",", " ").split())

    def _on_proxy(self) -> None:
        self._settings.proxy = self.proxy.text()

    def _on_token(self) -> None:
        if text := self.token.text().strip():
            self._settings.token = text
