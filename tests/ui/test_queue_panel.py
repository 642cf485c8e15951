"""The queue: states in words, several jobs, one that failed out of the way, order, and what a restart leaves."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication

from app.jobs import State
from engine.api.events import Stage
from tests.ui.world import World, a_preview, numbered_clip
from ui.run.queue import QueuePanel
from ui.run.queue_row import MIME


@pytest.fixture
def panel(world, qtbot):
    made = QueuePanel(world.context)
    qtbot.addWidget(made)
    made.resize(324, 700)
    made.show()
    return made


def titles(panel):
    return [row.job.title for row in panel.rows.rows()]


def drop(panel, job, place):
    """Let a dragged job go in front of the row at that place."""
    rows = panel.rows.rows()
    y = rows[place].y() + 2 if place < len(rows) else rows[-1].geometry().bottom() + 1
    mime = QMimeData()
    mime.setData(MIME, job.encode())
    move, left, none = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(panel.rows, QDragEnterEvent(QPointF(5, y).toPoint(), move, mime, left, none))
    QApplication.sendEvent(panel.rows, QDropEvent(QPointF(5, y), move, mime, left, none))


def test_an_empty_queue_says_what_it_is_for(panel, world):
    assert panel.empty.isVisibleTo(panel)
    world.add()
    assert not panel.empty.isVisibleTo(panel)


def test_each_state_has_a_word_and_the_running_one_its_percent(panel, world):
    job, later = world.run("first"), world.add("second")
    row = panel.row(job)
    assert row.state.whole.startswith("step 2 of 4")
    assert row.percent.text().endswith(" %")
    assert panel.row(later).state.whole == "waiting"
    world.engine.stop(job)
    assert row.state.whole == "stopped"
    assert row.percent.isHidden()


def test_a_failed_job_tells_why_and_the_next_one_runs(panel, world):
    bad, good = world.run("bad"), world.add("good")
    world.engine.fail("The disk is full", why="0.4 GB is left.", detail="errno 28")
    row = panel.row(bad)
    assert row.reason.text() == "The disk is full. 0.4 GB is left."
    assert world.jobs.job(good).state == State.RUNNING
    row.details.toggle.click()
    row.details.copy.click()
    assert "errno 28" in QGuiApplication.clipboard().text()
    row.again.click()
    assert world.jobs.job(bad).state == State.WAITING
    assert row.reason.isHidden()


def test_what_is_over_sinks_below_what_is_to_come(panel, world, tmp_path):
    first = world.run("first")
    world.add("second")
    world.add("third")
    world.finish(numbered_clip(tmp_path / "x.mp4", 4), 4, first)
    assert titles(panel) == ["second", "third", "first"]
    assert panel._count.text() == "2"
    world.finish(numbered_clip(tmp_path / "y.mp4", 4), 4)
    assert titles(panel) == ["third", "second", "first"], "of what is over the latest stands first"


def test_buttons_and_keys_change_the_order(panel, world, qtbot):
    world.run("one")
    ids = {name: world.add(name) for name in ("two", "three", "four")}
    panel.row(ids["four"]).up.click()
    assert titles(panel) == ["one", "two", "four", "three"]
    qtbot.keyClick(panel.row(ids["two"]), Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert titles(panel) == ["one", "four", "two", "three"]
    assert [job.title for job in world.jobs.all()] == titles(panel), "the queue itself has that order"


def test_a_row_can_be_dragged_to_any_place(panel, world):
    world.run("one")
    ids = {name: world.add(name) for name in ("two", "three", "four")}
    QApplication.processEvents()
    drop(panel, ids["four"], 1)
    assert titles(panel) == ["one", "four", "two", "three"]
    QApplication.processEvents()
    drop(panel, ids["four"], 4)
    assert titles(panel) == ["one", "two", "three", "four"]
    QApplication.processEvents()
    drop(panel, ids["two"], 3)
    assert titles(panel) == ["one", "three", "two", "four"]


def test_a_waiting_job_is_taken_out_and_the_running_one_stopped(panel, world, qtbot):
    job, later = world.run("first"), world.add("second")
    panel.row(later).remove.click()
    assert titles(panel) == ["first"]
    qtbot.keyClick(panel.row(job), Qt.Key.Key_Delete)
    assert world.engine.cancelled == [job]


def test_delete_on_a_row_is_not_taken_by_the_window(panel, world, qtbot):
    taken = []
    QShortcut(QKeySequence("Del"), panel, lambda: taken.append(1))
    world.run("first")
    later = world.add("second")
    panel.row(later).setFocus()
    qtbot.keyClick(panel.row(later), Qt.Key.Key_Delete)
    assert titles(panel) == ["first"]
    assert not taken


def test_a_finished_row_opens_its_clip(panel, world, qtbot, tmp_path):
    job = world.run("first")
    path = numbered_clip(tmp_path / "x.mp4", 4)
    world.finish(path, 4, job)
    with qtbot.waitSignal(panel.clip_wanted) as wanted:
        qtbot.mouseClick(panel.row(job), Qt.MouseButton.LeftButton)
    assert wanted.args == [str(path)]
    qtbot.waitUntil(lambda: not panel.row(job).picture.empty, timeout=5000)


def test_the_picture_of_the_running_job_is_its_preview(panel, world):
    job = world.run()
    assert panel.row(job).picture.empty
    world.engine.say(a_preview(job))
    assert not panel.row(job).picture.empty


def test_after_a_restart_the_rows_wait_until_the_queue_is_resumed(qtbot, tmp_path):
    before = World(tmp_path)
    running, waiting = before.run("running"), before.add("waiting")
    before.close()
    after = World(tmp_path)
    panel = QueuePanel(after.context)
    qtbot.addWidget(panel)
    assert "interrupted" in panel.row(running).state.whole
    assert panel.row(waiting).state.whole == "waiting"
    assert not panel.notice.isHidden()
    assert panel.notice.words.text().startswith("2 clips")
    assert after.engine.given == []
    panel.notice.button.click()
    assert [request.id for request in after.engine.given] == [running]
    assert panel.notice.isHidden()
    after.close()


def test_a_resting_queue_says_so_and_starts_again(panel, world):
    world.run("first")
    panel._pause_action.trigger()
    assert world.jobs.paused
    assert not panel.notice.isHidden()
    panel.notice.button.click()
    assert not world.jobs.paused
    assert panel.notice.isHidden()


def test_clearing_keeps_what_failed(panel, world, tmp_path):
    world.run("bad")
    world.engine.fail("No")
    good = world.run("good")
    world.finish(numbered_clip(tmp_path / "x.mp4", 4), 4, good)
    panel._clear_action.trigger()
    assert titles(panel) == ["bad"]


def test_the_end_of_the_queue_follows_a_new_forecast(panel, world):
    world.run()
    world.add("later")
    before = panel._end.text()
    world.context.forecasts.stages = lambda request: ((Stage.DENOISE, 7200.0),)
    world.context.forecasts.changed.emit()
    assert panel._end.text() != before
    assert panel._expected[world.jobs.all()[1].id] == 7200
