"""The commands without a window use the folders and the choices of the window."""

from __future__ import annotations

import pytest

from app.folders import Folders
from app.settings import Settings
from engine.store.home import HOME, home
from engine.store.ours import is_ours, mark


@pytest.mark.parametrize("below", [True, False])
def test_the_folders_are_those_of_the_window(below, tmp_path, monkeypatch):
    environ = {HOME: str(tmp_path)} if below else {}
    monkeypatch.delenv(HOME)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert (home(environ).data, home(environ).models) == (Folders.standard().data, Folders.standard().models)


def test_the_choices_are_those_of_the_window(qapp, tmp_path):
    folders = Folders.below(tmp_path)
    settings = Settings(folders)
    settings.downloads_folder = str(tmp_path / "big disk")
    settings.mirrors, settings.proxy = (" http://mirror/ ", ""), "http://proxy:1"
    settings.offline, settings.token = True, " secret "
    mine = home({HOME: str(tmp_path)})
    assert mine.models_folders == settings.models_folders
    assert mine.downloads_folder == settings.downloads_folder == str(tmp_path / "big disk")
    assert (mine.choices.mirrors, mine.choices.proxy) == (("http://mirror",), "http://proxy:1")
    assert (mine.choices.offline, mine.token, settings.token) == (True, "secret", "secret")
    settings.token = ""
    assert mine.token == ""


def test_the_token_can_be_read_by_its_owner_only(qapp, tmp_path):
    settings = Settings(Folders.below(tmp_path))
    settings.token = "secret"
    (path,) = (tmp_path / "data").glob("*token*")
    assert path.stat().st_mode & 0o077 == 0
    assert all("secret" not in other.read_text() for other in (tmp_path / "data").iterdir() if other != path)


def test_settings_that_cannot_be_read_are_as_good_as_none(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "settings.json").write_text("{")
    assert home({HOME: str(tmp_path)}).choices.offline is False


def test_another_program_s_folder_never_becomes_ours(tmp_path):
    (tmp_path / "theirs" / "ckpts").mkdir(parents=True)
    mark(tmp_path / "theirs")
    mark(tmp_path / "own")
    assert not is_ours(tmp_path / "theirs")
    assert is_ours(tmp_path / "own")
