"""Keeps a view of places in step with a draft: the picture, the people, and what is drawn on it by hand."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QObject
from PySide6.QtGui import QImage, QPixmap

from app.context import Context
from engine.api.request import Asset
from ui.draft import Draft
from ui.speakers import masks
from ui.speakers.places import Places, Tool
from ui.speakers.seen import seen

TALL = 900  # px of the picture that is drawn on


class Follow(QObject):
    """What is drawn in the view reaches the people of the draft, and the other way round."""

    def __init__(self, context: Context, draft: Draft, view: Places) -> None:
        super().__init__(view)
        self._context, self._draft, self._view = context, draft, view
        self._folder = context.folders.data / "masks"
        self._picture, self._shown = QPixmap(), ""  # and the file that it is of
        self._drawn: tuple[str, ...] | None = None  # files of the masks that the view shows
        self._strokes, self._changed = 0, set[int]()  # so many; indices of the masks that are not kept yet
        self._painting = False
        view.placed.connect(draft.cast.place)
        view.cleared.connect(self.clear)
        view.painted.connect(self._on_painted)
        context.drops.picture_ready.connect(self._on_picture)
        draft.cast.changed.connect(self.show)
        draft.changed.connect(self._show_picture)
        self.show()

    @property
    def painting(self) -> bool:
        """Whether masks are painted and not boxes drawn."""
        return self._painting or self._draft.cast.painted

    def paint(self, on: bool) -> None:
        """Paint masks, beginning with the boxes; or draw boxes, beginning with what was painted."""
        cast = self._draft.cast
        self._painting = on
        if not on and cast.painted:
            found = (masks.bounds(mask) for mask in self._view.masks)
            cast.place(tuple(box or old for box, old in zip(found, cast.boxes, strict=True)))
        self.show()

    def clear(self) -> None:
        """Everybody stands where the network expects them."""
        self._painting, self._drawn = False, None
        self._draft.cast.unplace()
        self.show()

    def show(self) -> None:
        """Show what the draft holds."""
        cast = self._draft.cast
        self._show_picture()
        self._show_boxes()
        if not self.painting or self._draft.source is None:
            self._view.tool, self._drawn = Tool.BOX, None
            self._view.show_masks(())
            return
        if self._view.tool is Tool.BOX and self._painting:
            self._view.tool = Tool.BRUSH
        files = tuple(person.mask.path if person.mask else "" for person in cast.people)
        if files != self._drawn:
            self._drawn = files
            self._view.show_masks(self._masks())

    def _masks(self) -> list[QImage]:
        """What was painted, and for whom nothing was the box."""
        source, cast = self._draft.source, self._draft.cast
        size = masks.mask_size(source.width, source.height)
        kept = (masks.load(person.mask.path) if person.mask else None for person in cast.people)
        return [mask or masks.filled(box, size) for mask, box in zip(kept, cast.boxes, strict=True)]

    def _show_picture(self) -> None:
        source = self._draft.source
        path = source.path if source and self._draft.talking and self._draft.cast.people else ""
        if path != self._shown:
            self._shown, self._picture = path, QPixmap()
            if path:
                self._context.drops.read_picture(path, TALL)
        self._view.show_picture(self._picture, seen(source, self._draft.params))
        if not self._draft.cast.given:  # where people are expected changes with the size of the clip
            self._show_boxes()

    def _show_boxes(self) -> None:
        cast = self._draft.cast
        muted = tuple(not person.speaks for person in cast.people)
        self._view.show_boxes(cast.boxes, muted, given=cast.given)

    def _on_picture(self, path: str, png: QByteArray) -> None:
        if path == self._shown:
            self._picture.loadFromData(png)
            self._view.show_picture(self._picture, seen(self._draft.source, self._draft.params))

    def _on_painted(self, index: int) -> None:
        """Write the masks beside the window; of several strokes in a row the last one counts."""
        self._strokes += 1
        self._changed.add(index)
        strokes, images = self._strokes, [mask.copy() for mask in self._view.masks]
        known = [None if n in self._changed else person.mask for n, person in enumerate(self._draft.cast.people)]
        folder = self._folder
        self._context.background.call(
            lambda: tuple(old or masks.keep(image, folder) for old, image in zip(known, images, strict=True)),
            lambda kept: self._take(strokes, kept),
        )

    def _take(self, strokes: int, kept: tuple[Asset, ...]) -> None:
        if strokes == self._strokes and len(kept) == len(self._draft.cast.people):
            self._changed.clear()
            self._drawn = tuple(asset.path for asset in kept)
            self._draft.cast.paint(kept)
