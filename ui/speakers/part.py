"""The part of the compose panel about people: their voices, where they are, and the model that makes them speak."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.context import Context
from engine.api.model import ModelSpec
from engine.planner.suggest import speaker_for
from engine.store.locate import is_complete
from ui import theme
from ui.compose.offer import Offer
from ui.controls.base import words
from ui.draft import Draft
from ui.run.parts import button, caption, label, rule
from ui.speakers.follow import Follow
from ui.speakers.lanes import Lanes
from ui.speakers.places import Places

TALL = 170  # px of the picture with the places


class People(QWidget):
    """Follows a draft and changes its cast: the voices here, and in `faces` who of the picture they belong to."""

    dropped = Signal(tuple)  # paths
    let_go = Signal(str)  # path of a voice that was taken out
    told = Signal(str)  # a sentence

    def __init__(self, context: Context, draft: Draft, patterns: str) -> None:
        super().__init__()
        self._context, self._draft = context, draft
        self._able: dict[int, ModelSpec | None] = {}  # people -> the model for so many; the disk is asked once
        self._offered: ModelSpec | None = None
        self.lanes = Lanes(draft.cast, context.drops, patterns)
        self.places = Places()
        self._follow_places = Follow(context, draft, self.places)
        self.where = button("", "link")
        self.speak = Offer()
        self.faces = QWidget()
        column, below = QVBoxLayout(self), QVBoxLayout(self.faces)
        head = QHBoxLayout()
        head.addWidget(label(self.tr("Speakers"), "label"), 1)
        head.addWidget(self.where)
        for layout in (column, below):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(6)
        column.addWidget(self.lanes)
        column.addWidget(self.speak)
        below.addWidget(rule())
        below.addLayout(head)
        below.addWidget(self.places)
        self.lanes.dropped.connect(self.dropped)
        self.lanes.let_go.connect(self.let_go)
        self.lanes.told.connect(self.told)
        self.lanes.turns_chosen.connect(self._on_turns)
        self.where.clicked.connect(self.say_where)
        self.speak.taken.connect(self._on_speak)
        draft.changed.connect(self._follow)
        draft.model_changed.connect(self._follow)
        context.models.reset.connect(self._ask_anew)
        context.known.changed.connect(self._ask_anew)
        theme.current().changed.connect(self._fit)
        self._fit()
        self._follow()

    def say_where(self) -> None:
        """Open the picture large, with the places of everybody."""
        from ui.speakers.dialog import PlacesDialog  # here: the first paint does not wait for it

        dialog = PlacesDialog(self._context, self._draft, self.window())
        dialog.finished.connect(dialog.deleteLater)
        dialog.view.choose(self.places.index)
        dialog.open()

    def _fit(self) -> None:
        self.places.setFixedHeight(theme.size(TALL))

    def _follow(self) -> None:
        draft, people = self._draft, self._draft.cast.people
        self.lanes.set_task(draft.params.multi_audio_type if draft.talking else None)
        seen = draft.talking and draft.source is not None
        self.places.setVisible(seen and len(people) > 1)
        self.faces.setVisible(seen and bool(people))
        several = len(people) > 1
        caption(self.where, self.tr("Say who is where ...") if several else self.tr("More in the picture ..."))
        self._offer_model()

    # the model

    def speaker(self, people: int = 1) -> ModelSpec | None:
        """The model that makes so many people speak, if there is one beside the chosen one."""
        if people not in self._able:
            folders = self._context.settings.models_folders
            models = self._context.catalog.runnable
            self._able[people] = speaker_for(people, models, lambda spec: is_complete(spec, folders))
        found = self._able[people]
        return None if found is None or found.id == self._draft.spec.id else found

    def _ask_anew(self) -> None:
        """Other models may be here."""
        self._able.clear()
        self._follow()

    def _offer_model(self) -> None:
        draft = self._draft
        people, spec = len(draft.cast.people), draft.spec
        self._offered = None
        if draft.cast.voices and draft.source is not None and not draft.talking:
            self._offered = self.speaker(people)
            sentence = self.tr("{model} makes nobody speak: the sound is only laid under the clip.")
        elif draft.talking and people > spec.people:
            self._offered = self.speaker(people)
            if self._offered is not None and self._offered.people <= spec.people:
                self._offered = None
            sentence = self.tr("{model} was made for fewer people: they may not be kept apart.")
        else:
            self.speak.make("", "")
            return
        act = self.tr("Take {model}").format(model=words(self._offered.title)) if self._offered is not None else ""
        self.speak.make(sentence.format(model=words(spec.title)), act)

    def _on_speak(self) -> None:
        if self._offered is not None:
            self._draft.set_model(self._offered.id)

    def _on_turns(self, turns: object) -> None:
        self._draft.set_values(multi_audio_type=turns)
