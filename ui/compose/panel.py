"""The compose panel: wells for pictures, the voices, the prompt, and the task that follows from them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from app.context import Context
from engine.api.model import Mode
from engine.api.request import Kind, Role
from engine.planner.suggest import wanted
from engine.store.locate import is_complete
from ui import theme
from ui.compose.arrivals import Arrival, Arrivals
from ui.compose.given import Given
from ui.compose.offer import Offer
from ui.compose.prompt import Prompt
from ui.compose.slot import Slot
from ui.compose.well import Well, files_of
from ui.controls.choice import choice_words
from ui.controls.column import Column
from ui.dock_head import DockHead
from ui.draft import Draft, longest_prompt, role_for, takes_end_picture, why_not
from ui.run.parts import button, label
from ui.sentences import ended, said
from ui.speakers.cast import Voice
from ui.speakers.lanes import Lanes
from ui.speakers.part import People

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
SOUNDS = "*.wav *.mp3 *.flac *.ogg *.opus *.m4a *.aac *.wma *.mp4 *.mov *.mkv *.webm"


class ComposePanel(QWidget):
    """Shows the inputs of a draft and gives it new ones."""

    recipe_found = Signal(str, object)  # path of a Kinora clip, the recipe in it
    room_changed = Signal(bool)  # whether there is little height
    let_go = Signal(str)  # path of a file that was taken out of its well

    def __init__(self, context: Context, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._draft = context, draft
        self._arrivals = Arrivals(context.drops, self)
        self._sounding = False  # the film that lies here has sound
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
        self.people = People(self._context, self._draft, sounds)

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
        self.own_sound = Offer()
        for part in (self.picture, self.own_sound, self.end_picture, self.people, self._told):
            column.addWidget(part)
        column.addWidget(self.use_film, 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(4)
        column.addWidget(self.prompt)
        column.addWidget(self.people.faces)
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
        self.people.dropped.connect(partial(self.take_files, role=Role.AUDIO_FILE))
        self.people.let_go.connect(self.let_go)
        self.people.told.connect(self._tell)
        self.own_sound.taken.connect(self._on_own_sound)
        self.prompt.dropped.connect(self.take_file)
        self.prompt.changed.connect(self._draft.set_prompts)
        self._draft.model_changed.connect(self._follow_model)
        self._draft.moved.connect(self._on_moved)
        self._draft.changed.connect(self._tell_use)
        theme.current().changed.connect(self._fit)
        self._draft.cast.changed.connect(self._fit)
        self.use_film.clicked.connect(self._on_use_film)
        self._arrivals.arrived.connect(self._on_arrived)
        self._arrivals.refused.connect(self._on_refused)
        self._arrivals.recipe_found.connect(self._on_recipe)

    def _slots(self) -> dict[Role, Slot]:
        return {Role.INPUT_IMAGE: self.picture, Role.END_IMAGE: self.end_picture}

    def _slot_of(self, role: Role) -> Slot:
        return self._slots().get(role, self.picture)

    def _place_of(self, role: Role | None) -> Slot | Lanes:
        """Where a file of that role was dropped."""
        return self.people.lanes if role is Role.AUDIO_FILE else self._slot_of(role or Role.INPUT_IMAGE)

    # files

    def take_file(self, path: str, role: Role | None = None) -> None:
        """Look into a file and put it where its content belongs; `role` is the place it was dropped on."""
        self.take_files((path,) if path else (), role)

    def take_files(self, paths: Iterable[str], role: Role | None = None) -> None:
        """The same for several that came together; voices keep their order."""
        self._take([Arrival(path, role, as_film=role is Role.AUDIO_FILE) for path in paths])

    def put_back(self, inputs: Iterable[Given]) -> None:
        """Take files that were here before or that a recipe names; all other values stay."""
        self._take([Arrival(given.path, given.role, given, as_film=True) for given in inputs])

    def _take(self, arrivals: list[Arrival]) -> None:
        self._tell("")
        for arrival in arrivals:
            self._place_of(arrival.role).well.wait()
        self._arrivals.take(arrivals)

    def choose(self, role: Role) -> None:
        """Open the chooser of a well, or the picture where people are placed."""
        if role is Role.AUDIO_FILE and self.people.lanes.lanes:
            self.people.lanes.lanes[-1].out.setFocus(Qt.FocusReason.OtherFocusReason)
        elif role is Role.AUDIO_FILE:
            self.people.lanes.choose()
        elif role is Role.MASK:
            self.people.say_where()
        else:
            self._slot_of(role).well.choose()

    def _on_arrived(self, arrival: Arrival) -> None:
        self._place_of(arrival.role).rest()
        asset, follow = arrival.asset, arrival.given is None
        if arrival.role is Role.MASK:
            self._draft.cast.add_mask(asset)
        elif asset.kind is Kind.AUDIO or arrival.role is Role.AUDIO_FILE:
            self._put_voice(arrival)
        else:
            role = (
                Role.END_IMAGE if (asset.kind, arrival.role) == (Kind.IMAGE, Role.END_IMAGE) else role_for(asset.kind)
            )
            if role is not Role.END_IMAGE:
                self._sounding = arrival.sounds
                self._draft.take_away(Role.INPUT_VIDEO if role is Role.INPUT_IMAGE else Role.INPUT_IMAGE, follow=follow)
            self._slot_of(role).fill(asset, arrival.png)
            self._draft.put(asset, role, follow=follow)
        self._tell_use()

    def _put_voice(self, arrival: Arrival) -> None:
        asset, given = arrival.asset, arrival.given
        part = (given.start, given.end, given.muted) if given is not None else ()
        if asset.kind is Kind.IMAGE or (asset.kind is Kind.VIDEO and not arrival.sounds):
            name = Path(asset.path).name
            self._tell(self.tr("There is no sound in {name}. Choose a file with a voice.").format(name=name), "problem")
        elif not self._draft.cast.add_voice(Voice(asset, *part)):
            self._tell(self.people.lanes.full_sentence(), "problem")

    def _on_recipe(self, arrival: Arrival, recipe: Any) -> None:
        self._place_of(arrival.role).rest()
        self.recipe_found.emit(arrival.path, recipe)

    def _on_use_film(self) -> None:
        self._take([Arrival(self._last_clip, Role.INPUT_IMAGE, as_film=True)])

    def _on_refused(self, arrival: Arrival) -> None:
        error, place = arrival.refusal, self._place_of(arrival.role)
        place.rest()
        if place.is_empty:
            place.refuse(said(error.title), ended(*(said(part) for part in (error.why, *error.do[:1]))))
        else:
            self._tell(why_not(error), "problem")

    def _on_removed(self, role: Role) -> None:
        self._tell("")
        given = self._draft.input(role) or self._draft.input(Role.INPUT_VIDEO)
        for gone in (Role.INPUT_IMAGE, Role.INPUT_VIDEO) if role is Role.INPUT_IMAGE else (role,):
            self._draft.take_away(gone)
        self._tell_use()
        if given is not None:
            self.let_go.emit(given.asset.path)

    def forget_inputs(self) -> None:
        """Empty every well; the voices go with their people."""
        self._arrivals.forget()
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
        asset, draft = self.picture.asset, self._draft
        self.own_sound.make("", "")
        if asset is None:
            return
        used = role_for(asset.kind) in wanted(draft.mode)
        self.picture.tell(self._way_to_size() if used else self.tr("not used by this task"))
        if asset.kind is not Kind.VIDEO:
            self.picture.offer("", {})
            return
        uses = {self.tr("Change the film"): self._on_change_film} if draft.talking else {}
        if not draft.talking and self.people.speaker() is not None:
            uses[self.tr("Let it speak")] = self._on_let_speak
        if self._sounding:
            uses[self.tr("Take only its sound, as a voice")] = self._on_only_sound
            if draft.talking and not draft.cast.voices:
                self.own_sound.make(self.tr("The film speaks when it has a voice."), self.tr("Take its own sound"))
        self.picture.offer(
            self.tr("The film that speaks") if draft.talking else self.tr("The film that is changed"), uses
        )

    def _on_change_film(self) -> None:
        folders = self._context.settings.models_folders
        able = [spec for spec in self._context.catalog.runnable if Mode.VIDEO_TO_VIDEO in spec.modes]
        self._draft.set_model(next((spec for spec in able if is_complete(spec, folders)), able[0]).id)

    def _on_let_speak(self) -> None:
        self._draft.set_model(self.people.speaker().id)

    def _on_own_sound(self) -> None:
        self._draft.put(self.picture.asset, Role.AUDIO_FILE)

    def _on_only_sound(self) -> None:
        asset = self.picture.asset
        if self._draft.cast.full:
            self._tell(self.people.lanes.full_sentence(), "problem")
            return
        self.picture.empty()
        self._draft.take_away(Role.INPUT_VIDEO)
        self._draft.put(asset, Role.AUDIO_FILE)
        self._tell_use()

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
        self.people.lanes.set_compact(low)
        self.prompt.set_compact(low or len(self._draft.cast.people) > 1)  # the faces below stay in sight
        self.room_changed.emit(low)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.take_files(files_of(event.mimeData()))
