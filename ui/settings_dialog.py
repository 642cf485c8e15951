"""The settings: folders, models, theme, language, size of text.  Each acts at once."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from app.context import Context
from ui import languages, theme
from ui.controls.choice import Combo
from ui.controls.segments import Segments
from ui.models.settings_part import LABELS, ModelsPart
from ui.run.parts import Line, button, label, rule

SMALLEST, LARGEST, STRIDE = 90, 150, 10  # percent


class FolderRow(QWidget):
    """A folder's path with the buttons that change and open it."""

    def __init__(self, name: str, path: str) -> None:
        super().__init__()
        self._name = name
        self.path = Line(path, "small", middle=True)
        self.change, self.show_it = button(self.tr("Change...")), button(self.tr("Open"), "quiet")
        self.change.setAccessibleName(self.tr("Change: {name}").format(name=name))
        self.show_it.setAccessibleName(self.tr("Open: {name}").format(name=name))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.path, 1)
        row.addWidget(self.change)
        row.addWidget(self.show_it)
        self.show_it.clicked.connect(self._on_show)

    def ask(self) -> str:
        """Let the person choose another folder; "" if not."""
        return QFileDialog.getExistingDirectory(self, self._name, self.path.whole)

    def _on_show(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self.path.whole))


class SettingsDialog(QDialog):
    """Writes straight into the settings."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = context.settings
        self.setWindowTitle(self.tr("Settings"))
        self.setMinimumWidth(theme.size(560))
        self._make_parts(context)
        self._lay_out()
        self._themes.chosen.connect(self._on_theme)
        self._language.currentIndexChanged.connect(self._on_language)
        self._scale.valueChanged.connect(self._on_scale)
        self._outputs.change.clicked.connect(self._on_outputs)

    def _make_parts(self, context: Context) -> None:
        settings = self._settings
        choices = (("system", self.tr("System")), ("dark", self.tr("Dark")), ("light", self.tr("Light")))
        self._themes = Segments(self.tr("Theme"), choices)
        self._themes.choose(settings.theme)
        self._language = Combo()
        self._language.setAccessibleName(self.tr("Language"))
        self._language.addItem(self.tr("As the system"), "system")
        for code in languages.offered():
            self._language.addItem(languages.NAMES[code], code)
        self._language.setCurrentIndex(max(0, self._language.findData(settings.language)))
        self._later = label(self.tr("The window speaks it as soon as this is closed."), "told", wrap=True)
        self._later.hide()
        self._scale = QSlider(Qt.Orientation.Horizontal)
        self._scale.setAccessibleName(self.tr("Size of the text (percent)"))
        self._scale.setRange(SMALLEST // STRIDE, LARGEST // STRIDE)
        self._scale.setValue(round(settings.text_scale * 100 / STRIDE))
        self._percent = label("", figures=True)
        self._percent.setMinimumWidth(theme.size(48))
        self._outputs = FolderRow(self.tr("Finished clips"), settings.outputs_folder)
        self._models = ModelsPart(settings)
        self._show_percent()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        scale = QHBoxLayout()
        scale.setSpacing(12)
        scale.addWidget(self._scale, 1)
        scale.addWidget(self._percent)
        look = (
            (self.tr("Theme"), self._themes),
            (self.tr("Text size"), scale),
            (self.tr("Language"), self._language),
            ("", self._later),
        )
        places = ((self.tr("Finished clips"), self._outputs),)
        for at, (text, part) in enumerate(look):
            self._add(grid, at, text, part)
        grid.addWidget(rule(), len(look), 0, 1, 2)
        for at, (text, part) in enumerate(places):
            self._add(grid, len(look) + 1 + at, text, part)
        grid.addWidget(rule(), len(look) + 2, 0, 1, 2)
        grid.setColumnMinimumWidth(0, theme.size(LABELS))
        grid.setColumnStretch(1, 1)
        done = button(self.tr("Close"))
        done.setDefault(True)
        done.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(done)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(16)
        column.addWidget(label(self.tr("Settings"), "title"))
        column.addLayout(grid)
        column.addWidget(self._models)
        column.addStretch(1)
        column.addLayout(foot)

    @staticmethod
    def _add(grid: QGridLayout, at: int, text: str, part: QWidget | QHBoxLayout) -> None:
        title: QLabel = label(text, "label")
        grid.addWidget(title, at, 0)
        if isinstance(part, QWidget):
            grid.addWidget(part, at, 1)
        else:
            grid.addLayout(part, at, 1)

    def _on_theme(self, choice: str) -> None:
        self._settings.theme = choice

    def _on_language(self) -> None:
        self._settings.language = self._language.currentData()
        self._later.show()

    def _on_scale(self, tens: int) -> None:
        self._settings.text_scale = tens * STRIDE / 100
        self._show_percent()

    def _show_percent(self) -> None:
        self._percent.setText(f"{self._scale.value() * STRIDE} %")

    def _on_outputs(self) -> None:
        if folder := self._outputs.ask():
            self._settings.outputs_folder = folder
            self._outputs.path.say(folder)
