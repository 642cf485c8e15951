"""How long people speak together and one after another, and the columns that networks were made for."""

from __future__ import annotations

import pytest

from engine.api.request import Asset, Input, Kind, Role
from engine.families.talking.params import TalkingParams, Turns
from engine.nets.wan import talking_people
from engine.planner.voices import MOST_PEOPLE, side_by_side, voice_seconds


def voice(seconds: float, start: float = 0.0, end: float = 0.0) -> Input:
    return Input(Role.AUDIO_FILE, Asset("/v.wav", Kind.AUDIO, seconds=seconds), start, end)


def test_together_the_longest_voice_counts_and_one_after_another_all_do():
    given = (voice(3.2), voice(5.0, 1.0, 2.5), voice(4.0, start=1.5), Input(Role.MASK, Asset("/m.png", Kind.IMAGE)))
    assert voice_seconds(TalkingParams(), given) == 3.2
    one_by_one = TalkingParams(multi_audio_type=Turns.ONE_AFTER_THE_OTHER)
    assert voice_seconds(one_by_one, given) == pytest.approx(3.2 + 1.5 + 2.5)
    assert voice_seconds(one_by_one, ()) == 0.0


def test_two_people_stand_in_the_left_and_the_right_half_with_a_margin():
    assert side_by_side(2, 200, 100) == ((5, 5, 95, 95), (105, 5, 195, 95))


def test_the_window_offers_as_many_people_as_the_network_can_keep_apart():
    assert MOST_PEOPLE == talking_people.MOST_PEOPLE
