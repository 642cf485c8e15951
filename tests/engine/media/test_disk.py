"""Names are legal and free, and a file appears under its name whole or not at all."""

from __future__ import annotations

import os
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import pytest

from engine.api.errors import CannotWrite, DiskFull
from engine.media.disk import keep, need_room, part_of, publish, writing
from engine.media.names import LONGEST, LONGEST_BYTES, result_name
from engine.media.output import Output
from engine.media.video_read import read_frames
from engine.media.video_write import VideoWriter
from tests.engine.media.films import HEIGHT, WIDTH, made, number_of, numbered

NEW_YEAR = datetime(2030, 12, 31, 23, 59, 58)


def test_the_name_tells_prefix_date_task_and_seed():
    assert result_name("kinora", "text_to_video", 42, NEW_YEAR, ".mp4") == "kinora_20301231-235958_text_to_video_42.mp4"


@pytest.mark.parametrize(
    "prefix",
    [
        "", "a/b\\c:d*e?f\"g<h>i|j", "..", "-rf", "con", "LPT1", "tab\tand\nline\0", "x" * 300, "漢" * 300, "🎈" * 300,
        "ends with a dot.", "  spaces  ", "caf\udce9", "~home", "e\u0301clair",
    ],
)  # fmt: skip
def test_any_prefix_becomes_a_legal_name_with_date_and_seed(tmp_path, prefix):
    name = result_name(prefix, "image_to_video", 2**63 - 1, NEW_YEAR, ".webm")
    assert len(name) <= LONGEST and len(name.encode()) <= LONGEST_BYTES
    assert name.endswith(f"_20301231-235958_image_to_video_{2**63 - 1}.webm")
    assert not set(name) & set('<>:"/\\|?*\n\t\0') and name[0] not in ".-~ "
    (tmp_path / name).write_bytes(b"x")
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_a_taken_name_is_never_overwritten(tmp_path):
    for expected in ("film.mp4", "film (2).mp4", "film (3).mp4"):
        assert made(tmp_path, Output(Fraction(16)), 2).path.name == expected
    for expected in ("film", "film (2)"):
        assert made(tmp_path, Output(Fraction(16), "png sequence"), 2).path.name == expected


def test_overwriting_happens_only_when_asked(tmp_path):
    part, target = tmp_path / "a.part", tmp_path / "a"
    target.write_bytes(b"old")
    part.write_bytes(b"new")
    assert publish(part, target, overwrite=False) == tmp_path / "a (2)"
    assert target.read_bytes() == b"old"
    part.write_bytes(b"newer")
    assert publish(part, target, overwrite=True) == target
    assert target.read_bytes() == b"newer" and not part.exists()


def test_a_file_system_without_hard_links_will_do(tmp_path, monkeypatch):
    def refuse(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", refuse)
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "a.part").write_bytes(b"new")
    assert publish(tmp_path / "a.part", tmp_path / "a", overwrite=False) == tmp_path / "a (2)"
    assert (tmp_path / "a").read_bytes() == b"old"
    assert (tmp_path / "a (2)").read_bytes() == b"new"


def test_the_bytes_are_on_the_disk_before_the_name_is(tmp_path, monkeypatch):
    calls: list[str] = []
    for name in ("fsync", "link", "replace"):
        real = getattr(os, name)
        monkeypatch.setattr(os, name, lambda *a, name=name, real=real: (calls.append(name), real(*a))[1])
    (tmp_path / "a.part").write_bytes(b"x")
    publish(tmp_path / "a.part", tmp_path / "a", overwrite=False)
    (tmp_path / "a.part").write_bytes(b"y")
    publish(tmp_path / "a.part", tmp_path / "a", overwrite=True)
    assert calls == ["fsync", "link", "fsync", "fsync", "replace", "fsync"]


def test_a_temporary_result_can_be_kept(tmp_path):
    film = made(tmp_path / "temporary", Output(Fraction(16)), 2).path
    folder = made(tmp_path / "temporary", Output(Fraction(16), "png sequence"), 2).path
    assert keep(film, tmp_path / "out").name == "film.mp4"
    assert len(list(keep(folder, tmp_path / "out").iterdir())) == 2
    assert not film.exists() and not folder.exists()
    assert not [p for p in (tmp_path / "out").iterdir() if p.name.endswith(".part")]


def test_too_little_room_is_told_with_figures(tmp_path):
    with pytest.raises(DiskFull) as caught:
        need_room(tmp_path, 1 << 60, "All is kept.")
    assert "MiB are free" in caught.value.why and caught.value.done == "All is kept."


def test_a_folder_that_may_not_be_written_is_named(tmp_path):
    with pytest.raises(CannotWrite) as caught, writing(tmp_path / "film.mp4", "All is kept."):
        raise PermissionError(13, "Permission denied")
    assert "film.mp4" in caught.value.why
    (tmp_path / "blocked").write_bytes(b"")
    with pytest.raises(CannotWrite):
        made(tmp_path / "blocked", Output(Fraction(16)), 1)


@pytest.mark.skipif(os.name == "nt", reason="Windows allows no colon in a name")
def test_a_name_like_an_address_is_only_a_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with VideoWriter(Path("tcp:work.mkv"), Output(Fraction(16)), WIDTH, HEIGHT) as writer:
        writer.append(numbered(3))
        film = writer.finish(Path("http:film.mp4")).path
    assert os.listdir(tmp_path) == ["http:film.mp4"]
    assert number_of(next(read_frames(film, Fraction(16)))) == 3


def test_the_growing_name_says_part():
    assert part_of(Path("a") / "film.mp4").name == "film.mp4.part"
