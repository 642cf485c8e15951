"""A kill at any frame, a full disk and a file cut anywhere leave the frames before readable and no half file."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import textwrap
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from engine.api.errors import BadInput
from engine.media.encode import Encoder
from engine.media.finish import finish_recording, recorded_rate, salvage
from engine.media.formats import FORMATS, Shape, format_of
from engine.media.frames import open_frames
from engine.media.output import Output
from tests.engine.media.films import HEIGHT, WIDTH, number_of, numbered

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL and limits on the size of files")
ROOT = Path(__file__).resolve().parents[3]
HELD_BACK = {"mkv ffv1": 1, "mov prores": 1, "gif": 1}  # frames that a kill may take with it
USUALLY = 40
CHILD = textwrap.dedent("""
    import sys, time
    from fractions import Fraction
    from pathlib import Path
    from engine.media.output import Output
    from engine.media.video_write import VideoWriter
    from tests.engine.media.films import HEIGHT, WIDTH, numbered
    folder, kind = Path(sys.argv[1]), sys.argv[2]
    frames = int(sys.argv[3])
    output = Output(Fraction(30000, 1001), kind, recipe="{}")
    with VideoWriter(folder / "rec.mkv", output, WIDTH, HEIGHT) as writer:
        for number in range(frames):
            writer.append(numbered(number))
            time.sleep(0.003)  # frames come slower than they are encoded, as from a model
            print(number, flush=True)
        print("finishing", flush=True)
        writer.finish(folder / ("film" + output.format.suffix))
        print("done", flush=True)
""")


def start(folder: Path, kind: str, frames: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder), kind, str(frames)],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


@pytest.mark.parametrize("kind", ["mp4 h264", "mp4 h265", "mp4 av1", "webm vp9", "mov prores", "mkv ffv1", "gif"])
def test_after_a_kill_at_any_frame_the_frames_before_are_readable(tmp_path, kind):
    last = random.randrange(60, 110)
    with start(tmp_path, kind, 200) as child:
        for line in child.stdout:
            if line.strip() == str(last):
                os.kill(child.pid, signal.SIGKILL)
                break
        reached = max([last, *(int(line) for line in child.stdout if line.strip().isdigit())])
    assert child.returncode == -signal.SIGKILL
    assert [p.name for p in tmp_path.iterdir()] == ["rec.mkv"]
    usable = salvage(tmp_path / "rec.mkv")
    assert reached + 1 - HELD_BACK.get(kind, USUALLY) <= usable <= reached + 2
    assert recorded_rate(tmp_path / "rec.mkv") == Fraction(30000, 1001)
    target = tmp_path / ("saved" + format_of(kind).suffix)
    written = finish_recording(tmp_path / "rec.mkv", Output(Fraction(30000, 1001), kind), target, overwrite=False)
    with open_frames(target) as frames:
        assert [number_of(frames.read(n)) for n in range(frames.count)] == list(range(usable))
    assert written.frames == usable


def test_a_kill_while_finishing_leaves_no_half_file_under_the_final_name(tmp_path):
    outcomes = set()
    for trial in range(4):
        folder = tmp_path / str(trial)
        folder.mkdir()
        with start(folder, "gif", 40) as child:
            for line in child.stdout:
                if line.strip() == "finishing":
                    break
            pause = 0.0 if trial == 0 else random.uniform(0.0, 0.25)
            try:
                child.wait(pause)
            except subprocess.TimeoutExpired:
                os.kill(child.pid, signal.SIGKILL)
        names = {p.name for p in folder.iterdir()}
        if "film.gif" in names:
            with open_frames(folder / "film.gif") as frames:
                assert frames.count == 40
                assert number_of(frames.read(39)) == 39
        else:
            assert salvage(folder / "rec.mkv") >= 39
        outcomes.add("film.gif" in names)
    assert False in outcomes  # at least the first was killed before it was done


@pytest.mark.parametrize("kind", [each.id for each in FORMATS if each.shape is Shape.STREAM])
def test_a_recording_cut_anywhere_gives_a_film_of_its_whole_frames(tmp_path, kind):
    wanted, whole, cut = format_of(kind), tmp_path / "whole.mkv", tmp_path / "cut.mkv"
    with Encoder(whole, wanted.codec, wanted.quality, Fraction(16), (WIDTH, HEIGHT)) as encoder:
        for number in range(40):
            encoder.add(numbered(number))
    data, rng, seen = whole.read_bytes(), random.Random(5), set()
    for size in [*(rng.randrange(len(data)) for _ in range(8)), 0, 300, len(data)]:
        cut.write_bytes(data[:size])
        usable = salvage(cut)
        seen.add(usable)
        if usable:
            target = tmp_path / f"{size}{wanted.suffix}"
            assert finish_recording(cut, Output(Fraction(16), kind), target, overwrite=True).frames == usable
            with open_frames(target) as frames:
                shown = [number_of(frames.read(index)) for index in range(frames.count)]
            assert shown == list(range(usable))
    assert {0, 40} <= seen and len(seen) > 3


FULL_WHILE_WRITING = textwrap.dedent("""
    import resource, sys
    from fractions import Fraction
    from pathlib import Path
    import numpy as np
    from engine.api.errors import DiskFull
    from engine.media.finish import salvage
    from engine.media.output import Output
    from engine.media.video_write import VideoWriter
    recording, kind, limit = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    rng, appended = np.random.default_rng(0), 0
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        with VideoWriter(recording, Output(Fraction(16), kind), 128, 128) as writer:
            for _ in range(24):
                writer.append(rng.integers(0, 256, (128, 128, 3), dtype=np.uint8))
                appended += 1
    except DiskFull as full:
        print(appended, salvage(recording), full.done)
""")
FULL_WHILE_FINISHING = textwrap.dedent("""
    import resource, sys
    from fractions import Fraction
    from pathlib import Path
    from engine.api.errors import DiskFull
    from engine.media.finish import finish_recording
    from engine.media.output import Output
    recording, kind, limit = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        finish_recording(recording, Output(Fraction(16), kind), recording.with_name("film"), overwrite=False)
    except DiskFull as full:
        print(full.done)
""")


def run(code: str, *arguments: object) -> str:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(("kind", "limit"), [("mkv ffv1", 400_000), ("mov prores", 250_000), ("gif", 400_000)])
def test_a_disk_that_fills_up_while_writing_is_named_and_the_frames_so_far_are_kept(tmp_path, kind, limit):
    appended, usable, told = run(FULL_WHILE_WRITING, tmp_path / "rec.mkv", kind, limit).split(" ", 2)
    assert 3 < int(appended) < 24
    assert int(usable) >= int(appended) - 2
    assert told.startswith(usable)
    assert [p.name for p in tmp_path.iterdir()] == ["rec.mkv"]


@pytest.mark.parametrize("kind", ["mp4 h264", "mp4 av1", "mkv ffv1", "gif", "webp", "png sequence", "jpg"])
@pytest.mark.parametrize("pingpong", [False, True])
def test_a_disk_that_fills_up_while_finishing_leaves_the_recording_to_try_again(tmp_path, kind, pingpong):
    output, recording = Output(Fraction(16), kind, pingpong=pingpong), tmp_path / "rec.mkv"
    noise = np.random.default_rng(0).integers(0, 256, (24, 128, 128, 3), dtype=np.uint8)
    with Encoder(recording, output.growing, output.fineness, Fraction(16), (128, 128)) as encoder:
        for frame in noise:
            encoder.add(frame)
    assert "All 24 frames are kept" in run(FULL_WHILE_FINISHING, recording, kind, 8_000)
    assert [p.name for p in tmp_path.iterdir()] == ["rec.mkv"]
    assert salvage(recording) == 24
    shown = len(output.order(24))
    assert finish_recording(recording, output, tmp_path / "again", overwrite=False).frames == shown


def test_a_recording_without_a_whole_frame_is_refused_and_kept(tmp_path):
    (tmp_path / "rec.mkv").write_bytes(b"\x1aE\xdf\xa3 hardly begun")
    with pytest.raises(BadInput):
        finish_recording(tmp_path / "rec.mkv", Output(Fraction(16)), tmp_path / "film.mp4", overwrite=False)
    assert [p.name for p in tmp_path.iterdir()] == ["rec.mkv"]
