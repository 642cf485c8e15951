"""Who is where in the picture, large: boxes or painted masks for everybody."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSlider, QVBoxLayout, QWidget

from app.context import Context
from ui import theme
from ui.controls.base import tip
from ui.controls.segments import Segments
from ui.draft import Draft
from ui.models.sheet import Sheet
from ui.run.parts import button, label, rename, rule, tool
from ui.speakers.badge import Badge
from ui.speakers.cast import Person
from ui.speakers.follow import Follow
from ui.speakers.places import LEAST_BRUSH, MOST_BRUSH, Places, Tool

SIZE, SIDE = QSize(1080, 720), 264  # px
BOXES, MASKS = "boxes", "masks"
PERCENT = 100


class Row(QWidget):
    """One person in the list."""

    wanted = Signal(int)  # index
    removed = Signal(int)  # id

    def __init__(self, person: Person, index: int) -> None:
        super().__init__()
        self._id, self._index = person.id, index
        badge, self.choice = Badge(), QPushButton()
        badge.show_number(index + 1, muted=person.voice is not None and person.voice.muted)
        path = person.voice.asset.path if person.voice else ""
        name = path.replace("\\", "/").rpartition("/")[2] or self.tr("only listens")
        self.choice.setText(self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, theme.size(SIDE - 90)))
        self.choice.setCheckable(True)
        self.choice.setProperty("kind", "rail")
        self.choice.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.choice.setAccessibleName(self.tr("Speaker {n}: {name}").format(n=index + 1, name=name))
        self.choice.clicked.connect(self._on_clicked)
        self.out = tool("x", "", size=14)
        rename(self.out, self.tr("Take out speaker {n}").format(n=index + 1))
        self.out.setVisible(person.voice is None)
        self.out.clicked.connect(self._on_out)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(badge)
        row.addWidget(self.choice, 1)
        row.addWidget(self.out)

    def _on_clicked(self) -> None:
        self.wanted.emit(self._index)

    def _on_out(self) -> None:
        self.removed.emit(self._id)


class PlacesDialog(Sheet):
    """Changes the places of the people of a draft at once; nothing is lost by leaving it."""

    def __init__(self, context: Context, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Who is where"), parent, SIZE)
        self._cast = draft.cast
        self.view = Places()
        self._follow = Follow(context, draft, self.view)
        self.ways = Segments(self.tr("Places"), ((BOXES, self.tr("Boxes")), (MASKS, self.tr("Painted"))))
        self.tools = Segments(
            self.tr("Tool"), ((Tool.BRUSH.value, self.tr("Brush")), (Tool.ERASER.value, self.tr("Eraser")))
        )
        self.width_slider = QSlider(Qt.Orientation.Horizontal)
        self.listener = button(self.tr("Add somebody who only listens"), "link")
        self.clear = button(self.tr("Side by side again"))
        self.ready = button(self.tr("Done"), "primary")
        self.rows: list[Row] = []
        self._hint = label("", "note", wrap=True)
        self._lay_out()
        self._connect()
        self.first = self.view
        self._show()

    def _lay_out(self) -> None:
        self.width_slider.setRange(round(LEAST_BRUSH * PERCENT), round(MOST_BRUSH * PERCENT))
        self.width_slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.width_slider.setAccessibleName(self.tr("Width of the brush (percent of the picture)"))
        self.width_slider.setToolTip(
            tip(self.tr("Width of the brush"), self.tr("The wheel and + and - change it too."))
        )
        side = QWidget()
        side.setFixedWidth(theme.size(SIDE))
        column = QVBoxLayout(side)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        self._brushes = QWidget()
        brushes = QVBoxLayout(self._brushes)
        brushes.setContentsMargins(0, 0, 0, 0)
        brushes.addWidget(self.tools)
        brushes.addWidget(self.width_slider)
        column.addWidget(self.ways)
        column.addWidget(self._brushes)
        column.addWidget(rule())
        column.addLayout(self._list)
        column.addWidget(self.listener, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        column.addWidget(self._hint)
        column.addWidget(self.clear)
        column.addWidget(self.ready)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.view, 1)
        row.addWidget(side)
        self.body.addLayout(row, 1)

    def _connect(self) -> None:
        self.ways.chosen.connect(self._on_way)
        self.tools.chosen.connect(self._on_tool)
        self.width_slider.valueChanged.connect(self._on_width)
        self.listener.clicked.connect(self._cast.add_listener)
        self.clear.clicked.connect(self._on_clear)
        self.ready.clicked.connect(self.accept)
        self.view.chosen.connect(self._show_chosen)
        self._cast.changed.connect(self._show)

    def _show(self) -> None:
        painting = self._follow.painting
        self.ways.choose(MASKS if painting else BOXES)
        self._brushes.setVisible(painting)
        if painting and self.view.tool is Tool.BOX:
            self.view.tool = Tool.BRUSH
        self.tools.choose(Tool.ERASER.value if self.view.tool is Tool.ERASER else Tool.BRUSH.value)
        self.width_slider.setValue(round(self.view.brush * PERCENT))
        self.listener.setVisible(not self._cast.full)
        self.clear.setEnabled(self._cast.given)
        self._hint.setText(self._words(painting))
        for row in self.rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [Row(person, index) for index, person in enumerate(self._cast.people)]
        for row in self.rows:
            row.wanted.connect(self.view.choose)
            row.removed.connect(self._cast.remove)
            self._list.addWidget(row)
        self._show_chosen(self.view.index)

    def _words(self, painting: bool) -> str:
        if painting:
            return self.tr("Paint where the chosen one is. Keys: 1 to 4 choose, arrows move the brush, Space paints.")
        return self.tr(
            "Draw a box round the face and body of the chosen one. "
            "Keys: 1 to 4 choose, arrows move it, with Shift they change its size, with Ctrl finely."
        )

    def _show_chosen(self, index: int) -> None:
        for n, row in enumerate(self.rows):
            row.choice.setChecked(n == index)

    def _on_way(self, way: str) -> None:
        self._follow.paint(way == MASKS)
        self._show()

    def _on_tool(self, key: str) -> None:
        self.view.tool = Tool(key)

    def _on_width(self, percent: int) -> None:
        self.view.set_brush(percent / PERCENT)

    def _on_clear(self) -> None:
        self._follow.clear()
        self._show()
