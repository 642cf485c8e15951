"""The live preview: a strip of small pictures from the running job, shown as a moving loop."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QObject, QRect, QTimer, Signal
from PySide6.QtGui import QImage

from engine.api.events import Preview

PACE = 125  # ms a preview picture stands


class PreviewLoop(QObject):
    """Cuts a strip into its pictures and shows one after another until it is stopped."""

    shown = Signal(QImage)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._images: tuple[QImage, ...] = ()
        self._next = 0
        self._timer = QTimer(self, interval=PACE)
        self._timer.timeout.connect(self._on_time)

    @property
    def images(self) -> tuple[QImage, ...]:
        return self._images

    def take(self, preview: Preview) -> bool:
        """Go on with the pictures of a newer preview; False if it cannot be read."""
        images = cut(preview)
        if not images:
            return False
        self._images = images
        self._next %= len(images)
        return True

    def start(self) -> None:
        """Show the pictures from now on."""
        self._on_time()
        if len(self._images) > 1:
            self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def forget(self) -> None:
        """Stop, and let go of the pictures."""
        self.stop()
        self._images, self._next = (), 0

    def _on_time(self) -> None:
        if self._images:
            self.shown.emit(self._images[self._next])
            self._next = (self._next + 1) % len(self._images)


@lru_cache(maxsize=1)  # viewer, timeline and queue all ask for the same one
def cut(preview: Preview) -> tuple[QImage, ...]:
    """The pictures of a strip, left to right; none if the strip is no picture or too narrow."""
    strip = QImage.fromData(preview.jpeg)
    count = max(1, preview.frames)
    width = strip.width() // count
    if strip.isNull() or width == 0:
        return ()
    return tuple(strip.copy(QRect(i * width, 0, width, strip.height())) for i in range(count))
