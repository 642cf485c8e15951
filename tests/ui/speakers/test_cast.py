"""The people of a clip: order, places and what is sent to the engine, without any widget."""

from __future__ import annotations

import pytest

from engine.api.request import Asset, Kind, Role
from engine.planner.voices import MOST_PEOPLE
from ui.speakers.cast import Cast, Voice

LEFT, RIGHT = (0.0, 0.1, 0.4, 0.9), (0.6, 0.1, 1.0, 0.9)


def columns(people: int) -> tuple:
    return tuple((n / people, 0.0, (n + 1) / people, 1.0) for n in range(people))


@pytest.fixture
def cast(qtbot):
    return Cast(columns)


def voice(name: str, seconds: float = 4.0) -> Voice:
    return Voice(Asset(f"/{name}.wav", Kind.AUDIO, seconds=seconds))


def mask(name: str) -> Asset:
    return Asset(f"/{name}.png", Kind.IMAGE, 100, 50)


def names(cast: Cast) -> list[str]:
    return [given.asset.path[1:-4] for given in cast.sent()[0]]


def test_voices_are_sent_in_the_order_in_which_they_came(cast):
    for name in "abc":
        assert cast.add_voice(voice(name))
    assert names(cast) == ["a", "b", "c"] and cast.sent()[1] == ()


def test_there_is_room_for_four_and_no_more(cast):
    assert [cast.add_voice(voice(str(n))) for n in range(MOST_PEOPLE + 1)] == [True] * MOST_PEOPLE + [False]
    assert cast.full and len(cast.people) == MOST_PEOPLE


def test_a_box_goes_with_its_person_when_the_order_changes(cast):
    for name in "ab":
        cast.add_voice(voice(name))
    cast.place((LEFT, RIGHT))
    cast.move(cast.people[1].id, 0)
    assert names(cast) == ["b", "a"] and cast.sent()[1] == (*RIGHT, *LEFT)
    cast.remove(cast.people[0].id)
    assert names(cast) == ["a"] and cast.sent()[1] == (), "one person needs no place"


def test_whoever_comes_after_boxes_were_drawn_gets_one_too(cast):
    for name in "ab":
        cast.add_voice(voice(name))
    cast.place((LEFT, RIGHT))
    cast.add_voice(voice("c"))
    assert cast.sent()[1] == (*LEFT, *RIGHT, *columns(3)[2])
    cast.remove(cast.people[0].id)
    assert cast.sent()[1] == (*RIGHT, *columns(3)[2]), "and keeps it"


def test_a_muted_person_keeps_the_place_and_listens(cast):
    for name in "ab":
        cast.add_voice(voice(name))
    cast.change_voice(cast.people[0].id, muted=True)
    sent, boxes = cast.sent()
    assert [given.asset.path for given in sent] == ["/b.wav"]
    assert boxes == (*columns(2)[1], *columns(2)[0]), "who speaks comes first, each where the network expects them"
    assert cast.flat == (), "nobody said where they are"


def test_somebody_who_only_listens_has_a_place_and_takes_the_next_voice(cast):
    cast.add_voice(voice("a"))
    cast.add_listener()
    assert cast.sent()[1] == (*columns(2)[0], *columns(2)[1])
    cast.add_voice(voice("b"))
    assert names(cast) == ["a", "b"] and len(cast.people) == 2 and cast.sent()[1] == ()


def test_masks_are_sent_after_the_voices_in_their_order_and_instead_of_boxes(cast):
    for name in "ab":
        cast.add_voice(voice(name))
    cast.place((LEFT, RIGHT))
    cast.paint((mask("left"), mask("right")))
    cast.move(cast.people[1].id, 0)
    sent, boxes = cast.sent()
    assert [given.role for given in sent] == [Role.AUDIO_FILE] * 2 + [Role.MASK] * 2
    assert names(cast) == ["b", "a", "right", "left"] and boxes == ()
    cast.add_voice(voice("c"))
    assert cast.unpainted == 3
    cast.unplace()
    assert not cast.given and cast.unpainted == 0


def test_boxes_that_a_recipe_brings_wait_for_their_voices(cast):
    heard = []
    cast.changed.connect(lambda: heard.append(cast.flat))
    cast.add_voice(voice("old"))
    cast.start_anew((*LEFT, *RIGHT))
    assert cast.flat == (*LEFT, *RIGHT) and cast.voices == ()
    for name in "ab":
        cast.add_voice(voice(name))
    assert len(cast.people) == 2 and cast.sent()[1] == (*LEFT, *RIGHT)
    cast.start_anew(())
    assert heard[-1] == () and cast.people == ()


def test_boxes_that_are_typed_count_for_the_people_in_turn_and_half_a_box_for_nobody(cast):
    for name in "ab":
        cast.add_voice(voice(name))
    cast.take_flat((0.1, 0.2, 0.3))
    assert not cast.given
    cast.take_flat(LEFT)
    assert cast.flat == (*LEFT, *columns(2)[1])
    cast.take_flat(())
    assert not cast.given


def test_nothing_is_told_where_nothing_changed(cast, qtbot):
    cast.add_voice(voice("a"))
    with qtbot.assertNotEmitted(cast.changed):
        cast.change_voice(cast.people[0].id, muted=False)
        cast.unplace()
        cast.take_flat(())
