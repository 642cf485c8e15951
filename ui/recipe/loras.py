"""The LoRAs of the recipe: a row for each, files dropped or chosen, and what is wrong with any of them."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QMimeData, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.context import Context
from app.loras import Look, Loras
from engine.api import params
from engine.api.errors import EngineError
from engine.api.lora import LoraExpert, LoraUse
from engine.api.model import LoraSpec
from engine.api.params import Level
from engine.planner.loras import is_here
from ui import theme
from ui.controls.base import words
from ui.draft import Draft
from ui.recipe.lora_row import LoraRow
from ui.run.parts import button, label

NAMES = ("loras", "lora_enabled")  # the parameters that are edited here
ENDINGS = (".safetensors", ".gguf", ".sft", ".pt", ".pth", ".ckpt", ".bin")  # that are dropped here; content decides
OTHER = {LoraExpert.HIGH: LoraExpert.LOW, LoraExpert.LOW: LoraExpert.HIGH}


def lora_files(data: QMimeData) -> tuple[str, ...]:
    """The local files of a drag that may be LoRAs; pictures and films are for another panel."""
    paths = (url.toLocalFile() for url in data.urls() if url.isLocalFile())
    return tuple(path for path in paths if path.lower().endswith(ENDINGS))


class LoraSection(QWidget):
    """Shows the LoRAs of a draft and changes them."""

    shown = Signal(bool)  # whether there is something to see

    def __init__(self, context: Context, draft: Draft) -> None:
        super().__init__()
        self._context, self._draft, self._level = context, draft, Level.BASIC
        self._looks = Loras(context.background, context.catalog.loras, self)
        self._rows: list[LoraRow] = []
        self._beside: set[str] = set()  # paths of halves that were found and not chosen
        self._title = label(self.tr("LoRAs"), "label")
        self._all = QCheckBox(self.tr("LoRAs"))
        self._all.setToolTip(words("Off: the clip is made without any of them"))
        self.add_button = button(self.tr("Add"), "link")
        theme.set_icon(self.add_button, "plus", 14, "accent")
        self.add_button.setAccessibleName(self.tr("Add a LoRA"))
        self.add_button.setToolTip(self.tr("Choose a LoRA file, or drop one on this panel"))
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addWidget(self._all)
        head.addStretch(1)
        head.addWidget(self.add_button)
        self._inside = QVBoxLayout(self)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(8)
        self._inside.addLayout(head)
        self._names = label(", ".join(NAMES), "note")
        self._inside.addWidget(self._names)
        self.add_button.clicked.connect(self._on_add)
        self._all.toggled.connect(self._on_all)
        self._looks.seen.connect(self._on_seen)
        draft.model_changed.connect(self.refresh)
        draft.changed.connect(self._on_draft)
        draft.refusals = self.refusals
        context.settings.changed.connect(self._on_setting)
        self.refresh()

    @property
    def rows(self) -> tuple[LoraRow, ...]:
        """One for each LoRA."""
        return tuple(self._rows)

    def set_level(self, level: Level) -> None:
        """LoRAs are offered from Advanced on; those that are set are always shown."""
        self._level = level
        self.refresh()

    def add(self, name: str, strength: float = 1.0) -> None:
        """Take a file, or an id of the catalogue; its other half, if one lies beside it, comes with it."""
        uses = self._draft.params.loras
        if name not in {use.lora_name for use in uses}:
            self._put((*uses, LoraUse(name, strength)))
            self._on_all(True)  # who adds one wants to use it

    def add_known(self, spec: LoraSpec) -> None:
        """Take one of the catalogue with the settings that it was made for."""
        draft = self._draft
        self.add(spec.id, spec.strength)
        before = params.to_dict(draft.params)
        values = params.from_dict(type(draft.params), {**before, **spec.defaults})
        after = params.to_dict(values)
        changed = [f.name for f in params.fields(type(values)) if after[f.name] != before[f.name]]
        if not changed:
            return
        draft.set_params(values)
        draft.model_changed.emit()
        told = (f"{words(params.field(type(values), name).param.label)} {_plain(after[name])}" for name in changed)
        draft.moved.emit(self.tr("Set for {name}: {values}.").format(name=words(spec.title), values=", ".join(told)))

    def refusals(self) -> tuple[EngineError, ...]:
        """What keeps those that are switched on from being used with the model."""
        if not self._draft.params.lora_enabled:
            return ()
        looks = (self._look(use) for use in self._draft.params.loras if use.counts)
        return tuple(look.refused for look in looks if look is not None and look.refused is not None)

    def refresh(self) -> None:
        """Show what the draft holds, held against its model."""
        values, spec = self._draft.params, self._draft.spec
        folders = self._context.settings.models_folders
        self._count_rows(len(values.loras))
        for row, use in zip(self._rows, values.loras, strict=True):
            row.show_use(use, pair=spec.experts == 2, steps=self._level is Level.EXPERT)
            row.show_look(self._look(use), use.lora_name in self._beside)
            self._looks.look(use.lora_name, spec, folders)
        with QSignalBlocker(self._all):
            self._all.setChecked(values.lora_enabled)
        self._names.setVisible(self._level is Level.EXPERT)
        self._all.setVisible(bool(values.loras))
        self._title.setVisible(not values.loras)
        for row in self._rows:
            row.setEnabled(values.lora_enabled)
        seen = bool(values.loras) or self._level is not Level.BASIC
        self.setVisible(seen)
        self.shown.emit(seen)

    def focus(self) -> None:
        """Put the keyboard on the first LoRA that cannot be used, or on the button that adds one."""
        wrong = (row for row in self._rows if (look := self._look(row.use)) is not None and look.refused is not None)
        target = next(wrong, None)
        (target.out if target else self.add_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def _look(self, use: LoraUse) -> Look | None:
        return self._looks.known(use.lora_name, self._draft.spec.id)

    def _count_rows(self, count: int) -> None:
        while len(self._rows) > count:
            row = self._rows.pop()
            self._inside.removeWidget(row)
            row.hide()
            row.deleteLater()
        while len(self._rows) < count:
            row = LoraRow(LoraUse(""))
            row.changed.connect(self._on_row_changed)
            row.removed.connect(self._on_row_removed)
            self._rows.append(row)
            self._inside.addWidget(row)

    def _put(self, uses: tuple[LoraUse, ...]) -> None:
        self._draft.set_params(params.replace(self._draft.params, loras=uses))

    def _on_draft(self) -> None:
        """Another panel may have given the draft a LoRA."""
        if self._draft.params.loras != tuple(row.use for row in self._rows):
            self.refresh()

    def _on_row_changed(self, use: LoraUse) -> None:
        self._put(tuple(row.use for row in self._rows))
        self.refresh()

    def _on_row_removed(self) -> None:
        gone = self.sender()
        self._put(tuple(row.use for row in self._rows if row is not gone))
        self.refresh()
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_all(self, on: bool) -> None:
        self._draft.set_params(params.replace(self._draft.params, lora_enabled=on))
        self.refresh()

    def _on_seen(self, look: Look) -> None:
        if look.model != self._draft.spec.id:
            return
        uses = self._draft.params.loras
        settled = self._settled(uses, look) if self._draft.spec.experts == 2 else uses
        if settled != uses:
            self._put(settled)
        self.refresh()
        self._draft.changed.emit()

    def _settled(self, uses: tuple[LoraUse, ...], look: Look) -> tuple[LoraUse, ...]:
        """With the expert that the name of the file speaks of, and its other half behind it."""
        made: list[LoraUse] = []
        for use in uses:
            if use.lora_name != look.name or use.expert is not LoraExpert.AUTO:
                made.append(use)
                continue
            expert = look.expert if look.expert in OTHER else LoraExpert.BOTH
            made.append(msgspec.structs.replace(use, expert=expert))
            if expert in OTHER and look.other and look.other not in {each.lora_name for each in uses}:
                self._beside.add(look.other)
                made.append(msgspec.structs.replace(use, lora_name=look.other, expert=OTHER[expert]))
        return tuple(made)

    def _on_setting(self, name: str) -> None:
        if name == "models_folders":
            self._looks.forget()
            self.refresh()

    def _on_add(self) -> None:
        known = self._offered()
        if not known:
            self._choose()
            return
        menu = QMenu(self)
        for spec in known:
            menu.addAction(words(spec.title)).setData(spec.id)
        menu.addSeparator()
        file = menu.addAction(self.tr("A file ..."))
        chosen = menu.exec(self.add_button.mapToGlobal(self.add_button.rect().bottomLeft()))
        if chosen is file:
            self._choose()
        elif chosen is not None:
            spec = next(spec for spec in known if spec.id == chosen.data())
            self.add_known(spec)

    def _offered(self) -> tuple[LoraSpec, ...]:
        """Those of the catalogue that are for this model and on this computer."""
        folders = self._context.settings.models_folders
        known = self._context.catalog.loras_for(self._draft.spec.network)
        return tuple(spec for spec in known if is_here(spec, folders))

    def _choose(self) -> None:
        paths, _ = QFileDialog.getOpenFileNames(
            self,
            self.tr("Add a LoRA"),
            "",
            self.tr("LoRA files") + " (*.safetensors *.gguf);;" + self.tr("All files (*)"),
        )
        for path in paths:
            self.add(path)


def _plain(value: object) -> str:
    return ", ".join(f"{number:g}" for number in value) if isinstance(value, list) else str(value)
