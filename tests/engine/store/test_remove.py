"""Removing a model deletes its own files and links, and nothing that lies behind a link or that others need."""

from __future__ import annotations

import msgspec
import pytest

from engine.api.errors import CannotWrite
from engine.api.model import Component, Part
from engine.store import adopt
from engine.store.locate import is_complete, locate
from engine.store.part import kept
from engine.store.remove import removable, remove
from tests.app.small_models import CATALOG, DATA

FIRST, SECOND = CATALOG.model("first"), CATALOG.model("second")


def put(folder, *names):
    for name in names:
        path = folder / name / f"{name}.safetensors"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(DATA[name])


def names(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_what_a_complete_model_needs_stays_and_what_an_incomplete_one_has_goes(tmp_path):
    put(tmp_path, "one", "vae")
    assert remove(FIRST, CATALOG.models, [tmp_path]) == len(DATA["one"]) + len(DATA["vae"])
    put(tmp_path, "one", "two", "vae")
    assert remove(FIRST, CATALOG.models, [tmp_path]) == len(DATA["one"])
    assert is_complete(SECOND, [tmp_path])


def test_links_go_and_what_they_lead_to_stays(tmp_path):
    theirs, own = tmp_path / "theirs", tmp_path / "own"
    put(theirs, "one", "vae")
    tokens = Component(Part.TOKENIZER, ("google/umt5-xxl",))
    spec = msgspec.structs.replace(FIRST, components=(*FIRST.components, tokens))
    (theirs / "tokens").mkdir()
    (theirs / "tokens" / "tokenizer.json").write_text("{}")
    for name in ("one", "vae"):
        adopt.link(theirs / name / f"{name}.safetensors", own / name / f"{name}.safetensors")
    adopt.link(theirs / "tokens", own / spec.id / "google" / "umt5-xxl")
    before = names(theirs)
    assert set(locate(spec, [own])) == {Part.TRANSFORMER, Part.VAE, Part.TOKENIZER}
    assert remove(spec, [spec], [own]) == 0
    assert list(own.iterdir()) == []
    assert names(theirs) == before


def test_a_whole_model_folder_that_is_a_link_is_left_alone(tmp_path):
    theirs, own = tmp_path / "theirs", tmp_path / "own"
    put(theirs, "one", "vae")
    own.mkdir()
    (own / "one").symlink_to(theirs / "one")
    assert removable(FIRST, [FIRST], [own]) == ()
    with pytest.raises(CannotWrite):
        remove(FIRST, [FIRST], [own])
    assert names(theirs) == ["one.safetensors", "vae.safetensors"]


def test_what_was_begun_goes_too(tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "one.safetensors.part").write_bytes(b"1" * 100)
    (tmp_path / "one" / "one.safetensors.part.notes").write_text(
        '{"size": 9}\n{"piece": 0, "bytes": 9, "sha256": "x"}\n'
    )
    assert kept(tmp_path / "one" / "one.safetensors") == 9
    assert remove(FIRST, [FIRST], [tmp_path, tmp_path]) == 100
    assert list(tmp_path.iterdir()) == []


def test_what_was_begun_without_a_whole_note_goes_too(tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "one.safetensors.part").write_bytes(b"1" * 100)
    assert remove(FIRST, [FIRST], [tmp_path]) == 100
    assert list(tmp_path.iterdir()) == []
