"""What the catalogue does not know of a file is asked of the hubs, each repository once, and pinned."""

from __future__ import annotations

import hashlib

import msgspec
import pytest

from engine.api.errors import DownloadInterrupted, DownloadRefused, Offline
from engine.api.published import Hub, PublishedFile, Source
from engine.store.learn import learn, wanted
from engine.store.offline import Network
from engine.store.sources import Endpoint
from tests.engine.store.hub import COMMIT, git_sha1, hub

REPOS = {"us/m": {"a.safetensors": b"a" * 500, "deep/b.json": b"{}"}}
A = PublishedFile("a", "m/a.safetensors", (Source(Hub.HUGGING_FACE, "us/m", "a.safetensors"),), about=480)
B = PublishedFile("b", "m/b.json", (Source(Hub.HUGGING_FACE, "us/m", "deep/b.json"),))
SHA = hashlib.sha256(b"a" * 500).hexdigest()


def network(offline=False):
    return Network(lambda: offline, proxies={})


def test_length_hash_and_commit_are_learnt_and_each_repository_is_asked_once():
    with hub(REPOS) as server:
        a, b = learn((A, B), network(), (Endpoint(Hub.HUGGING_FACE, server.base),))
        assert len(server.asked) == 1
    assert (a.bytes, a.sha256, a.sources[0].revision) == (500, SHA, COMMIT)
    assert (b.bytes, b.sha256, b.git_sha1) == (2, "", git_sha1(b"{}"))
    assert (a.size, A.size) == (500, 480)


def test_what_is_known_is_not_asked_for():
    known = msgspec.structs.replace(A, bytes=500, sha256=SHA)
    assert learn((known,), network(offline=True), ()) == (known,)


def test_a_mirror_that_is_down_is_passed_over():
    with hub(REPOS) as server:
        servers = (Endpoint(Hub.HUGGING_FACE, "http://127.0.0.1:9"), Endpoint(Hub.HUGGING_FACE, server.base))
        (a,) = learn((A,), network(), servers)
    assert a.sha256 == SHA


def test_modelscope_proves_a_file_that_comes_from_elsewhere_too():
    both = (Source(Hub.MODELSCOPE, "us/m", "a.safetensors"), Source(Hub.PLAIN, path="http://127.0.0.1:9/a"))
    with hub(REPOS) as server:
        (a,) = learn((msgspec.structs.replace(A, sources=both),), network(), (Endpoint(Hub.MODELSCOPE, server.base),))
    assert a.sha256 == SHA
    assert a.sources[1] == both[1]
    assert len(wanted(a, ()).addresses) == 1
    assert wanted(a, ()).pinned


def test_nobody_who_answers_is_told_and_a_plain_address_stays_unproven():
    with pytest.raises(DownloadInterrupted):
        learn((A,), network(), (Endpoint(Hub.HUGGING_FACE, "http://127.0.0.1:9"),))
    with hub({}) as server, pytest.raises(DownloadRefused):
        learn((A,), network(), (Endpoint(Hub.HUGGING_FACE, server.base),))
    with pytest.raises(Offline):
        learn((A,), network(offline=True), (Endpoint(Hub.HUGGING_FACE, "http://127.0.0.1:9"),))
    plain = msgspec.structs.replace(A, sources=(Source(Hub.PLAIN, path="http://127.0.0.1:9/a"),))
    assert learn((plain,), network(), ()) == (plain,)
