"""Settings and saved files: old or new, never between; a bad file is kept and said."""

from __future__ import annotations

import json

import msgspec
import pytest

from app import saved
from app.folders import Folders, shortened
from app.settings import Settings
from engine.api.errors import CannotWrite


@pytest.fixture
def folders(tmp_path):
    return Folders.below(tmp_path)


def test_each_setting_is_kept_told_once_and_read_back(qtbot, folders):
    settings, told = Settings(folders), []
    settings.changed.connect(told.append)
    new = {
        "theme": "light",
        "language": "zh_CN",
        "outputs_folder": "/clips",
        "models_folders": ("/a", "/b"),
        "text_scale": 1.25,
        "level": "Expert",
        "last_recipe": {"steps": 4},
    }
    for name, value in new.items():
        setattr(settings, name, value)
        setattr(settings, name, value)
    assert told == list(new)
    again = Settings(folders)
    new["models_folders"] = ("/a", "/b", str(folders.models))
    assert {name: getattr(again, name) for name in new} == new


def test_a_fresh_home_has_the_defaults(folders):
    settings = Settings(folders)
    assert (settings.theme, settings.language, settings.level, settings.text_scale) == ("system", "system", "Basic", 1)
    assert settings.outputs_folder == str(folders.outputs)
    assert settings.models_folders == (str(folders.models),)


def test_a_cut_off_file_is_kept_and_the_one_before_it_is_used(folders):
    settings = Settings(folders)
    settings.theme = "dark"
    settings.level = "Expert"
    settings.path.write_text(settings.path.read_text()[:20])
    again = Settings(folders)
    assert again.theme == "dark"
    assert again.bad_file is not None
    assert again.bad_file.name.startswith("settings.bad-")
    assert again.bad_file.exists()


def test_without_a_whole_file_the_defaults_are_used(folders):
    folders.data.mkdir(parents=True)
    (folders.data / "settings.json").write_text("[1, 2")
    settings = Settings(folders)
    assert settings.theme == "system"
    assert settings.bad_file is not None


def test_settings_of_a_later_kinora_are_read_as_far_as_they_are_known(folders):
    folders.data.mkdir(parents=True)
    (folders.data / "settings.json").write_text(json.dumps({"theme": "sepia", "level": "Expert", "new": 1}))
    settings = Settings(folders)
    assert (settings.theme, settings.level) == ("system", "Expert")


def test_a_file_that_cannot_be_written_is_said(tmp_path):
    target = tmp_path / "folder"
    target.mkdir()
    with pytest.raises(CannotWrite):
        saved.write(target, b"{}")


def test_two_bad_files_of_one_second_are_both_kept(tmp_path):
    names = set()
    for _ in range(2):
        (tmp_path / "x.json").write_text("{")
        names.add(saved.read(tmp_path / "x.json", dict)[1])
    assert len(names) == 2


def test_reading_gives_nothing_where_there_is_nothing(tmp_path):
    assert saved.read(tmp_path / "x.json", dict[str, int]) == (None, None)
    saved.write(tmp_path / "x.json", msgspec.json.encode({"a": 1}))
    assert saved.read(tmp_path / "x.json", dict[str, int]) == ({"a": 1}, None)


def test_kinora_home_moves_every_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("KINORA_HOME", str(tmp_path / "here"))
    assert Folders.standard() == Folders.below(tmp_path / "here")
    monkeypatch.delenv("KINORA_HOME")
    assert Folders.standard() != Folders.below(tmp_path / "here")


def test_a_log_names_nobody(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path / "maria"))
    assert shortened(f"cannot open {tmp_path}/maria/clip.mp4") == "cannot open ~/clip.mp4"


def test_a_token_that_was_copied_over_two_lines_is_kept_as_one_word(qapp, folders):
    Settings(folders).token = " hf_first\n  second \n"
    assert Settings(folders).token == "hf_firstsecond"
