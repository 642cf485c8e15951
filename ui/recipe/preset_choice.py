"""The choice among the presets of a model, shown only where it has any, and the way to a LoRA that one needs."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QWidget

from app.context import Context
from engine.api.model import LoraSpec
from engine.planner.loras import is_here
from engine.planner.presets import preset_named, preset_of, with_preset
from ui.controls.base import tip, words
from ui.controls.choice import Combo
from ui.draft import Draft
from ui.run.parts import button

OWN = ""  # data of the entry for values that are no preset


class PresetChoice(QObject):
    """A box of presets and a way to their LoRA, which `parent` lays out.

    Follows the values of the draft; gives it those of the preset that is chosen.
    """

    get_wanted = Signal(str)  # id of a LoRA that is not here

    def __init__(self, context: Context, draft: Draft, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._draft = context, draft
        self._lora: LoraSpec | None = None
        self.combo = Combo(parent)
        self.combo.setAccessibleName(self.tr("Preset"))
        self.get = button("", "link")
        self.get.setParent(parent)
        self.combo.currentIndexChanged.connect(self._on_chosen)
        self.get.clicked.connect(self._on_get)
        draft.model_changed.connect(self.follow)
        draft.changed.connect(self.follow)
        context.models.reset.connect(self.follow)
        self.follow()

    @property
    def offers(self) -> bool:
        """Whether the model has any."""
        return bool(self._draft.spec.presets)

    def follow(self) -> None:
        """Show the presets of the draft's model, and which of them its values are."""
        spec, values = self._draft.spec, self._draft.params
        current = preset_of(spec, values, self._draft.defaults)
        with QSignalBlocker(self.combo):
            self.combo.clear()
            if current is None:
                self.combo.addItem(self.tr("Your own values"), OWN)
            for preset in spec.presets:
                self.combo.addItem(words(preset.title), preset.id)
                told = tip(words(preset.title), words(preset.summary))
                self.combo.setItemData(self.combo.count() - 1, told, Qt.ItemDataRole.ToolTipRole)
            self.combo.setCurrentIndex(self.combo.findData(OWN if current is None else current.id))
        self.combo.setToolTip(tip(self.combo.accessibleName(), words(current.summary) if current else ""))
        self.combo.setVisible(self.offers)
        self._tell_lora(current.lora if current else "")

    def _tell_lora(self, id: str) -> None:
        folders = self._context.settings.models_folders
        known = next((lora for lora in self._context.catalog.loras if lora.id == id), None)
        self._lora = None if known is None or is_here(known, folders) else known
        self.get.setVisible(self._lora is not None)
        if self._lora is not None:
            self.get.setText(self.tr("Get its LoRA ..."))
            self.get.setToolTip(tip(words(self._lora.title), words(self._lora.summary)))

    def _on_chosen(self) -> None:
        spec, draft = self._draft.spec, self._draft
        if self.combo.currentData() == OWN:
            return
        preset = preset_named(spec, self.combo.currentData())
        draft.set_params(with_preset(spec, preset, draft.params, draft.defaults))
        draft.model_changed.emit()

    def _on_get(self) -> None:
        if self._lora is not None:
            self.get_wanted.emit(self._lora.id)
