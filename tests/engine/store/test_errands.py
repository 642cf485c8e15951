"""One file after the other of a plan is brought, and nothing that a person has put there is lost."""

from __future__ import annotations

import msgspec
import pytest

from engine.api.errors import DownloadRefused
from engine.store.errands import Errand, bring
from tests.app.small_models import DATA, Tools, published

NOWHERE = msgspec.structs.replace(published("one"), sources=())


@pytest.fixture
def means(tmp_path):
    return Tools("http://127.0.0.1:9", tmp_path / "files.db")()


def asked(path, means):
    return bring(Errand(NOWHERE, str(path)), path.parent, means, lambda: False, lambda _: None)


def test_a_file_that_is_published_nowhere_serves_once_it_was_put_there(tmp_path, means):
    (tmp_path / "one.safetensors").write_bytes(DATA["one"])
    assert asked(tmp_path / "one.safetensors", means).done


@pytest.mark.parametrize("content", [b"", DATA["one"][:-1], DATA["two"]])
def test_a_wrong_one_is_refused_and_stays(content, tmp_path, means):
    (tmp_path / "one.safetensors").write_bytes(content)
    with pytest.raises(DownloadRefused):
        asked(tmp_path / "one.safetensors", means)
    assert (tmp_path / "one.safetensors").read_bytes() == content


def test_none_at_all_is_refused(tmp_path, means):
    with pytest.raises(DownloadRefused):
        asked(tmp_path / "one.safetensors", means)
    assert [path.name for path in tmp_path.iterdir() if "one" in path.name] == []
