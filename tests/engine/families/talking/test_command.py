"""A talking film from the command line: several voices, a window made again, the recipe inside the file."""

from __future__ import annotations

import numpy as np

from engine.cli import DONE, WRONG_INPUT, main
from engine.media.probe import probe
from engine.media.recipe import read_recipe
from tests import tiny_talking
from tests.engine.families.conftest import film


def kinora(*words: str) -> int:
    return main(["generate", *words], lambda *_: 99)


def test_two_voices_one_window_again_and_the_recipe(runs, resources, portrait, voice, tmp_path, capsys):
    model, work = tiny_talking.make(resources, "infinite_talk"), str(tmp_path / "work")
    voices = [word for seed in (1, 2) for word in ("--audio-file", str(voice(0.6, seed)))]
    common = ["--model-name", model, "--input-image", str(portrait), *voices, "--work-folder", work]
    places = ["--output", str(tmp_path / "one.mkv"), "--seed", "3", "--audio-cfg", "3"]
    assert kinora(*common, *places) == DONE
    made = probe(tmp_path / "one.mkv")
    assert (made.frames, made.has_audio) == (15, True)

    again = ["--output", str(tmp_path / "two.mkv"), "--seed", "4", "--audio-cfg", "3", "--redo-window", "1"]
    assert kinora(*common, *again) == DONE
    one, two = (film(str(tmp_path / f"{name}.mkv")) for name in ("one", "two"))
    assert np.array_equal(one[:13], two[:13]) and not np.array_equal(one[13:], two[13:])

    other = ["--recipe", str(tmp_path / "one.mkv"), "--output", str(tmp_path / "three.mkv")]
    assert read_recipe(tmp_path / "one.mkv")
    assert kinora(*other, "--work-folder", str(tmp_path / "new")) == DONE
    assert np.array_equal(film(str(tmp_path / "three.mkv")), one)

    assert kinora(*common, *again[:-1], "7") == WRONG_INPUT
    told = capsys.readouterr()
    assert "no such window" in told.out + told.err
