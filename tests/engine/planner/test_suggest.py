"""Which task fits the inputs, what it still asks for, and which model would make people speak."""

from __future__ import annotations

import pytest

from engine import catalog
from engine.api.model import Mode
from engine.api.request import Role
from engine.planner.suggest import TALKING, lacking, speaker_for, suggest, talks, wanted


def spec(id: str):
    return catalog.load().model(id)


@pytest.mark.parametrize(
    ("roles", "model", "mode"),
    [
        ((), "starter", Mode.TEXT_TO_VIDEO),
        ((Role.AUDIO_FILE,), "starter", Mode.TEXT_TO_VIDEO),
        ((Role.INPUT_IMAGE,), "starter", Mode.IMAGE_TO_VIDEO),
        ((Role.INPUT_VIDEO,), "starter", Mode.VIDEO_TO_VIDEO),
        ((Role.INPUT_IMAGE, Role.AUDIO_FILE), "infinitetalk", Mode.INFINITE_TALK),
        ((Role.INPUT_VIDEO,), "infinitetalk", Mode.INFINITE_TALK),
        ((), "multitalk", Mode.MULTI_TALK),
    ],
)
def test_the_task_follows_from_inputs_and_model(roles, model, mode):
    assert suggest(roles, spec(model)) is mode


def test_somebody_who_speaks_may_be_in_a_picture_or_in_a_film():
    for mode in TALKING:
        assert lacking(mode, (Role.INPUT_IMAGE,)) is None and lacking(mode, (Role.INPUT_VIDEO,)) is None
        assert lacking(mode, (Role.AUDIO_FILE,)) is Role.INPUT_IMAGE
    assert lacking(Mode.VIDEO_TO_VIDEO, (Role.INPUT_IMAGE,)) is Role.INPUT_VIDEO
    assert lacking(Mode.TEXT_TO_VIDEO, ()) is None


def test_every_task_says_what_it_works_from():
    assert all(isinstance(wanted(mode), tuple) for mode in Mode)


def test_a_model_that_is_here_is_proposed_before_one_that_is_not_but_never_one_for_too_few():
    models = catalog.load().models
    assert not talks(spec("starter")) and talks(spec("infinitetalk"))
    assert speaker_for(1, (spec("starter"),), lambda _: True) is None
    named = ("infinitetalk", "infinitetalk-multi", "multitalk")
    able = tuple(one for one in models if one.id in named)
    assert speaker_for(1, able, lambda one: False).id == "infinitetalk"
    assert speaker_for(1, able, lambda one: one.id == "multitalk").id == "multitalk"
    assert speaker_for(2, able, lambda one: one.id == "infinitetalk").id == "infinitetalk-multi"
    assert speaker_for(4, able, lambda one: one.id == "multitalk").id == "multitalk"
