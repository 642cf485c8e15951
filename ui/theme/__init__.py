"""The look, for everything that paints: `colour("accent")`, `font("body")`, `icon("play")`, `current().changed`."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from ui.theme.theme import KEY, Choice, Theme

__all__ = ["Choice", "Theme", "colour", "current", "font", "icon", "pixmap", "set_font", "set_icon", "size"]


def current() -> Theme:
    """The program's theme; made on first use, so a single widget can be shown (and tested) by itself."""
    app = QApplication.instance()
    assert isinstance(app, QApplication), "colours and fonts need a QApplication"
    return app.property(KEY) or Theme(app)


def colour(token: str, alpha: float = 1.0) -> QColor:
    """The colour of a token in the theme in force."""
    return current().colour(token, alpha)


def font(role: str, weight: int = 0, figures: bool = False) -> QFont:
    """The font of a role: note, small, body, title, headline."""
    return current().font(role, weight, figures)


def icon(name: str, size: int = 16, role: str = "text") -> QIcon:
    """An icon in the theme in force; `set_icon` gives one that follows the theme."""
    return current().icon(name, size, role)


def pixmap(name: str, size: int = 16, role: str = "text", ratio: float = 0.0) -> QPixmap:
    """An icon as a picture, for painting by hand."""
    return current().pixmap(name, size, role, ratio)


def set_icon(target: object, name: str, size: int = 16, role: str = "text") -> None:
    """Give a button, label or action an icon that follows the theme."""
    current().set_icon(target, name, size, role)


def set_font(widget: QWidget, role: str, weight: int = 0, figures: bool = False) -> None:
    """Give a widget the font of a role; it follows the text size."""
    current().set_font(widget, role, weight, figures)


def size(pixels: float) -> int:
    """A length of the design in device independent pixels, grown with the text size."""
    return current().size(pixels)
