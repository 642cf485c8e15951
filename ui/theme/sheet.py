"""Turns resources/theme/base.qss into a style sheet: names become colours, lengths follow the text size.

In the file `@name` is a token, `12u` a length that grows with the text size, `@icon(check, on_fill)` a recoloured icon
and `@round(10, 2)` the radius of a circle of 10u inside a border of 2 px (one that is larger paints square corners).
`@knob(10)` is the width of a slider's knob on a groove of 4 px, even, so that `@knob_out(10)`, what it stands out
above and below, and `@knob_round(10)` make it a circle at every text size.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent.parent / "resources" / "theme" / "base.qss"
_ICON = re.compile(r"@icon\(([a-z0-9-]+),\s*([a-z0-9_]+)\)")
_ROUND = re.compile(r"@round\((\d+),\s*(\d+)\)")
_KNOB = re.compile(r"@knob(_out|_round)?\((\d+)\)")
_NAME = re.compile(r"@([a-z][a-z0-9_]*)")
_LENGTH = re.compile(r"(?<![\w#.-])(-?\d+)u\b")


class WrongName(ValueError):
    """The sheet names a colour that is no token, or leaves out one that it should use."""


def build(
    text: str,
    colours: Mapping[str, str],
    *,
    scale: float,
    icon: Callable[[str, str], str],
    elsewhere: frozenset[str] = frozenset(),
) -> str:
    """The finished sheet.  `icon(name, token)` gives the address of a recoloured icon.

    Raises WrongName for a name that is no token, and for a token that is used neither here nor `elsewhere`.
    """
    bare = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    bare = _ROUND.sub(lambda m: f"{(round(int(m[1]) * scale) + 2 * int(m[2])) // 2}px", bare)
    bare = _KNOB.sub(lambda m: _knob(m[1] or "", int(m[2]), scale), bare)
    named = set(_NAME.findall(_ICON.sub(r"@\2", bare)))
    unknown, unused = named - set(colours), set(colours) - named - elsewhere
    if unknown or unused:
        raise WrongName(f"unknown: {sorted(unknown)}, unused: {sorted(unused)}")
    with_icons = _ICON.sub(lambda m: f"url({icon(m[1], m[2])})", bare)
    coloured = _NAME.sub(lambda m: colours[m[1]], with_icons)
    return _LENGTH.sub(lambda m: f"{round(int(m[1]) * scale)}px", coloured)


def _knob(part: str, size: int, scale: float) -> str:
    """Inside a border of 2 px, on a groove of 4 px."""
    width = 2 * round(size * scale / 2)
    return {"": f"{width}px", "_out": f"-{width // 2}px", "_round": f"{width // 2 + 2}px"}[part]
