"""The model manager without a window: what it says, what it leaves on the disk, and how it ends."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys

import pytest

from engine import catalog, terminal_files
from engine.cli import main
from engine.store import sources
from engine.store.locate import is_complete, locate
from engine.store.ours import MARK
from engine.store.wanted import MIB, Progress, Stage
from engine.terminal_files import lasting, size
from tests.app.small_models import CATALOG, CHUNK, DATA, REPOS
from tests.engine.store.hub import hub


@pytest.fixture
def server(monkeypatch):
    with hub(REPOS) as running:
        monkeypatch.setattr(catalog, "load", lambda *_: CATALOG)
        monkeypatch.setattr(sources, "HUGGING_FACE", running.base)
        monkeypatch.setattr(sources, "MODELSCOPE", "http://127.0.0.1:9")
        yield running


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "models"


def kinora(*words: str) -> int:
    return main(["models", *words], lambda *_: 99)


def fetched(folder, name):
    return (folder / name / f"{name}.safetensors").read_bytes() == DATA[name]


def test_without_an_action_the_catalogue_is_listed(server, folder, capsys):
    for words in ((), ("list",)):
        assert kinora(*words, "--models-folder", str(folder), "--json") == 0
        rows = {row["id"]: row for row in json.loads(capsys.readouterr().out)}
        assert rows["first"]["here"] is False
        assert rows["first"]["licence"] == "Apache-2.0"
    assert kinora("--models-folder", str(folder)) == 0
    assert "missing  first" in capsys.readouterr().out


def test_download_fetches_into_the_folder_and_says_each_file(server, folder, capsys):
    assert kinora("download", "first", "--models-folder", str(folder)) == 0
    said = capsys.readouterr().err
    assert "1/2 one.safetensors" in said
    assert "checked" in said
    assert fetched(folder, "one")
    assert fetched(folder, "vae")
    assert is_complete(CATALOG.model("first"), [folder])
    assert kinora("list", "--models-folder", str(folder)) == 0
    assert "here     first" in capsys.readouterr().out


def test_given_again_nothing_is_fetched(server, folder):
    assert kinora("download", "first", "--models-folder", str(folder)) == 0
    before = server.sent
    assert kinora("download", "first", "--models-folder", str(folder)) == 0
    assert server.sent == before


def test_without_a_folder_it_goes_where_the_window_looks(server, tmp_path):
    assert kinora("download", "first") == 0
    assert fetched(tmp_path / "home" / "models", "one")


def test_json_tells_everything_as_lines(server, folder, capsys):
    assert kinora("download", "unknown", "--models-folder", str(folder), "--json") == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [events[0]["event"], events[-1]["event"]] == ["plan", "finished"]
    assert [e["bytes"] for e in events if e["event"] == "file"] == [len(DATA["loose"])]
    assert any(e["event"] == "progress" and e["stage"] == "checking" for e in events)


def test_info_names_the_files_and_what_is_here(server, folder, capsys):
    kinora("download", "first", "--models-folder", str(folder))
    capsys.readouterr()
    assert kinora("info", "second", "--models-folder", str(folder)) == 0
    said = capsys.readouterr().out
    assert "Apache-2.0" in said
    assert "fetch" in said
    assert "vae.safetensors" in said
    assert "needs at least 614.6 MiB on a graphics card" in said
    assert kinora("info", "second", "--models-folder", str(folder), "--json") == 0
    (variant,) = json.loads(capsys.readouterr().out)["variants"]
    assert variant["fetch"] == len(DATA["two"])
    assert [file["state"] for file in variant["files"]] == ["fetch", "here"]


def test_an_unknown_model_or_form_ends_with_2(server, folder, capsys):
    for words in (("download", "nothing"), ("info", "nothing"), ("download", "first", "--variant", "no")):
        assert kinora(*words, "--models-folder", str(folder)) == 2
    assert "nothing" in capsys.readouterr().err


def test_a_refusal_of_the_server_ends_with_1_and_with_all_parts_of_the_message(server, folder, capsys):
    server.gated = True
    assert kinora("download", "first", "--models-folder", str(folder), "--json") == 1
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["code"] == "DL-006"
    assert all((told["title"], told["why"], told["done"], told["do"]))


def test_the_offline_switch_of_the_window_holds_here_too(server, tmp_path):
    data = tmp_path / "home" / "data"
    data.mkdir(parents=True)
    (data / "settings.json").write_text('{"offline": true}')
    assert kinora("download", "first") == 1
    assert server.asked == []


def test_a_mirror_is_asked_first(server, folder, monkeypatch):
    monkeypatch.setattr(sources, "HUGGING_FACE", "http://127.0.0.1:9")
    assert kinora("download", "first", "--models-folder", str(folder), "--mirror", server.base) == 0
    assert fetched(folder, "one")


def test_verify_finds_a_rotten_piece_and_download_mends_that_piece_only(server, folder, capsys):
    kinora("download", "first", "--models-folder", str(folder))
    path = folder / "one" / "one.safetensors"
    with path.open("r+b") as file:
        file.seek(2 * CHUNK)
        file.write(b"rotten")
    assert kinora("verify", "--models-folder", str(folder)) == 1
    said = capsys.readouterr().err
    assert "one.safetensors  wrong" in said
    assert "vae.safetensors  right" in said
    assert kinora("download", "first", "--models-folder", str(folder)) == 0
    assert fetched(folder, "one")
    assert kinora("verify", "first", "--models-folder", str(folder)) == 0


def test_adopt_makes_a_folder_of_comfyui_usable_without_a_copy(server, folder, tmp_path, capsys):
    theirs = tmp_path / "ComfyUI" / "models"
    for place, name in (("diffusion_models", "one"), ("vae", "vae")):
        (theirs / place).mkdir(parents=True)
        (theirs / place / f"their {name}.safetensors").write_bytes(DATA[name])
    assert kinora("adopt", str(tmp_path / "ComfyUI"), "--models-folder", str(folder)) == 0
    found = locate(CATALOG.model("first"), [folder])
    assert all(path.is_symlink() for path in found.values())
    assert {path.resolve().name for path in found.values()} == {"their one.safetensors", "their vae.safetensors"}
    assert "proven" in capsys.readouterr().err
    assert kinora("verify", "first", "--models-folder", str(folder)) == 0
    assert kinora("download", "first", "--models-folder", str(folder)) == 0
    assert server.sent == 0
    assert kinora("adopt", "/nowhere", "--models-folder", str(folder)) == 2


def test_remove_names_the_files_first_and_deletes_only_when_told(server, folder, capsys):
    kinora("download", "first", "--models-folder", str(folder))
    kinora("download", "second", "--models-folder", str(folder))
    capsys.readouterr()
    assert kinora("remove", "first", "--models-folder", str(folder)) == 0
    assert capsys.readouterr().out.splitlines() == [str(folder / "one" / "one.safetensors")]
    assert fetched(folder, "one")
    assert kinora("remove", "first", "--yes", "--models-folder", str(folder)) == 0
    assert sorted(path.name for path in folder.iterdir()) == [MARK, "two", "vae"]


def test_ctrl_c_ends_with_130_and_the_same_command_goes_on(server, folder):
    code = (
        "import sys\nfrom engine import catalog\nfrom engine.store import sources\nfrom engine.cli import main\n"
        "from tests.app.small_models import CATALOG\n"
        f"catalog.load = lambda *_: CATALOG\nsources.HUGGING_FACE = {server.base!r}\n"
        f"sys.exit(main(['models', 'download', 'first', '--models-folder', {str(folder)!r}], lambda *_: 99))"
    )
    server.pause = 0.02
    process = subprocess.Popen([sys.executable, "-c", code], env=dict(os.environ), stderr=subprocess.PIPE, text=True)
    try:
        while server.sent < 2 * CHUNK:
            assert process.poll() is None, process.stderr.read()
        process.send_signal(2)
        said = process.communicate(timeout=20)[1]
    finally:
        process.kill()
    assert process.returncode == 130
    assert "goes on from there" in said
    server.pause, before = 0.0, server.sent
    assert kinora("download", "first", "--models-folder", str(folder)) == 0
    assert server.sent - before < len(DATA["one"]) + len(DATA["vae"])


def test_the_commands_for_models_load_nothing_heavy():
    code = "import sys, engine.commands_models; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"torch", "numpy", "PIL", "av", "PySide6"} & set(done.stdout.split())


def test_sizes_and_times_read_as_people_write_them():
    assert [size(n) for n in (2048, 5 * 2**20, 3 * 2**30)] == ["2 KiB", "5.0 MiB", "3.00 GiB"]
    assert [lasting(n) for n in (8, 300, 7200)] == ["8 s", "5 min", "2.0 h"]


class Terminal(io.StringIO):
    """A place to write to that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_on_a_terminal_a_bar_tells_the_speed_the_time_left_and_the_wait(monkeypatch):
    terminal, clock = Terminal(), iter(range(100))
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(terminal_files.time, "monotonic", lambda: float(next(clock)))
    progress = terminal_files.FileProgress(as_json=False)
    progress.begin("m.safetensors", 1, 3)
    for done in (0, 10, 20):
        progress.tell(Progress(Stage.FETCHING, done * MIB, 40 * MIB))
    progress.tell(Progress(Stage.WAITING, 20 * MIB, 40 * MIB, 8.0))
    progress.end("40.0 MiB, checked")
    drawn = terminal.getvalue().split("\r\033[K")
    assert drawn[3] == "2/3 m.safetensors  [############............] 20.0 MiB of 40.0 MiB  10.0 MiB/s  2 s left"
    assert drawn[4] == "2/3 m.safetensors  waiting for the server, again in 8 s"
    assert drawn[-1] == "2/3 m.safetensors  40.0 MiB, checked\n"


def test_of_an_own_model_only_its_data_file_is_removed(folder, tmp_path, capsys):
    folder.mkdir()
    weights, entry = tmp_path / "mine.safetensors", folder / "mine.toml"
    weights.write_bytes(b"0")
    entry.write_text(
        'id = "mine"\ntitle = "Mine"\nbased_on = "wan2.1-t2v-1.3b"\n[files]\n'
        f"transformer = {json.dumps(str(weights))}\n",
        encoding="utf-8",
    )
    assert kinora("remove", "mine", "--models-folder", str(folder)) == 0
    assert capsys.readouterr().out.splitlines() == [str(entry)] and entry.exists()
    assert kinora("remove", "mine", "--yes", "--models-folder", str(folder)) == 0
    assert weights.exists() and not entry.exists()
