"""The sheet that exports the timeline leads from a clip to a file, and says what happened."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt

from app.export import KINDS
from engine.api.request import Asset, Kind
from engine.media.frames import open_frames
from engine.media.output import Output
from tests.engine.media.films import HEIGHT, WIDTH, made, number_of, tone
from tests.fakes import a_result
from ui.export_dialog import ExportDialog


@pytest.fixture
def clip(window, tmp_path):
    """A clip of twenty numbered frames, ten a second, on the timeline."""
    film = made(tmp_path, Output(fps=Fraction(10), output_format="mkv ffv1")).path
    window.context.project.append(replace(a_result(str(film), 20), fps="10"), title="numbers")
    return film


@pytest.fixture
def dialog(window, clip, qtbot):
    window.actions_["export"].trigger()
    shown = window.findChild(ExportDialog)
    qtbot.waitUntil(lambda: shown.size_.count() > 0, timeout=5000)
    yield shown
    shown.shut()


def choose(dialog, kind: str) -> None:
    dialog.kind.setCurrentIndex(dialog.kind.findData(kind))


def test_there_is_nothing_to_export_without_a_clip(window):
    assert not window.actions_["export"].isEnabled()


def test_every_kind_can_be_chosen_and_the_first_clip_sets_size_and_rate(dialog):
    assert {dialog.kind.itemData(n) for n in range(dialog.kind.count())} - {None} == set(KINDS)
    assert dialog.size_.currentData() == (WIDTH, HEIGHT) and dialog.rate.currentData() == 10


def test_a_trimmed_clip_and_a_sound_become_one_film(dialog, window, tmp_path, qtbot):
    project = window.context.project
    project.trim(project.clips[0].id, 4, 9)
    sound = tone(tmp_path / "sound.wav", 0.5)
    project.append_sound(Asset(path=str(sound), kind=Kind.AUDIO, seconds=0.5))
    choose(dialog, "mkv ffv1")
    dialog.go_to(str(tmp_path / "out" / "film"))
    with qtbot.waitSignal(dialog.export.made, timeout=20_000) as heard:
        qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert dialog.target.whole == str(heard.args[0])
    assert heard.args == [tmp_path / "out" / "film.mkv"]
    with open_frames(heard.args[0]) as frames:
        assert [number_of(frames.read(n)) for n in range(frames.count)] == [4, 5, 6, 7, 8]
        assert frames.has_audio
    assert "film.mkv" in dialog.told.text() and dialog.show_it.isVisible()


@pytest.mark.parametrize(("kind", "suffix"), [("otio", ".otio"), ("xml", ".xml"), ("srt", ".srt")])
def test_an_editing_program_is_handed_the_timeline(dialog, tmp_path, qtbot, kind, suffix):
    choose(dialog, kind)
    assert not dialog.size_.isEnabled()
    dialog.go_to(str(tmp_path / "cut"))
    with qtbot.waitSignal(dialog.export.made, timeout=20_000):
        dialog.go.click()
    assert (tmp_path / f"cut{suffix}").stat().st_size


def test_a_clip_that_is_gone_is_told_and_nothing_is_written(dialog, clip, tmp_path, qtbot):
    clip.unlink()
    dialog.go_to(str(tmp_path / "out" / "film"))
    with qtbot.waitSignal(dialog.export.refused, timeout=20_000):
        dialog.go.click()
    assert str(clip) in dialog._card.failure.why and dialog.go.isVisible()
    assert not (tmp_path / "out").exists()


def test_an_export_can_be_stopped(dialog, tmp_path, qtbot):
    choose(dialog, "mov prores")
    dialog.go_to(str(tmp_path / "out" / "film"))
    dialog.export.moved.connect(lambda done, total: dialog.stop.click())
    with qtbot.waitSignal(dialog.export.stopped, timeout=20_000):
        dialog.go.click()
    assert not list(Path(tmp_path / "out").iterdir()) and dialog.go.isVisible()


def test_closing_the_window_ends_an_export(dialog, window, tmp_path, qtbot):
    dialog.go_to(str(tmp_path / "out" / "film"))
    dialog.go.click()
    window.close()
    assert not dialog.export._thread.is_alive()
