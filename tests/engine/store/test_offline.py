"""There is one door to the network, and the offline switch closes it."""

from __future__ import annotations

import ast

import pytest

from engine.api.errors import DownloadInterrupted, NotTheServer
from engine.store.offline import Network, redirected
from tests import laws
from tests.engine.store.hub import hub
from tests.test_shape import ROOT

DOOR = "engine/store/offline.py"
NETWORKS = ("socket", "ssl", "http", "urllib.request", "ftplib", "requests", "httpx", "aiohttp", "huggingface_hub")


def network():
    return Network(lambda: False, proxies={})


def opens_the_network(tree):
    """The modules that can open a connection and are imported here."""
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names += [
        f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "urllib"
        for alias in node.names
    ]
    return [name for name in names if any(name == one or name.startswith(one + ".") for one in NETWORKS)]


def test_nothing_but_the_door_opens_a_connection():
    found = {name for name, tree in laws.sources(ROOT, "app", "engine", "ui", "main.py") if opens_the_network(tree)}
    assert found == {DOOR}


@pytest.mark.parametrize(
    "line", ["import socket", "from urllib import request", "import urllib.request", "from huggingface_hub import x"]
)
def test_the_law_bites(line):
    assert opens_the_network(ast.parse(line))
    assert not opens_the_network(ast.parse("import urllib.parse"))


@pytest.mark.parametrize("answer", [b"[" * 100_000, b'{"a":' * 100_000])
def test_a_list_that_is_nested_without_end_is_told_in_words(answer):
    with hub({}) as server, pytest.raises(NotTheServer):
        server.answer = answer
        network().json(f"{server.base}/api/models/a/b")


@pytest.mark.parametrize("token", ["hf_secret\nx", "hf_secret\u4e2d"])
def test_a_token_that_cannot_be_sent_is_in_no_message(token):
    with hub({}) as server, pytest.raises(DownloadInterrupted) as broken:
        network().json(f"{server.base}/api/models/a/b", token)
    assert "secret" not in f"{broken.value.why} {broken.value.detail}"


def test_a_password_in_an_address_is_in_no_message():
    with pytest.raises(DownloadInterrupted) as broken:
        network().json("http://somebody:secret@127.0.0.1/api")
    assert "secret" not in f"{broken.value.why} {broken.value.detail}"
    assert "127.0.0.1" in broken.value.why


def test_a_redirect_may_hold_signs_that_no_address_may_hold():
    there = redirected("https://hub.example/a", "/b/\u4e2d c.safetensors?x=%20".encode().decode("latin-1"))
    assert there == "https://hub.example/b/%E4%B8%AD%20c.safetensors?x=%20"


def test_encryption_is_not_given_up_however_the_address_is_written():
    with pytest.raises(NotTheServer):
        redirected("HTTPS://hub.example/a", "http://hub.example/b")
