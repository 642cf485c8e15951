"""There is one door to the network, and the offline switch closes it."""

from __future__ import annotations

import ast

import pytest

from tests import laws
from tests.test_shape import ROOT

DOOR = "engine/store/offline.py"
NETWORKS = ("socket", "ssl", "http", "urllib.request", "ftplib", "requests", "httpx", "aiohttp", "huggingface_hub")


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
