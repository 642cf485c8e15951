"""The timing report: where the seconds of a clip went."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from engine.api.events import Stage
from engine.api.result import Result, StageTime
from ui import theme
from ui.run.parts import label, rule
from ui.run.sync import sync_text
from ui.run.words import GIB, TIMES, measured, number, stage_name

Row = tuple[str, str, str]  # what, how long, of which parts


def rows(result: Result) -> tuple[Row, ...]:
    """Every stage in order, with the time of one step where there are several."""
    return tuple((stage_name(lap.stage), measured(lap.seconds), _each(lap)) for lap in result.timing.stages)


def sums(result: Result) -> tuple[Row, ...]:
    """The whole time, the speed and the most memory held."""
    timing = result.timing
    whole = QCoreApplication.translate("Timing", "All together")
    passes = QCoreApplication.translate("Timing", "{n} passes through the network")
    found = [(whole, measured(timing.total), passes.format(n=timing.forwards) if timing.forwards else "")]
    if timing.fps:
        speed = QCoreApplication.translate("Timing", "{n} frames/s").format(n=number(timing.fps, 2))
        found.append((QCoreApplication.translate("Timing", "Speed"), speed, ""))
    if result.peak_bytes:
        most = QCoreApplication.translate("Timing", "Most memory")
        found.append((most, f"{number(result.peak_bytes / GIB, 2)} GiB", ""))
    return tuple(found)


def text(result: Result) -> str:
    """The same as lines, for a tooltip."""
    lines = ("  ".join(filter(None, row)) for row in (*rows(result), *sums(result)))
    return "\n".join(filter(None, (*lines, sync_text(result))))


def _each(lap: StageTime) -> str:
    if lap.count < 2:
        return ""
    unit = {
        Stage.DENOISE: QCoreApplication.translate("Timing", "steps"),
        Stage.DECODE: QCoreApplication.translate("Timing", "frames"),
        Stage.WRITE: QCoreApplication.translate("Timing", "frames"),
    }.get(lap.stage, QCoreApplication.translate("Timing", "passes"))
    each = lap.seconds / lap.count
    figure = f"{number(each * 1000)} ms" if each < 0.1 else measured(each)
    return f"{lap.count} {unit} {TIMES} {figure}"


class TimingReport(QFrame):
    """A small table that closes when one clicks elsewhere."""

    def __init__(self, result: Result, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("kind", "card")
        self.setAccessibleName(self.tr("Timing"))
        self.setAccessibleDescription(text(result))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        for row in rows(result):
            self._add(grid, row, "")
        grid.addWidget(rule(), grid.rowCount(), 0, 1, 3)
        for row in sums(result):
            self._add(grid, row, "name")
        found = sync_text(result)
        heard = label(found, "small", wrap=True)
        heard.setVisible(bool(found))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(8)
        column.addWidget(label(self.tr("Where the time went"), "card"))
        column.addLayout(grid)
        column.addWidget(heard)

    def show_above(self, anchor: QWidget) -> None:
        """Open with its right end over the right end of a button."""
        self.adjustSize()
        corner = anchor.mapToGlobal(QPoint(anchor.width(), 0))
        self.move(corner - QPoint(self.width(), self.height() + theme.size(6)))
        self.show()

    def _add(self, grid: QGridLayout, row: Row, role: str) -> None:
        line = grid.rowCount()
        grid.addWidget(label(row[0], role or "small"), line, 0)
        grid.addWidget(label(row[1], role, figures=True), line, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(label(row[2], "note", figures=True), line, 2)
