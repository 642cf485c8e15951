"""Another program's folder is walked once, and again only when something in it has changed."""

from __future__ import annotations

import os
import threading

import pytest

from engine.store import shelves
from engine.store.shelves import Shelves


@pytest.fixture
def comfy(tmp_path):
    for name in ("vae/deep", "loras"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "vae" / "deep" / "a").touch()
    settle(tmp_path)
    return tmp_path


def settle(folder):
    """As if the last change had been a while ago."""
    for top, names, _ in os.walk(folder):
        for path in (top, *(os.path.join(top, name) for name in names)):
            os.utime(path, ns=(0, os.stat(path).st_mtime_ns - 10 * shelves.UNSETTLED))


def found(folder, name):
    return [path.relative_to(folder).as_posix() for _, path in Shelves().named(folder, ("us/m",), name)]


def test_it_is_walked_again_only_after_a_change(comfy, monkeypatch):
    walked = []
    entries = shelves.entries
    monkeypatch.setattr(shelves, "entries", lambda folder: walked.append(folder) or entries(folder))
    assert found(comfy, "a") == ["vae/deep/a"]
    assert walked
    walked.clear()
    assert found(comfy, "a") == ["vae/deep/a"]
    assert walked == []
    (comfy / "vae" / "deep" / "b").touch()
    assert found(comfy, "b") == ["vae/deep/b"]


def test_what_came_a_moment_ago_hides_nothing_that_comes_now(comfy):
    for number in range(30):
        (comfy / "loras" / str(number)).touch()
        assert found(comfy, str(number)) == [f"loras/{number}"]


def test_what_is_gone_and_new_shelves_are_noticed(comfy):
    assert found(comfy, "a")
    (comfy / "vae" / "deep" / "a").unlink()
    assert found(comfy, "a") == []
    settle(comfy)
    assert found(comfy, "c") == []
    (comfy / "unet").mkdir()
    (comfy / "unet" / "c").touch()
    assert found(comfy, "c") == ["unet/c"]


def test_a_name_of_several_words_means_the_folder_too(comfy):
    (comfy / "vae" / "google" / "umt5-xxl").mkdir(parents=True)
    (comfy / "loras" / "umt5-xxl").mkdir(parents=True)
    assert found(comfy, "google/umt5-xxl") == ["vae/google/umt5-xxl"]


def test_several_threads_see_all_of_it(comfy):
    for number in range(300):
        (comfy / "loras" / f"f{number}").touch()
    settle(comfy)
    seen = []
    threads = [threading.Thread(target=lambda: seen.append(found(comfy, "a"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [["vae/deep/a"]] * 8
