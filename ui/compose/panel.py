"""The compose panel: wells for picture and voice, the prompt, and the task that follows from them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
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
from ui.sentences import ended, said

MODE_ICONS = {
    Mode.TEXT_TO_VIDEO: "film",
    Mode.IMAGE_TO_VIDEO: "image",
    Mode.VIDEO_TO_VIDEO: "video",
    Mode.TEXT_TO_IMAGE: "image",
    Mode.INFINITE_TALK: "mic",
    Mode.MULTI_TALK: "mic",
    Mode.FANTASY_TALKING: "mic",
}
PICTURES = "*.png *.jpg *.jpeg *.webp *.bmp *.tif *.tiff *.gif *.avif *.mp4 *.mov *.mkv *.webm"
SAME_SHAPE = 0.01  # of the width: less is not seen
ROOMY = 540  # px of height from which wells and prompt take their full size
SOUNDS = "*.wav *.mp3 *.flac *.ogg *.opus *.m4a *.aac"


class ComposePanel(QWidget):
    """Shows the inputs of a draft and gives it new ones."""

    recipe_found = Signal(str, object)  # path of a Kinora clip, the recipe in it
    room_changed = Signal(bool)  # whether there is little height
    let_go = Signal(str)  # path of a file that was taken out of its well

    def __init__(self, context: Context, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drops, self._draft = context.drops, draft
        self._wanted: dict[str, Role | None] = {}  # path that is being read -> the role it was dropped for
        self._as_film: set[str] = set()  # Kinora clips that are wanted as films, not for their settings
        self._kept: set[str] = set()  # files that must not change size and task: these are given with them
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
        self._draft.changed.connect(self._tell_use)
        theme.current().changed.connect(self._fit)
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

    def put_back(self, inputs: Iterable[tuple[str, Role]]) -> None:
        """Take files (path, what for) that were here before or that a recipe names; all other values stay."""
        for path, role in inputs:
            self._kept.add(path)
            self._as_film.add(path)
            self.take_file(path, role)

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
            self._draft.take_away(
                Role.INPUT_VIDEO if role is Role.INPUT_IMAGE else Role.INPUT_IMAGE, follow=asset.path not in self._kept
            )
        slot.fill(asset, png)
        if asset.kind is Kind.AUDIO:
            self._drops.read_envelope(asset.path)
        self._draft.put(asset, role, follow=asset.path not in self._kept)
        self._kept.discard(asset.path)
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
        self._kept.discard(path)
        if slot.asset is None:
            slot.refuse(said(error.title), ended(*(said(part) for part in (error.why, *error.do[:1]))))
        else:
            self._tell(why_not(error), "problem")

    def _on_envelope(self, path: str, envelope: Any) -> None:
        if self.voice.asset is not None and self.voice.asset.path == path:
            self.voice.show_envelope(envelope)

    def _on_removed(self, role: Role) -> None:
        self._tell("")
        given = self._draft.input(role) or self._draft.input(Role.INPUT_VIDEO)
        for gone in (Role.INPUT_IMAGE, Role.INPUT_VIDEO) if role is Role.INPUT_IMAGE else (role,):
            self._draft.take_away(gone)
        if given is not None:
            self.let_go.emit(given.asset.path)

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
            self.picture.tell(self._way_to_size() if used else self.tr("not used by this task"))

    def _way_to_size(self) -> str:
        """What happens to the picture on its way into the clip."""
        values, asset = self._draft.params, self.picture.asset
        across, along = asset.width * values.height, asset.height * values.width
        if abs(across - along) <= SAME_SHAPE * along:
            return self.tr("used whole")
        return {
            "crop": self.tr("cropped to fit"),
            "stretch": self.tr("stretched to fit"),
            "fit": self.tr("made smaller to fit"),
            "pad": self.tr("bars added to fit"),
            "pad_edge": self.tr("edges drawn out to fit"),
        }[values.keep_proportion.value]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where there is little height the prompt stays in sight and the rest takes less room."""
        low = self.height() < theme.size(ROOMY)
        for slot in self._slots().values():
            slot.set_compact(low)
        self.prompt.set_compact(low)
        self.room_changed.emit(low)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if file_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.take_file(file_of(event.mimeData()))
