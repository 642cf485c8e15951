"""The whole window: a clip that is dropped, or a window that opens again, brings voices, trims and places back."""

from __future__ import annotations

from engine.api import wire
from tests.ui.speakers.conftest import TALKING
from tests.ui.speakers.test_film import BOXES, give, plain
from ui.main_window import MainWindow


def compose(window, qtbot, picture, voices):
    draft = window.draft
    draft.set_model(TALKING)
    give(window.compose, draft, qtbot, picture, voices[:2])
    draft.cast.change_voice(draft.cast.people[0].id, start=0.35, end=1.25)
    draft.cast.place(BOXES)
    return plain(draft.request())


def test_a_clip_that_is_dropped_brings_everything_back(window, picture, voices, qtbot):
    before = compose(window, qtbot, picture, voices)
    recipe = wire.plain(window.draft.request())
    window.actions_["new"].trigger()
    window.draft.set_model("starter")
    assert window.draft.cast.people == () and window.draft.inputs == ()
    window.compose.recipe_found.emit("/clips/old.mp4", recipe)
    qtbot.waitUntil(lambda: len(window.draft.cast.voices) == 2 and window.draft.source is not None)
    assert plain(window.draft.request()) == before


def test_a_window_that_opens_again_has_the_voices_it_had_also_the_silent_ones(window, context, picture, voices, qtbot):
    before = compose(window, qtbot, picture, voices)
    window.draft.cast.change_voice(window.draft.cast.people[1].id, muted=True)
    window.close()
    again = MainWindow(context)
    qtbot.addWidget(again)
    qtbot.waitUntil(lambda: len(again.draft.cast.voices) == 2 and again.draft.source is not None)
    first, second = again.draft.cast.people
    assert (first.voice.start, first.voice.end, second.voice.muted) == (0.35, 1.25, True)
    again.draft.cast.change_voice(second.id, muted=False)
    assert plain(again.draft.request()) == before
    context.background.wait()
    again.close()
