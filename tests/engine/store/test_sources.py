"""What the hubs say becomes a list of files that can be fetched and proven."""

from __future__ import annotations

import hashlib

import pytest

from engine import catalog
from engine.api.errors import DownloadInterrupted, DownloadRefused, NotTheServer, Offline, WeightsMissing
from engine.api.published import Hub, Source, check_path
from engine.store.locate import is_complete
from engine.store.manifest import Manifest, ModelFile, from_listings, read_manifest
from engine.store.offline import Network
from engine.store.sources import Endpoint, Listed, Listing, address, addresses, endpoints, list_files
from engine.store.transfer import fetch
from engine.store.wanted import Rules
from tests.engine.store.hub import COMMIT, git_sha1, hub

SPEC = catalog.load().model("wan2.1-t2v-1.3b")
OFFICIAL = {
    "google/umt5-xxl/tokenizer.json": b"{}",
    "google/umt5-xxl/spiece.model": b"words",
    "models_t5_umt5-xxl-enc-bf16.pth": b"a program",
}
PACKED = {
    "split_files/diffusion_models/wan2.1_t2v_1.3B_bf16.safetensors": b"network" * 99,
    "split_files/text_encoders/umt5_xxl_fp16.safetensors": b"words" * 99,
    "split_files/vae/wan_2.1_vae.safetensors": b"pictures" * 99,
    "split_files/vae/other.safetensors": b"other",
}
RULES = Rules(margin=0, first_wait=0.01)


def network(offline=False):
    return Network(lambda: offline, proxies={})


def on(server, kind=Hub.HUGGING_FACE, token=""):
    return Endpoint(kind, server.base, token)


@pytest.mark.parametrize("kind", [Hub.HUGGING_FACE, Hub.MODELSCOPE])
def test_a_model_is_listed_chosen_fetched_and_found(kind, tmp_path):
    with hub({"a/official": OFFICIAL, "b/packed": PACKED}) as server:
        listings = [list_files(network(), on(server, kind), repo) for repo in ("a/official", "b/packed")]
        manifest = from_listings(SPEC, listings)
        assert sorted(file.path for file in manifest.files) == [
            "google/umt5-xxl/spiece.model",
            "google/umt5-xxl/tokenizer.json",
            "umt5_xxl_fp16.safetensors",
            "wan2.1_t2v_1.3B_bf16.safetensors",
            "wan_2.1_vae.safetensors",
        ]
        assert manifest.missing(tmp_path) == manifest.files
        for file in manifest.files:
            arrived = fetch(file.wanted([on(server, kind)]), manifest.place(tmp_path, file), network(), RULES)
            assert arrived.proven
    assert manifest.missing(tmp_path) == ()
    assert is_complete(SPEC, [tmp_path])


def test_what_proves_a_file_is_read_from_the_list():
    with hub({"a/b": {"m.safetensors": b"large", "config.json": b"small"}}) as server:
        listing = list_files(network(), on(server), "a/b")
    large, small = listing.files
    assert (large.sha256, large.git_sha1) == (hashlib.sha256(b"large").hexdigest(), "")
    assert (small.sha256, small.git_sha1) == ("", git_sha1(b"small"))
    assert listing.source(large) == Source(Hub.HUGGING_FACE, "a/b", "m.safetensors", COMMIT)


def test_the_same_file_on_two_hubs_has_two_sources_and_another_of_that_name_has_not():
    def listing(repo, sha):
        return Listing(Hub.HUGGING_FACE, repo, "r", tuple(Listed(p, 7, sha) for p in (*PACKED, "tokenizer/x.json")))

    same, other = "a" * 64, "b" * 64
    manifest = from_listings(SPEC, [listing("one/x", same), listing("two/x", same), listing("three/x", other)])
    assert {source.repo for file in manifest.files for source in file.sources} == {"one/x", "two/x"}


def test_a_part_that_is_only_there_as_a_program_is_missing():
    listing = Listing(Hub.HUGGING_FACE, "a/b", "r", (Listed("umt5-xxl-enc-bf16.pth", 1),))
    with pytest.raises(WeightsMissing) as missing:
        from_listings(SPEC, [listing])
    assert "text_encoder" in missing.value.why


@pytest.mark.parametrize(
    "path",
    ["", "/etc/x", "../x", "a/../x", "a//b", "./a", "C:/x", "a\\b", "a\0b", "con", "a/NUL.txt", "a./b", "x" * 201]
    + ["a/b/c/d/e/f/g/h/i", "a ", "a\nb"],
)
def test_a_hostile_name_is_refused(path):
    with pytest.raises(ValueError, match="no name for a file"):
        check_path(path)
    with pytest.raises(ValueError, match="no name for a file"):
        ModelFile(path, ())


def test_a_hostile_list_cannot_write_outside_the_folder():
    hostile = Listing(Hub.MODELSCOPE, "a/b", "r", (Listed("tokenizer/../../../x", 1),))
    with pytest.raises(ValueError, match="no name for a file"):
        from_listings(SPEC, [hostile])


def test_a_manifest_is_read_from_a_file_and_a_mistake_is_named(tmp_path):
    place = tmp_path / "m.toml"
    text = (
        'model = "m"\n[[files]]\npath = "a.safetensors"\nsha256 = "%s"\n[[files.sources]]\nhub = "plain"\npath = "%s"'
    )
    place.write_text(text % ("a" * 64, "https://example.org/a"), encoding="utf-8")
    manifest = read_manifest(place)
    assert manifest.files[0].wanted(()).addresses[0].url == "https://example.org/a"
    place.write_text(text % ("z", ""), encoding="utf-8")
    with pytest.raises(ValueError, match="m.toml: .*hash"):
        read_manifest(place)
    with pytest.raises(ValueError, match="more than once"):
        Manifest("m", (ModelFile("a", ()), ModelFile("A", ())))


def test_no_mirror_hears_the_token_of_the_hub():
    servers = endpoints({"HF_ENDPOINT": "https://mirror.example/", "HF_TOKEN": "secret"}, ["https://own.example"])
    source = Source(Hub.HUGGING_FACE, "a/b", "x y.safetensors", COMMIT)
    told = {address.url: address.token for address in addresses([source], servers)}
    name = f"a/b/resolve/{COMMIT}/x%20y.safetensors"
    assert list(told.items()) == [
        (f"https://own.example/{name}", ""),
        (f"https://mirror.example/{name}", ""),
        (f"https://huggingface.co/{name}", "secret"),
    ]
    assert "secret" not in repr(servers)


def test_an_address_of_modelscope_carries_the_path_as_a_question():
    there = address(Endpoint(Hub.MODELSCOPE, "https://ms.example"), Source(Hub.MODELSCOPE, "a/b", "c/d&e.bin"))
    assert there.url == "https://ms.example/api/v1/models/a/b/repo?Revision=master&FilePath=c%2Fd%26e.bin"


def test_a_gated_repository_asks_for_a_token_and_takes_it():
    with hub({"a/b": {"m.safetensors": b"x"}}, gated=True) as server:
        with pytest.raises(DownloadRefused) as refused:
            list_files(network(), on(server), "a/b")
        assert "token" in refused.value.do[0]
        assert len(list_files(network(), on(server, token="secret"), "a/b").files) == 1


@pytest.mark.parametrize("answer", [b"<html>", b"[]", b'{"sha": 1}', b"\xff", b'{"sha": "x", "siblings": [{}]}'])
def test_a_list_that_is_none_is_told_in_words(answer):
    with hub({}) as server, pytest.raises(NotTheServer):
        server.answer = answer
        list_files(network(), on(server), "a/b")


def test_no_server_and_no_wish_for_one_are_told_in_words():
    with hub({}) as server:
        gone = on(server)
    with pytest.raises(DownloadInterrupted):
        list_files(network(), gone, "a/b")
    with pytest.raises(Offline):
        list_files(network(offline=True), gone, "a/b")
