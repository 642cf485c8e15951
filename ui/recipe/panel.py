"""The recipe panel: level, model, and the form of its declared parameters."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.context import Context
from engine.api import params
from engine.api.params import Level
from engine.store.locate import is_complete
from ui import theme
from ui.controls.base import tip, words
from ui.controls.choice import SHORT, Combo
from ui.controls.column import Column
from ui.controls.segments import Segments
from ui.dock_head import DockHead
from ui.draft import Draft, multiple
from ui.form_row import GAP, LABEL_WIDTH
from ui.param_form import ELSEWHERE, ParamForm
from ui.recipe.form_choice import FormChoice
from ui.recipe.loras import NAMES, LoraSection, lora_files
from ui.recipe.preset_choice import PresetChoice
from ui.run.parts import button, label, rule, tool

MORE = "more models"  # data of the last entry, which opens the model manager


class RecipePanel(QWidget):
    """Shows the model and values of a draft and gives it new ones."""

    folder_wanted = Signal()  # open the folder where models are put
    more_models = Signal()  # open the model manager

    def __init__(self, context: Context, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._draft = context, draft
        self.setAccessibleName(self.tr("Recipe"))
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.levels = Segments(self.tr("Level"), tuple((level.value, self._level_words(level)) for level in Level))
        self.model = Combo()
        self.model.setAccessibleName(self.tr("Model"))
        self.variant = FormChoice(context, draft)
        self.presets = PresetChoice(context, draft, self)
        self.form = ParamForm(multiple)
        self.loras = LoraSection(context, draft)
        self.form.host(self.loras)
        self.setAcceptDrops(True)
        self._summary = label("", "note", wrap=True)
        self._hidden = button("", "link")
        self._hidden.hide()
        self._lay_out()
        self._fill_models()
        self.levels.chosen.connect(self._on_level)
        self.model.currentIndexChanged.connect(self._on_model)
        self.form.changed.connect(self._on_form)
        self.form.hidden_changes.connect(self._on_hidden)
        self.loras.shown.connect(self.form.arrange)
        self._hidden.clicked.connect(self._on_show_hidden)
        self._reset.clicked.connect(self.form.reset)
        draft.model_changed.connect(self._follow)
        draft.changed.connect(self._tell_voice)
        context.settings.changed.connect(self._on_setting)
        context.models.reset.connect(self._fill_models)
        context.known.changed.connect(self._fill_models)
        self._show_level(context.settings.level)
        self._follow()

    def _level_words(self, level: Level) -> str:
        return {
            Level.BASIC: self.tr("Basic"),
            Level.ADVANCED: self.tr("Advanced"),
            Level.EXPERT: self.tr("Expert"),
        }[level]

    def _lay_out(self) -> None:
        self._reset = tool("rotate-ccw", self.tr("Back to the values of the model"))
        self.head = DockHead(self.tr("Recipe"), self._reset, margin=8)
        top = QGridLayout()
        top.setContentsMargins(16, 0, 16, 8)
        top.setHorizontalSpacing(GAP)
        top.setVerticalSpacing(8)
        top.addWidget(self.levels, 0, 0, 1, 2)
        self._title = title = label(self.tr("Model"), "label")
        title.setFixedWidth(theme.size(LABEL_WIDTH))
        theme.current().changed.connect(self._fit)
        top.addWidget(title, 1, 0)
        top.addWidget(self.model, 1, 1)
        top.addWidget(self.variant, 2, 1)
        self._preset_title = label(self.tr("Preset"), "label")
        top.addWidget(self._preset_title, 3, 0)
        top.addWidget(self.presets.combo, 3, 1)
        top.addWidget(self.presets.get, 4, 1, Qt.AlignmentFlag.AlignLeft)
        area = Column()
        area.inside.addWidget(self.form)
        area.inside.addWidget(self._hidden, 0, Qt.AlignmentFlag.AlignLeft)
        area.inside.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(top)
        whole.addWidget(area, 1)
        whole.addWidget(rule())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if lora_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        for path in lora_files(event.mimeData()):
            self.loras.add(path)

    def _fit(self) -> None:
        self._title.setFixedWidth(theme.size(LABEL_WIDTH))

    def show_param(self, name: str) -> None:
        """Open what hides a parameter and put the keyboard on its control."""
        if name in NAMES:
            if self.form.level is Level.BASIC:
                self._on_level(Level.ADVANCED.value)
                self._show_level(Level.ADVANCED.value)
            self.loras.focus()
        elif name == "model_variant":
            self.variant.focus()
        elif self.form.reveal(name):
            self.levels.choose(self.form.level.value)
            self._context.settings.level = self.form.level.value

    def _fill_models(self) -> None:
        folders, models = self._context.settings.models_folders, self._context.catalog.models
        complete = {spec.id for spec in models if is_complete(spec, folders)}
        with QSignalBlocker(self.model):
            self.model.clear()
            for spec in self._context.catalog.runnable:
                there = spec.id in complete
                title = words(spec.title) if there else self.tr("{title} (not here yet)").format(title=spec.title)
                missing = "" if there else self.tr("Its files are not on this computer yet.")
                self.model.addItem(title, spec.id)
                self.model.setItemData(self.model.count() - 1, words(spec.title), SHORT)
                told = tip(title, f"{words(spec.summary)} {missing}")
                self.model.setItemData(self.model.count() - 1, told, Qt.ItemDataRole.ToolTipRole)
            others = any(spec.id in complete for spec in models if not spec.bundled)
            self.model.insertSeparator(self.model.count())
            self.model.addItem(self.tr("More models ...") if others else self.tr("Get more models ..."), MORE)
            self.model.setCurrentIndex(self.model.findData(self._draft.spec.id))
        self._explain_model()

    def _explain_model(self) -> None:
        self.model.setToolTip(self.model.itemData(self.model.currentIndex(), Qt.ItemDataRole.ToolTipRole) or "")
        self.model.setAccessibleDescription(self._draft.spec.summary)

    def _follow(self) -> None:
        self._preset_title.setVisible(self.presets.offers)
        with QSignalBlocker(self.model):
            self.model.setCurrentIndex(self.model.findData(self._draft.spec.id))
        self._explain_model()
        self.form.show_model(self._draft.spec, self._draft.defaults, self._draft.params)

    def _tell_voice(self) -> None:
        self.form.set_voice(self._draft.voice_seconds)

    def _on_form(self, values: Any) -> None:
        elsewhere = {name: getattr(self._draft.params, name) for name in ELSEWHERE}
        self._draft.set_params(params.replace(values, **elsewhere))

    def _on_model(self) -> None:
        if self.model.currentData() == MORE:
            with QSignalBlocker(self.model):
                self.model.setCurrentIndex(self.model.findData(self._draft.spec.id))
            self.more_models.emit()
            return
        self._draft.set_model(self.model.currentData())

    def _on_level(self, level: str) -> None:
        self._context.settings.level = level
        self.form.set_level(Level(level))
        self.loras.set_level(Level(level))

    def _show_level(self, level: str) -> None:
        known = Level(level) if level in set(Level) else Level.BASIC
        self.levels.choose(known.value)
        self.form.set_level(known)
        self.loras.set_level(known)

    def _on_hidden(self, count: int) -> None:
        at = Level.EXPERT if self.levels.key == Level.ADVANCED.value else Level.ADVANCED
        text = self.tr("{n} changed in {level}").format(n=count, level=self._level_words(at))
        self._hidden.setText(text)
        self._hidden.setVisible(bool(count))

    def _on_show_hidden(self) -> None:
        at = Level.EXPERT if self.levels.key == Level.ADVANCED.value else Level.ADVANCED
        self._on_level(at.value)
        self._show_level(at.value)

    def _on_setting(self, name: str) -> None:
        if name == "models_folders":
            self._fill_models()
