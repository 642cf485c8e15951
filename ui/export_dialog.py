"""The sheet that exports the timeline: as what, how large, where to, how far it is, and what came of it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QFrame, QGridLayout, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.context import Context
from app.export import KINDS, Export, Handover, Wish, suffix_of, usual
from engine.api.errors import EngineError
from ui import theme
from ui.controls.choice import Combo
from ui.models.refusal import RefusalCard
from ui.models.sheet import Sheet
from ui.run.parts import Line, button, label
from ui.run.words import number

SIZE, LABELS = QSize(560, 380), 110  # px
PARTS = 1000  # of the whole that the bar counts
SIZES = ((1280, 720), (1920, 1080), (3840, 2160))
RATES = ("16", "24", "24000/1001", "25", "30", "30000/1001", "50", "60")


class ExportDialog(Sheet):
    """One export at a time; closing the sheet lets it go on, and the next opening shows it again."""

    def __init__(self, context: Context, parent: QWidget | None) -> None:
        super().__init__("", parent, SIZE)
        self._project, self._background = context.project, context.background
        self.title.setText(self.tr("Export the timeline"))
        self.setWindowTitle(self.title.text())
        self.export, self._card = Export(self), None
        self._made: Path | None = None
        self._make_parts(context.settings.outputs_folder)
        self._lay_out()
        self._connect()
        self.first = self.kind
        self._on_kind()

    def _make_parts(self, folder: str) -> None:
        self.kind, self.size_, self.rate = Combo(), Combo(), Combo()
        for choice, name in (
            (self.kind, self.tr("Export as")),
            (self.size_, self.tr("Size")),
            (self.rate, self.tr("Frames a second")),
        ):
            choice.setAccessibleName(name)
        for kind in KINDS:
            self.kind.addItem(self._title(kind), kind)
        self.kind.insertSeparator(len(KINDS) - len(Handover))
        self._stem = str(Path(folder) / self.tr("timeline"))  # of the target, without its suffix
        self.target = Line("", "small", middle=True)
        self.choose = button(self.tr("Change..."))
        self.choose.setAccessibleName(self.tr("Change where the export goes"))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, PARTS)
        self.told = label("", "small", wrap=True)
        self.go, self.show_it = button(self.tr("Export"), "primary"), button(self.tr("Show in folder"))
        self.stop = button(self.tr("Stop"))
        for part in (self.bar, self.stop, self.show_it):
            part.hide()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        grid.setColumnMinimumWidth(0, theme.size(LABELS))
        grid.setColumnStretch(1, 1)
        place = QHBoxLayout()
        place.addWidget(self.target, 1)
        place.addWidget(self.choose)
        rows = (
            (self.tr("Export as"), self.kind),
            (self.tr("Size"), self.size_),
            (self.tr("Frames a second"), self.rate),
        )
        for at, (text, part) in enumerate(rows):
            grid.addWidget(label(text, "label"), at, 0)
            grid.addWidget(part, at, 1)
        grid.addWidget(label(self.tr("Where to"), "label"), len(rows), 0)
        grid.addLayout(place, len(rows), 1)
        self._column = QVBoxLayout()
        self._column.setContentsMargins(20, 16, 20, 16)
        self._column.setSpacing(16)
        self._column.addLayout(grid)
        self._column.addStretch(1)
        self._column.addWidget(self.told)
        self._column.addWidget(self.bar)
        foot, row = QFrame(), QHBoxLayout()
        foot.setProperty("edge", "top")
        foot.setLayout(row)
        row.setContentsMargins(20, 12, 20, 14)
        row.addWidget(self.show_it)
        row.addStretch(1)
        row.addWidget(self.stop)
        row.addWidget(self.go)
        self.body.addLayout(self._column, 1)
        self.body.addWidget(foot)

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(self._on_kind)
        self.choose.clicked.connect(self._on_choose)
        self.go.clicked.connect(self._on_go)
        self.stop.clicked.connect(self.export.stop)
        self.show_it.clicked.connect(self._on_show)
        self.export.moved.connect(self._on_moved)
        self.export.made.connect(self._on_made)
        self.export.refused.connect(self._on_refused)
        self.export.stopped.connect(self._on_stopped)

    # opening

    def open(self) -> None:
        """Show it, with the size and the rate of the first clip offered first."""
        tracks = self._project.tracks
        self._background.call(lambda: usual(tracks), self._offer, lambda refused: self._on_refused(refused))
        if not self.export.busy:
            self._rest()
            self._say("")
        super().open()

    def _offer(self, found: tuple[tuple[int, int], Fraction]) -> None:
        own, rate = found
        self.size_.clear()
        for size in dict.fromkeys((own, *SIZES)):
            words = f"{size[0]} × {size[1]}"
            self.size_.addItem(self.tr("{size}, as the first clip").format(size=words) if size == own else words, size)
        self.rate.clear()
        for fps in dict.fromkeys((rate, *map(Fraction, RATES))):
            words = number(round(float(fps), 3))
            self.rate.addItem(self.tr("{rate}, as the first clip").format(rate=words) if fps == rate else words, fps)

    def shut(self) -> None:
        """Leave an export that is under way; nothing of it stays."""
        self.export.close()

    # choosing

    def go_to(self, stem: str) -> None:
        """Export to that path; the suffix follows from the kind."""
        self._stem = stem
        self._on_kind()

    def _on_kind(self) -> None:
        self.target.say(self._stem + suffix_of(self.kind.currentData()))
        film = self.kind.currentData() not in set(Handover)
        self.size_.setEnabled(film)
        self.rate.setEnabled(self.kind.currentData() != Handover.SRT)

    def _on_choose(self) -> None:
        suffix = suffix_of(self.kind.currentData())
        kinds = f"*{suffix}" if suffix else ""
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Where to"), self.target.whole, kinds)
        if path:
            self.go_to(path.removesuffix(suffix))

    def _on_go(self) -> None:
        kind = self.kind.currentData()
        wish = Wish(kind, Path(self.target.whole), self.size_.currentData(), self.rate.currentData())
        self._say(self.tr("Exporting ..."))
        for part, shown in ((self.go, False), (self.stop, True), (self.bar, True), (self.show_it, False)):
            part.setVisible(shown)
        self.bar.setValue(0)
        self.stop.setFocus(Qt.FocusReason.OtherFocusReason)
        self.export.begin(self._project.tracks, wish)

    # what comes of it

    def _on_moved(self, done: int, total: int) -> None:
        self.bar.setValue(round(PARTS * done / total))
        text = self.tr("Frame {done} of {total}").format(done=number(done), total=number(total))
        self.told.setText(text if done < total else self.tr("Finishing the file ..."))

    def _on_made(self, path: Path) -> None:
        self._made = path
        self._rest()
        self.show_it.show()
        self._say(self.tr("{name} is finished.").format(name=path.name))

    def _on_stopped(self) -> None:
        self._rest()
        self._say(self.tr("Stopped. Nothing of it was kept."))

    def _on_refused(self, refused: EngineError) -> None:
        self._rest()
        self._say("")
        self._card = RefusalCard(refused)
        self._card.dismissed.connect(self._drop_card)
        self._column.insertWidget(1, self._card)
        self._card.close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _rest(self) -> None:
        """Nothing is under way."""
        self._drop_card()
        for part, shown in ((self.go, True), (self.stop, False), (self.bar, False), (self.show_it, False)):
            part.setVisible(shown)

    def _drop_card(self) -> None:
        if self._card is not None:
            self._card.hide()
            self._card.deleteLater()
            self._card = None

    def _say(self, text: str) -> None:
        self.told.setText(text)
        self.told.setVisible(bool(text))

    def _on_show(self) -> None:
        if self._made is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._made.parent)))

    def _title(self, kind: str) -> str:
        return {
            "mp4 h264": self.tr("MP4, H.264: plays everywhere"),
            "mp4 h265": self.tr("MP4, H.265: smaller"),
            "mp4 av1": self.tr("MP4, AV1: smallest"),
            "mov prores": self.tr("MOV, ProRes: for editing"),
            "webm vp9": self.tr("WebM, VP9: for the web"),
            "mkv ffv1": self.tr("MKV, FFV1: lossless"),
            "gif": self.tr("GIF animation"),
            "webp": self.tr("WebP animation"),
            "png sequence": self.tr("Folder of PNG pictures"),
            "otio": self.tr("OpenTimelineIO: for editing programs"),
            "xml": self.tr("Final Cut 7 XML: for Resolve and Premiere"),
            "srt": self.tr("SRT subtitles from the titles of the clips"),
        }[kind]
