"""The real worker process, spoken to over its pipes."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time

import msgspec
import psutil
import pytest

from engine.api import wire
from engine.api.events import Accepted, Failed, Finished, Log, Ready, StageStarted, Stopped, Stopping
from engine.api.orders import Cancel, Generate, Unload
from engine.api.request import GenerationRequest
from engine.worker import product_version
from tests.scripted import COMMAND, ROOT

PATIENCE = 20  # seconds; the machine may be busy


class Worker:
    """A worker and what it says."""

    def __init__(self, folder, **environment):
        self.folder = folder
        with (folder / "stderr").open("wb") as log:
            self.process = subprocess.Popen(
                COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, env={**os.environ, **environment}
            )
        self.events = queue.Queue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.events.put((time.monotonic(), wire.event(line)))

    def order(self, order):
        self.process.stdin.write(wire.encode(order) + b"\n")
        self.process.stdin.flush()

    def generate(self, prompt, id="j1", **params):
        self.order(Generate(a_request(self.folder, prompt, id, **params)))

    def until(self, *kinds):
        """Every event up to one of these kinds."""
        seen = []
        while not seen or not isinstance(seen[-1], kinds):
            self.at, event = self.events.get(timeout=PATIENCE)
            seen.append(event)
        return seen

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.reader.join()
        self.process.stdout.close()


def a_request(folder, prompt, id="j1", **params):
    return GenerationRequest(
        id, "wan", "starter", {"positive_prompt": prompt, "seed": 3, **params}, (), str(folder / "out")
    )


@pytest.fixture
def worker(tmp_path):
    worker = Worker(tmp_path, KINORA_LOGS=str(tmp_path))
    yield worker
    worker.close()


def test_the_first_event_is_ready_and_a_clip_is_made(worker):
    worker.generate("denoise=3x0")
    first, *_, end = worker.until(Finished)
    assert first == Ready(product_version(), worker.process.pid)
    assert "torch False" in end.result.notes
    assert (worker.folder / "out" / "j1.mp4").exists()


def test_stray_prints_go_to_the_log_and_never_into_the_pipe(worker):
    worker.generate("print")
    kinds = [type(event) for event in worker.until(Finished)]
    assert kinds == [Ready, Accepted, Finished]
    assert b"a stray line of a library" in (worker.folder / "stderr").read_bytes()


def test_a_wrong_value_comes_back_with_its_field(worker):
    worker.generate("", steps=0)
    assert worker.until(Failed)[-1].param == "steps"


def test_an_order_that_is_none_is_told_and_the_next_one_is_done(worker):
    worker.process.stdin.write(b'{"order":"dance"}\n')
    worker.generate("")
    assert [type(event) for event in worker.until(Finished)] == [Ready, Log, Accepted, Finished]


@pytest.mark.parametrize("stage", ["load", "text", "denoise", "decode", "write"])
def test_cancel_is_heard_within_100_ms_and_ends_within_2_s_at_each_stage(worker, stage):
    worker.generate(f"{stage}=60")
    worker.until(StageStarted)
    asked = time.monotonic()
    worker.order(Cancel("j1"))
    worker.until(Stopping)
    heard = worker.at - asked
    worker.until(Stopped)
    assert heard < 0.1
    assert worker.at - asked < 2
    assert not (worker.folder / "out").exists()


def test_cancel_is_heard_at_once_even_while_the_job_does_not_listen(worker):
    worker.generate("load=0 deaf=1 denoise=5x0")
    worker.until(StageStarted)
    asked = time.monotonic()
    worker.order(Cancel("j1"))
    worker.until(Stopping)
    assert worker.at - asked < 0.1
    assert isinstance(worker.until(Stopped, Finished)[-1], Stopped)


def test_a_waiting_job_can_be_taken_out_and_the_others_run_in_order(worker):
    for id in ("a", "b", "c"):
        worker.generate("denoise=10x0.02", id)
    worker.until(StageStarted)
    worker.order(Cancel("b"))
    ends = [worker.until(Stopped, Finished)[-1] for _ in range(3)]
    assert [(type(end), end.job) for end in ends] == [(Stopped, "b"), (Finished, "a"), (Finished, "c")]


def test_cancelling_what_does_not_run_says_nothing(worker):
    worker.order(Cancel("ghost"))
    worker.generate("")
    assert [type(event) for event in worker.until(Finished)] == [Ready, Accepted, Finished]


def test_unload_lets_go_of_warm_parts(worker):
    worker.generate("", "a")
    worker.generate("", "b")
    assert worker.until(Finished)[-1].result.notes[0] == "run 1"
    assert worker.until(Finished)[-1].result.notes[0] == "run 2"
    worker.order(Unload())
    worker.generate("", "c")
    assert worker.until(Finished)[-1].result.notes[0] == "run 1"


def test_it_ends_when_stdin_closes_even_in_the_middle_of_a_job(worker):
    worker.generate("denoise=1000x1")
    worker.until(StageStarted)
    worker.process.stdin.close()
    assert worker.process.wait(timeout=PATIENCE) == 0


def test_it_ends_when_nobody_reads_what_it_says(tmp_path):
    ours, theirs = os.pipe()
    with (tmp_path / "stderr").open("wb") as log:
        process = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=theirs, stderr=log)
    os.close(theirs)
    assert isinstance(wire.event(os.read(ours, 4096)), Ready)
    os.close(ours)
    with process:
        try:
            process.stdin.write(b"no order\n")
            process.stdin.flush()
            assert process.wait(PATIENCE) == 0
        finally:
            process.kill()


def test_a_broken_device_ends_the_process_after_it_was_told(worker):
    worker.generate("driver")
    assert worker.until(Failed)[-1].code == "GPU-003"
    assert worker.process.wait(timeout=PATIENCE) == 70


def test_a_deadly_signal_leaves_its_trace_in_the_logs(worker):
    worker.generate("abort")
    assert worker.process.wait(timeout=PATIENCE) == -signal.SIGABRT
    trace = (worker.folder / "engine-crash.log").read_text()
    assert "Fatal Python error: Aborted" in trace
    assert "scripted.py" in trace


@pytest.mark.skipif(sys.platform != "linux", reason="the death signal is Linux's")
def test_no_worker_outlives_a_killed_window_even_if_its_pipe_stays_open(tmp_path):
    pipe = tmp_path / "orders"
    os.mkfifo(pipe)
    start = (
        "import subprocess, sys, time; "
        f"p = subprocess.Popen({COMMAND!r}, stdin=open({str(pipe)!r}, 'rb'), stdout=subprocess.PIPE); "
        "print(p.stdout.readline().decode(), flush=True); time.sleep(60)"
    )
    window = subprocess.Popen((sys.executable, "-c", start), stdout=subprocess.PIPE, cwd=ROOT)
    with pipe.open("wb"):
        ready = msgspec.json.decode(window.stdout.readline())
        window.kill()
        window.wait()
        window.stdout.close()
        deadline = time.monotonic() + 2
        while psutil.pid_exists(ready["pid"]) and _lives(ready["pid"]) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not _lives(ready["pid"])


def _lives(pid):
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
