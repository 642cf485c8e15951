"""Everything together with a real worker, and the small parts: gauge, log, lock, failures."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer, qWarning

from app import context, log, single
from app.engine_thread import EngineThread, worker_command
from app.failures import Failures
from app.folders import Folders
from app.gauge import Gauge
from app.job import State
from engine import meters
from tests import scripted
from tests.fakes import FakeEngine, a_request


@pytest.fixture
def folders(tmp_path):
    return Folders.below(tmp_path / "home")


@pytest.fixture
def build(qapp, folders, tmp_path):
    """Open Kinora over a worker of the scripted family, or another engine; what is still open is closed at the end."""
    houses = []

    def build(engine=None):
        houses.append(context.build(folders, engine=engine or EngineThread(scripted.COMMAND, logs=tmp_path)))
        return houses[-1]

    yield build
    for house in houses:
        if house.lock.isLocked():
            context.close(house)


def test_a_clip_goes_from_the_queue_through_a_real_worker_onto_the_timeline(qtbot, build):
    house = build()
    bad = house.jobs.add(a_request("denoise=2x0 abort"), "bad")
    good = house.jobs.add(a_request("denoise=3x0.01 decode=0.02"), "good")
    with qtbot.waitSignal(house.jobs.finished, timeout=20_000):
        pass
    assert [house.jobs.job(id).state for id in (bad, good)] == [State.FAILED, State.DONE]
    assert house.jobs.job(bad).failure.engine_died
    assert [clip.id for clip in house.project.clips] == [good]
    assert Path(house.library.clip(good).path).read_bytes() == b"film of " + good.encode()
    context.close(house)


def test_closing_in_the_middle_of_a_job_finds_it_interrupted_and_it_finishes_on_retry(qtbot, build):
    house = build()
    id = house.jobs.add(a_request("denoise=10x0.05"), "one")
    qtbot.waitUntil(lambda: house.jobs.job(id).progress.done > 1, timeout=20_000)
    context.close(house)
    house = build()
    assert house.jobs.job(id).state is State.INTERRUPTED
    house.jobs.retry(id)
    with qtbot.waitSignal(house.jobs.finished, timeout=20_000) as told:
        pass
    assert told.args[0] == id
    context.close(house)


KILLS, SPAN = 30, 130  # the job takes so many ms, each thirtieth of which sees a kill


def test_the_worker_killed_at_30_random_moments_never_takes_the_window_along_and_each_job_finishes(qtbot, build):
    house = build()
    engine = house.engine
    moments, killed = random.Random(1), {None}
    for number in range(KILLS):
        qtbot.waitUntil(lambda: engine.worker_pid not in killed, timeout=20_000)
        killed.add(engine.worker_pid)
        id = house.jobs.add(a_request("load=0.01 denoise=8x0.01 decode=0.01"), "one")
        qtbot.wait(int((number + moments.random()) * SPAN / KILLS))
        os.kill(engine.worker_pid, signal.SIGKILL)
        qtbot.waitUntil(lambda id=id: house.jobs.job(id).over, timeout=20_000)
        engine._keeper.forgive()
        assert house.jobs.job(id).state is State.DONE or house.jobs.job(id).failure.engine_died
    failed = [job.id for job in house.jobs.all() if job.state is State.FAILED]
    for id in failed:
        house.jobs.retry(id)
    qtbot.waitUntil(lambda: all(job.state is State.DONE for job in house.jobs.all()), timeout=20_000)
    assert len(house.project.clips) == KILLS
    assert len(failed) > KILLS // 3
    context.close(house)


def test_a_second_kinora_is_told_and_the_first_lives(build):
    house = build(FakeEngine())
    with pytest.raises(single.AlreadyOpen, match="already open"):
        build(FakeEngine())
    context.close(house)
    build(FakeEngine())


def test_the_lock_of_a_killed_kinora_is_taken_over(folders):
    home = str(folders.data.parent)
    code = (
        "import os, pathlib; from app import single, folders; "
        f"lock = single.take(folders.Folders.below(pathlib.Path({home!r}))); os.kill(os.getpid(), 9)"
    )
    assert subprocess.run((sys.executable, "-c", code), cwd=scripted.ROOT, check=False).returncode == -9
    assert (folders.data / "kinora.lock").exists()
    single.take(folders).unlock()


def test_the_machine_is_measured_when_the_engine_is_ready(build):
    engine = FakeEngine()
    house = build(engine)
    engine.ready()
    assert (engine.started, engine.probes) == (True, 1)
    context.close(house)
    assert engine.closed


def test_the_worker_s_command_of_a_frozen_program_is_the_program_itself(monkeypatch):
    assert worker_command() == (sys.executable, str(scripted.ROOT / "main.py"), "worker")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert worker_command() == (sys.executable, "worker")


def test_the_gauge_reads_in_its_own_thread_and_counts_the_worker_as_ours(qtbot):
    engine = FakeEngine()
    engine.worker_pid = os.getpid()
    gauge = Gauge(engine)
    with qtbot.waitSignals([gauge.read, gauge.read], timeout=5000):
        gauge.start()
    reads = []
    gauge.read.connect(reads.append)
    qtbot.waitUntil(lambda: bool(reads), timeout=5000)
    read = reads[-1]
    assert 0 < read.used_ours <= read.ram_total
    assert 0 < read.full < 1
    gauge.close()


def test_without_a_worker_nothing_is_ours():
    read = meters.read(None)
    assert read.used_ours == 0
    assert read.ram_total > read.ram_used > 0
    assert meters.read(2**22 + 1).used_ours == 0


def test_the_log_rotates_and_names_nobody(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "maria"))
    logger = log.start(tmp_path)
    logger.handlers[0].maxBytes = 2000
    for number in range(400):
        logger.info("line %d of %s", number, tmp_path / "maria" / "clip.mp4")
    log.stop()
    files = sorted(tmp_path.glob("kinora.log*"))
    assert len(files) == 5
    assert all(file.stat().st_size <= 2000 for file in files)
    assert not any("maria" in file.read_text() for file in files)


@pytest.fixture
def failures(qapp, tmp_path):
    log.start(tmp_path)
    failures = Failures(tmp_path)
    failures.told = []
    failures.happened.connect(failures.told.append)
    yield failures
    failures.close()
    log.stop()


@pytest.mark.qt_no_exception_capture
def test_an_exception_in_a_slot_is_logged_and_told_in_words(failures, qtbot, tmp_path):
    failures.begin()
    QTimer.singleShot(0, lambda: 1 / 0)
    qtbot.waitUntil(lambda: bool(failures.told))
    (failed,) = failures.told
    assert (failed.code, failed.job) == ("APP-002", "")
    assert "ZeroDivisionError" in failed.detail
    assert "ZeroDivisionError" in (tmp_path / "kinora.log").read_text()


@pytest.mark.qt_no_exception_capture
def test_an_exception_in_a_thread_is_told_too(failures, qtbot):
    failures.begin()
    thread = threading.Thread(target=lambda: [].pop())
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(failures.told))
    assert "IndexError" in failures.told[0].detail


def test_messages_of_qt_go_to_the_log(failures, tmp_path):
    failures.begin()
    qWarning("a timer has gone astray")
    assert "a timer has gone astray" in (tmp_path / "kinora.log").read_text()


def test_the_hooks_are_put_back_when_kinora_ends(failures, tmp_path):
    before = sys.excepthook, threading.excepthook
    failures.begin()
    assert (tmp_path / "running").exists()
    failures.close()
    assert (sys.excepthook, threading.excepthook) == before
    assert failures.last_crash() is None


def test_a_crash_is_told_once_at_the_next_start(tmp_path):
    code = (
        "import os, pathlib; from app.failures import Failures; "
        f"Failures(pathlib.Path({str(tmp_path)!r})).begin(); os.abort()"
    )
    assert subprocess.run((sys.executable, "-c", code), cwd=scripted.ROOT, check=False).returncode == -6
    failures = Failures(tmp_path)
    told = failures.last_crash()
    assert "ended without being closed" in told
    assert "Aborted" in told
    assert failures.last_crash() is None


def test_the_window_s_half_is_imported_quickly_and_without_anything_heavy():
    code = "import sys, time; t = time.process_time(); import app.context; print(time.process_time() - t, *sys.modules)"
    done = subprocess.run((sys.executable, "-c", code), cwd=scripted.ROOT, capture_output=True, text=True, check=True)
    seconds, *modules = done.stdout.split()
    assert not {"torch", "numpy", "PIL", "av", "transformers", "PySide6.QtWidgets", "PySide6.QtGui"} & set(modules)
    assert float(seconds) < 0.6
