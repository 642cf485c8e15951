"""The voices of a clip, one lane for each person, in the order in which they speak."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.media_drop import MediaDrop
from engine.families.talking.params import Turns
from ui.compose.well import Well, files_of
from ui.controls.segments import Segments
from ui.run.parts import button, label, rename, tool
from ui.speakers.badge import Badge
from ui.speakers.cast import Cast, Person
from ui.speakers.lane import Lane
from ui.speakers.listen import Listen

SPACE = 6  # px between lanes


class Listener(QFrame):
    """The row of somebody who says nothing."""

    removed = Signal(int)  # the person's id

    def __init__(self, id: int) -> None:
        super().__init__()
        self.id = id
        self.setProperty("kind", "card")
        self.badge = Badge()
        self.out = tool("x", "", size=14)
        self.out.clicked.connect(self._on_out)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 4, 2)
        row.setSpacing(6)
        row.addWidget(self.badge)
        row.addWidget(label(self.tr("only listens"), "small"), 1)
        row.addWidget(self.out)

    def show_person(self, person: Person, number: int, count: int) -> None:
        """The speaker of that number."""
        self.badge.show_number(number)
        rename(self.out, self.tr("Take out speaker {n}").format(n=number))

    def _on_out(self) -> None:
        self.removed.emit(self.id)


class Lanes(QWidget):
    """Shows the voices of a cast and changes them; an empty place to drop one on where there are none."""

    dropped = Signal(tuple)  # paths
    let_go = Signal(str)  # path of a voice that was taken out
    turns_chosen = Signal(object)  # Turns
    told = Signal(str)  # a sentence: why something cannot be done

    def __init__(self, cast: Cast, drops: MediaDrop, patterns: str) -> None:
        """`patterns` is what the chooser lists."""
        super().__init__()
        self._cast, self._drops, self._patterns = cast, drops, patterns
        self._talking, self._open, self._heard = False, 0, 0  # ids: whose fields show, whose voice is played
        self.rows: dict[int, Lane | Listener] = {}
        self.setAcceptDrops(True)
        self.well = Well("audio-lines", self.tr("Drop a voice or music"), self.tr("becomes the sound of the clip"),
                         patterns)  # fmt: skip
        self.title = label("", "label")
        self.snap = tool("magnet", self.tr("Ends of a voice catch at pauses"), size=14, checkable=True)
        self.snap.setChecked(True)
        self.add = button(self.tr("Add"), "link")
        self.turns = Segments(
            self.tr("Several voices"),
            ((Turns.TOGETHER.value, self.tr("Together")), (Turns.ONE_AFTER_THE_OTHER.value, self.tr("One by one"))),
        )
        self._note = label("", "note", wrap=True)
        self.listen = Listen(drops, self)
        self._lay_out()
        self._connect()
        self._follow()

    def _lay_out(self) -> None:
        self._head = QWidget()
        head = QHBoxLayout(self._head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(4)
        head.addWidget(self.title, 1)
        head.addWidget(self.snap)
        head.addWidget(self.add)
        self._column = QVBoxLayout()
        self._column.setSpacing(SPACE)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SPACE)
        whole.addWidget(self._head)
        whole.addWidget(self.well)
        whole.addLayout(self._column)
        whole.addWidget(self._note)
        whole.addWidget(self.turns)

    def _connect(self) -> None:
        self.well.dropped.connect(self._on_one_dropped)
        self.add.clicked.connect(self.choose)
        self.snap.toggled.connect(self._on_snap)
        self.turns.chosen.connect(self._on_turns)
        self._cast.changed.connect(self._follow)
        self._drops.outline_ready.connect(self._on_outline)
        self.listen.moved.connect(self._on_heard)
        self.listen.ended.connect(self._on_silence)
        self.listen.unheard.connect(self._on_unheard)

    # what is shown

    def set_task(self, turns: Turns | None) -> None:
        """How several people speak; None where nobody is made to speak."""
        self._talking = turns is not None
        if turns is not None:
            self.turns.choose(turns.value)
        hint = self.tr("one for each person, up to four") if self._talking else self.tr("becomes the sound of the clip")
        self.well.set_hint(hint)
        self._tell_use()

    def set_compact(self, on: bool) -> None:
        """Take little room while nobody speaks."""
        self.well.set_compact(on)

    def rest(self) -> None:
        """A file that was being read is here, or went elsewhere."""
        self.well.rest()

    @property
    def is_empty(self) -> bool:
        """Nobody speaks."""
        return not self._cast.voices

    def refuse(self, what: str, sentence: str) -> None:
        """Say why a file cannot be used."""
        self.well.refuse(what, sentence)

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """In the order of the voices."""
        rows = (self.rows.get(person.id) for person in self._cast.people)
        return tuple(row for row in rows if isinstance(row, Lane))

    def _follow(self) -> None:
        people = self._cast.people
        for id in set(self.rows) - {person.id for person in people}:
            self._drop_row(id)
        count = len(self._cast.voices)
        for index, person in enumerate(people):
            row = self.rows.get(person.id)
            if row is not None and isinstance(row, Lane) != (person.voice is not None):
                self._drop_row(person.id)
                row = None
            row = row or self._make_row(person)
            if self._column.indexOf(row) != index:
                self._column.insertWidget(index, row)
            row.show_person(person, index + 1, count)
        if self._open not in self.rows and self.lanes:
            self._open = self.lanes[-1].id
        self._show_open(self._open)
        self._tell_use()
        stops = (self.add, *(stop for lane in self.lanes for stop in lane.stops))
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _make_row(self, person: Person) -> Lane | Listener:
        row = Lane(person.id) if person.voice is not None else Listener(person.id)
        self.rows[person.id] = row
        row.removed.connect(self._on_removed)
        if isinstance(row, Lane):
            row.wave.snaps = self.snap.isChecked()
            row.trimmed.connect(self._on_trimmed)
            row.mute_wanted.connect(self._on_mute)
            row.play_wanted.connect(self._on_play)
            row.stop_wanted.connect(self.listen.stop)
            row.moved.connect(self._on_moved)
            row.pulled.connect(self._on_pulled)
            row.opened.connect(self._show_open)
            self._open = person.id
            self._drops.draw_sound(person.voice.asset.path)
        return row

    def _drop_row(self, id: int) -> None:
        row = self.rows.pop(id)
        if id == self._heard:
            self.listen.stop()
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _show_open(self, id: int) -> None:
        self._open = id
        for lane in self.lanes:
            lane.set_open(lane.id == id)

    def _tell_use(self) -> None:
        count = len(self._cast.voices)
        self.well.setVisible(not count)
        self._head.setVisible(bool(self.rows))
        self.title.setText(self.tr("Voices") if self._talking else self.tr("Sound"))
        self.add.setEnabled(not self._cast.full or len(self.lanes) < len(self._cast.people))
        self.add.setToolTip("" if self.add.isEnabled() else self.full_sentence())
        speaking = sum(person.speaks for person in self._cast.people)
        self.turns.setVisible(self._talking and speaking > 1)
        text = self.tr("In this task only the first one is heard.") if count > 1 and not self._talking else ""
        self._note.setText(text)
        self._note.setVisible(bool(text))

    def full_sentence(self) -> str:
        """Why there is no room for another voice."""
        return self.tr("At most four people can speak. Take out a voice first.")

    def _on_outline(self, path: str, outline: object) -> None:
        for lane in self.lanes:
            person = self._cast.person(lane.id)
            if person is not None and person.voice is not None and person.voice.asset.path == path:
                lane.show_outline(outline)

    # what is wanted

    def choose(self) -> None:
        """Open the system's chooser."""
        paths, _ = QFileDialog.getOpenFileNames(self, self.tr("Choose voices"), "", self._patterns)
        if paths:
            self.dropped.emit(tuple(paths))

    def _on_one_dropped(self, path: str) -> None:
        self.dropped.emit((path,))

    def _on_removed(self, id: int) -> None:
        person = self._cast.person(id)
        path = person.voice.asset.path if person is not None and person.voice is not None else ""
        self._cast.remove(id)
        if path and all(voice.asset.path != path for voice in self._cast.voices):
            self._drops.leave_sound(path)
            self.let_go.emit(path)
        (self.lanes[-1].out if self.lanes else self.well).setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_trimmed(self, id: int, start: float, end: float) -> None:
        self._cast.change_voice(id, start=start, end=end)

    def _on_mute(self, id: int, muted: bool) -> None:
        self._cast.change_voice(id, muted=muted)

    def _on_moved(self, id: int, by: int) -> None:
        at = [lane.id for lane in self.lanes].index(id)
        self._cast.move(id, min(max(at + by, 0), len(self.lanes) - 1))

    def _on_pulled(self, id: int, y: float) -> None:
        middles = (lane.mapToGlobal(lane.rect().center()).y() for lane in self.lanes if lane.id != id)
        self._cast.move(id, sum(middle < y for middle in middles))

    def _on_turns(self, key: str) -> None:
        self.turns_chosen.emit(Turns(key))

    def _on_snap(self, on: bool) -> None:
        for lane in self.lanes:
            lane.wave.snaps = on

    def _on_play(self, id: int, start: float) -> None:
        lane = self.rows[id]
        person = self._cast.person(id)
        if isinstance(lane, Lane) and person is not None and person.voice is not None:
            self.listen.play(person.voice.asset.path, start, lane.wave.end)
            self._heard = id
            lane.show_playing(start)

    def _on_heard(self, second: float) -> None:
        lane = self.rows.get(self._heard)
        if isinstance(lane, Lane):
            lane.show_playing(second)

    def _on_silence(self) -> None:
        lane, self._heard = self.rows.get(self._heard), 0
        if isinstance(lane, Lane):
            lane.show_playing(None)

    def _on_unheard(self) -> None:
        self.told.emit(self.tr("There is no sound device to play on. The clip is not affected."))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if way and event.modifiers() & Qt.KeyboardModifier.AltModifier and self._open in self.rows:
            self._on_moved(self._open, way)
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.dropped.emit(files_of(event.mimeData()))
