"""What is being fetched, in a few words at the foot of the window; a press opens the manager."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from app.download import State
from app.downloads import Downloads
from ui.models.words import left
from ui.run.words import number


class FetchNote(QPushButton):
    """Hidden while nothing is fetched."""

    def __init__(self, downloads: Downloads, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._downloads = downloads
        self.setProperty("kind", "link")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for told in (downloads.added, downloads.changed, downloads.removed, downloads.finished):
            told.connect(self._follow)
        self._follow()

    def _follow(self, _: str = "") -> None:
        rows = [row for row in self._downloads.rows() if row.state is not State.DONE]
        going = next((row for row in rows if row.state in (State.FETCHING, State.CHECKING)), rows[0] if rows else None)
        self.setVisible(going is not None)
        if going is None:
            return
        share = f"{number(int(100 * going.done / going.total))} %" if going.total else ""
        texts = {
            State.PAUSED: self.tr("Fetching is paused"),
            State.FAILED: self.tr("Fetching has stopped"),
            State.WAITING: self.tr("Fetching soon"),
        }
        said = texts.get(going.state, self.tr("Fetching {share}").format(share=share))
        rest = left(going.seconds_left) if going.state is State.FETCHING else ""
        self.setText(", ".join(filter(None, (said.strip(), rest[:1].lower() + rest[1:]))))
        self.setAccessibleName(f"{going.title}: {self.text()}")
