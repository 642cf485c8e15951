"""Every colour of Kinora, once per theme, and the contrasts that are promised.

Sources: WCAG 2.2 for the contrast formula; Okabe and Ito for keeping blue apart from green, amber and red.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Token(NamedTuple):
    """A colour in both themes, as #RRGGBB."""

    dark: str
    light: str


TOKENS: dict[str, Token] = {
    "stage": Token("#0C0C0C", "#D4D4D4"),
    "screen": Token("#000000", "#000000"),
    "window": Token("#141517", "#E6E7E9"),
    "panel": Token("#1B1C1F", "#F4F4F5"),
    "raised": Token("#242629", "#FFFFFF"),
    "control": Token("#303338", "#FFFFFF"),
    "button_line": Token("#303338", "#BFC2C7"),
    "hover": Token("#3A3D43", "#EDEEF0"),
    "pressed": Token("#292B2F", "#E0E1E4"),
    "well": Token("#121315", "#FFFFFF"),
    "groove": Token("#3A3D43", "#C9CCD1"),
    "line": Token("#2E3035", "#D6D8DB"),
    "edge": Token("#757982", "#7C8089"),
    "text": Token("#ECEDEF", "#191A1D"),
    "text2": Token("#B6B9C0", "#46494F"),
    "text3": Token("#969AA3", "#5C6067"),
    "disabled": Token("#62656C", "#A3A6AC"),
    "accent": Token("#8AB0FF", "#2457C5"),
    "soft": Token("#1D2940", "#E1E9FA"),
    "fill": Token("#3469DB", "#2457C5"),
    "fill_hover": Token("#3E70DA", "#1E4CB0"),
    "fill_pressed": Token("#2B5DC6", "#193F93"),
    "on_fill": Token("#FFFFFF", "#FFFFFF"),
    "focus_on_fill": Token("#FFFFFF", "#0A0A0A"),
    "ok": Token("#62C98F", "#17703F"),
    "ok_soft": Token("#17271E", "#E1F2E8"),
    "warn": Token("#E6B455", "#855500"),
    "warn_soft": Token("#2A2315", "#FAEFD6"),
    "danger": Token("#F5857A", "#B62F26"),
    "danger_soft": Token("#301D1C", "#FBE6E4"),
    "ours": Token("#8AB0FF", "#2457C5"),
    "others": Token("#8D9199", "#767A83"),
    "free": Token("#2A2C31", "#E1E2E5"),
    "predicted": Token("#ECEDEF", "#191A1D"),
    "pair1": Token("#4CC7B5", "#0B7468"),
    "pair2": Token("#E59ACB", "#A23580"),
    "pair3": Token("#BFCB5B", "#5A6608"),
    "pair4": Token("#BDA8FF", "#6B3FC9"),
    "on_pair": Token("#0C0C0C", "#FFFFFF"),
    "clip": Token("#2A3447", "#D5DFF3"),
    "clip_edge": Token("#52699A", "#8FA8DA"),
    "clip_audio": Token("#1C3633", "#CFE8E3"),
}

NOT_IN_SHEET = frozenset(  # painted by hand, or only where the system asks for high contrast
    {"screen", "focus_on_fill", "others", "free", "predicted", "ours"}
    | {"pair1", "pair2", "pair3", "pair4", "on_pair", "clip", "clip_edge", "clip_audio"}
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A promise: `front` on each of `backs` has at least this contrast in each theme (1 to 21)."""

    front: str
    backs: tuple[str, ...]
    dark: float
    light: float


SURFACES = ("window", "panel", "raised")
PAIRS = (
    Pair("edge", (*SURFACES, "well"), 3.5, 3.2),
    Pair("text", (*SURFACES, "control", "hover", "well"), 9.3, 14.1),
    Pair("text", ("clip", "clip_audio"), 10.7, 13.0),
    Pair("text", ("warn_soft", "pressed", "soft"), 12.0, 13.3),
    Pair("text2", (*SURFACES, "control", "well", "warn_soft"), 6.4, 7.3),
    Pair("text3", (*SURFACES, "well"), 5.4, 5.1),
    Pair("accent", (*SURFACES, "soft"), 6.7, 5.2),
    Pair("fill", SURFACES, 3.0, 5.2),
    Pair("on_fill", ("fill", "fill_hover", "fill_pressed"), 4.6, 6.5),
    Pair("focus_on_fill", ("fill",), 5.0, 3.0),
    Pair("ok", (*SURFACES, "ok_soft"), 7.4, 5.0),
    Pair("warn", (*SURFACES, "warn_soft"), 8.0, 5.1),
    Pair("danger", (*SURFACES, "danger_soft"), 6.2, 5.0),
    Pair("ours", ("free",), 6.5, 5.0),
    Pair("others", ("free",), 4.4, 3.3),
    Pair("predicted", ("free",), 11.9, 13.4),
    Pair("pair1", (*SURFACES, "clip_audio"), 6.2, 4.4),
    Pair("pair2", (*SURFACES, "clip_audio"), 5.9, 4.4),
    Pair("pair3", (*SURFACES, "clip_audio"), 7.3, 4.8),
    Pair("pair4", (*SURFACES, "clip_audio"), 6.2, 5.1),
    Pair("on_pair", ("pair1", "pair2", "pair3", "pair4"), 9.1, 5.6),
)


def contrast(a: str, b: str) -> float:
    """Contrast of two #RRGGBB colours by WCAG 2.2: 1 (same) to 21 (black on white)."""
    high, low = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
