"""The widget style below the style sheet: Fusion, with the few habits that a style sheet cannot set."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QProxyStyle, QStyle, QStyleHintReturn, QStyleOption, QWidget

TOOLTIP_AFTER = 500  # milliseconds


class KinoraStyle(QProxyStyle):
    """A click never takes the keyboard from the field one types in, so a visible focus always means the keyboard."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def polish(self, what: object) -> object:
        if isinstance(what, QAbstractButton) and what.focusPolicy() == Qt.FocusPolicy.StrongFocus:
            what.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return super().polish(what)

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returned: QStyleHintReturn | None = None,
    ) -> int:
        if hint == QStyle.StyleHint.SH_ToolTip_WakeUpDelay:
            return TOOLTIP_AFTER
        if hint == QStyle.StyleHint.SH_Slider_AbsoluteSetButtons:
            return Qt.MouseButton.LeftButton.value
        return super().styleHint(hint, option, widget, returned)
