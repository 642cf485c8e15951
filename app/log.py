"""The log: a few rotating files, with the person's home folder written as ~."""

from __future__ import annotations

import logging
import logging.handlers
from pathlib import Path

from app.folders import shortened

NAME = "kinora"


class _Shortened(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return shortened(super().format(record))


def start(folder: Path) -> logging.Logger:
    """Write Kinora's log into the folder from now on (5 files of at most 1 MB) and return the logger."""
    logger = logging.getLogger(NAME)
    stop()
    folder.mkdir(parents=True, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(
        folder / "kinora.log", maxBytes=1_000_000, backupCount=4, encoding="utf-8", errors="backslashreplace"
    )
    handler.setFormatter(_Shortened("%(asctime)s %(levelname)s %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    return logger


def stop() -> None:
    """Close the files."""
    logger = logging.getLogger(NAME)
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()
