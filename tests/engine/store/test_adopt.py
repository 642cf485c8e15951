"""Files of other programs are found, proven and used where they lie, and not one byte of them is copied or changed."""

from __future__ import annotations

import hashlib
import json
import os

import msgspec
import pytest

from engine import catalog
from engine.api.model import Part
from engine.api.published import PublishedFile
from engine.store import adopt
from engine.store.learn import wanted
from engine.store.locate import is_complete, locate, parts_here
from engine.store.offline import Network
from engine.store.plan import plan
from engine.store.shelves import App, Place, recognise, usual_places
from engine.store.transfer import fetch
from engine.store.verify import Memory
from engine.store.wanted import Address, Rules, Wanted
from tests.engine.store.faulty import serving

SPEC = catalog.load().model("wan2.1-t2v-1.3b")
COMFY = {
    "models/diffusion_models/wan/wan2.1_t2v_1.3B_bf16.safetensors": 1,
    "models/text_encoders/umt5_xxl_fp16.safetensors": 2,
    "models/vae/wan_2.1_vae.safetensors": 3,
}
WANGP = {"ckpts/wan2.1_t2v_1.3B_bf16.safetensors": 1, "ckpts/wan_2.1_vae.safetensors": 3, "wgp.py": 0}


def weights(seed):
    """A whole little file of weights."""
    body = bytes([seed]) * 64
    head = json.dumps({"w": {"dtype": "U8", "shape": [64], "data_offsets": [0, 64]}}).encode()
    return len(head).to_bytes(8, "little") + head + body


def tree(folder, files):
    for name, seed in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(weights(seed))
    return folder


def cache(folder):
    """What huggingface_hub leaves: blobs, and snapshots of links to them."""
    repo = folder / "hub" / "models--Wan-AI--Wan2.1-T2V-1.3B"
    for version, seed in (("aaa", 8), ("bbb", 1)):
        names = {"google/umt5-xxl/tokenizer.json": 7, "wan_2.1_vae.safetensors": seed}
        for name, one in names.items():
            blob = tree(repo / "blobs", {f"{version}{one}": one}) / f"{version}{one}"
            place = repo / "snapshots" / version / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.symlink_to(blob)
    (repo / "refs").mkdir()
    (repo / "refs" / "main").write_text("bbb\n")
    return folder


def state(folder):
    """Every name below with its inode, length and time of change."""
    return {p: (s.st_ino, s.st_size, s.st_mtime_ns) for p in sorted(folder.rglob("*")) if (s := os.lstat(p))}


@pytest.fixture
def memory(tmp_path):
    kept = Memory(tmp_path / "memory.db")
    yield kept
    kept.close()


def test_a_comfyui_folder_is_a_models_folder(tmp_path):
    comfy = tree(tmp_path / "ComfyUI", COMFY)
    tree(tmp_path / "own" / SPEC.id, {"google/umt5-xxl/x": 1})
    before = state(comfy)
    for folder in (comfy, comfy / "models"):
        found = locate(SPEC, [tmp_path / "own", folder])
        assert found[Part.TRANSFORMER] == comfy / "models/diffusion_models/wan/wan2.1_t2v_1.3B_bf16.safetensors"
        assert found[Part.VAE] == comfy / "models/vae/wan_2.1_vae.safetensors"
        assert is_complete(SPEC, [folder, tmp_path / "own"])
    assert state(comfy) == before


def test_our_own_copy_comes_before_that_of_another_program(tmp_path):
    tree(tmp_path / "ComfyUI", COMFY)
    own = tree(tmp_path / "own" / SPEC.id, {"wan_2.1_vae.safetensors": 3})
    assert parts_here(SPEC, [tmp_path / "ComfyUI", tmp_path / "own"])[Part.VAE].parent == own


def test_a_wangp_folder_is_a_models_folder(tmp_path):
    found = parts_here(SPEC, [tree(tmp_path / "Wan2GP", WANGP)])
    assert set(found) == {Part.TRANSFORMER, Part.VAE}


def test_the_hugging_face_cache_gives_the_version_called_main(tmp_path):
    found = parts_here(SPEC, [cache(tmp_path / "huggingface")])
    assert "bbb" in found[Part.VAE].parts
    assert (found[Part.TOKENIZER] / "tokenizer.json").is_file()


def test_what_lies_in_the_usual_places_is_offered_with_its_size(tmp_path):
    tree(tmp_path / "Documents" / "ComfyUI", COMFY)
    tree(tmp_path / "Wan2GP", WANGP)
    cache(tmp_path / ".cache" / "huggingface")
    places = usual_places(tmp_path, {})
    assert {place.app for place in places} == {App.COMFYUI, App.WANGP, App.HUGGING_FACE}
    before = state(tmp_path)
    found = {offer.place.app: offer for offer in adopt.offers(catalog.load().models, places)}
    assert set(found) == {App.COMFYUI, App.WANGP, App.HUGGING_FACE}
    mine = {one.part for one in found[App.COMFYUI].parts if one.model == SPEC.id}
    assert mine == {Part.TRANSFORMER, Part.TEXT_ENCODER, Part.VAE}
    assert found[App.COMFYUI].bytes == 3 * len(weights(1))
    assert state(tmp_path) == before


def test_the_extra_places_of_comfyui_are_found_too(tmp_path):
    elsewhere = tree(tmp_path / "disk" / "stuff", COMFY)
    notes = tree(tmp_path / "ComfyUI", {"main.py": 0}) / "extra_model_paths.yaml"
    notes.write_text(f"comfyui:\n    base_path: {elsewhere}  # mine\n    vae: models/vae/\n")
    assert usual_places(tmp_path, {}) == (Place(App.COMFYUI, elsewhere / "models"),)


@pytest.mark.parametrize(
    "content", [b"", weights(1)[:-1], b"<html>sign in", b"version https://git-lfs.github.com/spec/v1\n"]
)
def test_a_damaged_file_is_not_offered(content, tmp_path):
    comfy = tree(tmp_path / "ComfyUI", COMFY)
    (comfy / "models/vae/wan_2.1_vae.safetensors").write_bytes(content)
    (offer,) = adopt.offers([SPEC], [Place(App.COMFYUI, comfy / "models")])
    assert {one.part for one in offer.parts} == {Part.TRANSFORMER, Part.TEXT_ENCODER}


def test_links_in_circles_and_a_folder_of_nobody_are_no_trouble(tmp_path):
    comfy = tree(tmp_path / "ComfyUI", COMFY)
    (comfy / "models" / "vae" / "again").symlink_to(comfy / "models")
    (comfy / "models" / "vae" / "itself").symlink_to(comfy / "models" / "vae" / "itself")
    assert Part.VAE in parts_here(SPEC, [comfy])
    assert recognise(tmp_path) is None
    assert parts_here(SPEC, [tmp_path, tmp_path / "nowhere"]) == {}


TOO_LONG = "x" * 300  # no system has such a name: asking for it fails, as it does for a drive that has gone


def test_a_models_folder_that_cannot_be_asked_hides_no_other(tmp_path):
    comfy = tree(tmp_path / "ComfyUI", COMFY)
    folders = [tmp_path / TOO_LONG, comfy]
    assert Part.VAE in parts_here(SPEC, folders)
    planned = plan(SPEC, SPEC.variants[0], folders, tmp_path / TOO_LONG)
    assert planned.free_bytes > 0


@pytest.mark.parametrize("elsewhere", [TOO_LONG, "~nobody-of-that-name/models"])
def test_an_extra_place_that_cannot_be_asked_hides_no_other(elsewhere, tmp_path):
    comfy = tree(tmp_path / "ComfyUI", COMFY)
    (comfy / "extra_model_paths.yaml").write_text(f"comfyui:\n    base_path: {elsewhere}\n")
    assert usual_places(tmp_path, {}) == (Place(App.COMFYUI, comfy / "models"),)


def test_what_the_system_does_not_hand_out_is_passed_over(tmp_path, memory, monkeypatch):
    comfy = tree(
        tmp_path / "ComfyUI", {"models/vae/a.safetensors": 3, "models/vae/b.safetensors": 4, "models/clip/x": 0}
    )
    (comfy / "models/vae/itself").symlink_to(comfy / "models/vae/itself")
    data, refused = weights(4), OSError(13, "not yours")
    file = PublishedFile("vae", "m/vae.safetensors", (), len(data), hashlib.sha256(data).hexdigest())

    def read(path, *_):
        if path.name == "a.safetensors":
            raise refused
        return file.sha256 if path.name == "b.safetensors" else ""

    monkeypatch.setattr(adopt, "know", read)
    assert adopt.matches([file], [recognise(comfy)], memory) == {file: comfy / "models/vae/b.safetensors"}


def test_a_renamed_file_is_known_by_its_hash_and_used_in_place(tmp_path, memory):
    comfy = tree(tmp_path / "ComfyUI", {"models/vae/my favourite.safetensors": 3, "models/clip/same length": 4})
    data, read = weights(3), []
    path = f"{SPEC.id}/wan_2.1_vae.safetensors"
    file = PublishedFile("vae", path, (), len(data), hashlib.sha256(data).hexdigest())
    place, unknown = recognise(comfy), msgspec.structs.replace(file, path="x", sha256="")
    found = adopt.matches([file, unknown], [place], memory)
    assert found == {file: comfy / "models/vae/my favourite.safetensors"}
    assert adopt.matches([file], [place], memory, tell=read.append) == found
    assert read == []
    target = tmp_path / "own" / file.path
    adopt.link(found[file], target)
    assert os.path.samefile(target, found[file])
    assert parts_here(SPEC, [tmp_path / "own"]) == {Part.VAE: target}
    assert adopt.occupied([target, found[file]]) == len(data)
    assert fetch(wanted(file, ()), target, Network(lambda: True), memory=memory).fetched == 0


def test_a_wrong_file_of_another_program_is_not_written_to_when_ours_is_repaired(tmp_path):
    right, theirs, target = weights(1), tmp_path / "theirs", tmp_path / "own" / "m"
    theirs.write_bytes(weights(2))
    adopt.link(theirs, target)
    with serving(right) as server:
        want = Wanted((Address(server.url),), len(right), hashlib.sha256(right).hexdigest())
        fetch(want, target, Network(lambda: False, proxies={}), Rules(margin=0))
    assert target.read_bytes() == right
    assert theirs.read_bytes() == weights(2)
    assert not target.is_symlink()
