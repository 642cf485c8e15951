"""Listening to a part of a voice: piece after piece, to its end, and what is said where nothing can be heard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.engine.media.test_outline import spoken
from ui.speakers import listen
from ui.speakers.listen import Listen


class Card:
    """A sound card that keeps what it is given and plays it without telling the time."""

    def __init__(self, *, there: bool = True) -> None:
        self.given, self.available = [], there

    def load(self, samples: bytes) -> None:
        if samples:
            self.given.append(samples)

    def play(self, at: float) -> None:
        assert at == 0.0

    def now(self) -> None:
        return None


@pytest.fixture
def player(context, qtbot):
    made = Listen(context.drops)
    made.sound = Card()
    yield made
    made.stop()
    context.background.wait()


def seconds(samples: bytes) -> float:
    return len(samples) / (48_000 * 2 * 2)


def test_a_part_is_played_in_pieces_without_a_gap_and_ends_by_itself(player, tmp_path, monkeypatch, qtbot):
    monkeypatch.setattr(listen, "PIECE", 0.2)
    path = str(spoken(tmp_path / "v.wav", (1.0, 0.5)))
    heard = []
    player.moved.connect(heard.append)
    with qtbot.waitSignal(player.ended, timeout=5000):
        player.play(path, 0.25, 0.8)
    lengths = [round(seconds(piece), 3) for piece in player.sound.given]
    assert lengths == [0.2, 0.2, 0.15]
    assert heard == sorted(heard) and heard[0] >= 0.25 and heard[-1] <= 0.8 + 0.001
    assert player.path == ""


def test_a_file_that_is_shorter_than_its_header_says_ends_where_it_ends(player, tmp_path, qtbot):
    path = str(spoken(tmp_path / "v.wav", (0.3, 0.5)))
    with qtbot.waitSignal(player.ended, timeout=5000):
        player.play(path, 0.0, 9.0)
    assert [round(seconds(piece), 2) for piece in player.sound.given] == [0.3]


def test_a_file_that_is_gone_ends_at_once(player, tmp_path, qtbot):
    with qtbot.waitSignal(player.ended, timeout=5000):
        player.play(str(tmp_path / "gone.wav"), 0.0, 1.0)
    assert player.sound.given == []


def test_without_a_sound_device_that_is_said(panel, draft, context, voices, qtbot):
    lanes = panel.people.lanes
    lanes.listen.sound = Card(there=False)
    panel.take_files(voices[:1])
    qtbot.waitUntil(lambda: len(lanes.lanes) == 1)
    qtbot.mouseClick(lanes.lanes[0].play, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "no sound device" in panel._told.text())
    assert lanes.lanes[0].play.accessibleName() == "Listen"


def test_a_voice_is_heard_from_where_it_was_clicked_and_stopped_by_the_same_button(
    panel, draft, context, voices, qtbot
):
    lanes = panel.people.lanes
    lanes.listen.sound = Card()
    panel.take_files(voices[:1])
    qtbot.waitUntil(lambda: len(lanes.lanes) == 1 and lanes.lanes[0].wave.pauses != ())
    (lane,) = lanes.lanes
    at = lane.wave.rect().center()
    qtbot.mouseClick(lane.wave, Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseClick(lane.play, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: lane.wave._at is not None and bool(lanes.listen.sound.given))
    assert seconds(lanes.listen.sound.given[0]) == pytest.approx(2.0 - lane.wave.second(at.x()), abs=0.02)
    assert lane.play.accessibleName() == "Stop"
    qtbot.mouseClick(lane.play, Qt.MouseButton.LeftButton)
    assert lanes.listen.path == "" and lane.play.accessibleName() == "Listen"


def test_taking_out_the_voice_that_is_heard_ends_it(panel, draft, voices, qtbot):
    lanes = panel.people.lanes
    lanes.listen.sound = Card()
    panel.take_files(voices[:1])
    qtbot.waitUntil(lambda: len(lanes.lanes) == 1)
    qtbot.mouseClick(lanes.lanes[0].play, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(lanes.listen.sound.given))
    lanes.lanes[0].out.click()
    assert lanes.listen.path == ""
