"""The queue of downloads outlives kill -9: nothing that was asked for is lost, and hardly anything comes twice."""

from __future__ import annotations

import subprocess
import sys

from tests.app.small_models import CHUNK, DATA, REPOS
from tests.engine.store.faulty import wait_for
from tests.engine.store.hub import hub
from tests.scripted import ROOT


def begin(home, base, *models):
    command = [sys.executable, "-m", "tests.app.one_queue", str(home), base, *models]
    return subprocess.Popen(command, cwd=ROOT)


def test_a_killed_queue_goes_on_with_every_model_and_ends_with_right_files(tmp_path):
    models, sizes = tmp_path / "models", len(DATA["one"]) + len(DATA["vae"]) + len(DATA["two"])
    processes = []
    with hub(REPOS) as server:
        try:
            for wanted in (("first", "second"), (), ()):
                server.pause, before = 0.004, server.sent
                processes.append(begin(tmp_path, server.base, *wanted))
                wait_for(lambda before=before: server.sent > before + 3 * CHUNK, 20)
                processes[-1].kill()
                processes[-1].wait()
            server.pause = 0.0
            processes.append(begin(tmp_path, server.base))
            processes[-1].wait(timeout=30)
        finally:
            for process in processes:
                process.kill()
        assert processes[-1].returncode == 0
        assert server.sent <= sizes + 3 * 2 * CHUNK
    for name in ("one", "vae", "two"):
        assert (models / name / f"{name}.safetensors").read_bytes() == DATA[name]
    assert [path.name for path in models.rglob("*") if ".part" in path.name] == []
