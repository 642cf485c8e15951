"""One file of a download: what it is called, where it stands, how much of it is here."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QWidget

from app.download import FileRow, FileState
from ui import theme
from ui.models.words import amount, of_amount
from ui.run.parts import Line, label, restyle
from ui.run.words import number

HIGH, BAR, FIGURE, PARTS = 34, 220, 190, 1000  # px, px, px, parts of the whole that a bar counts
LOOKS = {  # icon, colour of the icon, tone of the bar
    FileState.NEXT: ("clock", "text3", "plain"),
    FileState.FETCHING: ("download", "accent", "plain"),
    FileState.WAITING: ("clock", "warn", "warn"),
    FileState.WRONG: ("circle-alert", "danger", "danger"),
    FileState.CHECKING: ("search", "accent", "plain"),
    FileState.CHECKED: ("circle-check", "ok", "ok"),
    FileState.SHARED: ("link", "ok", "ok"),
    FileState.FAILED: ("circle-alert", "danger", "danger"),
}


class FileLine(QWidget):
    """34 high: icon, name, bar, figure."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(theme.size(HIGH))
        self.setProperty("edge", "top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._mark, self.name = QLabel(), Line("", middle=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, PARTS)
        self.bar.setFixedWidth(theme.size(BAR))
        self.figure = label("", "small", figures=True)
        self.figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.figure.setMinimumWidth(theme.size(FIGURE))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._mark)
        row.addWidget(self.name, 1)
        row.addWidget(self.bar)
        row.addWidget(self.figure)

    def show_file(self, file: FileRow) -> None:
        """The file as it stands."""
        icon, role, tone = LOOKS[file.state]
        theme.set_icon(self._mark, icon, 14, role)
        restyle(self.bar, "tone", tone)
        whole = file.state in (FileState.CHECKED, FileState.SHARED)
        share = 1.0 if whole else file.done / file.total if file.total else 0.0
        self.bar.setValue(round(share * PARTS))
        self.name.say(file.name)
        text = self._figure(file)
        self.figure.setText(text)
        self.setAccessibleName(f"{file.name}, {text}")

    def _figure(self, file: FileRow) -> str:
        size = amount(file.total) if file.total else ""
        match file.state:
            case FileState.NEXT:
                return self.tr("{size}, next").format(size=size) if size else self.tr("next")
            case FileState.WAITING:
                return self.tr("server busy, again in {n} s").format(n=number(max(1, round(file.again_in))))
            case FileState.WRONG:
                return self.tr("wrong bytes, fetching them again")
            case FileState.CHECKING:
                return self.tr("{size}, checking").format(size=size)
            case FileState.CHECKED:
                return self.tr("{size}, checked").format(size=size)
            case FileState.SHARED:
                return self.tr("{size}, was here already").format(size=size)
            case FileState.FAILED:
                return self.tr("stopped at {part}").format(part=of_amount(file.done, file.total))
            case FileState.FETCHING:
                return of_amount(file.done, file.total) if file.total else amount(file.done)
