"""The models hear of the rest of the program: which one a job used, and which clips were made with it."""

from __future__ import annotations

import msgspec
import pytest

from app import context
from app.folders import Folders
from app.models import Presence
from engine.api.events import Finished
from engine.store.ours import is_ours
from tests.fakes import FakeEngine, a_request, a_result


@pytest.fixture
def house(qapp, tmp_path):
    built = context.build(Folders.below(tmp_path / "home"), engine=FakeEngine())
    yield built
    context.close(built)


def finish(house, title, model="starter"):
    request = msgspec.structs.replace(a_request(), model=model)
    id = house.jobs.add(request, title)
    assert house.models.uses(model)[-1:] == (title,)
    recipe = msgspec.json.encode(request).decode()
    house.engine.say(Finished(id, msgspec.structs.replace(a_result(f"/clips/{title}.mp4"), recipe=recipe)))


def test_a_finished_job_tells_which_model_was_used_and_its_clip_needs_it(house, qtbot):
    assert house.models.card("starter").presence is Presence.BUILT_IN
    assert house.models.uses("starter") == ()
    with qtbot.waitSignal(house.models.changed) as told:
        finish(house, "A red ball")
    assert told.args == ["starter"]
    assert house.models.card("starter").last_used > 1e9
    assert house.models.card("wan2.1-t2v-1.3b").last_used == 0
    assert house.models.uses("starter") == ("A red ball",)
    house.project.remove(house.project.clips[0].id)
    assert house.models.uses("starter") == ()


def test_the_window_s_models_folder_is_its_own(house):
    assert is_ours(house.folders.models)
    assert house.downloads.rows() == ()
