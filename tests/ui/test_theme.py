"""The look: contrasts, names, icons and the switch between themes."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton, QVBoxLayout, QWidget

from ui import theme
from ui.theme import icons, sheet, tokens
from ui.theme.icons import FOLDER


@pytest.mark.parametrize("pair", tokens.PAIRS, ids=lambda p: f"{p.front} on {'-'.join(p.backs)}")
def test_every_promised_contrast_holds_in_both_themes(pair):
    for back in pair.backs:
        front, behind = tokens.TOKENS[pair.front], tokens.TOKENS[back]
        assert tokens.contrast(front.dark, behind.dark) >= pair.dark - 0.05, back
        assert tokens.contrast(front.light, behind.light) >= pair.light - 0.05, back


def test_words_reach_four_and_a_half_and_outlines_three():
    words = {"text", "text2", "text3", "accent", "on_fill", "ok", "warn", "danger", "on_pair"}
    for pair in tokens.PAIRS:
        assert min(pair.dark, pair.light) >= (4.5 if pair.front in words else 3.0), pair.front


def test_the_contrast_formula_is_that_of_the_web_guidelines():
    assert tokens.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert tokens.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_the_stage_is_exactly_neutral():
    for shade in tokens.TOKENS["stage"]:
        assert shade[1:3] == shade[3:5] == shade[5:7]


def test_the_sheet_refuses_a_name_that_is_no_colour_and_a_colour_that_nothing_uses():
    def build(text: str) -> str:
        return sheet.build(text, {"text": "#111111"}, scale=1, icon=str)

    assert build("a { color: @text; }") == "a { color: #111111; }"
    with pytest.raises(sheet.WrongName, match="txet"):
        build("a { color: @text; b: @txet }")
    with pytest.raises(sheet.WrongName, match="unused.*text"):
        build("a { color: red; } /* @text */")


def test_lengths_of_the_sheet_grow_with_the_text_size_and_borders_do_not():
    made = sheet.build("a { width: 12u; margin: -5u 0; border: 1px; }", {}, scale=1.5, icon=str)
    assert made == "a { width: 18px; margin: -8px 0; border: 1px; }"


def test_a_circle_of_the_sheet_stays_a_circle_at_every_text_size():
    for scale, radius in ((0.9, 6), (1.0, 7), (1.5, 9)):
        assert sheet.build("a { r: @round(10, 2); }", {}, scale=scale, icon=str) == f"a {{ r: {radius}px; }}"


def test_the_real_sheet_names_only_colours_that_exist_and_uses_all():
    colours = {name: token.dark for name, token in tokens.TOKENS.items()}
    made = sheet.build(
        sheet.BASE.read_text("utf-8"), colours, scale=1, icon=lambda *_: "x", elsewhere=tokens.NOT_IN_SHEET
    )
    assert "@" not in made
    assert not re.search(r"#[0-9A-Fa-f]{3,8}\b", sheet.BASE.read_text("utf-8")), "colours are named, not written"


def test_switching_the_theme_repaints_what_is_open(qtbot):
    page = QWidget()
    page.setProperty("surface", "panel")
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    page.resize(40, 40)
    qtbot.addWidget(page)
    for choice in ("light", "dark", "light"):
        theme.current().choose(choice)
        token = tokens.TOKENS["panel"]
        seen = page.grab().toImage().pixelColor(20, 20).name().upper()
        assert seen == (token.dark if choice == "dark" else token.light)


def test_a_theme_that_follows_the_system_follows_it(qtbot):
    theme.current().choose("system")
    heard = []
    theme.current().changed.connect(lambda: heard.append(theme.current().dark))
    QApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    QApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert heard == [False, True]
    theme.current().choose("light")
    QApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert heard[2:] == [False], "a theme that was chosen stays"


def test_an_icon_follows_the_theme_on_the_button_that_wears_it(qtbot):
    button = QToolButton()
    qtbot.addWidget(button)
    theme.current().choose("dark")
    theme.set_icon(button, "square", 16, "text")
    dark = _inked(button.icon().pixmap(16, 16).toImage())
    theme.current().choose("light")
    light = _inked(button.icon().pixmap(16, 16).toImage())
    assert dark == tokens.TOKENS["text"].dark and light == tokens.TOKENS["text"].light


def _inked(picture: QImage) -> str:
    """The colour of the most solid pixel."""
    places = [(x, y) for x in range(picture.width()) for y in range(picture.height())]
    x, y = max(places, key=lambda at: picture.pixelColor(*at).alpha())
    return picture.pixelColor(x, y).name().upper()


def test_an_icon_is_sharp_on_a_screen_of_double_density(qtbot):
    picture = theme.current().pixmap("play", 16, "text", 2.0)
    assert (picture.width(), picture.devicePixelRatio()) == (32, 2.0)


def test_text_size_scales_fonts_and_lengths_and_stays_within_limits(qtbot):
    theme.current().choose("dark", 1.5)
    assert (theme.font("note").pixelSize(), theme.size(28)) == (16, 42)
    theme.current().choose("dark", 4)
    assert theme.current().scale == 1.5
    theme.current().choose("dark")
    assert theme.font("body").pixelSize() == 13


def test_figures_keep_their_width(qtbot):
    from PySide6.QtGui import QFont

    assert theme.font("body", figures=True).featureValue(QFont.Tag("tnum")) == 1
    assert not theme.font("body").isFeatureSet(QFont.Tag("tnum"))


def test_a_filled_button_with_the_keyboard_wears_a_ring_outside_itself(qtbot):
    page = QWidget()
    button, other = QPushButton("Generate"), QPushButton("Other")
    button.setProperty("kind", "primary")
    layout = QVBoxLayout(page)
    layout.setContentsMargins(20, 20, 20, 20)
    layout.addWidget(button)
    layout.addWidget(other)
    qtbot.addWidget(page)
    theme.current().choose("dark")
    with qtbot.waitExposed(page):
        page.show()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    ring = page.findChild(QWidget, "focus_ring")
    assert ring is not None and ring.geometry() == button.geometry().adjusted(-3, -3, 3, 3)
    at = button.geometry().center()
    seen = page.grab().toImage().pixelColor(at.x(), button.geometry().top() - 2).name().upper()
    assert seen == tokens.TOKENS["accent"].dark
    other.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: page.findChild(QWidget, "focus_ring") is None)


def test_a_click_does_not_take_the_keyboard_from_the_field_one_types_in(qtbot):
    button = QPushButton("Generate")
    qtbot.addWidget(button)
    theme.current().choose("dark")
    button.show()
    assert button.focusPolicy() == Qt.FocusPolicy.TabFocus


def test_the_icons_come_with_their_licence():
    assert "ISC License" in (FOLDER / "LICENSE").read_text("utf-8")


def test_icons_are_made_for_the_screens_that_are_there_and_anew_when_one_comes(qapp, monkeypatch):
    made = []
    monkeypatch.setattr(icons, "_render", lambda *key: made.append(key[3]) or QPixmap(4, 4))
    monkeypatch.setattr(icons, "ratios", lambda: (2.0, 1.0))
    icons.Pictures().icon("x", 16, ("#111111", "#222222", "#333333"))
    assert sorted(made) == [1.0, 1.0, 1.0, 2.0, 2.0, 2.0]
    heard = []
    theme.current().changed.connect(lambda: heard.append(1))
    qapp.screenAdded.emit(qapp.primaryScreen())
    assert len(heard) == 1
