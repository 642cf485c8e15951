"""The look that is in force: colours, fonts, icons and style sheet of the whole program, switchable while it runs."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QDir, QObject, QSignalBlocker, QSize, Qt, QTemporaryDir, Signal
from PySide6.QtGui import QAction, QColor, QFont, QIcon, QPalette, QPixmap, QScreen
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton, QStyle, QWidget

from ui.theme import fonts, sheet
from ui.theme.focus import FocusWatch
from ui.theme.icons import Pictures, svg
from ui.theme.style import KinoraStyle
from ui.theme.tokens import NOT_IN_SHEET, TOKENS

Wearer = QAbstractButton | QLabel | QAction  # what can show an icon
KEY = "kinora_theme"
BEFORE_WORDS = 4  # device independent pixels between icon and words, besides the style's own
SMALLEST, LARGEST = 0.9, 1.5  # text size


class Choice(StrEnum):
    """What the person chose."""

    SYSTEM = "system"
    DARK = "dark"
    LIGHT = "light"


_SCHEMES = {
    Choice.SYSTEM: Qt.ColorScheme.Unknown,
    Choice.DARK: Qt.ColorScheme.Dark,
    Choice.LIGHT: Qt.ColorScheme.Light,
}


class Theme(QObject):
    """One per program; lives as long as the application, which owns it."""

    changed = Signal()  # colours or sizes are others now; painted widgets repaint by themselves

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._choice, self._scale = Choice.SYSTEM, 1.0
        self._pictures = Pictures()
        self._folder = QTemporaryDir()
        QDir.setSearchPaths("icons", [self._folder.path()])
        self._hints = app.styleHints()
        self._system = self._hints.colorScheme()
        self._hints.colorSchemeChanged.connect(self._on_scheme_changed)
        app.screenAdded.connect(self._on_screen_added)
        self._hints.accessibility().contrastPreferenceChanged.connect(self._apply)
        self._text = sheet.BASE.read_text(encoding="utf-8")
        app.setStyle(KinoraStyle())
        self._focus = FocusWatch(app, lambda: self.colour("accent"))
        app.setProperty(KEY, self)
        self._apply()

    @property
    def dark(self) -> bool:
        if self._choice is Choice.SYSTEM:
            return self._system != Qt.ColorScheme.Light
        return self._choice is Choice.DARK

    @property
    def scale(self) -> float:
        """Text size, 0.9 to 1.5."""
        return self._scale

    def choose(self, choice: str, text_scale: float = 1.0) -> None:
        """Show "system", "dark" or "light" with a text size of 0.9 to 1.5 (values beyond are moved to these)."""
        self._choice = Choice(choice)
        self._scale = min(max(text_scale, SMALLEST), LARGEST)
        with QSignalBlocker(self._hints):  # the frames that the system draws follow too
            self._hints.setColorScheme(_SCHEMES[self._choice])
        if self._choice is Choice.SYSTEM:
            self._system = self._hints.colorScheme()
        self._apply()

    def hex(self, token: str) -> str:
        """The colour as #RRGGBB; KeyError for a name that is no token."""
        if self._more_contrast() and token == "line":
            token = "edge"
        return TOKENS[token].dark if self.dark else TOKENS[token].light

    def colour(self, token: str, alpha: float = 1.0) -> QColor:
        """The colour, `alpha` 0 (unseen) to 1 (solid)."""
        made = QColor(self.hex(token))
        made.setAlphaF(alpha)
        return made

    def font(self, role: str, weight: int = 0, figures: bool = False) -> QFont:
        """note, small, body, title or headline; `figures` for numbers that change or stand in columns."""
        return fonts.font(role, self._scale, weight, figures)

    def size(self, pixels: float) -> int:
        """A length of the design, grown with the text size."""
        return round(pixels * self._scale)

    def pixmap(self, name: str, size: int = 16, role: str = "text", ratio: float = 0.0) -> QPixmap:
        """An icon as a picture; `ratio` 0 takes the screen's own."""
        return self._pictures.pixmap(name, self.hex(role), self.size(size), ratio or self._app.devicePixelRatio())

    def icon(self, name: str, size: int = 16, role: str = "text", gap: int = 0) -> QIcon:
        """An icon that turns to the accent when checked (white stays white) and fades when disabled."""
        on = role if role == "on_fill" else "accent"
        colours = (self.hex(role), self.hex(on), self.hex("disabled"))
        return self._pictures.icon(name, self.size(size), colours, gap)

    def set_icon(self, target: Wearer, name: str, size: int = 16, role: str = "text") -> None:
        """Give a button, label or action an icon that follows the theme."""
        target.setProperty("icon_wanted", [name, size, role])
        self._dress(target)

    def set_font(self, widget: QWidget, role: str, weight: int = 0, figures: bool = False) -> None:
        """Give a widget the font of a role; it follows the text size."""
        widget.setProperty("font_wanted", [role, weight, figures])
        widget.setFont(self.font(role, weight, figures))

    def duration(self, milliseconds: int) -> int:
        """How long a movement takes: 0 when the system asks for none."""
        hint = QStyle.StyleHint.SH_Widget_Animation_Duration
        return milliseconds if self._app.style().styleHint(hint) > 0 else 0

    def _more_contrast(self) -> bool:
        return self._hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast

    def _on_scheme_changed(self, scheme: Qt.ColorScheme) -> None:
        if self._choice is Choice.SYSTEM:
            self._system = scheme
            self._apply()

    def _on_screen_added(self, screen: QScreen) -> None:
        self._apply()  # it may have finer pixels than the icons were made for

    def _apply(self) -> None:
        self._app.setFont(self.font("body"))
        self._app.setPalette(self._palette())
        colours = {name: self.hex(name) for name in TOKENS}
        made = sheet.build(self._text, colours, scale=self._scale, icon=self._icon_file, elsewhere=NOT_IN_SHEET)
        if self._more_contrast():
            made += f"\n*[chosen=true] {{ border: 2px solid {self.hex('accent')}; }}"
            made += f"\nQPushButton[kind=primary]:focus {{ border: 2px solid {self.hex('focus_on_fill')}; }}"
        self._app.setStyleSheet(made)
        for widget in self._app.allWidgets():
            for target in (widget, *widget.actions()):
                self._dress(target)
            if wanted := widget.property("font_wanted"):
                widget.setFont(self.font(*wanted))
            widget.update()
        self.changed.emit()

    def _dress(self, target: QWidget | QAction) -> None:
        wanted = target.property("icon_wanted")
        if not wanted:
            return
        name, size, role = str(wanted[0]), int(wanted[1]), str(wanted[2])
        if isinstance(target, QLabel):
            target.setPixmap(self.pixmap(name, size, role, target.devicePixelRatio()))
            return
        gap = BEFORE_WORDS if isinstance(target, QPushButton) else 0
        target.setIcon(self.icon(name, size, role, gap))
        if isinstance(target, QAbstractButton):
            target.setIconSize(QSize(self.size(size) + gap, self.size(size)))

    def _icon_file(self, name: str, token: str) -> str:
        colour = self.hex(token)
        file = f"{name}-{colour[1:].lower()}.svg"
        with open(self._folder.filePath(file), "wb") as out:
            out.write(svg(name, colour, 14))
        return f"icons:{file}"

    def _palette(self) -> QPalette:
        roles = QPalette.ColorRole
        names = {
            roles.Window: "panel",
            roles.WindowText: "text",
            roles.Base: "well",
            roles.AlternateBase: "raised",
            roles.Text: "text",
            roles.PlaceholderText: "text3",
            roles.Button: "control",
            roles.ButtonText: "text",
            roles.BrightText: "on_fill",
            roles.Highlight: "fill",
            roles.HighlightedText: "on_fill",
            roles.Link: "accent",
            roles.ToolTipBase: "raised",
            roles.ToolTipText: "text",
            roles.Mid: "line",
            roles.Accent: "fill",
        }
        palette = QPalette()
        for role, token in names.items():
            palette.setColor(role, self.colour(token))
            if role in (roles.WindowText, roles.Text, roles.ButtonText):
                palette.setColor(QPalette.ColorGroup.Disabled, role, self.colour("disabled"))
        return palette
