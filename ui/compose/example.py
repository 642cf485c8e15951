"""The example of the first minute: the built-in portrait speaks with the built-in voice."""

from __future__ import annotations

from collections.abc import Callable

from engine.api.request import Role
from engine.catalog import RESOURCES
from ui.compose.panel import ComposePanel
from ui.draft import Draft

MODEL = "starter-voice"
PORTRAIT, VOICE = (str(RESOURCES / MODEL / "example" / name) for name in ("portrait.png", "voice.flac"))


def say_hello(compose: ComposePanel, draft: Draft, generate: Callable[[], None]) -> None:
    """Take both in as if they were dropped, and begin as soon as they are read."""

    def begin() -> None:
        if draft.source is not None and draft.cast.voices:
            draft.changed.disconnect(begin)
            generate()

    compose.forget_inputs()
    for role in Role:
        draft.take_away(role)
    draft.set_model(MODEL)
    draft.changed.connect(begin)
    compose.take_files((PORTRAIT, VOICE))
