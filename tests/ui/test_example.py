"""The example of the first minute: a drawn face speaks, and nothing has to be given for it."""

from __future__ import annotations

from pathlib import Path

from engine.api.model import Mode
from engine.api.request import Asset, Kind, Role
from engine.media.probe import probe
from ui.compose.example import MODEL, PORTRAIT, VOICE


def test_one_click_lets_the_built_in_portrait_speak_with_the_built_in_voice(window, context, qtbot):
    window.draft.put(Asset("/mine.png", Kind.IMAGE, 640, 480), Role.INPUT_IMAGE)
    window.viewer.first_minute.button.click()  # what is offered first
    qtbot.waitUntil(lambda: bool(context.engine.given), timeout=10_000)
    (given,) = context.engine.given
    assert (given.model, given.params["mode"]) == (MODEL, Mode.INFINITE_TALK.value)
    assert [one.asset.path for one in given.inputs] == [PORTRAIT, VOICE]
    assert context.jobs.all()[0].title == "portrait"
    window.draft.set_prompts("another change", "")
    assert len(context.jobs.all()) == 1, "only once"


def test_what_speaks_is_small_and_speaks_for_about_three_seconds():
    assert 2 < probe(Path(VOICE)).seconds < 4
    assert probe(Path(PORTRAIT)).width == probe(Path(PORTRAIT)).height
    assert sum(Path(path).stat().st_size for path in (PORTRAIT, VOICE)) < 100_000
