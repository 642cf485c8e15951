"""One Kinora at a time per data folder, because one journal has one writer."""

from __future__ import annotations

from PySide6.QtCore import QLockFile

from app.folders import Folders

ALREADY_OPEN = "Kinora is already open. Look for its window."


class AlreadyOpen(Exception):
    """Another Kinora uses this data folder."""

    def __init__(self) -> None:
        super().__init__(ALREADY_OPEN)


def take(folders: Folders) -> QLockFile:
    """Hold the data folder for this process; raises AlreadyOpen.  A lock left by a dead process is taken over."""
    folders.data.mkdir(parents=True, exist_ok=True)
    lock = QLockFile(str(folders.data / "kinora.lock"))
    lock.setStaleLockTime(0)
    if not lock.tryLock(0):
        raise AlreadyOpen
    return lock
