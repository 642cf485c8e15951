"""The icons: Lucide drawings, recoloured from the tokens and rendered at the screen's own pixel ratio."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

FOLDER = Path(__file__).resolve().parent.parent.parent / "resources" / "icons"


@lru_cache(maxsize=512)
def svg(name: str, colour: str, size: int) -> bytes:
    """The drawing with its strokes in a colour (#RRGGBB); small sizes get the stronger stroke that keeps them clear.

    Raises FileNotFoundError for a name that is not in resources/icons.
    """
    text = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    stroke = 3 if size <= 12 else 1.75
    text = re.sub(r'stroke-width="[\d.]+"', f'stroke-width="{stroke}"', text, count=1)
    return text.replace("currentColor", colour).encode()


class Pictures:
    """Renders icons and keeps what was rendered, by name, colour, size and pixel ratio."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, int, float], QPixmap] = {}

    def pixmap(self, name: str, colour: str, size: int, ratio: float) -> QPixmap:
        """The icon, `size` device independent pixels square, for a screen of that pixel ratio."""
        key = (name, colour, size, ratio)
        if key not in self._kept:
            self._kept[key] = _render(*key)
        return self._kept[key]

    def icon(self, name: str, size: int, colours: tuple[str, str, str], gap: int = 0) -> QIcon:
        """An icon in three colours: at rest, when its button is checked, and when it is disabled.

        `gap` is empty room at its right, before words, in device independent pixels.
        """
        made = QIcon()
        for ratio in ratios():
            rest, on, off = (_with_room(self.pixmap(name, c, size, ratio), gap) for c in colours)
            made.addPixmap(rest, QIcon.Mode.Normal, QIcon.State.Off)
            made.addPixmap(on, QIcon.Mode.Normal, QIcon.State.On)
            for state in QIcon.State:
                made.addPixmap(off, QIcon.Mode.Disabled, state)
        return made


def ratios() -> tuple[float, ...]:
    """Pixels per device independent pixel of every screen, the finest first: icons are prepared for these alone."""
    return tuple(sorted({screen.devicePixelRatio() for screen in QGuiApplication.screens()}, reverse=True)) or (1.0,)


def _with_room(picture: QPixmap, gap: int) -> QPixmap:
    if not gap:
        return picture
    ratio = picture.devicePixelRatio()
    wider = QPixmap(picture.width() + round(gap * ratio), picture.height())
    wider.setDevicePixelRatio(ratio)
    wider.fill(Qt.GlobalColor.transparent)
    painter = QPainter(wider)
    painter.drawPixmap(0, 0, picture)
    painter.end()
    return wider


def _render(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(svg(name, colour, size))).render(painter, QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture
