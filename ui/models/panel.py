"""The panel at the foot of the manager: the download that runs, file by file, with the way to hold or end it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.download import Download, FileState, State
from app.downloads import Downloads
from ui import theme
from ui.models.file_row import HIGH, FileLine
from ui.models.words import amount, left, of_amount, rate
from ui.run.parts import Line, button, caption, label
from ui.run.words import DOT, number
from ui.sentences import spoken

MOST_ROWS = 4  # files in sight; the others are scrolled to


class DownloadPanel(QWidget):
    """Shows one download of all; hidden while there is none."""

    picked = Signal(str)  # model of the download that is shown

    def __init__(self, downloads: Downloads) -> None:
        super().__init__()
        self._downloads, self._id = downloads, ""
        self._lines: list[FileLine] = []
        self.setAccessibleName(self.tr("Download"))
        self.setProperty("edge", "top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._make_parts()
        self._lay_out()
        self._hold.clicked.connect(self._on_hold)
        self._stop.clicked.connect(self._on_cancel)
        self._others.clicked.connect(self._on_next)
        self.follow()

    def _make_parts(self) -> None:
        self._title, self._overall = label("", "card"), Line("", "small", figures=True)
        self._proof_mark, self._proof = QLabel(), label(self.tr("every file is checked before it is used"), "note")
        theme.set_icon(self._proof_mark, "shield-check", 14, "text3")
        self._others = button("", "link")
        self._hold, self._stop = button(""), button(self.tr("Cancel"), "quiet")
        self._note_mark, self._note = QLabel(), Line("", "small")
        theme.set_icon(self._note_mark, "link", 14, "text3")
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._list = QScrollArea()
        self._list.setWidgetResizable(True)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = QWidget()
        page.setProperty("surface", "panel")
        page.setLayout(self._rows)
        self._list.setWidget(page)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self._title)
        head.addWidget(self._overall, 1)
        head.addWidget(self._others)
        head.addWidget(self._proof_mark)
        head.addWidget(self._proof)
        head.addSpacing(4)
        head.addWidget(self._hold)
        head.addWidget(self._stop)
        note = QHBoxLayout()
        note.setSpacing(8)
        note.addWidget(self._note_mark)
        note.addWidget(self._note, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 9, 16, 8)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._list)
        column.addLayout(note)

    @property
    def download(self) -> Download | None:
        """The one that is shown."""
        rows = self._shown_rows()
        return next((row for row in rows if row.id == self._id), rows[0] if rows else None)

    def show_model(self, model: str) -> None:
        """Show the download of a model, if there is one."""
        found = next((row for row in self._shown_rows() if row.model == model), None)
        if found is not None:
            self._id = found.id
            self.follow()

    def _shown_rows(self) -> tuple[Download, ...]:
        return tuple(row for row in self._downloads.rows() if row.state is not State.DONE)

    def follow(self) -> None:
        """Show the downloads as they stand now."""
        shown = self.download
        self.setVisible(shown is not None)
        if shown is not None:
            self._id = shown.id
            self._show(shown)

    def _show(self, shown: Download) -> None:
        self._title.setText(shown.title)
        self._overall.say(DOT.join(filter(None, self._figures(shown))))
        self._show_files(shown)
        self._show_buttons(shown)
        text = ""
        if shown.shared:
            text = self.tr("{size} were on this computer already and are shared, not copied.")
        self._note.say(text.format(size=amount(shown.shared)))
        for part in (self._note, self._note_mark):
            part.setVisible(bool(text))
        self.setAccessibleDescription(f"{shown.title}, {self._overall.whole}")

    def _figures(self, shown: Download) -> tuple[str, ...]:
        done = of_amount(shown.done, shown.total) if shown.total else ""
        match shown.state:
            case State.FETCHING:
                return done, rate(shown.rate) if shown.rate else "", left(shown.seconds_left)
            case State.PAUSED:
                return done, self.tr("paused, nothing is lost")
            case State.WAITING:
                return done, self.tr("waits for its turn")
            case State.CHECKING:
                return done, self.tr("checking")
            case State.FAILED:
                return done, spoken(shown.failure).title if shown.failure is not None else self.tr("stopped")
            case State.DONE:
                return (done,)

    def _show_files(self, shown: Download) -> None:
        while len(self._lines) < len(shown.files):
            self._lines.append(FileLine())
            self._rows.addWidget(self._lines[-1])
        order = sorted(shown.files, key=lambda file: RANK.get(file.state, 1))
        for at, line in enumerate(self._lines):
            line.setVisible(at < len(order))
            if at < len(order):
                line.show_file(order[at])
        rows = min(len(order), MOST_ROWS)
        self._list.setFixedHeight(theme.size(HIGH) * rows + (theme.size(HIGH) // 2 if len(order) > MOST_ROWS else 0))

    def _show_buttons(self, shown: Download) -> None:
        rest = [row for row in self._shown_rows() if row.id != shown.id]
        self._others.setVisible(bool(rest))
        self._others.setText(self.tr("{n} more").format(n=number(len(rest))))
        stands = shown.state in (State.PAUSED, State.FAILED)
        if shown.state is State.FAILED:
            text = self.tr("Try again")
        elif rest:
            text = self.tr("Go on with all") if stands else self.tr("Pause all")
        else:
            text = self.tr("Go on") if stands else self.tr("Pause")
        caption(self._hold, text, "circle-play" if stands else "circle-pause")

    def _on_hold(self) -> None:
        shown = self.download
        if shown is None:
            return
        if shown.state is State.FAILED:
            self._downloads.resume(shown.id)
        elif shown.state is State.PAUSED:
            self._downloads.resume_all()
        else:
            self._downloads.pause_all()

    def _on_cancel(self) -> None:
        if (shown := self.download) is not None:
            self._downloads.cancel(shown.id)

    def _on_next(self) -> None:
        rows = self._shown_rows()
        at = next((i for i, row in enumerate(rows) if row.id == self._id), -1)
        if rows:
            self._id = rows[(at + 1) % len(rows)].id
            self.follow()
            self.picked.emit(rows[(at + 1) % len(rows)].model)


RANK = {FileState.FETCHING: 0, FileState.WAITING: 0, FileState.WRONG: 0, FileState.FAILED: 0, FileState.CHECKING: 0,
        FileState.SHARED: 3, FileState.CHECKED: 2}  # what moves stands first  # fmt: skip
