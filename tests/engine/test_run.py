"""One job in, events out: whatever happens becomes an end that a person can act on."""

from __future__ import annotations

import pytest

from engine import catalog, run
from engine.api.errors import Cancelled
from engine.api.events import Failed, Finished, Log, Preview, Probed, Stepped, Stopped
from engine.api.request import Asset, GenerationRequest, Input, Kind, Role
from tests import scripted


@pytest.fixture
def go(tmp_path, monkeypatch):
    """Run a scripted prompt; the events, the last one being the end."""
    monkeypatch.setattr(catalog, "FAMILIES", dict(catalog.FAMILIES))
    scripted.register()

    def go(prompt, *, stop=lambda: None, warm=None, inputs=(), model="starter", **params):
        seen = []
        request = GenerationRequest(
            "j1", "wan", model, {"positive_prompt": prompt, "seed": 3, **params}, inputs, str(tmp_path)
        )
        end = run.run(request, seen.append, stop, run.Warm() if warm is None else warm)
        assert seen[-1] is end
        assert sum(isinstance(event, Finished | Failed | Stopped) for event in seen) == 1
        return seen

    return go


def test_the_events_of_the_family_come_through_in_order(go):
    *before, end = go("denoise=3x0 preview=10")
    assert [event.done for event in before if isinstance(event, Stepped)] == [1, 2, 3]
    assert isinstance(before[-1], Preview)
    assert isinstance(end, Finished)
    assert end.result.seed == 3


def test_a_wrong_value_names_its_field(go):
    (end,) = go("", steps=0)
    assert (end.code, end.param) == ("PAR-001", "steps")


def test_an_unknown_model_is_said_to_be_missing(go):
    (end,) = go("", model="nothing")
    assert end.code == "MOD-005"


def test_an_input_that_is_gone_is_named(go, tmp_path):
    lost = Input(Role.INPUT_IMAGE, Asset(str(tmp_path / "lost.png"), Kind.IMAGE))
    (end,) = go("", inputs=(lost,))
    assert (end.code, end.param) == ("IN-001", "input_image")
    assert "lost.png" in end.why


def test_a_wish_to_stop_ends_as_stopped_and_closes_the_generator(go):
    left = 5

    def stop():
        nonlocal left
        left -= 1
        if left < 0:
            raise Cancelled

    *before, end = go("denoise=100x0", stop=stop)
    assert end == Stopped("j1")
    assert len(before) < 10


@pytest.mark.parametrize(
    ("word", "code", "says"),
    [
        ("memory", "GPU-001", "Memory ran out"),
        ("full", "DSK-001", "The disk is full"),
        ("driver", "GPU-003", "The graphics driver was reset"),
        ("raise", "APP-002", "Kinora made a mistake"),
    ],
)
def test_each_kind_of_accident_has_its_words(go, word, code, says):
    end = go(word)[-1]
    assert (end.code, end.title) == (code, says)
    assert end.do
    assert "Traceback" in end.detail
    assert "Traceback" not in end.why


def test_out_of_memory_of_torch_is_known_by_its_name():
    error = type("OutOfMemoryError", (RuntimeError,), {})("CUDA out of memory. Tried to allocate 2.00 GiB")
    assert run.explain(error).code == "GPU-001"


def test_warm_parts_stay_between_jobs_and_go_when_memory_runs_out(go):
    warm = run.Warm()
    go("", warm=warm)
    assert go("", warm=warm)[-1].result.notes[0] == "run 2"
    go("raise", warm=warm)
    assert warm == {"runs": 2}
    go("memory", warm=warm)
    assert warm == {}


def test_a_probe_that_breaks_is_logged_and_not_raised(monkeypatch):
    seen = []
    monkeypatch.setattr(run, "resolve_name", lambda name: lambda folder: 1 / 0)
    run.measure(seen.append)
    assert isinstance(seen[0], Log)
    assert "ZeroDivisionError" in seen[0].text
    assert not any(isinstance(event, Probed) for event in seen)
