"""Makes the file name of a result: prefix, date, task and seed, legal on every system, never taken already."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

LONGEST = 80  # characters, suffix included
LONGEST_BYTES = 200  # of UTF-8; most file systems allow 255
LEAST = 6  # characters of the prefix that always stay
ROOM = 6  # kept for " (99)" and the like
RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
ILLEGAL = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\ud800-\udfff]')


def result_name(prefix: str, mode: str, seed: int, moment: datetime, suffix: str) -> str:
    """For example "kinora_20301231-235959_text_to_video_42.mp4"; the prefix is shortened to fit."""
    date, number = f"_{moment:%Y%m%d-%H%M%S}", f"_{seed}{suffix}"
    task = f"_{legal(mode)}"[: LONGEST - ROOM - LEAST - len(date + number)]
    return shortened(legal(prefix) or "kinora", date + task + number) + date + task + number


def legal(text: str) -> str:
    """The text with everything replaced that a file name may not hold on Windows or Linux."""
    text = ILLEGAL.sub("_", unicodedata.normalize("NFC", text)).strip().rstrip(". ")
    text = re.sub(r"^[.\-~]+", "_", text)
    return f"_{text}" if RESERVED.match(text) else text


def shortened(text: str, rest: str) -> str:
    """As much of the text as leaves room for `rest` and a number."""
    text = text[: LONGEST - ROOM - len(rest)]
    while len((text + rest).encode()) > LONGEST_BYTES:
        text = text[:-1]
    return text
