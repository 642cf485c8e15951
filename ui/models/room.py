"""How much room models take, and how much is left where fetched ones go."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStorageInfo

from app.context import Context
from ui.models.rail import Room


def room_of(context: Context, coming: int) -> Room:
    """The disk that fetched models go to; `coming` bytes are still to come."""
    place = Path(context.settings.downloads_folder)
    while not place.exists() and place != place.parent:
        place = place.parent
    disk = QStorageInfo(str(place))
    cards = (card for card in context.models.cards() if not card.spec.bundled)
    held = sum(max(0, card.here_bytes - card.shared_bytes) for card in cards)
    return Room(disk.bytesAvailable(), disk.bytesTotal(), held, coming)
