"""The command line: exit status, what is printed where, and that every parameter has its flag."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest
from PIL import Image

from engine import catalog
from engine.api import params
from engine.cli import build_parser, main
from engine.commands import build_request
from engine.families.wan import spec
from engine.families.wan.params import WanParams
from engine.media.probe import probe
from tests import tiny


@pytest.fixture
def model(tmp_path_factory, tmp_path, monkeypatch):
    resources = tmp_path_factory.mktemp("resources")
    id = tiny.make(resources, "ti2v")
    monkeypatch.setattr(catalog, "RESOURCES", resources)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    spec._own.cache_clear()
    before = signal.getsignal(signal.SIGINT)
    yield id
    signal.signal(signal.SIGINT, before)
    spec._own.cache_clear()


def kinora(*words: str) -> int:
    return main(list(words), lambda *_: 99)


def test_generate_makes_the_clip_under_the_exact_name_and_reports_the_time(model, tmp_path, capsys):
    out = tmp_path / "out.mp4"
    assert kinora("generate", "--model-name", model, "--positive-prompt", "a red circle", "--output", str(out)) == 0
    said = capsys.readouterr()
    assert said.out.strip() == str(out)
    assert said.err.count("Denoising ...") == 1
    assert (probe(out).width, probe(out).frames) == (64, 5)


def test_the_work_folder_goes_with_a_finished_clip_unless_it_was_named(model, tmp_path, monkeypatch):
    temporary, named = tmp_path / "temporary", tmp_path / "named"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    words = ["generate", "--model-name", model, "--output-folder", str(tmp_path / "out")]
    assert kinora(*words) == kinora(*words, "--work-folder", str(named)) == 0
    assert list(temporary.glob("kinora-*")) == [] and any(named.iterdir())
    assert kinora(*words, "--no-save-output") == 0
    assert len(list(temporary.glob("kinora-*"))) == 1, "the clip itself lies there"


def test_a_dropped_picture_chooses_the_task(model, tmp_path, capsys):
    picture = tmp_path / "p.png"
    Image.new("RGB", (64, 64), (200, 20, 20)).save(picture)
    out = tmp_path / "out.mp4"
    words = ["generate", "--model-name", model, "--input-image", str(picture), "--output", str(out), "--json"]
    assert kinora(*words) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert events[-1]["event"] == "finished"
    assert json.loads(events[-1]["result"]["recipe"])["params"]["mode"] == "image_to_video"


def test_a_recipe_makes_the_same_clip_and_flags_win_over_it(model, tmp_path, capsys):
    first, again, other = (tmp_path / f"{name}.mkv" for name in ("first", "again", "other"))
    assert kinora("generate", "--model-name", model, "--positive-prompt", "a red circle", "--output", str(first)) == 0
    assert kinora("generate", "--recipe", str(first), "--output", str(again)) == 0
    assert kinora("generate", "--recipe", str(first), "--num-frames", "9", "--output", str(other)) == 0
    assert probe(other).frames == 9
    assert probe(again).frames == 5


@pytest.mark.parametrize(
    "words",
    [
        ["--steps", "0"],
        ["--steps", "many"],
        ["--input-image", "nowhere.png"],
        ["--output", "out.xyz"],
        ["--model-name", "nothing"],
        ["--recipe", __file__],
    ],
    ids=" ".join,
)
def test_wrong_input_ends_with_2_and_says_why(model, words, capsys):
    given = words if "--model-name" in words else ["--model-name", model, *words]
    assert kinora("generate", *given) == 2
    assert len(capsys.readouterr().err.strip()) > 20


def test_an_unknown_flag_ends_with_2(capsys):
    with pytest.raises(SystemExit) as end:
        kinora("generate", "--nonsense")
    assert end.value.code == 2


def test_what_cannot_be_written_ends_with_1(model, tmp_path, capsys):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    assert kinora("generate", "--model-name", model, "--output", str(blocked / "out.mp4")) == 1


def test_ctrl_c_ends_with_130(model, tmp_path, capsys):
    def interrupt() -> None:
        time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt).start()
    words = ["--steps", "200", "--num-frames", "81", "--output", str(tmp_path / "out.mp4")]
    assert kinora("generate", "--model-name", model, *words) == 130
    assert not (tmp_path / "out.mp4").exists()


def test_every_parameter_has_a_flag_and_its_value_arrives():
    parser = build_parser()
    for f in params.fields(WanParams):
        flag = "--" + f.name.replace("_", "-")
        value = (
            {int: "5", float: "0.5", str: "8", bool: None}.get(f.type) if not f.is_choice else list(f.type)[-1].value
        )
        words = [flag] if f.type is bool else [flag, "4,3" if f.is_list else str(value)]
        read = params.from_flags(WanParams, parser.parse_args(["generate", *words]))
        assert list(read) == [f.name]
        assert params.from_dict(WanParams, read)


def test_a_preset_brings_its_values_and_flags_win_over_them():
    words = ["generate", "--model", "infinitetalk", "--preset", "lightx2v-4", "--audio-cfg", "1.5"]
    values = build_request(build_parser().parse_args(words)).params
    assert (values["steps"], values["cfg"], values["scheduler"]) == (4, [1.0], "distilled")
    assert values["audio_cfg"] == 1.5
    assert [use["lora_name"] for use in values["loras"]] == ["lightx2v-i2v-480p"]


def test_a_preset_that_the_model_has_not_ends_with_2_and_names_those_it_has(capsys):
    assert kinora("generate", "--model", "infinitetalk", "--preset", "quick") == 2
    assert "fusionx-8" in capsys.readouterr().err


def test_the_size_follows_the_picture_unless_one_is_asked_for(tmp_path):
    picture = tmp_path / "p.png"
    Image.new("RGB", (90, 160)).save(picture)
    words = ["generate", "--model", "infinitetalk", "--input-image", str(picture)]
    sizes = [
        tuple(
            build_request(build_parser().parse_args([*words, *more])).params.get(side) for side in ("width", "height")
        )
        for more in ((), ("--height", "640"))
    ]
    assert sizes == [(448, 832), (None, 640)]


def test_info_tells_the_presets(capsys):
    assert kinora("models", "info", "infinitetalk") == 0
    assert "Preset long-windows: Long windows, 117 / 25." in capsys.readouterr().out
    assert kinora("models", "info", "infinitetalk", "--json") == 0
    told = json.loads(capsys.readouterr().out)["presets"]
    assert {"frame_window_size": 117, "motion_frame": 25} in [one.get("values") for one in told]


def test_models_lists_the_catalogue(model, capsys):
    assert kinora("models", "--json") == 0
    assert [row["id"] for row in json.loads(capsys.readouterr().out)] == [model]


def test_what_is_piped_on_is_utf_8_whatever_the_system_writes(tmp_path):
    (tmp_path / "mine.toml").write_text(
        'id = "mine"\ntitle = "\u4e2d\u6587"\nbased_on = "wan2.1-t2v-1.3b"\n[files]\ntransformer = "m.safetensors"\n',
        encoding="utf-8",
    )
    told = subprocess.run(
        [sys.executable, "main.py", "models", "list", "--models-folder", str(tmp_path)],
        env={**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"},
        capture_output=True,
        check=True,
    )
    assert "\u4e2d\u6587" in told.stdout.decode("utf-8")


def test_without_words_the_window_opens(tmp_path):
    assert kinora() == 99
    assert kinora("window", "--home", str(tmp_path), str(Path(__file__))) == 99
