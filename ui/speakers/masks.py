"""Masks of people: white where a person is, painted by hand, and kept as pictures named by their content."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from engine.api.request import Asset
from ui.speakers.cast import Box

MOST = 1024  # px of the longer side
FORMAT = QImage.Format.Format_Grayscale8


def mask_size(width: int, height: int) -> QSize:
    """A mask has the shape of its picture, and is not larger than is of use."""
    whole = QSize(width, height)
    return whole if max(width, height) <= MOST else whole.scaled(MOST, MOST, Qt.AspectRatioMode.KeepAspectRatio)


def filled(box: Box, size: QSize) -> QImage:
    """A mask that is this box."""
    made = QImage(size, FORMAT)
    made.fill(0)
    painter = QPainter(made)
    left, top, right, bottom = box
    wide, tall = size.width(), size.height()
    painter.fillRect(
        QRectF(left * wide, top * tall, (right - left) * wide, (bottom - top) * tall), Qt.GlobalColor.white
    )
    painter.end()
    return made


def stroke(mask: QImage, start: QPointF, end: QPointF, width: float, *, erase: bool) -> None:
    """Paint, or erase, from one point to another; all in px of the mask."""
    painter = QPainter(mask)
    colour = Qt.GlobalColor.black if erase else Qt.GlobalColor.white
    painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(start, end) if start != end else painter.drawPoint(start)
    painter.end()


def bounds(mask: QImage) -> Box | None:
    """The box round all that is white; None where nothing is."""
    wide, tall, stride = mask.width(), mask.height(), mask.bytesPerLine()
    data = bytes(mask.constBits())
    rows = [y for y in range(tall) if any(data[y * stride : y * stride + wide])]
    if not rows:
        return None
    lit = [x for x in range(wide) if any(data[rows[0] * stride + x : (rows[-1] + 1) * stride : stride])]
    return lit[0] / wide, rows[0] / tall, (lit[-1] + 1) / wide, (rows[-1] + 1) / tall


def tinted(mask: QImage, colour: QColor) -> QImage:
    """The mask as a veil of that colour, clear where nobody is."""
    made = QImage(mask.size(), QImage.Format.Format_ARGB32_Premultiplied)
    made.fill(colour)
    painter = QPainter(made)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    alpha = mask.copy()
    alpha.reinterpretAsFormat(QImage.Format.Format_Alpha8)
    painter.drawImage(0, 0, alpha)
    painter.end()
    return made


def load(path: str) -> QImage | None:
    """A mask that was kept; None for a file that is gone or no picture."""
    found = QImage(path)
    return None if found.isNull() else found.convertToFormat(FORMAT)


def keep(mask: QImage, folder: Path) -> Asset:
    """Write it, in a thread of the pool; the same mask gets the same name."""
    from engine.media.probe import probe  # here: the window starts without the readers

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    mask.save(buffer, "PNG")
    data = buffer.data().data()
    sha = hashlib.sha256(data).hexdigest()
    path = folder / f"{sha[:24]}.png"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(data)
        part.replace(path)
    return probe(path).asset(sha)
