"""Turns resources/theme/base.qss into a style sheet: names become colours, lengths follow the text size.

In the file `@name` is a token, `12u` a length that grows with the text size, `@icon(check, on_fill)` a recoloured icon
and `@round(10, 2)` the radius of a circle of 10u inside a border of 2 px (one that is larger paints square corners).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent.parent / "resources" / "theme" / "base.qss"
_ICON = re.compile(r"@icon\(([a-z0-9-]+),\s*([a-z0-9_]+)\)")
_ROUND = re.compile(r"@round\((\d+),\s*(\d+)\)")
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
    named = set(_NAME.findall(_ICON.sub(r"@\2", bare)))
    unknown, unused = named - set(colours), set(colours) - named - elsewhere
    if unknown or unused:
        raise WrongName(f"unknown: {sorted(unknown)}, unused: {sorted(unused)}")
    with_icons = _ICON.sub(lambda m: f"url({icon(m[1], m[2])})", bare)
    coloured = _NAME.sub(lambda m: colours[m[1]], with_icons)
    return _LENGTH.sub(lambda m: f"{round(int(m[1]) * scale)}px", coloured)
