"""What the hubs say becomes a list of files that can be fetched and proven."""

from __future__ import annotations

import hashlib

import pytest

from engine.api.errors import DownloadInterrupted, DownloadRefused, NotTheServer, Offline
from engine.api.published import Hub, PublishedFile, Source, check_path
from engine.store.learn import learn, wanted
from engine.store.offline import Network
from engine.store.sources import Endpoint, address, addresses, endpoints, list_files
from engine.store.transfer import fetch
from engine.store.wanted import Rules
from tests.engine.store.hub import COMMIT, git_sha1, hub


def network(offline=False):
    return Network(lambda: offline, proxies={})


def on(server, kind=Hub.HUGGING_FACE, token=""):
    return Endpoint(kind, server.base, token)


def test_what_proves_a_file_is_read_from_the_list():
    with hub({"a/b": {"m.safetensors": b"large", "config.json": b"small"}}) as server:
        listing = list_files(network(), on(server), "a/b")
    large, small = listing.files
    assert (large.sha256, large.git_sha1) == (hashlib.sha256(b"large").hexdigest(), "")
    assert (small.sha256, small.git_sha1) == ("", git_sha1(b"small"))
    assert (large.path, listing.revision) == ("m.safetensors", COMMIT)


@pytest.mark.parametrize("kind", [Hub.HUGGING_FACE, Hub.MODELSCOPE])
def test_a_file_is_learnt_and_fetched_from_either_hub_whatever_its_name(kind, tmp_path):
    path = "deep/\u4e2d & %41.safetensors"
    with hub({"a/b": {path: b"weights"}}) as server:
        file = PublishedFile("a", "a.safetensors", (Source(kind, "a/b", path),))
        (known,) = learn([file], network(), [on(server, kind)])
        arrived = fetch(wanted(known, [on(server, kind)]), tmp_path / "a", network(), Rules(margin=0))
    assert (arrived.proven, (tmp_path / "a").read_bytes()) == (True, b"weights")


@pytest.mark.parametrize(
    "path",
    ["", "/etc/x", "../x", "a/../x", "a//b", "./a", "C:/x", "a\\b", "a\0b", "con", "a/NUL.txt", "a./b", "x" * 201]
    + ["a/b/c/d/e/f/g/h/i", "a ", "a\nb"],
)
def test_a_hostile_name_is_refused(path):
    with pytest.raises(ValueError, match="no name for a file"):
        check_path(path)
    with pytest.raises(ValueError, match="no name for a file"):
        PublishedFile("a", path, ())


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


ODD = (
    '{"rfilename": "a", "lfs": {"sha256": "no hash"}}',
    '{"rfilename": "a", "size": -1}',
    '{"rfilename": "a", "blobId": "../../x"}',
    "{}",
)


@pytest.mark.parametrize(
    "answer",
    [b"<html>", b"[]", b'{"sha": 1}', b"\xff", *(b'{"sha": "x", "siblings": [%s]}' % one.encode() for one in ODD)],
)
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


@pytest.mark.parametrize("file", ['"Size": -1', '"Sha256": "no hash"'])
def test_a_list_of_modelscope_with_odd_figures_is_told_in_words(file):
    with hub({}) as server, pytest.raises(NotTheServer):
        server.answer = b'{"Data": {"Files": [{"Path": "a", "Type": "blob", %s}]}}' % file.encode()
        list_files(network(), on(server, Hub.MODELSCOPE), "a/b")
