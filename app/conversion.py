"""Has an official pickled file made into safetensors by the sealed process.

What is made goes to where models share their parts, so that every model that needs it finds it.
"""

from __future__ import annotations

from pathlib import Path

from app.errand import Errand
from engine.convert import beside, convert, published
from engine.store.locate import SHARED


class Conversion(Errand):
    """One at a time; `made` brings an engine.convert.Converted."""

    @staticmethod
    def possible(path: Path) -> bool:
        """Whether the file is one of those that were published in no other form."""
        return published(path)

    def begin(self, source: Path, models_folder: Path) -> None:
        """Make it; while one is under way, nothing happens."""
        output = models_folder / SHARED / beside(source).name
        self._start(lambda tell: convert(source, output, tell))
