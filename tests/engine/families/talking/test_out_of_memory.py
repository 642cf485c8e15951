"""Wherever memory runs out, a talking film is finished on a lower plan, and no finished step is made again."""

from __future__ import annotations

import numpy as np

from engine.api.events import Finished, Replanned, Stage, Stepped
from engine.api.request import Role
from engine.memory.attempts import FILE
from tests.engine.families.conftest import film
from tests.engine.families.injected import Allocations

EVERY = 40  # the suite tries one place in so many; `python -m tests.measure.oom_everywhere` tries all
SHORT = {"num_frames": 5, "frame_window_size": 5, "motion_frame": 1, "steps": 2}


def test_one_shortage_at_any_place_is_survived(runs, portrait, voice):
    given = ((Role.INPUT_IMAGE, portrait), (Role.AUDIO_FILE, voice(0.3)))
    clean = runs.frames("infinite_talk", given, **SHORT)
    runs.warm.clear()
    with Allocations() as counted:
        runs.end(runs.request("infinite_talk", given, **SHORT))
    for place, count in list(counted.counts.items())[::EVERY]:
        runs.warm.clear()
        (runs.folder / "cache" / FILE).unlink(missing_ok=True)
        with Allocations(place, (count + 1) // 2) as injected:
            end = runs.end(runs.request("infinite_talk", given, **SHORT))
        assert injected.raised == 1, place
        assert isinstance(end, Finished), (place, end)
        assert sum(isinstance(event, Replanned) for event in runs.events) == 1, place
        done = [e.done for e in runs.events if isinstance(e, Stepped) and e.stage is Stage.DENOISE and not e.part]
        assert done == sorted(set(done)), (place, done)
        assert np.abs(film(end.result.path).astype(int) - clean).max() <= 1, place
