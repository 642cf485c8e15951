"""What was composed in the window is made: two voices, trimmed, with boxes, by the real engine on a tiny model."""

from __future__ import annotations

import msgspec
import pytest

from engine.api.events import Finished
from engine.api.model import Mode
from engine.catalog import RESOURCES
from engine.media.probe import probe
from engine.run import Warm, run
from tests import tiny_talking
from ui.compose.panel import ComposePanel
from ui.draft import Draft

BOXES = ((0.0, 0.0, 0.5, 1.0), (0.5, 0.0, 1.0, 1.0))


def test_a_film_of_two_trimmed_voices_one_after_the_other_is_as_long_as_both(context, picture, voices, tmp_path, qtbot):
    from engine import catalog

    assert catalog.RESOURCES != RESOURCES, "the models of the test lie in a folder of their own"
    id = tiny_talking.make(catalog.RESOURCES)
    context.known.reload()
    qtbot.waitUntil(lambda: any(spec.id == id for spec in context.catalog.models), timeout=5000)
    draft = Draft(context)
    panel = ComposePanel(context, draft)
    qtbot.addWidget(panel)
    draft.set_model(id)
    panel.take_files((picture, *voices[:2]))
    qtbot.waitUntil(lambda: len(draft.cast.voices) == 2 and draft.source is not None)
    first, second = draft.cast.people
    draft.cast.change_voice(first.id, start=0.35, end=0.95)
    draft.cast.change_voice(second.id, end=0.5)
    draft.cast.place(BOXES)
    panel.people.lanes.turns._buttons["add"].click()
    assert draft.mode is Mode.INFINITE_TALK and draft.obstacle() is None
    request = msgspec.structs.replace(
        draft.request(), id="made", output_folder=str(tmp_path / "out"), work_folder=str(tmp_path / "work")
    )
    events = []
    end = run(request, events.append, lambda: None, Warm())
    assert isinstance(end, Finished), end
    made = probe(tmp_path / "out" / end.result.path)
    assert made.has_audio and made.seconds == pytest.approx(0.6 + 0.5, abs=1 / 25 + 0.001)
    context.background.wait()
