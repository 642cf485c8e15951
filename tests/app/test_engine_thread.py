"""The engine thread with the real worker process (of a scripted family): orders, ends, deaths."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time

import psutil
import pytest

from app import keeper
from app.engine_thread import EngineThread, worker_command
from engine import catalog
from engine.api.events import (
    Failed,
    Finished,
    Log,
    Preview,
    Ready,
    StageStarted,
    Stepped,
    Stopped,
    Stopping,
)
from engine.api.request import GenerationRequest
from tests import scripted

PATIENCE = 20_000  # milliseconds; the machine may be busy


class Heard:
    """An engine and every event with its time."""

    def __init__(self, qtbot, thread, folder):
        self.qtbot, self.thread, self.folder = qtbot, thread, folder
        self.events, self.times = [], []
        thread.happened.connect(self._hear)

    def _hear(self, event):
        self.events.append(event)
        self.times.append(time.monotonic())

    def generate(self, prompt, id="j1", **params):
        values = {"positive_prompt": prompt, "seed": 3, **params}
        self.thread.generate(GenerationRequest(id, "wan", "starter", values, (), str(self.folder / "out")))

    def until(self, *kinds, job=None):
        """The next event of one of these kinds after the one that was waited for last."""
        start = getattr(self, "_seen", 0)

        def found():
            hits = [
                i
                for i, e in enumerate(self.events[start:], start)
                if isinstance(e, kinds) and (job is None or e.job == job)
            ]
            if hits:
                self._seen = hits[0] + 1
            return bool(hits)

        self.qtbot.waitUntil(found, timeout=PATIENCE)
        return self.events[self._seen - 1]

    @property
    def at(self):
        """When the event that was waited for last was heard."""
        return self.times[self._seen - 1]


@pytest.fixture
def engine(qtbot, tmp_path):
    thread = EngineThread(scripted.COMMAND, logs=tmp_path / "logs")
    thread.start()
    yield Heard(qtbot, thread, tmp_path)
    thread.close()


def test_a_clip_is_made(engine):
    engine.generate("denoise=3x0")
    assert engine.until(Finished).result.seed == 3
    steps = [event.done for event in engine.events if isinstance(event, Stepped)]
    assert (type(engine.events[0]), steps) == (Ready, [1, 2, 3])


def test_events_arrive_in_the_window_s_thread_whatever_the_slot_is(engine):
    threads = set()
    engine.thread.happened.connect(lambda event: threads.add(threading.get_ident()))
    engine.generate("denoise=3x0")
    engine.until(Finished)
    assert threads == {threading.get_ident()}


def test_ten_thousand_events_are_told_and_none_is_lost(engine):
    count, start = 10_000, sys.getrefcount(True)
    emitter = threading.Thread(
        target=lambda: [engine.thread.tell(Stepped("x", "Denoising", i, count)) for i in range(count)]
    )
    emitter.start()
    engine.qtbot.waitUntil(lambda: sum(isinstance(e, Stepped) for e in engine.events) == count, timeout=PATIENCE)
    emitter.join()
    assert [e.done for e in engine.events if isinstance(e, Stepped)] == list(range(count))
    assert sys.getrefcount(True) > start - 1000


def test_a_wrong_value_comes_back_with_its_field(engine):
    engine.generate("", steps=0)
    assert engine.until(Failed).param == "steps"


def test_stray_prints_go_to_the_log_file(engine):
    engine.generate("print")
    engine.until(Finished)
    assert not any(isinstance(event, Log) for event in engine.events)
    assert "a stray line" in (engine.folder / "logs" / "engine.log").read_text()


def test_a_preview_of_three_megabytes_arrives_whole(engine):
    engine.generate("preview=3000000")
    assert engine.until(Preview).jpeg == b"x" * 3_000_000
    engine.until(Finished)


@pytest.mark.parametrize("stage", ["load", "text", "image", "denoise", "decode", "write"])
def test_cancel_is_acknowledged_in_100_ms_and_ends_in_2_s_at_each_stage(engine, stage):
    engine.generate(f"{stage}=60")
    engine.until(StageStarted)
    asked = time.monotonic()
    engine.thread.cancel("j1")
    engine.until(Stopping)
    assert engine.at - asked < 0.1
    engine.until(Stopped)
    assert engine.at - asked < 2
    assert sum(isinstance(event, Stopping) for event in engine.events) == 1
    assert not (engine.folder / "out").exists()


def test_a_worker_that_does_not_listen_is_ended_and_the_next_job_runs(engine, monkeypatch):
    engine.thread._keeper.patience = 300
    engine.generate("load=0 deaf=60")
    engine.until(StageStarted)
    asked = time.monotonic()
    engine.thread.cancel("j1")
    engine.until(Stopping)
    assert engine.at - asked < 0.1
    engine.until(Stopped)
    assert 0.25 <= engine.at - asked < 2
    engine.generate("", "j2")
    assert engine.until(Finished).job == "j2"
    assert not any(isinstance(event, Failed) for event in engine.events)


@pytest.mark.parametrize(("accident", "told"), [("abort", "crashed"), ("exit=3", "exit code 3")])
def test_the_death_of_the_worker_is_told_and_the_next_job_runs(engine, accident, told):
    engine.generate(f"denoise=2x0 {accident}")
    end = engine.until(Failed)
    assert (end.job, end.code, end.engine_died) == ("j1", "GPU-003", True)
    assert end.title
    assert end.why
    assert end.done
    assert end.do
    assert told in end.detail.lower()
    engine.generate("", "j2")
    assert engine.until(Finished).job == "j2"


def test_the_detail_of_a_death_holds_what_the_worker_last_printed(engine):
    engine.generate("print exit=4")
    assert "a stray line of a library" in engine.until(Failed).detail


def test_jobs_behind_the_one_that_killed_the_worker_are_done_by_the_next_worker(engine):
    for id, prompt in (("a", "abort"), ("b", "denoise=2x0"), ("c", "")):
        engine.generate(prompt, id)
    assert engine.until(Failed).job == "a"
    assert [engine.until(Finished).job for _ in "bc"] == ["b", "c"]


def test_after_three_deaths_it_says_so_and_starts_again_only_when_told(engine):
    for number in range(3):
        engine.generate("abort", f"j{number}")
        end = engine.until(Failed)
    assert (end.job, end.code) == ("j2", "GPU-006")
    assert engine.until(Failed).job == ""
    assert engine.thread.worker_pid is None
    engine.generate("", "late")
    assert engine.until(Failed).code == "GPU-006"
    engine.thread.restart()
    engine.until(Ready)
    engine.generate("", "again")
    assert engine.until(Finished).job == "again"


def test_a_worker_that_cannot_be_started_is_told_after_three_tries(qtbot, tmp_path):
    thread = EngineThread((str(tmp_path / "nothing"),), logs=tmp_path)
    heard = Heard(qtbot, thread, tmp_path)
    thread.start()
    assert heard.until(Failed).code == "GPU-006"
    thread.close()


def test_closing_ends_the_worker_even_while_it_works(qtbot, tmp_path):
    thread = EngineThread(scripted.COMMAND, logs=tmp_path)
    heard = Heard(qtbot, thread, tmp_path)
    thread.start()
    heard.until(Ready)
    pid = thread.worker_pid
    heard.generate("deaf=60")
    thread.close()
    assert not psutil.pid_exists(pid)
    assert thread.worker_pid is None


@pytest.mark.skipif(sys.platform == "win32", reason="kills with a signal")
def test_no_worker_outlives_a_killed_window(tmp_path):
    code = (
        "from PySide6.QtCore import QCoreApplication; from app.engine_thread import EngineThread; "
        "from tests import scripted; app = QCoreApplication([]); e = EngineThread(scripted.COMMAND); "
        "e.worker_changed.connect(lambda pid: print(pid, flush=True)); e.start(); app.exec()"
    )
    window = subprocess.Popen((sys.executable, "-c", code), cwd=scripted.ROOT, stdout=subprocess.PIPE)
    pid = int(window.stdout.readline())
    window.kill()
    window.wait()
    window.stdout.close()
    gone = time.monotonic() + 2
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < gone, "the worker lives on"
        time.sleep(0.02)


def test_the_product_s_own_worker_is_ready_and_hears_while_it_still_imports(qtbot, tmp_path):
    thread = EngineThread(worker_command(), logs=tmp_path)
    heard = Heard(qtbot, thread, tmp_path)
    thread.start()
    heard.until(Ready)
    heard.generate("a ball")
    thread.cancel("j1")
    heard.until(Stopping)
    heard.until(Stopped, Failed)
    thread.close()


@pytest.fixture
def inside(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(catalog, "FAMILIES", dict(catalog.FAMILIES))
    scripted.register()
    thread = EngineThread(in_process=True)
    thread.start()
    yield Heard(qtbot, thread, tmp_path)
    thread.close()


def test_in_process_a_clip_is_made_by_the_same_orders(inside):
    inside.generate("denoise=3x0")
    inside.until(Finished)
    assert inside.thread.worker_pid == os.getpid()


def test_in_process_cancel_works_and_the_next_job_runs(inside):
    inside.generate("denoise=60x0.5")
    inside.until(StageStarted)
    inside.thread.cancel("j1")
    inside.until(Stopping)
    inside.until(Stopped)
    inside.generate("", "j2")
    assert inside.until(Finished).job == "j2"


def test_in_process_closing_stops_the_running_job(inside):
    inside.generate("denoise=60x0.5")
    inside.until(StageStarted)
    started = time.monotonic()
    inside.thread.close()
    assert time.monotonic() - started < 15, "the job by itself takes 30 s; tests.measure.stops holds the seconds"


def test_the_patience_is_five_seconds_and_three_strikes_count_within_ten_minutes():
    assert (keeper.PATIENCE, keeper.STRIKES, keeper.WITHIN) == (5000, 3, 600.0)


def test_a_log_that_somebody_reads_keeps_no_worker_from_starting(tmp_path, monkeypatch):
    (tmp_path / "engine.log").write_bytes(b"x" * 1_000_001)

    def refuse(*_):
        raise PermissionError(13, "used by another process")

    monkeypatch.setattr(os, "replace", refuse)
    assert keeper._fresh_log(tmp_path).stat().st_size > 1_000_000
    monkeypatch.undo()
    assert not keeper._fresh_log(tmp_path).exists()
