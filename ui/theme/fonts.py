"""The type scale: the system's own font in five sizes, with figures that keep their width."""

from __future__ import annotations

import sys
from typing import NamedTuple

from PySide6.QtGui import QFont, QFontDatabase

WINDOWS = ("Segoe UI Variable Text", "Segoe UI", "Microsoft YaHei UI")
LINUX = ("Inter", "Noto Sans", "Noto Sans CJK SC", "WenQuanYi Micro Hei")
GENERIC = ("", "Sans", "Sans Serif", "sans-serif", "DejaVu Sans", "Bitstream Vera Sans")  # no desktop chose these


class Role(NamedTuple):
    """Size and line in device independent pixels at a text size of 100 %, and the weight."""

    size: int
    line: int
    weight: int


ROLES = {
    "note": Role(11, 14, 400),
    "small": Role(12, 16, 400),
    "body": Role(13, 18, 400),
    "title": Role(15, 20, 600),
    "headline": Role(20, 28, 600),
}


def families() -> list[str]:
    """The fonts to try, in order: on Linux the desktop's own first when it has chosen one."""
    if sys.platform == "win32":
        return list(WINDOWS)
    desktop = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    return list(LINUX) if desktop in GENERIC else [desktop, *LINUX]


def font(role: str, scale: float, weight: int = 0, figures: bool = False) -> QFont:
    """The font of a role; `figures` gives every digit the same width, for numbers that change or stand in columns."""
    size, _, usual = ROLES[role]
    made = QFont()
    made.setFamilies(families())
    made.setPixelSize(max(1, round(size * scale)))
    made.setWeight(QFont.Weight(weight or usual))
    if figures:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made
