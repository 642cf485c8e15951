"""The folders of four other programs: everything in them is found, proven and usable, and not one byte is copied."""

from __future__ import annotations

import hashlib
import os

import msgspec
import pytest

from app.card import Presence, card
from engine.api.errors import CannotWrite
from engine.api.model import Part
from engine.store import adopt
from engine.store.check import Verdict, check
from engine.store.locate import locate
from engine.store.plan import Have, plan
from engine.store.shelves import recognise
from engine.store.take_in import take_in
from engine.store.verify import Memory
from tests.app.small_models import CATALOG, DATA, REPO

SPEC = CATALOG.model("first")
VARIANT = SPEC.variant()
NAMES = {"one": "one.safetensors", "vae": "vae.safetensors"}


def put(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def comfyui(home):
    put(home / "ComfyUI/models/diffusion_models/wan/one.safetensors", DATA["one"])
    put(home / "ComfyUI/models/vae/vae.safetensors", DATA["vae"])
    return home / "ComfyUI"


def wangp(home):
    put(home / "Wan2GP/ckpts/one.safetensors", DATA["one"])
    put(home / "Wan2GP/ckpts/vae.safetensors", DATA["vae"])
    return home / "Wan2GP"


def hugging_face(home):
    repo = home / "huggingface/hub" / ("models--" + REPO.replace("/", "--"))
    put(repo / "refs/main", b"abc")
    for name, file in NAMES.items():
        blob = repo / "blobs" / hashlib.sha256(DATA[name]).hexdigest()
        put(blob, DATA[name])
        link = repo / "snapshots/abc" / file
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(os.path.relpath(blob, link.parent))
    return home / "huggingface"


def lm_studio(home):
    for name, file in NAMES.items():
        put(home / ".lmstudio/models" / REPO / file, DATA[name])
    return home / ".lmstudio/models"


def plain(home):
    for name, file in NAMES.items():
        put(home / "stuff" / SPEC.id / file, DATA[name])
    return home / "stuff"


TREES = [comfyui, wangp, hugging_face, lm_studio]


def written(folder):
    """Bytes of files that are files, not links."""
    return sum(p.lstat().st_size for p in folder.rglob("*") if p.is_file() and not p.is_symlink())


def state(folder):
    return {p: (s.st_ino, s.st_size, s.st_mtime_ns) for p in sorted(folder.rglob("*")) if (s := os.lstat(p))}


@pytest.fixture
def memory(tmp_path):
    kept = Memory(tmp_path / "memory.db")
    yield kept
    kept.close()


@pytest.mark.parametrize("tree", TREES, ids=lambda tree: tree.__name__)
def test_a_tree_among_the_models_folders_is_found_verified_and_usable_where_it_lies(tree, tmp_path, memory):
    theirs, own = tree(tmp_path / "home"), tmp_path / "own"
    own.mkdir()
    before = state(tmp_path / "home")
    folders = (str(theirs), str(own))
    planned = plan(SPEC, VARIANT, folders, own)
    assert [one.state for one in planned.files] == [Have.SHARED, Have.SHARED]
    assert (planned.fetch_bytes, planned.shared_bytes) == (0, len(DATA["one"]) + len(DATA["vae"]))
    assert [one.verdict for one in check(planned, memory).files] == [Verdict.RIGHT, Verdict.RIGHT]
    found = locate(SPEC, folders)
    assert found[Part.TRANSFORMER].read_bytes() == DATA["one"]
    assert found[Part.VAE].read_bytes() == DATA["vae"]
    assert card(SPEC, folders, str(own)).presence is Presence.INSTALLED
    assert (written(own), state(tmp_path / "home")) == (0, before)


@pytest.mark.parametrize("tree", [*TREES, plain], ids=lambda tree: tree.__name__)
def test_a_tree_taken_in_by_links_is_usable_from_our_folder_alone(tree, tmp_path, memory):
    theirs, own = tree(tmp_path / "home"), tmp_path / "own"
    before = state(tmp_path / "home")
    taken = take_in(theirs, CATALOG.models, own, memory)
    assert [one.proven for one in taken] == [True, True]
    found = locate(SPEC, [own])
    assert found[Part.TRANSFORMER].read_bytes() == DATA["one"]
    assert found[Part.VAE].read_bytes() == DATA["vae"]
    assert (written(own), state(tmp_path / "home")) == (0, before)
    assert take_in(theirs, CATALOG.models, own, memory) == ()


def test_an_encoder_of_another_precision_serves_and_a_transformer_does_not(tmp_path):
    spec = msgspec.structs.replace(
        SPEC, components=tuple(msgspec.structs.replace(c, paths=(*c.paths, f"{c.part}_fp8.safetensors"))
        for c in SPEC.components),
    )  # fmt: skip
    put(tmp_path / "ComfyUI/models/vae/vae_fp8.safetensors", DATA["two"][:-1])
    put(tmp_path / "ComfyUI/models/unet/transformer_fp8.safetensors", DATA["two"][:-1])
    planned = plan(spec, VARIANT, (tmp_path / "ComfyUI",), tmp_path / "own")
    assert [one.state for one in planned.files] == [Have.FETCH, Have.SHARED]
    assert planned.files[1].path.name == "vae_fp8.safetensors"


def test_damaged_files_are_not_taken_in(tmp_path, memory):
    put(tmp_path / "ComfyUI/models/vae/vae.safetensors", DATA["vae"][:-9])
    (tmp_path / "ComfyUI/models/loras").mkdir()
    assert take_in(tmp_path / "ComfyUI", CATALOG.models, tmp_path / "own", memory) == ()


def test_files_of_one_length_are_told_apart_by_their_hash(tmp_path, memory):
    assert len({len(data) for data in DATA.values()}) == 1
    put(tmp_path / "ComfyUI/models/vae/a.safetensors", DATA["two"])
    put(tmp_path / "ComfyUI/models/unet/b.safetensors", DATA["one"])
    taken = take_in(tmp_path / "ComfyUI", CATALOG.models, tmp_path / "own", memory)
    assert {one.link.name: one.found.name for one in taken} == {
        "two.safetensors": "a.safetensors",
        "one.safetensors": "b.safetensors",
    }


def test_where_the_system_makes_no_links_that_is_said_and_nothing_copied(tmp_path, memory, monkeypatch):
    def refuse(*_):
        raise OSError(1, "no links here")

    monkeypatch.setattr(adopt.Path, "symlink_to", refuse)
    monkeypatch.setattr(adopt.os, "link", refuse)
    with pytest.raises(CannotWrite) as told:
        take_in(comfyui(tmp_path / "home"), CATALOG.models, tmp_path / "own", memory)
    assert "Nothing was copied" in told.value.done
    assert written(tmp_path / "own") == 0


def test_each_tree_is_recognised(tmp_path):
    apps = [recognise(tree(tmp_path / tree.__name__)).app.value for tree in TREES]
    assert apps == ["ComfyUI", "WanGP", "the Hugging Face cache", "LM Studio"]
