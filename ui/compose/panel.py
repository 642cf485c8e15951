"""The compose panel: wells for picture and voice, the prompt, and the task that follows from them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from app.context import Context
from engine.api.errors import EngineError
from engine.api.model import Mode
from engine.api.request import Asset, Kind, Role
from ui import theme
from ui.compose.prompt import Prompt
from ui.compose.slot import Slot
from ui.compose.well import Well, file_of
from ui.controls.choice import choice_words
from ui.controls.column import Column
from ui.dock_head import DockHead
from ui.draft import Draft, longest_prompt, role_for, takes_end_picture, why_not
from ui.run.parts import button, label

MODE_ICONS = {
    Mode.TEXT_TO_VIDEO: "film",
    Mode.IMAGE_TO_VIDEO: "image",
    Mode.VIDEO_TO_VIDEO: "video",
    Mode.TEXT_TO_IMAGE: "image",
}
PICTURES = "*.png *.jpg *.jpeg *.webp *.bmp *.tif *.tiff *.gif *.avif *.mp4 *.mov *.mkv *.webm"
SOUNDS = "*.wav *.mp3 *.flac *.ogg *.opus *.m4a *.aac"


class ComposePanel(QWidget):
    """Shows the inputs of a draft and gives it new ones."""

    recipe_found = Signal(str, object)  # path of a Kinora clip, the recipe in it

    def __init__(self, context: Context, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drops, self._draft = context.drops, draft
        self._wanted: dict[str, Role | None] = {}  # path that is being read -> the role it was dropped for
        self._as_film: set[str] = set()  # Kinora clips that are wanted as films, not for their settings
        self.setAccessibleName(self.tr("Compose"))
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAcceptDrops(True)
        self._make_slots()
        self.prompt = Prompt()
        self._lay_out()
        self._connect()
        self._follow_model()

    # building

    def _make_slots(self) -> None:
        pictures, sounds = f"{self.tr('Pictures and films')} ({PICTURES})", f"{self.tr('Sounds')} ({SOUNDS})"
        self.picture = Slot(
            Well("image", self.tr("Drop a picture"), self.tr("the first frame, or a film to change"), pictures)
        )
        self.end_picture = Slot(
            Well("image", self.tr("Drop the last picture"), self.tr("the film ends with it"), pictures)
        )
        self.voice = Slot(
            Well("audio-lines", self.tr("Drop a voice or music"), self.tr("becomes the sound of the clip"), sounds)
        )

    def _lay_out(self) -> None:
        self.mode_chip = QPushButton()
        self.mode_chip.setProperty("chip", "accent")
        self.mode_chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.mode_menu = QMenu(self)
        self.mode_chip.setMenu(self.mode_menu)
        self.head = DockHead(self.tr("Compose"), self.mode_chip)
        area = Column()
        column = area.inside
        self._told = label("", "told", wrap=True)
        self._told.hide()
        self.use_film = button(self.tr("Use the film itself"), "link")
        self.use_film.hide()
        for part in (self.picture, self.end_picture, self.voice, self._told):
            column.addWidget(part)
        column.addWidget(self.use_film, 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(4)
        column.addWidget(self.prompt)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(area, 1)
        self.foot = QVBoxLayout()
        self.foot.setContentsMargins(16, 8, 16, 16)
        whole.addLayout(self.foot)

    def _connect(self) -> None:
        for role, slot in self._slots().items():
            slot.dropped.connect(partial(self.take_file, role=role))
            slot.removed.connect(partial(self._on_removed, role))
        self.prompt.dropped.connect(self.take_file)
        self.prompt.changed.connect(self._draft.set_prompts)
        self._draft.model_changed.connect(self._follow_model)
        self._draft.moved.connect(self._on_moved)
        self.use_film.clicked.connect(self._on_use_film)
        self._drops.ready.connect(self._on_ready)
        self._drops.refused.connect(self._on_refused)
        self._drops.envelope_ready.connect(self._on_envelope)
        self._drops.recipe_ready.connect(self._on_recipe)

    def _slots(self) -> dict[Role, Slot]:
        return {Role.INPUT_IMAGE: self.picture, Role.END_IMAGE: self.end_picture, Role.AUDIO_FILE: self.voice}

    def _slot_of(self, role: Role) -> Slot:
        return self._slots().get(role, self.picture)

    # files

    def take_file(self, path: str, role: Role | None = None) -> None:
        """Look into a file and put it where its content belongs; `role` is the well it was dropped on."""
        if not path:
            return
        self._tell("")
        self._wanted[path] = role
        slot = self._slot_of(role or Role.INPUT_IMAGE)
        if slot.asset is None:
            slot.well.wait()
        self._drops.probe_file(path)

    def choose(self, role: Role) -> None:
        """Open the chooser of a well."""
        self._slot_of(role).well.choose()

    def _on_ready(self, asset: Asset, png: QByteArray) -> None:
        if asset.path not in self._wanted:
            return
        if asset.kind is Kind.VIDEO and asset.path not in self._as_film:
            self._pending = (asset, png)
            self._drops.read_recipe(asset.path)
            return
        self._put(asset, png)

    def _put(self, asset: Asset, png: QByteArray) -> None:
        wanted = self._wanted.pop(asset.path, None)
        self._as_film.discard(asset.path)
        role = role_for(asset.kind)
        if role is Role.INPUT_IMAGE and wanted is Role.END_IMAGE:
            role = wanted
        slot = self._slot_of(role)
        self._rest(wanted, slot)
        if role in (Role.INPUT_IMAGE, Role.INPUT_VIDEO):
            self._draft.take_away(Role.INPUT_VIDEO if role is Role.INPUT_IMAGE else Role.INPUT_IMAGE)
        slot.fill(asset, png)
        if asset.kind is Kind.AUDIO:
            self._drops.read_envelope(asset.path)
        self._draft.put(asset, role)
        self._tell_use()

    def _rest(self, wanted: Role | None, taken: Slot) -> None:
        """A well whose file went elsewhere is empty again."""
        slot = self._slot_of(wanted or Role.INPUT_IMAGE)
        if slot is not taken and slot.asset is None:
            slot.empty()

    def _on_recipe(self, path: str, recipe: Any) -> None:
        if path not in self._wanted:
            return
        asset, png = self._pending
        if recipe is None:
            self._put(asset, png)
            return
        self._rest(self._wanted.pop(path), self.voice)
        self.recipe_found.emit(path, recipe)

    def _on_use_film(self) -> None:
        self._as_film.add(self._last_clip)
        self.take_file(self._last_clip, Role.INPUT_IMAGE)

    def _on_refused(self, path: str, error: EngineError) -> None:
        if path not in self._wanted:
            return
        slot = self._slot_of(self._wanted.pop(path) or Role.INPUT_IMAGE)
        self._as_film.discard(path)
        if slot.asset is None:
            slot.refuse(why_not(error))
        else:
            self._tell(why_not(error), "problem")

    def _on_envelope(self, path: str, envelope: Any) -> None:
        if self.voice.asset is not None and self.voice.asset.path == path:
            self.voice.show_envelope(envelope)

    def _on_removed(self, role: Role) -> None:
        self._tell("")
        for gone in (Role.INPUT_IMAGE, Role.INPUT_VIDEO) if role is Role.INPUT_IMAGE else (role,):
            self._draft.take_away(gone)

    def forget_inputs(self) -> None:
        """Empty every well."""
        for slot in self._slots().values():
            slot.empty()
        self._tell("")

    def restored(self, path: str, told: tuple[str, ...]) -> None:
        """Say that a Kinora clip gave back its settings, and what could not be."""
        self._last_clip = path
        self._tell(" ".join((self.tr("Every setting of {name} is restored.").format(name=Path(path).name), *told)))
        self.use_film.show()

    # what is shown

    def _on_moved(self, sentence: str) -> None:
        self._tell(sentence)

    def say(self, sentence: str) -> None:
        """Tell something about the inputs, below the wells."""
        self._tell(sentence)

    def _tell(self, sentence: str, role: str = "told") -> None:
        self._told.setProperty("role", role)
        self._told.setText(sentence)
        self._told.setVisible(bool(sentence))
        self.use_film.hide()

    def _follow_model(self) -> None:
        spec, values = self._draft.spec, self._draft.params
        self.prompt.set_model(longest_prompt(spec), spec.negative_prompt)
        self.prompt.show_texts(values.positive_prompt, values.negative_prompt)
        self.end_picture.setVisible(takes_end_picture(spec))
        self.mode_chip.setText(choice_words(values.mode.value).capitalize())
        theme.set_icon(self.mode_chip, MODE_ICONS[values.mode], 12, "accent")
        self.mode_chip.setAccessibleName(self.tr("Task: {mode}").format(mode=self.mode_chip.text()))
        self.mode_chip.setToolTip(self.tr("What is made. It follows from what you drop; choose another here."))
        self.mode_menu.clear()
        for mode in spec.modes:
            action = self.mode_menu.addAction(choice_words(mode.value).capitalize())
            action.setCheckable(True)
            action.setChecked(mode is values.mode)
            action.triggered.connect(partial(self._draft.set_mode, mode))
        self._tell_use()

    def _tell_use(self) -> None:
        if self.picture.asset is not None:
            used = self._draft.mode in (Mode.IMAGE_TO_VIDEO, Mode.VIDEO_TO_VIDEO)
            how = choice_words(self._draft.params.keep_proportion.value)
            text = self.tr("brought to size: {how}") if used else self.tr("not used by this task")
            self.picture.tell(text.format(how=how))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if file_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.take_file(file_of(event.mimeData()))
