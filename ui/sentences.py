"""Says in the person's language what the engine says in English.

The engine knows no languages.  A sentence of its own has a shape such as "{1} has 0 bytes."; the catalogue of a
language (resources/languages/engine_*.json) holds each shape with its translation.  A sentence is recognised by its
shape and said again; what stands in its places (names of files, figures) stays, unless it is a sentence or a word of
its own.  What the catalogue does not know stays English.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

import msgspec
from PySide6.QtCore import QCoreApplication, QLocale

from engine.api.errors import EngineError
from engine.api.events import Failed

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "languages"
KEY = "kinora_sentences"
PLACE = re.compile(r"\{(\d+)\}")
FIGURE = re.compile(r"\d+\.\d+")


class Sentences:
    """The catalogue of one language."""

    def __init__(self, known: Mapping[str, str]) -> None:
        """`known` is the translation of each shape."""
        self._known = known
        self._said: dict[str, str] = {}

    @cached_property
    def _shapes(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        """Those with places, the most telling first: of two that fit, the one with more fixed letters is meant."""
        shapes = [shape for shape in self._known if PLACE.search(shape)]
        shapes.sort(key=lambda shape: len(PLACE.sub("", shape)), reverse=True)
        return tuple((_pattern(shape), self._known[shape]) for shape in shapes)

    def say(self, text: str) -> str:
        """The translation, or the text itself."""
        if not self._known or not text:
            return text
        if text not in self._said:
            self._said[text] = self._translated(text)
        return self._said[text]

    def _translated(self, text: str) -> str:
        if text in self._known:
            return self._known[text]
        for pattern, translation in self._shapes:
            if found := pattern.fullmatch(text):
                return self._filled(translation, found.groupdict(), text)
        return QCoreApplication.translate("Parameters", text)

    def _filled(self, translation: str, parts: Mapping[str, str], whole: str) -> str:
        return PLACE.sub(lambda place: self._inside(parts[f"p{place[1]}"], whole), translation)

    def _inside(self, part: str, whole: str) -> str:
        if FIGURE.fullmatch(part):
            return part.replace(".", QLocale().decimalPoint())
        return self.say(part) if len(part) < len(whole) else part


def _pattern(shape: str) -> re.Pattern[str]:
    pieces = PLACE.split(shape)  # fixed, number, fixed, number, ..., fixed
    fixed, numbers = pieces[::2], pieces[1::2]
    made = re.escape(fixed[0])
    for number, after in zip(numbers, fixed[1:], strict=True):
        made += f"(?P<p{number}>.+?){re.escape(after)}"
    return re.compile(made, re.DOTALL)


def read(code: str) -> Sentences:
    """The catalogue of a language; an empty one for English."""
    path = FOLDER / f"engine_{code}.json"
    return Sentences(json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {})


def said(text: str) -> str:
    """A sentence of the engine in the language that is in force."""
    app = QCoreApplication.instance()
    sentences = app.property(KEY) if app is not None else None
    return sentences.say(text) if isinstance(sentences, Sentences) else text


def explained(error: EngineError | Failed) -> str:
    """What happened and why, as one text."""
    return ended(*(said(part) for part in (error.title, error.why)))


def ended(*parts: str) -> str:
    """Sentences in a row, each with its full stop; no space follows a Chinese one."""
    text = ""
    for part in filter(None, parts):
        closed = part if part.endswith((".", "\u3002", "!", "?")) else f"{part}{full_stop(part)}"
        text += closed if not text or text.endswith("\u3002") else f" {closed}"
    return text


def full_stop(text: str) -> str:
    """The stop that belongs behind that text."""
    return "\u3002" if re.search(r"[\u3400-\u9fff]", text) else "."


def spoken(failure: Failed) -> Failed:
    """A failure in the language that is in force; code and detail stay as they are."""
    return msgspec.structs.replace(
        failure,
        title=said(failure.title),
        why=said(failure.why),
        done=said(failure.done),
        do=tuple(said(way) for way in failure.do),
    )
